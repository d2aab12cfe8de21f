#include "store/sealer.h"

#include "libs/crypto/digest.h"

namespace gatehouse::store {
namespace {

// Parts are told apart by their length, so no two places have the same text.
std::string context_of(std::initializer_list<std::string_view> place)
{
    std::string context;
    for (std::string_view part : place) {
        context += std::to_string(part.size());
        context += ':';
        context += part;
    }
    return context;
}

// A key of its own for each place: random nonces under a single key would be used up by some billion rows.
// NIST SP 800-38D §8.3.
crypto::SealingKey key_for(crypto::SealingKey const& master, std::string_view context)
{
    return crypto::SealingKey(crypto::hmac_sha256(master.reveal(), context));
}

} // namespace

sql::Blob Sealer::seal(std::string_view plain, std::initializer_list<std::string_view> place) const
{
    std::string const context = context_of(place);
    return { crypto::seal(key_for(key_, context), plain, context, random_) };
}

Result<std::string> Sealer::open(std::string_view sealed, std::initializer_list<std::string_view> place) const
{
    std::string const context = context_of(place);
    return crypto::open(key_for(key_, context), sealed, context);
}

} // namespace gatehouse::store
