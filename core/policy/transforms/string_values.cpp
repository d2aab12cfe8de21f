// B2C: String claims transformations that make a value.
#include "core/policy/transforms/format.h"
#include "core/policy/transforms/string.h"
#include "libs/base/encoding.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

constexpr std::uint64_t kDefaultMaximum = 1000;

// The repeatable generator behind `seed`: splitmix64 over the seed's FNV-1a hash.
class Seeded final : public Random {
public:
    explicit Seeded(std::string_view seed)
    {
        for (char const c : seed)
            state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    void fill(std::span<unsigned char> out) override
    {
        for (unsigned char& byte : out) {
            state_ += 0x9e3779b97f4a7c15ULL;
            std::uint64_t z = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9ULL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
            byte = static_cast<unsigned char>(z >> 56);
        }
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

// 0 to maximum, each equally likely: what is left over of the 64 bits is thrown away.
std::uint64_t number_below(Random& random, std::uint64_t limit)
{
    std::uint64_t const usable = UINT64_MAX - UINT64_MAX % limit;
    for (;;) {
        std::uint64_t value = 0;
        random.fill({ reinterpret_cast<unsigned char*>(&value), sizeof value });
        if (value < usable)
            return value % limit;
    }
}

} // namespace

Outcome create_string(TransformArguments& in)
{
    put(in, "createdClaim", parameter_or(in, "value"));
    return {};
}

Outcome create_random(TransformArguments& in)
{
    std::string const type = parameter_or(in, "randomGeneratorType", "GUID");
    std::optional<Seeded> seeded;
    if (auto const seed = in.parameter("seed"))
        seeded.emplace(*seed);
    Random& random = seeded ? static_cast<Random&>(*seeded) : *in.random;
    std::string made;
    if (equals_ignoring_case(type, "GUID")) {
        made = random_guid(random);
    } else if (equals_ignoring_case(type, "INTEGER")) {
        auto const maximum = parse_integer(parameter_or(in, "maximumNumber", std::to_string(kDefaultMaximum)));
        if (!maximum || *maximum < 0)
            return refuse("DefaultMessage", "CreateRandomString needs a maximumNumber that is not negative.");
        made = std::to_string(number_below(random, static_cast<std::uint64_t>(*maximum) + 1));
    } else {
        return refuse("DefaultMessage", "CreateRandomString knows GUID and INTEGER.");
    }
    if (auto const format = in.parameter("stringFormat")) {
        auto text = format_text(*format, { made });
        if (!text)
            return std::unexpected(std::move(text).error());
        made = std::move(*text);
    }
    put(in, "outputClaim", flag(in, "base64") ? base64_encode(made) : made);
    return {};
}

Outcome format_one(TransformArguments& in)
{
    auto text = format_text(parameter_or(in, "stringFormat"), { text_input(in, "inputClaim").value_or("") });
    if (!text)
        return std::unexpected(std::move(text).error());
    put(in, "outputClaim", std::move(*text));
    return {};
}

Outcome format_two(TransformArguments& in)
{
    auto text = format_text(parameter_or(in, "stringFormat"),
        { text_input(in, "inputClaim1").value_or(""), text_input(in, "inputClaim2").value_or("") });
    if (!text)
        return std::unexpected(std::move(text).error());
    put(in, "outputClaim", std::move(*text));
    return {};
}

Outcome change_case(TransformArguments& in)
{
    auto const text = text_input(in, "inputClaim1");
    std::string const to = parameter_or(in, "toCase");
    if (!equals_ignoring_case(to, "UPPER") && !equals_ignoring_case(to, "LOWER"))
        return refuse("DefaultMessage", "ChangeCase knows UPPER and LOWER.");
    if (text)
        put(in, "outputClaim", equals_ignoring_case(to, "UPPER") ? to_upper(*text) : to_lower(*text));
    else
        put(in, "outputClaim", std::nullopt);
    return {};
}

Outcome null_claim(TransformArguments& in)
{
    put(in, "claim_to_null", std::nullopt);
    return {};
}

Outcome lookup(TransformArguments& in)
{
    auto const key = text_input(in, "inputParameterId");
    bool const reserved = key && equals_ignoring_case(*key, "errorOnFailedLookup");
    auto const value = key && !reserved ? in.parameter(*key) : std::nullopt;
    if (!value && flag(in, "errorOnFailedLookup"))
        return refuse("LookupNotFound", "The value was not found.");
    put(in, "outputClaim", value ? std::optional<ClaimValue>(std::string(*value)) : std::nullopt);
    return {};
}

Outcome parse_domain(TransformArguments& in)
{
    std::string const address = text_input(in, "emailAddress").value_or("");
    size_t const at = address.rfind('@');
    put(in, "domain", at == std::string::npos ? std::string() : address.substr(at + 1));
    return {};
}

Outcome replace(TransformArguments& in)
{
    auto const text = text_input(in, "inputClaim");
    std::optional<ClaimValue> made;
    if (text)
        made = replace_all(*text, parameter_or(in, "oldValue"), parameter_or(in, "newValue"));
    put(in, "outputClaim", std::move(made));
    return {};
}

// Positions are code points; outside of the text is an error, as in .NET.
Outcome substring(TransformArguments& in)
{
    std::string const text = text_input(in, "inputClaim").value_or("");
    auto const start = parse_integer(parameter_or(in, "startIndex"));
    auto const length = parse_integer(parameter_or(in, "length"));
    auto const size = static_cast<long long>(count_code_points(text));
    if (!start || !length || *start < 0 || *length < 0 || *start > size || *length > size - *start)
        return refuse("DefaultMessage", "The part lies outside of the text.");
    std::string made;
    long long index = -1;
    for (char const c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
            ++index;
        if (index >= *start && index < *start + *length)
            made += c;
    }
    put(in, "outputClaim", std::move(made));
    return {};
}

Outcome join_items(TransformArguments& in)
{
    ClaimValue const* value = in.input("inputClaim");
    auto const* items = value ? std::get_if<std::vector<std::string>>(value) : nullptr;
    std::optional<ClaimValue> made;
    if (items)
        made = join(*items, parameter_or(in, "delimiter"));
    else if (value)
        made = text_of(*value);
    put(in, "outputClaim", std::move(made));
    return {};
}

Outcome split_text(TransformArguments& in)
{
    auto const text = text_input(in, "inputClaim");
    std::string const delimiter = parameter_or(in, "delimiter");
    if (!text) {
        put(in, "outputClaim", std::nullopt);
        return {};
    }
    std::vector<std::string> items;
    std::string_view rest = *text;
    while (!delimiter.empty()) {
        size_t const at = rest.find(delimiter);
        if (at == std::string_view::npos)
            break;
        items.emplace_back(rest.substr(0, at));
        rest.remove_prefix(at + delimiter.size());
    }
    items.emplace_back(rest);
    put(in, "outputClaim", std::move(items));
    return {};
}

} // namespace gatehouse::policy
