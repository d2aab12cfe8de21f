#include "bench/subject.h"

#include "apps/gatehouse/apply.h"
#include "apps/gatehouse/environment_files.h"
#include "apps/gatehouse/wire.h"
#include "core/directory/hash_pool.h"
#include "core/grants/bearer.h"
#include "libs/json/json.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gatehouse::bench {

using namespace std::chrono_literals;

std::vector<std::string> Subject::serve(int port) const
{
    return { (binaries / "apps/gatehouse/gatehouse").string(), "serve", "--data", directory.string(), "--http",
        "127.0.0.1:" + std::to_string(port) };
}

void stop(std::string const& why)
{
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

std::string path(std::string_view rest)
{
    return "/insurance.onmicrosoft.com/" + std::string(kPolicy) + std::string(rest);
}

void prepare(Subject& subject)
{
    SystemClock const clock;
    SystemRandom random;
    std::ifstream file(subject.tenant_file);
    std::ostringstream text;
    text << file.rdbuf();
    auto declaration = app::read_tenant_file(text.str(), subject.tenant_file, {});
    if (!declaration)
        stop("cannot read " + subject.tenant_file);
    declaration->tenant.signing_algorithm = subject.algorithm;
    for (app::DeclaredApp& declared : declaration->apps) {
        if (declared.key == "insurance-api")
            declared.roles.push_back({ "Accounts.Export", "" });
        if (declared.key == "insurance-web")
            declared.permissions.push_back({ "insurance-api", "Accounts.Export", true, PermissionKind::Role });
    }
    for (int i = 0; i < kUsers; ++i) {
        app::DeclaredUser user;
        user.email = "bench" + std::to_string(i) + "@example.test";
        user.password = Password(std::string(kPassword));
        user.attributes = { { "displayName", "Bench Person" }, { "givenName", "Bench" }, { "surname", "Person" } };
        declaration->users.push_back(std::move(user));
    }
    auto const directory = need(
        app::open_directory({ .data = subject.directory, .master_key_file = "" }, random), "cannot open the database");
    HashPool hasher({});
    // A new secret each time: the folder may be one that was kept.
    auto const applied = need(app::apply(*directory.store, *declaration, { "insurance-web" }, hasher, clock, random),
        "cannot apply the tenant");
    need(app::write_environment_files(*declaration, applied.values, subject.directory / "demo"),
        "cannot write the environment files");
    subject.client_id = applied.values.at("apps.insurance-web.client_id");
    subject.client_secret = applied.values.at("apps.insurance-web.secret");
    subject.api_client_id = applied.values.at("apps.insurance-api.client_id");
    subject.tenant_id = applied.values.at("tenant.id");
    subject.redirect_uri = "http://localhost:5000/getAToken";
}

void wait_ready(Process const& server, Subject const& subject, int port)
{
    if (server.wait_ready(port) < 0)
        stop("gatehouse did not start; see " + subject.log_file());
}

std::vector<std::string> make_codes(Subject const& subject, size_t count)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = need(
        app::open_directory({ .data = subject.directory, .master_key_file = "" }, random), "cannot open the database");
    std::vector<std::string> codes;
    TenantId const tenant(subject.tenant_id);
    need(directory.store->transact([&](Ports& ports) -> Result<void> {
        auto const user = TRY(ports.users.find_by_sign_in_name(tenant, "bench0@example.test"));
        json::Object claims;
        claims.set("sub", user->id.text());
        claims.set("oid", user->id.text());
        claims.set("name", "Bench Person");
        claims.set("given_name", "Bench");
        claims.set("family_name", "Person");
        claims.set("emails", json::Array{ json::Value("bench0@example.test") });
        Grant grant{ .family = {},
            .client = ClientId(subject.client_id),
            .user = user->id,
            .policy = PolicyId("B2C_1_signupsignin1"),
            .scope = "openid offline_access https://insurance.onmicrosoft.com/insurance-api/Accounts.Read",
            .claims = json::write(claims),
            .settings = {},
            .nonce = "n",
            .auth_time = clock.now(),
            .session = "",
            .correlation = CorrelationId(random_guid(random)) };
        for (size_t i = 0; i < count; ++i) {
            codes.push_back(make_bearer(random, clock.now()));
            grant.family = FamilyId(ordered_guid(random, clock.now()));
            TRY(ports.codes.insert(tenant,
                { .digest = CodeDigest(bearer_digest(codes.back())),
                    .grant = grant,
                    .redirect_uri = subject.redirect_uri,
                    .code_challenge = "",
                    .expires = clock.now() + 10min }));
        }
        return {};
    }),
        "cannot make codes");
    return codes;
}

std::string token_form(Subject const& subject, url::Form form)
{
    form.add("client_id", subject.client_id);
    form.add("client_secret", subject.client_secret);
    return url::build_form(form);
}

std::string access_token(Subject const& subject, int port)
{
    url::Form form;
    form.add("grant_type", "authorization_code");
    form.add("code", make_codes(subject, 1)[0]);
    form.add("redirect_uri", subject.redirect_uri);
    auto const tokens
        = Connection(port).send(post_form(path("/oauth2/v2.0/token"), token_form(subject, std::move(form))));
    return json::parse_object(tokens.body)->text("access_token").value_or("");
}

void say_cost(Process const& server, double before, Load const& load)
{
    double const requests = std::max(1.0, load.per_second * load.seconds);
    std::fprintf(stderr, "    server processor time: %.0f us a request\n",
        (server.processor_seconds() - before) * 1e6 / requests);
}

} // namespace gatehouse::bench
