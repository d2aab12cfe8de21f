#include "libs/crypto/foreign_hash.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <argon2.h>
#include <crypt.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace gatehouse::crypto {
namespace {

// A row of an import is a stranger's: without bounds one could take minutes, or all memory, at each sign-in.
constexpr long long kMostRounds = 10'000'000;
constexpr long long kMostBcryptCost = 16;
constexpr std::uint64_t kMostScryptMemory = std::uint64_t{ 512 } << 20;
constexpr long long kMostArgon2Kib = 1 << 20;
constexpr long long kMostArgon2Passes = 32;
constexpr long long kMostArgon2Lanes = 16;
constexpr size_t kShortestHash = 16;
constexpr size_t kLongestPart = 128;

struct Bcrypt {
    std::string setting; // the whole text: crypt reads cost and salt of it
};
struct Pbkdf2 {
    EVP_MD const* (*digest)() = nullptr;
    int rounds = 0;
    std::string salt;
    std::string hash;
};
struct Scrypt {
    std::uint64_t n = 0;
    std::uint64_t r = 0;
    std::uint64_t p = 0;
    std::string salt;
    std::string hash;
};
struct Argon2 {
    argon2_type type = Argon2_id;
    argon2_version version = ARGON2_VERSION_13;
    std::uint32_t memory_kib = 0;
    std::uint32_t passes = 0;
    std::uint32_t lanes = 0;
    std::string salt;
    std::string hash;
};
using Foreign = std::variant<Bcrypt, Pbkdf2, Scrypt, Argon2>;

struct Family {
    std::string_view name;
    EVP_MD const* (*digest)();
};
constexpr auto kFamilies = std::to_array<Family>({
    { "pbkdf2", EVP_sha1 },
    { "pbkdf2-sha1", EVP_sha1 },
    { "pbkdf2-sha256", EVP_sha256 },
    { "pbkdf2-sha512", EVP_sha512 },
});

std::unexpected<Error> refuse(char const* why)
{
    return fail(Fault::Invalid, std::string("imported password hash: ") + why);
}

std::optional<std::string> from_base64(std::string_view text)
{
    std::string padded = replace_all(std::string(text), ".", "+");
    padded.erase(std::min(padded.find('='), padded.size()));
    padded.append((4 - padded.size() % 4) % 4, '=');
    return base64_decode(padded);
}

// "i=600000" or "600000".
std::optional<long long> number_of(std::string_view text, std::string_view name)
{
    if (text.starts_with(name))
        text.remove_prefix(name.size());
    auto const number = parse_integer(text);
    return number && *number > 0 ? number : std::nullopt;
}

Result<Foreign> parse_bcrypt(std::string_view text)
{
    auto const cost = text.size() == 60 && text[6] == '$' ? parse_integer(text.substr(4, 2)) : std::nullopt;
    if (!cost || *cost < 4)
        return refuse("not a bcrypt text of 60 characters");
    if (*cost > kMostBcryptCost)
        return refuse("the cost of bcrypt is above 16");
    return Bcrypt{ std::string(text) };
}

Result<Foreign> parse_pbkdf2(std::vector<std::string> const& parts)
{
    auto const family = std::ranges::find(kFamilies, parts[1], &Family::name);
    auto const rounds = number_of(parts[2], "i=");
    auto salt = from_base64(parts[3]);
    auto hash = from_base64(parts[4]);
    if (family == kFamilies.end() || !rounds || !salt || !hash || hash->size() < kShortestHash
        || hash->size() > kLongestPart || salt->size() > kLongestPart)
        return refuse("not of the form $pbkdf2-sha256$i=ROUNDS$SALT$HASH");
    if (*rounds > kMostRounds)
        return refuse("more than 10,000,000 rounds");
    return Pbkdf2{ family->digest, static_cast<int>(*rounds), std::move(*salt), std::move(*hash) };
}

Result<Foreign> parse_scrypt(std::vector<std::string> const& parts)
{
    std::vector<std::string> const words = split(parts[2], ',');
    auto const log_n = number_of(words[0], "ln=");
    auto const r = words.size() == 3 ? number_of(words[1], "r=") : std::nullopt;
    auto const p = words.size() == 3 ? number_of(words[2], "p=") : std::nullopt;
    auto salt = from_base64(parts[3]);
    auto hash = from_base64(parts[4]);
    if (!log_n || !r || !p || !salt || !hash || hash->size() < kShortestHash || hash->size() > kLongestPart
        || salt->size() > kLongestPart)
        return refuse("not of the form $scrypt$ln=17,r=8,p=1$SALT$HASH");
    if (*log_n > 24 || *r > 64 || *p > 16
        || (std::uint64_t{ 128 } << *log_n) * static_cast<std::uint64_t>(*r) > kMostScryptMemory)
        return refuse("scrypt takes more than 512 MiB");
    return Scrypt{ std::uint64_t{ 1 } << *log_n, static_cast<std::uint64_t>(*r), static_cast<std::uint64_t>(*p),
        std::move(*salt), std::move(*hash) };
}

// The version was not written before 19.
Result<Foreign> parse_argon2(std::vector<std::string> parts)
{
    constexpr std::pair<std::string_view, argon2_type> kTypes[]
        = { { "argon2id", Argon2_id }, { "argon2i", Argon2_i }, { "argon2d", Argon2_d } };
    if (parts.size() == 5)
        parts.insert(parts.begin() + 2, "v=16");
    auto const refuse_form = [] { return refuse("not of the form $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH"); };
    if (parts.size() != 6)
        return refuse_form();
    auto const type = std::ranges::find(kTypes, parts[1], &std::pair<std::string_view, argon2_type>::first);
    std::vector<std::string> const words = split(parts[3], ',');
    auto const parameter = [&](size_t i, std::string_view name) {
        bool const is_one = words.size() == 3 && words[i].starts_with(name) && !words[i].substr(2).starts_with('0');
        return is_one ? number_of(words[i], name) : std::nullopt;
    };
    auto const memory = parameter(0, "m=");
    auto const passes = parameter(1, "t=");
    auto const lanes = parameter(2, "p=");
    auto salt = from_base64(parts[4]);
    auto hash = from_base64(parts[5]);
    if (type == std::end(kTypes) || (parts[2] != "v=19" && parts[2] != "v=16") || !memory || !passes || !lanes || !salt
        || !hash || salt->size() < ARGON2_MIN_SALT_LENGTH || salt->size() > kLongestPart || hash->size() < kShortestHash
        || hash->size() > kLongestPart)
        return refuse_form();
    if (*memory > kMostArgon2Kib || *passes > kMostArgon2Passes || *lanes > kMostArgon2Lanes)
        return refuse("argon2 takes more than 1 GiB, 32 passes or 16 lanes");
    if (*memory < 8 * *lanes)
        return refuse("argon2 needs 8 KiB for each lane");
    return Argon2{ type->second, parts[2] == "v=19" ? ARGON2_VERSION_13 : ARGON2_VERSION_10,
        static_cast<std::uint32_t>(*memory), static_cast<std::uint32_t>(*passes), static_cast<std::uint32_t>(*lanes),
        std::move(*salt), std::move(*hash) };
}

// 01, then four bytes each: which digest, rounds, length of the salt; salt; hash.
Result<Foreign> parse_aspnet(std::string_view text)
{
    auto const bytes = base64_decode(text);
    auto const number = [&](size_t at) {
        std::uint32_t value = 0;
        for (size_t i = 0; i < 4; ++i)
            value = value << 8 | static_cast<unsigned char>((*bytes)[at + i]);
        return value;
    };
    constexpr size_t kHeader = 13;
    if (!bytes || bytes->size() < kHeader + kShortestHash || bytes->front() != '\x01')
        return refuse("not a hash of ASP.NET Identity version 3");
    constexpr std::array kDigests{ EVP_sha1, EVP_sha256, EVP_sha512 };
    std::uint32_t const digest = number(1);
    std::uint32_t const rounds = number(5);
    std::uint32_t const salt = number(9);
    if (digest >= kDigests.size() || rounds == 0 || rounds > kMostRounds || salt > kLongestPart
        || bytes->size() < kHeader + salt + kShortestHash || bytes->size() > kHeader + salt + kLongestPart)
        return refuse("not a hash of ASP.NET Identity version 3");
    return Pbkdf2{ kDigests[digest], static_cast<int>(rounds), bytes->substr(kHeader, salt),
        bytes->substr(kHeader + salt) };
}

Result<Foreign> parse(std::string_view text)
{
    if (text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$"))
        return parse_bcrypt(text);
    if (text.starts_with("AQ"))
        return parse_aspnet(text);
    std::vector<std::string> const parts = split(text, '$');
    if (parts.size() == 5 && parts[0].empty() && parts[1].starts_with("pbkdf2"))
        return parse_pbkdf2(parts);
    if (parts.size() == 5 && parts[0].empty() && parts[1] == "scrypt")
        return parse_scrypt(parts);
    if (parts.size() >= 5 && parts[0].empty() && parts[1].starts_with("argon2"))
        return parse_argon2(parts);
    return refuse("it is argon2, bcrypt, PBKDF2, scrypt or ASP.NET Identity 3");
}

Result<PasswordCheck> compare(std::string const& offered, std::string const& stored)
{
    return PasswordCheck{ .matches = constant_time_equal(offered, stored),
        .offered = "$foreign$" + base64_encode(offered),
        .outdated = true };
}

Result<PasswordCheck> check(Bcrypt const& stored, Password const& password)
{
    // What crypt stops at would make one password of many.
    std::string const text(password.reveal());
    if (text.find('\0') != std::string::npos)
        return compare("", stored.setting);
    auto const data = std::make_unique<crypt_data>();
    char const* hash = ::crypt_r(text.c_str(), stored.setting.c_str(), data.get());
    if (!hash || hash[0] == '*')
        return refuse("bcrypt is not offered by this system");
    return compare(hash, stored.setting);
}

Result<PasswordCheck> check(Pbkdf2 const& stored, Password const& password)
{
    std::string hash(stored.hash.size(), '\0');
    std::string_view const text = password.reveal();
    if (PKCS5_PBKDF2_HMAC(text.data(), static_cast<int>(text.size()),
            reinterpret_cast<unsigned char const*>(stored.salt.data()), static_cast<int>(stored.salt.size()),
            stored.rounds, stored.digest(), static_cast<int>(hash.size()),
            reinterpret_cast<unsigned char*>(hash.data()))
        != 1)
        return fail(Fault::Internal, "PBKDF2 failed");
    return compare(hash, stored.hash);
}

Result<PasswordCheck> check(Scrypt const& stored, Password const& password)
{
    std::string hash(stored.hash.size(), '\0');
    std::string_view const text = password.reveal();
    // A little more than the blocks themselves take.
    if (EVP_PBE_scrypt(text.data(), text.size(), reinterpret_cast<unsigned char const*>(stored.salt.data()),
            stored.salt.size(), stored.n, stored.r, stored.p, kMostScryptMemory * 2,
            reinterpret_cast<unsigned char*>(hash.data()), hash.size())
        != 1)
        return fail(Fault::Unavailable, "no memory for a password hash");
    return compare(hash, stored.hash);
}

// One thread, however many lanes: how many hash at once is for the pool to say.
Result<PasswordCheck> check(Argon2 const& stored, Password const& password)
{
    std::string hash(stored.hash.size(), '\0');
    std::string text(password.reveal());
    std::string salt = stored.salt;
    auto const bytes = [](std::string& of) { return reinterpret_cast<std::uint8_t*>(of.data()); };
    auto const size = [](std::string const& of) { return static_cast<std::uint32_t>(of.size()); };
    argon2_context context{};
    context.out = bytes(hash);
    context.outlen = size(hash);
    context.pwd = bytes(text);
    context.pwdlen = size(text);
    context.salt = bytes(salt);
    context.saltlen = size(salt);
    context.t_cost = stored.passes;
    context.m_cost = stored.memory_kib;
    context.lanes = stored.lanes;
    context.threads = 1;
    context.version = stored.version;
    context.flags = ARGON2_FLAG_CLEAR_PASSWORD;
    if (argon2_ctx(&context, stored.type) != ARGON2_OK)
        return fail(Fault::Unavailable, "no memory for a password hash");
    return compare(hash, stored.hash);
}

} // namespace

Result<void> check_foreign_hash(std::string_view stored)
{
    TRY(parse(stored));
    return {};
}

Result<PasswordCheck> check_foreign_password(Password const& password, std::string_view stored)
{
    Foreign const foreign = TRY(parse(stored));
    return std::visit([&](auto const& one) { return check(one, password); }, foreign);
}

} // namespace gatehouse::crypto
