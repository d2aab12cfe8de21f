#include "core/journey/providers.h"

#include "libs/base/log.h"

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

Result<ProviderDocuments::Metadata> ProviderDocuments::metadata(
    RestCaller& caller, std::string const& address, Time now)
{
    auto const at_hand = known(metadata_, address);
    if (at_hand.document && now < at_hand.fetched + kFresh)
        return at_hand.document;
    auto text = fetch_document(caller, address);
    if (!text && at_hand.document && now < at_hand.fetched + kUsable) {
        log::warning("a provider's metadata are of before", { { "detail", text.error().detail } });
        return at_hand.document;
    }
    std::string const document = TRY(std::move(text));
    return keep(metadata_, address, TRY(relying_party::parse_metadata(document)), now);
}

Result<ProviderDocuments::Keys> ProviderDocuments::keys(
    RestCaller& caller, std::string const& address, std::string const& kid, Time now)
{
    auto const at_hand = known(keys_, address);
    bool const fresh = at_hand.document && now < at_hand.fetched + kFresh;
    if (fresh && (holds(*at_hand.document, kid) || now < at_hand.fetched + kKeyInterval))
        return at_hand.document;
    auto text = fetch_document(caller, address);
    if (!text && at_hand.document && now < at_hand.fetched + kUsable) {
        log::warning("a provider's keys are of before", { { "detail", text.error().detail } });
        return at_hand.document;
    }
    std::string const document = TRY(std::move(text));
    return keep(keys_, address, TRY(jose::parse_key_set(document)), now);
}

} // namespace gatehouse::journey
