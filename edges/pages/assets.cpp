#include "edges/pages/pages.h"

#include "page_files.h"

#include <array>

namespace gatehouse::pages {
namespace {

struct Row {
    std::string_view path;
    std::string_view file; // as cmake/embed.cmake keys it
    std::string_view content_type;
};
constexpr Row kFiles[] = {
    { "console.css", "../../web/console.css", "text/css; charset=utf-8" },
    { "console.js", "../../web/console.js", "text/javascript; charset=utf-8" },
    { "favicon.svg", "../../web/favicon.svg", "image/svg+xml" },
    { "pages.css", "../../web/pages.css", "text/css; charset=utf-8" },
    { "pages.js", "../../web/pages.js", "text/javascript; charset=utf-8" },
    { "passkeys.js", "../../web/passkeys.js", "text/javascript; charset=utf-8" },
};

// FNV-1a: tells versions of our own files apart, nothing more.
std::string fingerprint(std::string_view bytes)
{
    std::uint64_t hash = 14695981039346656037U;
    for (char const c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(hash >> shift) & 15];
    return out;
}

struct Version {
    std::string_view path;
    std::string fingerprint;
};

std::array<Version, std::size(kFiles)> const& versions()
{
    static std::array<Version, std::size(kFiles)> const all = [] {
        std::array<Version, std::size(kFiles)> made;
        for (size_t i = 0; i < std::size(kFiles); ++i)
            made[i] = { kFiles[i].path, fingerprint(embedded::page_files(kFiles[i].file).value_or("")) };
        return made;
    }();
    return all;
}

} // namespace

std::optional<Asset> asset(std::string_view path)
{
    for (size_t i = 0; i < std::size(kFiles); ++i)
        if (kFiles[i].path == path)
            return Asset{ .bytes = embedded::page_files(kFiles[i].file).value_or(""),
                .content_type = kFiles[i].content_type,
                .etag = '"' + versions()[i].fingerprint + '"' };
    return std::nullopt;
}

std::string asset_address(std::string_view path)
{
    std::string address = "/static/" + std::string(path);
    for (Version const& version : versions())
        if (version.path == path)
            address += "?v=" + version.fingerprint;
    return address;
}

} // namespace gatehouse::pages
