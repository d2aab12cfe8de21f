// Policy sets as strangers wrote them, and a person in front of their pages. Only what an author has to fill in is
// filled in: the tenant, the ids of the applications, the addresses and the id at the provider.
#pragma once

#include "edges/oidc/provider_world_test.h"
#include "libs/relying_party/id_token.h"
#include "libs/testkit/golden.h"

#include <gatehouse/token_validator.h>

#include <cstdlib>

namespace gatehouse::oidc {

// LinkedIn's two addresses, over the people of the provider.
class LinkedInCaller final : public journey::RestCaller {
public:
    explicit LinkedInCaller(journey::RestCaller& provider)
        : provider_(provider)
    {
    }
    journey::RestResult call(journey::RestRequest const& asked) override
    {
        std::string const origin(kProvider);
        bool const mail = asked.url.starts_with(origin + "/linkedin/email?");
        if (!mail && asked.url != origin + "/linkedin/me")
            return provider_.call(asked);
        journey::RestRequest here;
        here.method = asked.method;
        here.url = origin + "/me";
        here.headers = asked.headers;
        journey::RestReply reply = TRY(provider_.call(here));
        json::Object const person = json::parse_object(reply.body).value_or(json::Object());
        auto const localized = [&](std::string_view name) {
            return json::Object{ { "localized", json::Object{ { "en_US", person.text(name).value_or("") } } } };
        };
        json::Object const address{ { "handle~",
            json::Object{ { "emailAddress", person.text("email").value_or("") } } } };
        if (reply.status == 200 && mail)
            reply.body = json::write(json::Object{ { "elements", json::Array{ json::Value(address) } } });
        else if (reply.status == 200)
            reply.body = json::write(json::Object{ { "id", person.text("id").value_or("") },
                { "firstName", localized("first_name") }, { "lastName", localized("last_name") } });
        return reply;
    }

private:
    journey::RestCaller& provider_;
};

// The client library's way to the server, without a socket.
class RouterTransport final : public auth::HttpTransport {
public:
    explicit RouterTransport(std::function<http::Response(std::string const&)> get)
        : get_(std::move(get))
    {
    }
    std::expected<auth::HttpResponse, std::string> send(auth::HttpRequest const& request) override
    {
        if (!request.url.starts_with(kOrigin))
            return std::unexpected("another host");
        http::Response const answer = get_(request.url.substr(std::string_view(kOrigin).size()));
        return auth::HttpResponse{ answer.status, std::string(answer.content()) };
    }

private:
    std::function<http::Response(std::string const&)> get_;
};

class ClientClock final : public auth::Clock {
public:
    explicit ClientClock(gatehouse::Clock const& clock)
        : clock_(clock)
    {
    }
    auth::Time now() const override { return auth::Time(std::chrono::seconds(unix_seconds(clock_.now()))); }

private:
    gatehouse::Clock const& clock_;
};

// What a person wants of the pages.
struct Wishes {
    std::vector<std::string> links; // element ids; each is followed once, on the first page that has it
    Fields fields; // what is typed, by the element's id; a page takes those it has
    std::string until = ""; // the id of an element: goes no further than the first page that has it
};

class PackWorld : public ProviderWorld {
public:
    PackWorld() { services.rest = &linked_in; }

    static std::string filled_in(std::string text)
    {
        std::string const origin(kProvider);
        Fields const changes = { { "yourtenant.onmicrosoft.com", kDomain },
            { "ProxyIdentityExperienceFrameworkAppId", kNative }, { "IdentityExperienceFrameworkAppId", kApi },
            { "https://www.facebook.com/dialog/oauth", origin + "/authorize" },
            { "https://graph.facebook.com/oauth/access_token", origin + "/token" },
            { "https://graph.facebook.com/me", origin + "/me" },
            { "facebook_clientid", std::string(identity_provider::kClient) },
            { "https://www.linkedin.com/oauth/v2/authorization", origin + "/authorize" },
            { "https://www.linkedin.com/oauth/v2/accessToken", origin + "/token" },
            { "https://api.linkedin.com/v2/me", origin + "/linkedin/me" },
            { "https://api.linkedin.com/v2/emailAddress", origin + "/linkedin/email" },
            { "LinkedIn client_id", std::string(identity_provider::kClient) } };
        for (auto const& [from, to] : changes)
            text = replace_all(std::move(text), from, to);
        return text;
    }

