#include "tests/conformance/plans.h"

#include "libs/base/encoding.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::conformance::module {
namespace {

// A request object without a signature. RFC 9101 §4 with "alg":"none".
std::string unsigned_object(json::Object const& claims)
{
    return base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(json::write(claims)) + ".";
}

} // namespace

// OIDC Core §3.1.2.2 and RFC 6749 §4.1.2.1.
void response_type_missing(Run& run)
{
    Arrival const arrival = run.authorize(run.request({ { "response_type", "" } }), Person::Watches);
    std::string const error = run.expect_error(arrival, Run::Page::Allowed);
    if (arrival.at_client)
        EXPECT_TRUE(error == "invalid_request" || error == "unsupported_response_type") << error;
}

void without_nonce_succeeds(Run& run)
{
    run.complete({ { "nonce", "" } });
}

// OIDC Core §3.2.2.1, §3.3.2.1.
void without_nonce_fails(Run& run)
{
    Arrival const arrival = run.authorize(run.request({ { "nonce", "" } }), Person::Watches);
    std::string const error = run.expect_error(arrival, Run::Page::Allowed);
    if (arrival.at_client)
        EXPECT_EQ(error, "invalid_request");
}

// The order of parameters and of the words of a scope means nothing.
void alternate_happy_flow(Run& run)
{
    Fields fields = run.request({ { "scope", "profile openid" } });
    std::ranges::reverse(fields);
    Arrival const arrival = run.authorize(fields);
    ASSERT_TRUE(arrival.at_client) << arrival.page;
    EXPECT_EQ(arrival.get("error"), "") << arrival.get("error_description");
    EXPECT_EQ(arrival.get("state"), run.state);
    if (run.variant.asks_for("code"))
        EXPECT_EQ(run.redeem(arrival.get("code")).status, 200);
}

void display_page(Run& run)
{
    run.complete({ { "display", "page" } });
}
void display_popup(Run& run)
{
    run.complete({ { "display", "popup" } });
}
void unknown_parameter(Run& run)
{
    run.complete({ { "extra", "foobar" } });
}
void login_hint(Run& run)
{
    run.complete({ { "login_hint", "bob@example.test" } });
}
void ui_locales(Run& run)
{
    run.complete({ { "ui_locales", "se" } });
}
void claims_locales(Run& run)
{
    run.complete({ { "claims_locales", "se" } });
}

// RFC 6749 §3.1.2.4: no redirect to an address that is not registered.
void registered_redirect_uri(Run& run)
{
    Arrival const arrival
        = run.authorize(run.request({ { "redirect_uri", "https://rp.example/not-registered" } }), Person::Watches);
    EXPECT_FALSE(arrival.at_client);
    EXPECT_GE(arrival.status, 400);
}

// OIDC Core §3.1.2.1: GET and POST.
void post_request(Run& run)
{
    Arrival const arrival = run.authorize(run.request(), Person::SignsIn, Run::Method::Post);
    ASSERT_TRUE(arrival.at_client) << arrival.page;
    EXPECT_EQ(arrival.get("state"), run.state);
    EXPECT_EQ(run.redeem(arrival.get("code")).status, 200);
}

// OIDC Core §6: what is not supported is refused by its own error, never ignored.
void unsigned_request_uri(Run& run)
{
    Arrival const arrival
        = run.authorize(run.request({ { "request_uri", "https://rp.example/request.jwt" } }), Person::Watches);
    EXPECT_EQ(run.expect_error(arrival, Run::Page::Refused), "request_uri_not_supported");
}

void unsigned_request_object(Run& run)
{
    std::string const object = unsigned_object({ { "client_id", kClient }, { "state", "of the object" } });
    Arrival const arrival = run.authorize(run.request({ { "request", object } }), Person::Watches);
    EXPECT_EQ(run.expect_error(arrival, Run::Page::Refused), "request_not_supported");
}

void request_object_with_redirect_uri(Run& run)
{
    std::string const object = unsigned_object({ { "client_id", kClient }, { "redirect_uri", kCallback } });
    Arrival const arrival
        = run.authorize(run.request({ { "request", object }, { "redirect_uri", "https://rp.example/not-registered" } }),
            Person::Watches);
    EXPECT_FALSE(arrival.at_client);
    EXPECT_GE(arrival.status, 400);
}

} // namespace gatehouse::conformance::module
