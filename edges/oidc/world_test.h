// The endpoints over the real store, the real engine and real (cheap) password hashes; only clock and chance are fakes.
#pragma once

#include "core/applications/secrets.h"
#include "core/directory/hash_pool.h"
#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/policy/user_flow.h"
#include "edges/oidc/edge.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"
#include "libs/json/json.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::oidc {

inline constexpr char const* kTenantGuid = "11111111-2222-4333-8444-555555555555";
inline constexpr char const* kDomain = "contoso.onmicrosoft.com";
inline constexpr char const* kOrigin = "http://localhost:8400";
inline constexpr char const* kPolicy = "B2C_1_SignIn";
inline constexpr char const* kOtherPolicy = "B2C_1_Other";
inline constexpr char const* kWeb = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr char const* kSpa = "aaaaaaaa-0000-4000-8000-000000000002";
inline constexpr char const* kNative = "aaaaaaaa-0000-4000-8000-000000000003";
inline constexpr char const* kBare = "aaaaaaaa-0000-4000-8000-000000000004"; // no redirect address
inline constexpr char const* kApi = "bbbbbbbb-0000-4000-8000-000000000001";
inline constexpr char const* kApi2 = "bbbbbbbb-0000-4000-8000-000000000002";
inline constexpr char const* kWebReturn = "https://web.example/cb";
inline constexpr char const* kSpaReturn = "https://spa.example/cb";
inline constexpr char const* kNativeReturn = "http://localhost:7000/cb";
// Every character that form encoding changes: Basic credentials arrive raw and encoded.
inline constexpr char const* kSecret = "s3cret~with+plus%2Fand:colon";
inline constexpr char const* kApiUri = "https://contoso.onmicrosoft.com/api";
inline constexpr char const* kRead = "https://contoso.onmicrosoft.com/api/Read";
inline constexpr char const* kWrite = "https://contoso.onmicrosoft.com/api/Write";
inline constexpr char const* kAdmin = "https://contoso.onmicrosoft.com/api/Admin";
inline constexpr char const* kEmail = "ada@example.test";
inline constexpr char const* kPassword = "Correct-horse-1";
inline constexpr char const* kVerifier = "0123456789-0123456789-0123456789-0123456789";

using Fields = std::vector<std::pair<std::string, std::string>>;

inline std::string challenge()
{
    return crypto::sha256_text(kVerifier);
}

inline std::string build(Fields const& fields)
{
    url::Form form;
    for (auto const& [name, value] : fields)
        form.add(name, value);
    return url::build_form(form);
}

// `fields` with some replaced or added; an empty value removes.
inline Fields changed(Fields fields, Fields const& changes)
{
    for (auto const& [name, value] : changes) {
        std::erase_if(fields, [&](auto const& pair) { return pair.first == name; });
        if (!value.empty())
            fields.emplace_back(name, value);
    }
    return fields;
}

inline std::string endpoint(std::string const& name, std::string const& policy = kPolicy)
{
    return "/" + std::string(kDomain) + "/" + policy + "/oauth2/v2.0/" + name;
}

inline Fields web_request()
{
    return { { "client_id", kWeb }, { "response_type", "code" }, { "redirect_uri", kWebReturn },
        { "scope", std::string("openid offline_access ") + kRead }, { "state", "s1" }, { "nonce", "n1" } };
}