    // Stores the files of the folder. With `base`, a folder, too, those of its files that are for no application and
    // that the first folder does not have.
    void store_pack(std::string const& folder, std::string const& base = "")
    {
        std::map<std::string, std::string> files;
        for (std::string const& path : testkit::files_in(folder, ".xml"))
            add_file(files, path);
        for (std::string const& path : base.empty() ? std::vector<std::string>() : testkit::files_in(base, ".xml"))
            if (testkit::read_file(path).find("<RelyingParty") == std::string::npos)
                add_file(files, path);
        write([&](Ports& ports) -> Result<void> {
            for (auto const& [id, text] : files)
                TRY(ports.policies.save(tenant.id, { PolicyId(id), text, "", clock.now() }));
            for (char const* name : { "B2C_1A_FacebookSecret", "B2C_1A_LinkedInSecret" })
                TRY(ports.policy_secrets.save(tenant.id, name, PolicySecret(std::string(identity_provider::kSecret))));
            return {};
        });
        ASSERT_TRUE(plans.refresh());
        for (auto const& [id, diagnostics] : plans.snapshot()->find_tenant(kDomain)->broken)
            for (policy::Diagnostic const& one : diagnostics)
                ADD_FAILURE() << policy::text(one);
    }

    // Opens the policy and goes on until the browser is at the application, or a page complains.
    void visit(std::string const& policy, Wishes wishes, Fields const& changes = {})
    {
        policy_ = policy;
        ask(changed(web_request(), changes), policy);
        go_on(std::move(wishes));
    }
    void go_on(Wishes wishes)
    {
        pages.clear();
        for (int moves = 0; moves < 30; ++moves) {
            if (browser.is_away() && !browser.away.starts_with(kProvider))
                return;
            bool const arrived = !wishes.until.empty() && browser.has_element(wishes.until);
            if (arrived || (moves > 0 && shows_error()))
                return;
            move(wishes);
        }
        ADD_FAILURE() << "the pages do not end: " << browser.html();
    }
    bool shows_error() const { return browser.shows("role=\"alert\"") || browser.shows("GlobalException"); }

    // The claims of the ID token. Both tokens are checked, and those of a refresh, which name the same person.
    json::Object tokens()
    {
        std::string const got = browser.answer("code");
        if (got.empty()) {
            ADD_FAILURE() << "no code: " << browser.away << "\n" << browser.html();
            return {};
        }
        json::Object const answer = token(redeem(got), {}, policy_);
        json::Object const first = check_tokens(answer, "n1");
        json::Object const renewed
            = check_tokens(token(renew(answer.text("refresh_token").value_or("")), {}, policy_), std::nullopt);
        EXPECT_EQ(renewed.text("sub"), first.text("sub"));
        return first;
    }
    // The digits of the last message.
    std::string last_code()
    {
        auto const sent
            = read<std::vector<Message>>(*store, [](Ports& ports) { return ports.messages.list(1); }).value();
        std::string digits;
        for (char const c : sent.empty() ? std::string() : sent.front().text)
            if (c >= '0' && c <= '9')
                digits += c;
            else if (digits.size() < 6)
                digits.clear();
        return digits.substr(0, 6);
    }

