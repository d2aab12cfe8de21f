// POST .../oauth2/v2.0/token. Facts: b2c_wire.md §3.
#pragma once

#include "core/tokens/issuer.h"
#include "edges/oidc/address.h"
#include "edges/oidc/back_channel.h"
#include "edges/oidc/edge.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"

#include <chrono>

namespace gatehouse::oidc {

// B2C: an authorization code lives about ten minutes; RFC 9700 advises as short as clients can bear.
inline constexpr std::chrono::minutes kCodeLifetime{ 5 };

http::Response token(Edge& edge, http::Request const& request);
// POST /{tenant}/oauth2/token, the older endpoint, which names the API as `resource`: scripts that call the directory
// use it. Facts: directory.md §1.1.
http::Response token_for_resource(Edge& edge, http::Request const& request);

// What every grant gets: an authenticated client and the form.
struct TokenRequest {
    Edge& edge;
    Address const& address;
    Application const& client;
    url::Form const& form;
    http::Request const& request;
    Time now;
    std::string dpop_key; // thumbprint of the key that was proven, "" for none
    // What the policy's journey for this grant says now, as JSON; "" where none ran.
    std::string claims = {};
};

// A grant that was redeemed, with the refresh token that goes to the client once the transaction is durable.
struct Redeemed {
    Grant grant;
    GrantedScope scope;
    std::string refresh_token = {}; // "" without offline_access
    std::int64_t refresh_expires_in = 0;
    std::string dpop_key = {}; // that the access token is bound to, "" for a bearer token
};

// One file a grant type: grants/*.cpp. They run inside the request's one transaction: a refusal commits what must be
// remembered (a replayed token ends its family), a fault of ours rolls back.
Answer<Redeemed> redeem_code(Ports& ports, TokenRequest const& request);
Answer<Redeemed> redeem_refresh_token(Ports& ports, TokenRequest const& request);
Answer<Redeemed> redeem_client_credentials(Ports& ports, TokenRequest const& request);
// Whether the address names a policy that reads {OIDC:Password}: made for this grant, and for no browser.
bool takes_passwords(Address const& address);
// Not in one transaction: a password hash takes too long to hold up everybody who writes.
Answer<Redeemed> redeem_password(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now);

// Whether the policy has a journey for this grant type. It runs outside of the transaction: it may ask an API.
bool has_journey(Address const& address, url::Form const& form);
Answer<Redeemed> redeem_by_journey(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now);
// The form's refresh token, when nothing stands against it now.
Result<std::optional<RefreshToken>> find_usable_refresh_token(Ports& ports, TokenRequest const& request);

// Steps that all grants share, so that none can forget one.
// The person still exists and may sign in, and nothing revoked what was issued before `issued` (attack-21).
Answer<void> check_user(Ports& ports, TokenRequest const& request, Grant const& grant, Time issued);
// A grant that is bound to a key is redeemed with a proof of that key (RFC 9449 §5, §10).
Answer<void> check_key(TokenRequest const& request, Grant const& grant);
// What the grant's scope, narrowed by the form's, is worth today.
Answer<GrantedScope> narrow_scope(Ports& ports, TokenRequest const& request, Grant const& grant);
// The next refresh token of a family.
struct FreshRefreshToken {
    RefreshToken row;
    std::string value;
};
FreshRefreshToken make_refresh_token(TokenRequest const& request, Grant const& grant, Time family_expires);
// With offline_access: begins the family.
Answer<void> add_first_refresh_token(Ports& ports, TokenRequest const& request, Redeemed& redeemed);
AuditEvent audit_event(TokenRequest const& request, AuditKind kind, Grant const& grant);

} // namespace gatehouse::oidc
