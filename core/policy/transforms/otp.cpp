// B2C: the transformations behind authenticator apps.
#include "core/policy/transforms/family.h"
#include "libs/base/encoding.h"

#include <array>

namespace gatehouse::policy {
namespace {

// RFC 4226 §4: at least 128 bits, 160 are recommended.
constexpr size_t kSecretBytes = 20;

Outcome create_secret(TransformArguments& in)
{
    put(in, "outputClaim", base32_encode(random_bytes(*in.random, kSecretBytes)));
    return {};
}

// RFC 3986 §2.3: everything else is escaped.
std::string escape(std::string_view text, std::string_view also_kept)
{
    constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        if (kUnreserved.find(c) != std::string_view::npos || also_kept.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

// "query.secret" is the query's parameter "secret".
std::optional<std::string_view> query_name(std::string_view name)
{
    constexpr std::string_view kPrefix = "query.";
    if (name.size() <= kPrefix.size() || !starts_with_ignoring_case(name, kPrefix))
        return std::nullopt;
    return name.substr(kPrefix.size());
}

Outcome build_uri(TransformArguments& in)
{
    std::string uri = parameter_or(in, "scheme", "https") + "://" + parameter_or(in, "host");
    if (auto const path = text_input(in, "path"))
        uri += "/"
            + escape(path->starts_with('/') ? std::string_view(*path).substr(1) : std::string_view(*path), "/:@");
    char separator = '?';
    auto const add = [&](std::string_view name, std::string_view value) {
        uri += separator + escape(name, "") + "=" + escape(value, "");
        separator = '&';
    };
    for (auto const& [name, value] : in.inputs)
        if (auto const key = query_name(name); key && value)
            add(*key, text_of(*value));
    for (auto const& [name, value] : in.parameters)
        if (auto const key = query_name(name))
            add(*key, value);
    put(in, "outputClaim", std::move(uri));
    return {};
}

constexpr Names kHost{ "scheme", "host" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "BuildUri", {}, kHost, build_uri },
    { "CreateOtpSecret", {}, {}, create_secret },
});

} // namespace

std::span<TransformCall const> otp_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
