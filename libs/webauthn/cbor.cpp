#include "libs/webauthn/cbor.h"

#include <cstdint>

namespace gatehouse::webauthn {
namespace {

constexpr int kDeepest = 8;

enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple };

struct Head {
    Major major = Major::Unsigned;
    std::uint64_t argument = 0;
    size_t size = 0; // of the head
};

// RFC 8949 §3: an argument in the first byte or in the 1, 2, 4 or 8 behind it.
std::optional<Head> read_head(std::string_view bytes)
{
    if (bytes.empty())
        return std::nullopt;
    auto const first = static_cast<unsigned char>(bytes[0]);
    unsigned const info = first & 0x1fU;
    Head head{ .major = static_cast<Major>(first >> 5), .argument = info, .size = 1 };
    if (info < 24)
        return head;
    // 28 to 30 are reserved, 31 is an indefinite length.
    if (info > 27)
        return std::nullopt;
    size_t const more = size_t{ 1 } << (info - 24);
    if (bytes.size() < 1 + more)
        return std::nullopt;
    head.argument = 0;
    for (size_t at = 1; at <= more; ++at)
        head.argument = (head.argument << 8) | static_cast<unsigned char>(bytes[at]);
    head.size = 1 + more;
    return head;
}

std::optional<size_t> length_of(std::string_view bytes, int depth)
{
    auto const head = read_head(bytes);
    if (!head || depth > kDeepest)
        return std::nullopt;
    size_t const rest = bytes.size() - head->size;
    std::uint64_t items = 0;
    switch (head->major) {
    case Major::Unsigned:
    case Major::Negative:
    case Major::Simple:
        return head->size;
    case Major::Bytes:
    case Major::Text:
        if (head->argument > rest)
            return std::nullopt;
        return head->size + static_cast<size_t>(head->argument);
    case Major::Array:
        items = head->argument;
        break;
    case Major::Map:
        // An item has a byte at least; checked before the doubling, which could overflow.
        if (head->argument > rest)
            return std::nullopt;
        items = head->argument * 2;
        break;
    case Major::Tag:
        // CTAP2 canonical CBOR has none.
        return std::nullopt;
    }
    if (items > rest)
        return std::nullopt;
    size_t at = head->size;
    for (std::uint64_t item = 0; item < items; ++item) {
        auto const length = length_of(bytes.substr(at), depth + 1);
        if (!length)
            return std::nullopt;
        at += *length;
    }
    return at;
}

// Takes a text or byte string from the front.
std::optional<std::string_view> take_string(std::string_view& bytes, Major major)
{
    auto const head = read_head(bytes);
    if (!head || head->major != major || head->argument > bytes.size() - head->size)
        return std::nullopt;
    std::string_view const found = bytes.substr(head->size, static_cast<size_t>(head->argument));
    bytes.remove_prefix(head->size + found.size());
    return found;
}

} // namespace

std::optional<size_t> cbor_length(std::string_view bytes)
{
    return length_of(bytes, 0);
}

std::optional<AttestationObject> split_attestation_object(std::string_view bytes)
{
    auto const length = cbor_length(bytes);
    auto const head = read_head(bytes);
    if (!length || *length != bytes.size() || head->major != Major::Map || head->argument != 3)
        return std::nullopt;
    bytes.remove_prefix(head->size);
    std::optional<std::string> format;
    std::optional<std::string> statement;
    std::optional<std::string> authenticator_data;
    while (!bytes.empty()) {
        auto const name = take_string(bytes, Major::Text);
        if (!name)
            return std::nullopt;
        if (*name == "attStmt" && !statement) {
            size_t const size = *cbor_length(bytes);
            statement = std::string(bytes.substr(0, size));
            bytes.remove_prefix(size);
            continue;
        }
        bool const is_format = *name == "fmt" && !format;
        if (!is_format && (*name != "authData" || authenticator_data))
            return std::nullopt;
        auto const value = take_string(bytes, is_format ? Major::Text : Major::Bytes);
        if (!value)
            return std::nullopt;
        (is_format ? format : authenticator_data) = std::string(*value);
    }
    if (!format || !statement || !authenticator_data)
        return std::nullopt;
    return AttestationObject{ std::move(*format), std::move(*statement), std::move(*authenticator_data) };
}

} // namespace gatehouse::webauthn
