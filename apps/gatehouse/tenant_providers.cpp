#include "apps/gatehouse/tenant_providers.h"

#include <vector>

namespace gatehouse::app {
namespace {

using policy::IdentityProvider;
using policy::ProviderKind;
using toml::Section;

ProviderKind read_kind(Section& section)
{
    std::vector<std::string_view> words;
    for (policy::ProviderKindInfo const& info : policy::provider_kinds())
        words.push_back(info.word);
    section.required_text("kind");
    std::string const word = section.word("kind", words);
    for (policy::ProviderKindInfo const& info : policy::provider_kinds())
        if (info.word == word)
            return info.kind;
    return ProviderKind::OpenIdConnect;
}

void read_claims(policy::ProviderClaims& claims, Section& section)
{
    auto names = section.section("claims");
    if (!names)
        return;
    claims.user_id = names->text("user_id", claims.user_id);
    claims.display_name = names->text("display_name", claims.display_name);
    claims.given_name = names->text("given_name", claims.given_name);
    claims.surname = names->text("surname", claims.surname);
    claims.email = names->text("email", claims.email);
    names->report_unknown_keys();
}

void read_open_id(IdentityProvider& provider, Section& section, Expand const& expand)
{
    if (provider.kind == ProviderKind::Entra) {
        // Which of an organization's people it is; `sub` differs from app to app.
        provider.claims.user_id = "oid";
        if (section.has("tenant"))
            provider.metadata = policy::entra_metadata(expand(section.text("tenant"), section, "tenant"));
    }
    if (provider.metadata.empty())
        provider.metadata = expand(section.required_text("metadata"), section, "metadata");
    provider.scope = section.text("scope", provider.scope);
    provider.response_type = section.text("response_type", provider.response_type);
    provider.response_mode = section.text("response_mode", provider.response_mode);
    provider.domain_hint = section.text("domain_hint");
    read_claims(provider.claims, section);
}

} // namespace

DeclaredProvider read_provider(std::string const& name, Section section, Expand const& expand)
{
    DeclaredProvider declared;
    IdentityProvider& provider = declared.provider;
    provider.name = name;
    provider.kind = read_kind(section);
    provider.display_name = section.text("display_name");
    provider.client_id = expand(section.required_text("client_id"), section, "client_id");
    if (policy::has_metadata(provider.kind))
        read_open_id(provider, section, expand);
    if (provider.kind == ProviderKind::Apple) {
        provider.developer_id = section.required_text("developer_id");
        provider.key_id = section.required_text("key_id");
        declared.secret = read_secret(section, "private_key", expand);
    } else if (provider.response_type == "code") {
        declared.secret = read_secret(section, "client_secret", expand);
    }
    if (auto const checked = policy::provider_from_json(policy::to_json(provider)); !checked)
        section.report(checked.error().detail);
    section.report_unknown_keys();
    return declared;
}

} // namespace gatehouse::app
