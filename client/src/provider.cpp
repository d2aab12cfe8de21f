#include "client/src/provider.h"

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::auth {
namespace {

// Metadata changes rarely and a page must never wait for it twice; endpoints of a day ago still work.
constexpr RemoteTiming kMetadataTiming{
    .fresh = std::chrono::hours(24), .usable = std::chrono::hours(24 * 30), .interval = std::chrono::seconds(2)
};

bool same_origin(std::string_view left, std::string_view right)
{
    auto const one = url::parse(left);
    auto const two = url::parse(right);
    return one && two && one->scheme == two->scheme && one->host == two->host
        && one->effective_port() == two->effective_port();
}

std::string without_slash(std::string_view text)
{
    while (text.ends_with('/'))
        text.remove_suffix(1);
    return std::string(text);
}

} // namespace

std::string policy_in(AuthorityKind kind, std::string_view authority)
{
    if (kind == AuthorityKind::Oidc)
        return "";
    auto const parsed = url::parse(authority);
    if (!parsed)
        return "";
    auto const form = url::parse_form(parsed->query.value_or(""));
    if (form && form->has("p"))
        return form->get("p");
    std::vector<std::string> const segments = split_words(parsed->path, '/');
    // B2C wire §1.1: policies are named B2C_1_... or B2C_1A_...; a tenant alone names none.
    if (segments.size() < 2 || !starts_with_ignoring_case(segments.back(), "b2c_1"))
        return "";
    return segments.back();
}

Result<void> check_authority(std::string_view authority)
{
    if (!relying_party::is_acceptable_address(authority))
        return auth_fail(ErrorCode::InvalidConfiguration,
            "authority must be an https address (http only for a loopback host): " + std::string(authority));
    return {};
}

Provider::Provider(
    AuthorityKind kind, std::string authority, std::vector<std::string> issuers, RemoteTiming key_timing, Ports ports)
    : kind_(kind)
    , authority_(std::move(authority))
    , issuers_(std::move(issuers))
    , policy_(policy_in(kind, authority_))
    , ports_(std::move(ports))
    , metadata_(kMetadataTiming, [this] { return fetch_metadata(); })
    , keys_(key_timing, [this] { return fetch_keys(); })
{
}

Result<std::shared_ptr<relying_party::Metadata const>> Provider::metadata()
{
    return metadata_.get(ports_.clock->now());
}

Result<std::shared_ptr<Provider::Keys const>> Provider::keys()
{
    return keys_.get(ports_.clock->now());
}

Result<std::shared_ptr<Provider::Keys const>> Provider::keys_newer(std::shared_ptr<Keys const> const& seen)
{
    return keys_.get_newer(seen, ports_.clock->now());
}

Result<std::shared_ptr<Provider::Keys const>> Provider::keys_with(std::string_view kid)
{
    auto at_hand = TRY(keys());
    if (kid.empty() || std::ranges::any_of(*at_hand, [&](jose::PublicJwk const& key) { return key.kid == kid; }))
        return at_hand;
    return keys_newer(at_hand);
}

Result<std::string> Provider::fetch(std::string const& address, std::string_view what) const
{
    RandomAdapter random(*ports_.random);
    std::string const correlation_id = random_guid(random);
    auto answer = ports_.transport->send({ .method = "GET",
        .url = address,
        .headers = { { "Accept", "application/json" }, { "client-request-id", correlation_id } },
        .body = "" });
    if (!answer)
        return auth_fail(
            ErrorCode::NetworkFault, std::string(what) + " of " + authority_ + ": " + answer.error(), correlation_id);
    if (answer->status != 200)
        return auth_fail(ErrorCode::NetworkFault,
            std::string(what) + " of " + authority_ + ": status " + std::to_string(answer->status), correlation_id);
    return std::move(answer->body);
}

Result<relying_party::Metadata> Provider::fetch_metadata() const
{
    std::string const address = kind_ == AuthorityKind::B2c ? relying_party::b2c_metadata_address(authority_)
                                                            : relying_party::oidc_metadata_address(authority_);
    std::string const text = TRY(fetch(address, "metadata"));
    auto metadata = relying_party::parse_metadata(text);
    if (!metadata)
        return auth_fail(ErrorCode::NetworkFault, "metadata of " + authority_ + ": " + metadata.error().detail);
    // attack-46: a document that speaks for somebody else is not ours. OpenID Connect Discovery §4.3 asks for equality;
    // B2C's issuer names the tenant and not the policy, so there only the origin can be compared.
    bool const ours = !issuers_.empty() ? std::ranges::find(issuers_, metadata->issuer) != issuers_.end()
        : kind_ == AuthorityKind::Oidc  ? without_slash(metadata->issuer) == without_slash(authority_)
                                        : same_origin(metadata->issuer, authority_);
    if (!ours)
        return auth_fail(ErrorCode::InvalidConfiguration,
            "metadata of " + authority_ + " names another issuer: " + metadata->issuer);
    return std::move(*metadata);
}

Result<Provider::Keys> Provider::fetch_keys()
{
    auto const metadata = TRY(this->metadata());
    std::string const text = TRY(fetch(metadata->jwks_uri, "keys"));
    auto keys = jose::parse_key_set(text);
    if (!keys)
        return auth_fail(ErrorCode::NetworkFault, "keys of " + authority_ + ": " + keys.error().detail);
    return std::move(*keys);
}

} // namespace gatehouse::auth
