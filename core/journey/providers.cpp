#include "core/journey/providers.h"

#include "libs/base/log.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr std::chrono::hours kFresh{ 1 };
// What a provider said a day ago is better than nobody signing in.
constexpr std::chrono::hours kUsable{ 24 };
// Between two looks for a key that is not there.
constexpr std::chrono::seconds kKeyInterval{ 30 };
constexpr size_t kMostDocuments = 100;

bool holds(std::vector<jose::PublicJwk> const& keys, std::string const& kid)
{
    return kid.empty() || std::ranges::any_of(keys, [&](jose::PublicJwk const& key) { return key.kid == kid; });
}

} // namespace

Result<std::string> fetch_document(RestCaller& caller, std::string const& address)
{
    RestReply reply = TRY(caller.call({ .method = RestRequest::Method::Get,
        .url = address,
        .headers = { { "Accept", "application/json" } },
        .body = {} }));
    if (reply.status != 200)
        return fail(Fault::Unavailable, address + " answered with status " + std::to_string(reply.status));
    return std::move(reply.body);
}

template <class T>
ProviderDocuments::Entry<T> ProviderDocuments::known(Entries<T> const& entries, std::string const& address)
{
    std::lock_guard const lock(mutex_);
    auto const found = entries.find(address);
    return found == entries.end() ? Entry<T>() : found->second;
}

template <class T>
std::shared_ptr<T const> ProviderDocuments::keep(Entries<T>& entries, std::string const& address, T document, Time now)
{
    auto shared = std::make_shared<T const>(std::move(document));
    std::lock_guard const lock(mutex_);
    if (entries.size() >= kMostDocuments)
        entries.clear();
    entries.insert_or_assign(address, Entry<T>{ shared, now });
    return shared;
}

template <class T, class Parse>
Result<std::shared_ptr<T const>> ProviderDocuments::load(Entries<T>& entries, RestCaller& caller,
    std::string const& address, Time now, std::chrono::seconds fresh_for, Parse const& parse)
{
    auto const at_hand = known(entries, address);
    if (at_hand.document && now < at_hand.fetched + fresh_for)
        return at_hand.document;
    auto text = fetch_document(caller, address);
    if (!text && at_hand.document && now < at_hand.fetched + kUsable) {
        log::warning("a provider's document is of before", { { "detail", text.error().detail } });
        return at_hand.document;
    }
    std::string const document = TRY(std::move(text));
    return keep(entries, address, TRY(parse(document)), now);
}

Result<ProviderDocuments::Metadata> ProviderDocuments::metadata(
    RestCaller& caller, std::string const& address, Time now)
{
    return load(metadata_, caller, address, now, kFresh,
        [](std::string const& text) { return relying_party::parse_metadata(text); });
}

Result<std::shared_ptr<ProviderDocuments::Signer const>> ProviderDocuments::signer(
    RestCaller& caller, std::string const& address, Time now)
{
    return load(signers_, caller, address, now, kFresh, [&](std::string const& text) -> Result<Signer> {
        json::Object const metadata = TRY(json::parse_object(text));
        Signer signer{ metadata.text("issuer").value_or(""), metadata.text("jwks_uri").value_or("") };
        if (!relying_party::is_acceptable_address(signer.jwks_uri))
            return fail(Fault::Invalid, address + " does not state jwks_uri");
        return signer;
    });
}

Result<ProviderDocuments::Keys> ProviderDocuments::keys(
    RestCaller& caller, std::string const& address, std::string const& kid, Time now)
{
    auto const at_hand = known(keys_, address);
    bool const has_it = at_hand.document && holds(*at_hand.document, kid);
    return load(keys_, caller, address, now, has_it ? std::chrono::seconds(kFresh) : kKeyInterval,
        [](std::string const& text) { return jose::parse_key_set(text); });
}

} // namespace gatehouse::journey
