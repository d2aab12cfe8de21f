// The browser's side of a journey: its cookies, the anti-forgery token, the transaction id, and running a step with the
// commit that belongs to it. Facts: b2c_wire.md §6.6, §6.7.
#pragma once

#include "core/journey/advance.h"
#include "edges/oidc/address.h"
#include "edges/oidc/edge.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"

#include <optional>
#include <string>

namespace gatehouse::oidc {

// Names as B2C's. `x-ms-cpim-trans` binds journeys to the browser that began them (attack-18, attack-43).
inline constexpr std::string_view kBrowserCookie = "x-ms-cpim-trans";
std::string session_cookie_name(Tenant const& tenant);
// Of ours, for as long as somebody is known in this browser by a second factor: core/directory/known_devices.h.
inline constexpr std::string_view kDeviceCookie = "x-gatehouse-device";

// Where identity providers send the browser back to, behind the tenant, or tenant and policy. B2C's.
inline constexpr std::string_view kProviderAnswer = "/oauth2/authresp";
inline constexpr std::string_view kOAuth1Answer = "/oauth1/authresp"; // behind tenant and policy

// "StateProperties=" + base64url({"TID":"guid"}).
std::string write_transaction(JourneyId const& id);
std::optional<JourneyId> read_transaction(std::string_view tx);

// What ties a page's form to this browser, this journey and this page (attack-23): "PAGE~MAC" with journey::page_of().
std::string csrf_token(Edge const& edge, JourneyId const& journey, std::string const& browser, std::string const& page);

// The error page of api.error: code, correlation id, time.
http::Response error_page(Edge const& edge, http::Request const& request, PageError const& error);

// Commits a step and draws its outcome. `browser` is the value of the browser's cookie; it is set when `is_new`.
struct BrowserCookie {
    std::string value;
    bool is_new = false;
};
Result<http::Response> conclude(Edge& edge, http::Request const& request, Address const& address,
    BrowserCookie const& browser, journey::Step const& step);

// What a request says about the journey it continues, before anything is loaded. Without a plan in the address the
// journey's own is taken.
struct Transaction {
    Address address;
    JourneyId id;
    BrowserCookie browser;
    std::string page; // that the form or link came from; "" for none
};
// Loads the journey, which must be this browser's and of this policy, advances it and concludes; when another request
// of the same journey was first, looks again.
http::Response continue_journey(
    Edge& edge, http::Request const& request, Transaction transaction, journey::Input input);

// Registers the page actions.
void mount_browser(http::Router& router, Edge& edge);

} // namespace gatehouse::oidc