class World {
public:
    World()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        tenant.id = TenantId(kTenantGuid);
        tenant.domain = kDomain;
        tenant.display_name = "Contoso";
        tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            for (Application const& app : applications())
                TRY(ports.applications.save(tenant.id, app));
            for (std::string const& name : { std::string(kPolicy), std::string(kOtherPolicy) })
                TRY(ports.policies.save(tenant.id,
                    { PolicyId(name), policy::leaf_xml(flow(name), kDomain), json::write(policy::to_json(flow(name))),
                        clock.now() }));
            for (StoredSigningKey const& key : known_keys())
                TRY(ports.signing_keys.insert(tenant.id, copy(key)));
            return {};
        });
        ada = add_user(kEmail);
        refresh();
        remember_keys();
        mount(router, edge);
    }

    void refresh()
    {
        EXPECT_TRUE(plans.refresh().has_value());
        EXPECT_TRUE(keys.refresh(tenant).has_value());
        for (auto const& one : plans.snapshot()->tenants)
            EXPECT_TRUE(one->broken.empty());
    }
    template <class Work>
    void write(Work const& work)
    {
        auto const done = store->transact(work);
        EXPECT_TRUE(done.has_value()) << (done.has_value() ? "" : done.error().detail);
    }
    UserId add_user(std::string const& email)
    {
        User user;
        user.id = UserId(random_guid(random));
        user.identities = { { SignInType::EmailAddress, kDomain, email } };
        user.attributes.insert_or_assign("displayName", std::string("Ada"));
        user.attributes.insert_or_assign("givenName", std::string("Augusta Ada"));
        user.password_hash = hasher.hash(Password(kPassword), tenant.hash_cost).value();
        user.created = user.tokens_valid_from = clock.now();
        write([&](Ports& ports) { return ports.users.insert(tenant.id, user); });
        return user.id;
    }
    void change_user(UserId const& id, std::function<void(User&)> const& change)
    {
        write([&](Ports& ports) -> Result<void> {
            User user = *TRY(ports.users.find(tenant.id, id));
            change(user);
            return ports.users.update(tenant.id, user);
        });
    }
    void change_app(std::string const& id, std::function<void(Application&)> const& change)
    {
        write([&](Ports& ports) -> Result<void> {
            Application app = *TRY(ports.applications.find(tenant.id, ClientId(id)));
            change(app);
            return ports.applications.save(tenant.id, app);
        });
    }
    // Settings of the first policy.
    void change_flow(std::function<void(policy::UserFlow&)> const& change)
    {
        policy::UserFlow settings = flow(kPolicy);
        change(settings);
        clock.advance(std::chrono::milliseconds(1)); // plans are told apart by their time
        write([&](Ports& ports) {
            return ports.policies.save(tenant.id,
                { PolicyId(kPolicy), policy::leaf_xml(settings, kDomain), json::write(policy::to_json(settings)),
                    clock.now() });
        });
        refresh();
    }
    size_t audited(AuditKind kind)
    {
        return read<std::vector<AuditEvent>>(*store,
            [&](Ports& ports) {
                return ports.audit.list(tenant.id, { .correlation = {}, .user = {}, .kind = kind, .limit = 1000 });
            })
            .value()
            .size();
    }

    // --- the browser ------------------------------------------------------------------------------------------------

    http::Response const& ask(Fields const& fields, std::string const& policy = kPolicy)
    {
        return browser.get(endpoint("authorize", policy) + "?" + build(fields));
    }
    // Passes the sign-in page when there is one; the answer is at the client then.
    void sign_in(Fields const& fields, std::string const& policy = kPolicy)
    {
        ask(fields, policy);
        if (browser.has_element("password"))
            browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    }
    std::string code(Fields const& fields = web_request(), std::string const& policy = kPolicy)
    {
        sign_in(fields, policy);
        EXPECT_NE(browser.answer("code"), "") << browser.html();
        return browser.answer("code");
    }
    // The number in the error that the client was sent, as "AADB2C90006", or that of the error page.
    std::string error_code() const
    {
        std::string const description = browser.answer("error_description");
        if (!description.empty())
            return description.substr(0, description.find(':'));
        return testkit::text_of(browser.html(), "errorCode").value_or("");
    }

    // --- the client's back channel ----------------------------------------------------------------------------------

    http::Response post_token(Fields const& fields, Fields const& headers = {}, std::string const& policy = kPolicy)
    {
        return post_to(endpoint("token", policy), fields, headers);
    }
    http::Response post_to(std::string const& path, Fields const& fields, Fields const& headers = {})
    {
        http::Request request;
        request.method = http::Method::Post;
        request.path = request.target = path;
        request.body = build(fields);
        request.peer = "192.0.2.9";
        request.correlation_id = "00000000-0000-4000-8000-000000000009";
        request.headers.set("Host", "localhost:8400");
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        for (auto const& [name, value] : headers)
            request.headers.set(name, value);
        return router.handle(std::move(request));
    }
    json::Object token(Fields const& fields, Fields const& headers = {}, std::string const& policy = kPolicy)
    {
        return json::parse_object(post_token(fields, headers, policy).content()).value_or(json::Object());
    }
    static Fields redeem(std::string const& code)
    {
        return { { "grant_type", "authorization_code" }, { "code", code }, { "redirect_uri", kWebReturn },
            { "client_id", kWeb }, { "client_secret", kSecret } };
    }
    static Fields renew(std::string const& refresh_token)
    {
        return { { "grant_type", "refresh_token" }, { "refresh_token", refresh_token }, { "client_id", kWeb },
            { "client_secret", kSecret } };
    }
    http::Response send(http::Method method, std::string const& path, Fields const& headers)
    {
        http::Request request;
        request.method = method;
        request.target = path;
        request.path = path.substr(0, path.find('?'));
        request.query_text = path.substr(std::min(path.size(), request.path.size() + 1));
        request.correlation_id = "00000000-0000-4000-8000-000000000009";
        request.headers.set("Host", "localhost:8400");
        for (auto const& [name, value] : headers)
            request.headers.add(name, value);
        return router.handle(std::move(request));
    }
    // The claims of a token whose signature is right by the published keys.
    json::Object claims(std::string const& jwt)
    {
        auto const set = jose::parse_key_set(*keys.published(tenant.id));
        auto parsed = jose::parse_jwt(jwt);
        EXPECT_TRUE(parsed.has_value());
        if (!parsed || !set)
            return {};
        auto const verified = jose::verify(std::move(*parsed), *set);
        EXPECT_TRUE(verified.has_value());
        return verified ? verified->claims() : json::Object();
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    HashPool hasher{ { .threads = 1, .queue = 16 } };
    Plans plans{ *store };
    KeyRings keys{ *store, clock };
    journey::Services services{ *store, hasher, clock, random };
    Edge edge{ { .origins = { kOrigin, "https://login.example" } }, *store, plans, keys, services, clock, random,
        Secret<CsrfKeyTag>("a key for forms") };
    http::Router router;
    testkit::Browser browser{ router, kOrigin };
    Tenant tenant;
    UserId ada;

private:
    static policy::UserFlow flow(std::string const& name)
    {
        policy::UserFlow flow;
        flow.name = name;
        flow.collect = { "displayName" };
        flow.claims = { "emails", "displayName", "givenName", "objectId" };
        return flow;
    }
    static Application app(
        std::string const& id, std::string const& name, AppKind kind, std::vector<std::string> const& uris)
    {
        Application out;
        out.id = ClientId(id);
        out.name = name;
        out.kind = kind;
        out.redirect_uris = redirect_uris_of(kind, uris);
        ClientId const api(kApi);
        out.permissions = { { api, "Read", true }, { api, "Write", true }, { api, "Admin", false },
            { ClientId(kApi2), "Read", true } };
        return out;
    }
    std::vector<Application> applications() const
    {
        Application web = app(kWeb, "web", AppKind::Web, { kWebReturn, "https://web.example/cb?keep=1" });
        web.secrets = { { "first", SecretDigest(crypto::sha256_text(kSecret)), "s3c",
            clock.now() + std::chrono::hours(24 * 400) } };
        Application api = app(kApi, "api", AppKind::Web, {});
        api.app_id_uri = kApiUri;
        api.scopes = { { "Read", "" }, { "Write", "" }, { "Admin", "" } };
        Application api2 = app(kApi2, "api2", AppKind::Web, {});
        api2.app_id_uri = "https://contoso.onmicrosoft.com/api2";
        api2.scopes = { { "Read", "" } };
        return { web, app(kSpa, "spa", AppKind::Spa, { kSpaReturn }),
            app(kNative, "native", AppKind::Native, { kNativeReturn }), app(kBare, "bare", AppKind::Web, {}), api,
            api2 };
    }

    // An RSA key takes long to make: the worlds of one program share those of the first.
    static std::vector<StoredSigningKey>& known_keys()
    {
        static std::vector<StoredSigningKey> keys;
        return keys;
    }
    static StoredSigningKey copy(StoredSigningKey const& key)
    {
        return { key.kid, key.container, key.created, key.signs_from, key.signs_until, key.verifies_until,
            key.private_bytes.copy() };
    }
    void remember_keys()
    {
        if (known_keys().empty())
            known_keys() = read<std::vector<StoredSigningKey>>(*store, [&](Ports& ports) {
                return ports.signing_keys.list(tenant.id);
            }).value();
    }
};

inline std::vector<std::string> member_names(json::Object const& object)
{
    std::vector<std::string> names;
    for (json::Member const& member : object.members())
        names.push_back(member.name);
    return names;
}

} // namespace gatehouse::oidc
