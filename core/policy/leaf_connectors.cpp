// API connectors are profiles of the base that a flow gives an address and claims: policies/builtin/base.xml.
#include "core/policy/leaf_writer.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

using Authentication = ApiConnector::Authentication;

struct KeyOfConnector {
    std::string id; // of CryptographicKeys
    std::string_view part; // of the secret's name
};

std::string_view name_of(Authentication authentication)
{
    switch (authentication) {
    case Authentication::None:
        return "None";
    case Authentication::Basic:
        return "Basic";
    case Authentication::Bearer:
        return "Bearer";
    case Authentication::ApiKeyHeader:
        return "ApiKeyHeader";
    case Authentication::ClientCertificate:
        return "ClientCertificate";
    }
    return "";
}

std::vector<KeyOfConnector> keys_of(ApiConnector const& connector)
{
    switch (connector.authentication) {
    case Authentication::None:
        break;
    case Authentication::Basic:
        return { { "BasicAuthenticationUsername", "User" }, { "BasicAuthenticationPassword", "Password" } };
    case Authentication::Bearer:
        return { { "BearerAuthenticationToken", "Token" } };
    case Authentication::ApiKeyHeader:
        return { { connector.header, "Key" } };
    case Authentication::ClientCertificate:
        return { { "ClientCertificate", "Certificate" } };
    }
    return {};
}

enum class Verdict { Taken, Ignored };

void write_connector(LeafWriter& out, std::string_view profile, ApiConnector const& connector,
    std::vector<std::string> const& claims, Verdict verdict)
{
    out.open("TechnicalProfile", { { "Id", profile } });
    out.open("Metadata");
    out.item("ServiceUrl", connector.url);
    out.item("AuthenticationType", name_of(connector.authentication));
    if (!connector.blocking)
        out.item("gatehouse.IgnoreFailure", "true");
    out.close();
    if (auto const keys = keys_of(connector); !keys.empty()) {
        out.open("CryptographicKeys");
        for (KeyOfConnector const& key : keys)
            out.empty("Key", { { "Id", key.id }, { "StorageReferenceId", secret_name(connector, key.part) } });
        out.close();
    }
    write_claims(out, "InputClaims", "InputClaim", claims);
    out.open("OutputClaims");
    for (std::string const& claim : claims)
        out.empty("OutputClaim", { { "ClaimTypeReferenceId", claim } });
    out.close();
    if (connector.blocking && verdict == Verdict::Taken)
        out.empty("IncludeTechnicalProfile", { { "ReferenceId", "Api-Verdict" } });
    out.text("EnabledForUserJourneys", "Always");
    out.close();
}

} // namespace

std::vector<std::string_view> secret_parts(ApiConnector const& connector)
{
    std::vector<std::string_view> parts;
    for (KeyOfConnector const& key : keys_of(connector))
        parts.push_back(key.part);
    return parts;
}

std::vector<std::string> settable_claims(UserFlow const& flow)
{
    constexpr auto kFixed = std::to_array<std::string_view>({ "amr", "emails", "identityProvider",
        "identityProviderAccessToken", "newUser", "objectId", "signInNames.phoneNumber" });
    std::vector<std::string> settable = flow.collect;
    for (std::string const& claim : flow.claims)
        if (std::ranges::find(kFixed, claim) == kFixed.end() && std::ranges::find(settable, claim) == settable.end())
            settable.push_back(claim);
    return settable;
}

void write_connectors(LeafWriter& out, UserFlow const& flow)
{
    std::vector<std::string> const claims = settable_claims(flow);
    if (flow.after_federation)
        write_connector(out, "Api-PostFederationSignup", *flow.after_federation, claims, Verdict::Taken);
    if (flow.before_creating_user)
        write_connector(out, "Api-PostAttributeCollection", *flow.before_creating_user, claims, Verdict::Taken);
    // B2C: before the token, only the claims of the answer count.
    if (flow.before_token)
        write_connector(out, "Api-PreTokenIssuance", *flow.before_token, claims, Verdict::Ignored);
}

} // namespace gatehouse::policy
