// The portal, the API and the identity server in one process, and a browser that keeps cookies.
#pragma once

#include "apps/insurance_api/api.h"
#include "apps/insurance_web/portal.h"
#include "libs/base/text.h"
#include "tests/fake_identity/fake_identity.h"

#include <gtest/gtest.h>
#include <map>

namespace gatehouse::insurance_web {

using fake_identity::FakeIdentity;
using fake_identity::Person;

inline std::map<std::string, std::string> const kEnvironment{ { "CLIENT_ID", std::string(fake_identity::kWebClient) },
    { "CLIENT_SECRET", std::string(fake_identity::kWebSecret) }, { "B2C_DIR", "insurance" },
    { "API_ENDPOINT", "http://localhost:5001" }, { "TENANT_ID", std::string(fake_identity::kTenantId) } };

inline insurance_program::Environment environment(std::map<std::string, std::string> values)
{
    return [values](std::string const& name) -> std::optional<std::string> {
        auto const found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

// The wire between portal and API: the API's own routes in this process, and the ways a wire can fail.
class Wire final : public http::Client {
public:
    Wire(http::Router const& api, testkit::FakeClock& clock)
        : api_(api)
        , clock_(clock)
    {
    }

    Result<http::Response, http::SendError> send(http::ClientRequest const& request) override
    {
        ++calls;
        if (down)
            return fail(Fault::Unavailable, "connection refused");
        if (slow) {
            clock_.advance(std::chrono::seconds(5));
            return fail(Fault::Unavailable, "no answer");
        }
        if (instead)
            return *instead;
        http::Request out;
        out.method = request.method;
        out.target = request.url.substr(std::string("http://localhost:5001").size());
        out.path = out.target;
        out.headers = request.headers;
        out.body = request.body;
        out.correlation_id = "api-1";
        return api_.handle(std::move(out));
    }

    bool down = false;
    bool slow = false;
    std::optional<http::Response> instead;
    int calls = 0;

private:
    http::Router const& api_;
    testkit::FakeClock& clock_;
};

inline std::string between(std::string_view text, std::string_view before, std::string_view after)
{
    size_t const at = text.find(before);
    if (at == std::string_view::npos)
        return "";
    size_t const start = at + before.size();
    return std::string(text.substr(start, text.find(after, start) - start));
}

inline std::string query_of(auth::Parameters const& parameters)
{
    url::Form form;
    for (auto const& [name, value] : parameters)
        form.add(name, value);
    return "?" + url::build_form(form);
}

class PortalTest : public testing::Test {
protected:
    explicit PortalTest(std::map<std::string, std::string> extra = {})
    {
        std::map<std::string, std::string> web = kEnvironment;
        for (auto const& [name, value] : extra)
            web[name] = value;
        insurance_api::Config api_config
            = insurance_api::read_config(environment({ { "CLIENT_ID", std::string(fake_identity::kApiClient) },
                                             { "TENANT_ID", std::string(fake_identity::kTenantId) },
                                             { "B2C_DIR", "insurance" }, { "B2C_POLICY", "B2C_1_signupsignin1" } }))
                  .value();
        auth::ValidatorConfig checks = insurance_api::validator_config(api_config);
        checks.ports = fake_identity::ports(identity, clock);
        api = std::make_shared<insurance_api::Api>(api_config, auth::TokenValidator::make(checks).value(),
            insurance_api::open_contracts(":memory:", random, clock).value());
        api_router = insurance_api::make_router(api);
        Config config = read_config(environment(web)).value();
        auth::ClientConfig client = client_config(config);
        client.ports = fake_identity::ports(identity, clock);
        auto to_api = std::make_unique<Wire>(api_router, clock);
        wire = to_api.get();
        portal.reset(new Portal{ .config = config,
            .application = auth::ConfidentialClientApplication::make(client).value(),
            .sessions = Sessions::open(":memory:", crypto::SealingKey(std::string(32, 'k')), random, clock).value(),
            .client = std::move(to_api),
            .clock = clock });
        router = make_router(portal);
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::shared_ptr<FakeIdentity> identity = std::make_shared<FakeIdentity>(clock);
    std::shared_ptr<insurance_api::Api> api;
    http::Router api_router;
    Wire* wire = nullptr;
    std::shared_ptr<Portal> portal;
    http::Router router;
};

// One browser: keeps cookies, follows the portal's own redirects and stops at the identity server's.
class Browser {
public:
    Browser(http::Router const& router, std::shared_ptr<FakeIdentity> identity)
        : router_(router)
        , identity_(std::move(identity))
    {
    }

    http::Response const& get(std::string target) { return open(http::Method::Get, std::move(target), ""); }
    http::Response const& post(std::string target, url::Form const& form)
    {
        return open(http::Method::Post, std::move(target), url::build_form(form));
    }

    // Stands before the sign-in pages: the person passes them and is sent back.
    http::Response const& pass(Person const& person = {})
    {
        return get(return_path() + query_of(identity_->visit(at_identity, person)));
    }
    http::Response const& turn_back(std::string const& error, std::string const& description)
    {
        return get(return_path() + query_of(identity_->leave(at_identity, error, description)));
    }
    http::Response const& sign_in(Person const& person = {})
    {
        get("/login/start");
        return pass(person);
    }
    http::Response const& submit(std::string const& name)
    {
        url::Form form;
        form.add("csrf", between(page.content(), "name=\"csrf\" value=\"", "\""));
        form.add("tag", replace_all(between(page.content(), "name=\"tag\" value=\"", "\""), "&quot;", "\""));
        form.add("beneficiary_name", name);
        return post("/changeben", form);
    }
    std::string return_path() const
    {
        auto const form = url::parse_form(std::string_view(at_identity).substr(at_identity.find('?') + 1)).value();
        return form.get("redirect_uri").substr(std::string("http://localhost:5000").size());
    }
    bool shows(std::string_view text) const { return page.content().find(text) != std::string_view::npos; }
    std::string element(std::string const& id) const { return between(page.content(), "id=\"" + id + "\">", "<"); }

    http::Response page;
    std::string path; // of the page
    std::string at_identity; // the address at the identity server where the browser stands; "" when it does not
    std::map<std::string, std::string> cookies;
    std::map<std::string, std::string> fields;
    http::Response last; // before redirects were followed

private:
    http::Response const& open(http::Method method, std::string target, std::string body)
    {
        at_identity.clear();
        for (int hops = 0; hops < 10; ++hops) {
            page = send(method, target, body);
            if (hops == 0)
                last = page;
            path = target.substr(0, target.find('?'));
            std::string const next = page.headers.get("Location");
            if (next.empty())
                return page;
            if (next.starts_with("https://")) {
                at_identity = next;
                return page;
            }
            // At its public name the portal is asked by that name.
            if (next.starts_with("http://localhost:5000"))
                fields.erase("Host");
            target = next.starts_with("http://localhost:5000")
                ? next.substr(std::string("http://localhost:5000").size())
                : next;
            method = http::Method::Get;
            body.clear();
        }
        ADD_FAILURE() << "redirects without end at " << target;
        return page;
    }
    http::Response send(http::Method method, std::string const& target, std::string const& body)
    {
        http::Request request;
        request.method = method;
        request.target = target;
        size_t const mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string::npos)
            request.query_text = target.substr(mark + 1);
        request.body = body;
        request.correlation_id = "web-1";
        request.headers.set("Host", "localhost:5000");
        if (method == http::Method::Post)
            request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        std::string sent;
        for (auto const& [name, value] : cookies)
            sent += (sent.empty() ? "" : "; ") + name + "=" + value;
        if (!sent.empty())
            request.headers.set("Cookie", sent);
        for (auto const& [name, value] : fields)
            request.headers.set(name, value);
        http::Response response = router_.handle(std::move(request));
        for (auto const& [name, value] : response.headers.fields()) {
            if (!equals_ignoring_case(name, "Set-Cookie"))
                continue;
            std::string const cookie = value.substr(0, value.find('='));
            std::string const content = between(value, "=", ";");
            if (content.empty())
                cookies.erase(cookie);
            else
                cookies[cookie] = content;
        }
        return response;
    }

    http::Router const& router_;
    std::shared_ptr<FakeIdentity> identity_;
};

// A portal and one browser before it.
class Pains : public PortalTest {
protected:
    using PortalTest::PortalTest;
    Browser browser{ router, identity };
    std::string beneficiary() const
    {
        Browser other{ router, identity };
        other.sign_in();
        other.get("/acctinfo");
        return other.element("beneficiary");
    }
};

} // namespace gatehouse::insurance_web
