// An identity provider that user flows offer beside their own accounts. Facts: directory.md §1.8, §4.2.
#pragma once

#include "libs/base/result.h"
#include "libs/json/json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::policy {

struct UserFlow;

// Of each but the last two a flow has one at most. Entra: the accounts of one organization.
enum class ProviderKind { Google, Facebook, GitHub, Microsoft, LinkedIn, Amazon, Twitter, Apple, Entra, OpenIdConnect };

// By what names the provider's claims come. Of OpenIdConnect and Entra; "" for what does not come.
struct ProviderClaims {
    std::string user_id = "sub";
    std::string display_name = "name";
    std::string given_name = "given_name";
    std::string surname = "family_name";
    std::string email = "email";

    bool operator==(ProviderClaims const&) const = default;
};

struct IdentityProvider {
    std::string name; // "google"; letters, digits, "-" and "_"
    ProviderKind kind = ProviderKind::OpenIdConnect;
    std::string display_name = {}; // of the button; "" is the kind's own
    std::string client_id = {};
    // OpenIdConnect and Entra.
    std::string metadata = {}; // address of the provider's configuration document
    std::string scope = "openid profile email";
    std::string response_type = "code"; // or "id_token", which needs no secret
    std::string response_mode = "form_post"; // or "query"
    std::string domain_hint = {}; // what domain_hint in requests names it by
    ProviderClaims claims = {};
    // Apple, whose client secret is a token that the client signs: by whom, and with which key.
    std::string developer_id = {};
    std::string key_id = {};

    bool operator==(IdentityProvider const&) const = default;
};

// What is the same for all providers of a kind.
struct ProviderKindInfo {
    ProviderKind kind;
    std::string_view word; // in JSON and in tenant.toml: "google"
    std::string_view title; // "Google"
    std::string_view graph_type; // B2C's identityProviderType; "" for kinds that it knows by another resource
    std::string_view domain; // B2C's domain_hint
};
std::span<ProviderKindInfo const> provider_kinds();
ProviderKindInfo const& info_of(ProviderKind kind);

std::string display_name(IdentityProvider const& provider);
// "google.com"; "" when requests cannot name it.
std::string domain_of(IdentityProvider const& provider);
// What the names of these secrets begin with; no key of a policy has such a name.
inline constexpr std::string_view kProviderSecrets = "B2C_1A_IdentityProvider_";
// StorageReferenceId of its client secret, or of Apple's key.
std::string secret_name(IdentityProvider const& provider);
// Entra and OpenIdConnect: where their configuration document is differs from one to the other.
bool has_metadata(ProviderKind kind);
// The configuration document of an organization, by its tenant id or domain.
std::string entra_metadata(std::string_view tenant);

// B2C: X speaks OAuth 1, all others OAuth 2 or OpenID Connect.
enum class ProviderProtocol { OAuth2, OAuth1 };
ProviderProtocol protocol_of(ProviderKind kind);
// Where a provider sends people back to, below the origin. B2C: /{tenant}/oauth2/authresp; the policy stands in it for
// OAuth 1, and where a policy says so.
std::string answer_path(std::string_view tenant_domain, ProviderProtocol protocol, std::string_view policy = {});

// What of a provider cannot be used: a member of its JSON, and how it must be.
struct WrongMember {
    std::string_view member; // "metadata"
    std::string_view expected; // "the https address of ..."; goes on after "must be"
};
std::optional<WrongMember> find_wrong(IdentityProvider const& provider);

json::Object to_json(IdentityProvider const& provider);
// Unknown members and values are Fault::Invalid; the detail says what to do and may be shown.
Result<IdentityProvider> provider_from_json(json::Object const& object);
// Of a flow's own providers: whether it may have them at all, and each of them once.
Result<void> check_providers(UserFlow const& flow);

} // namespace gatehouse::policy