    // Of each page, its name and the fields it asked for: "SelfAsserted: email displayName".
    std::vector<std::string> pages;

private:
    static void add_file(std::map<std::string, std::string>& files, std::string const& path)
    {
        std::string const text = filled_in(testkit::read_file(path));
        files.emplace(testkit::between(text, " PolicyId=\"", "\""), text);
    }
    void note_page(testkit::HtmlForm const* form)
    {
        std::string line = testkit::between(browser.html(), "data-name=\"", "\"") + ":";
        for (auto const& [name, value] : form ? form->fields.pairs() : testkit::Browser::Pairs())
            if (name != "request" && browser.has_element(name))
                line += " " + name;
        if (pages.empty() || pages.back() != line)
            pages.push_back(line);
    }
    void move(Wishes& wishes)
    {
        if (browser.is_away()) {
            pages.push_back("provider");
            return bring(provider.sign_in(std::string(browser.away)));
        }
        auto const form = testkit::first_form(browser.html());
        note_page(form ? &*form : nullptr);
        for (auto link = wishes.links.begin(); link != wishes.links.end(); ++link)
            if (browser.has_element(*link)) {
                browser.follow(*link);
                wishes.links.erase(link);
                return;
            }
        Fields typed;
        for (auto const& [name, value] : wishes.fields)
            if (browser.has_element(name))
                typed.emplace_back(name, value);
        browser.press(next_button(form, typed), typed);
    }
    // Codes first, as a person would.
    std::string next_button(std::optional<testkit::HtmlForm> const& form, Fields& typed)
    {
        std::string send;
        for (auto const& [name, value] : form ? form->buttons : testkit::Browser::Pairs()) {
            if (value.starts_with("verify:")) {
                typed.emplace_back(code_field(*form), last_code());
                return value;
            }
            if (value.starts_with("send:") && send.empty())
                send = value;
        }
        // Some policies ask for the code in a field like others.
        if (send.empty() && form && !code_field(*form).empty())
            typed.emplace_back(code_field(*form), last_code());
        return send.empty() ? "continue" : send;
    }
    static std::string code_field(testkit::HtmlForm const& form)
    {
        for (auto const& [name, value] : form.fields.pairs())
            if (name.ends_with("_ver_input") || name.ends_with("erificationCode"))
                return name;
        return "";
    }
    // By the client library what an API is sent, by the house's rules what the application gets.
    json::Object check_tokens(json::Object const& answer, std::optional<std::string> const& nonce)
    {
        auto const access = validator().validate(answer.text("access_token").value_or(""));
        EXPECT_TRUE(access) << access.error().message << json::write(answer);
        auto unproven = jose::parse_jwt(answer.text("id_token").value_or(""));
        auto const keys = jose::parse_key_set(*this->keys.published(tenant.id));
        EXPECT_TRUE(unproven && keys) << json::write(answer);
        if (!access || !unproven || !keys)
            return {};
        auto const proven = jose::verify(std::move(*unproven), *keys);
        EXPECT_TRUE(proven);
        if (!proven)
            return {};
        auto const checked = relying_party::check_id_token(*proven,
            { .issuer = issuer(),
                .client_id = kWeb,
                .nonce = nonce,
                .policy = policy_,
                .max_age = {},
                .now = clock.now() });
        EXPECT_TRUE(checked) << relying_party::name(checked.error());
        EXPECT_EQ(proven->claims().text("sub"), access->claims().text("sub"));
        return proven->claims();
    }
    static std::string issuer() { return std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/"; }
    auth::TokenValidator validator()
    {
        auth::ValidatorConfig config;
        config.authority = std::string(kOrigin) + "/" + kDomain + "/" + policy_;
        config.issuers = { issuer() };
        config.audiences = { kApi };
        config.policies = { policy_ };
        config.ports.clock = std::make_shared<ClientClock>(clock);
        config.ports.transport = std::make_shared<RouterTransport>(
            [this](std::string const& path) { return this->send(http::Method::Get, path, {}); });
        return auth::TokenValidator::make(std::move(config)).value();
    }

    std::string policy_;
    LinkedInCaller linked_in{ caller };
};

} // namespace gatehouse::oidc
