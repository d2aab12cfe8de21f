#include "libs/crypto/password_hash.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/foreign_hash.h"

#include <sodium.h>

#include <optional>
#include <vector>

namespace gatehouse::crypto {
namespace {

constexpr size_t kSaltSize = crypto_pwhash_argon2id_SALTBYTES;
constexpr size_t kHashSize = 32;
// A stored string from an import is not ours: without a bound one row could take all memory or minutes of work.
constexpr std::uint32_t kMinMemoryKib = 8;
constexpr std::uint32_t kMaxMemoryKib = 1 << 20;
constexpr std::uint32_t kMaxPasses = 32;

struct Stored {
    HashCost cost;
    std::string salt;
    std::string hash;
};

bool is_acceptable(HashCost cost)
{
    return cost.memory_kib >= kMinMemoryKib && cost.memory_kib <= kMaxMemoryKib && cost.passes >= 1
        && cost.passes <= kMaxPasses;
}

// The PHC form leaves the padding out.
std::string unpadded(std::string_view bytes)
{
    std::string text = base64_encode(bytes);
    text.resize(text.find_last_not_of('=') + 1);
    return text;
}

std::optional<std::string> from_unpadded(std::string_view text)
{
    if (text.contains('='))
        return std::nullopt;
    std::string padded(text);
    padded.append((4 - text.size() % 4) % 4, '=');
    return base64_decode(padded);
}

std::string phc_string(HashCost cost, std::string_view salt, std::string_view hash)
{
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) + ",p=1$"
        + unpadded(salt) + "$" + unpadded(hash);
}

// "m=19456" with the name "m" gives 19456.
std::optional<std::uint32_t> parse_parameter(std::string_view text, std::string_view parameter_name)
{
    if (!text.starts_with(parameter_name) || !text.substr(parameter_name.size()).starts_with('='))
        return std::nullopt;
    std::string_view const digits = text.substr(parameter_name.size() + 1);
    auto const number = parse_integer(digits);
    // The text must be the one we would write: no sign, no leading zero.
    if (!number || *number < 1 || *number > kMaxMemoryKib || std::to_string(*number) != digits)
        return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

// As hash_password writes it.
std::optional<Stored> parse_phc_string(std::string_view text)
{
    std::vector<std::string> const parts = split(text, '$');
    if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19")
        return std::nullopt;
    std::vector<std::string> const parameters = split(parts[3], ',');
    // libsodium computes with one lane only.
    if (parameters.size() != 3 || parameters[2] != "p=1")
        return std::nullopt;
    auto const memory = parse_parameter(parameters[0], "m");
    auto const passes = parse_parameter(parameters[1], "t");
    if (!memory || !passes || !is_acceptable({ *memory, *passes }))
        return std::nullopt;
    auto salt = from_unpadded(parts[4]);
    auto hash = from_unpadded(parts[5]);
    if (!salt || salt->size() != kSaltSize || !hash || hash->size() < crypto_pwhash_argon2id_BYTES_MIN
        || hash->size() > 64)
        return std::nullopt;
    return Stored{ .cost = { *memory, *passes }, .salt = std::move(*salt), .hash = std::move(*hash) };
}

Result<std::string> compute(Password const& password, HashCost cost, std::string_view salt, size_t hash_size)
{
    static bool const ready = sodium_init() >= 0;
    check(ready, "libsodium does not start");
    std::string hash(hash_size, '\0');
    std::string_view const text = password.reveal();
    int const status = crypto_pwhash_argon2id(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), text.data(),
        text.size(), reinterpret_cast<unsigned char const*>(salt.data()), cost.passes, size_t{ cost.memory_kib } * 1024,
        crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (status != 0)
        return fail(Fault::Unavailable, "no memory for a password hash");
    return hash;
}

} // namespace

Result<std::string> hash_password(Password const& password, HashCost cost, Random& random)
{
    if (!is_acceptable(cost))
        return fail(Fault::Invalid, "password hash: memory must be 8 to 1048576 KiB and passes 1 to 32");
    std::string const salt = random_bytes(random, kSaltSize);
    std::string const hash = TRY(compute(password, cost, salt, kHashSize));
    return phc_string(cost, salt, hash);
}

Result<PasswordCheck> check_password(Password const& password, std::string_view stored_text, HashCost wanted)
{
    auto const stored = parse_phc_string(stored_text);
    if (!stored)
        return check_foreign_password(password, stored_text);
    std::string const hash = TRY(compute(password, stored->cost, stored->salt, stored->hash.size()));
    return PasswordCheck{ .matches = constant_time_equal(hash, stored->hash),
        .offered = phc_string(stored->cost, stored->salt, hash),
        .outdated = stored->cost != wanted };
}

} // namespace gatehouse::crypto
