#include "libs/xml/scan.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::xml {
namespace {

// What `encoding` of the XML declaration says, "" without one.
std::string declared_encoding(std::string_view text)
{
    if (!text.starts_with("<?xml"))
        return {};
    std::string_view const declaration = text.substr(0, text.find("?>"));
    size_t const key = declaration.find("encoding");
    if (key == std::string_view::npos)
        return {};
    size_t const open = declaration.find_first_of("\"'", key);
    if (open == std::string_view::npos)
        return {};
    size_t const close = declaration.find(declaration[open], open + 1);
    return close == std::string_view::npos ? std::string()
                                           : std::string(declaration.substr(open + 1, close - open - 1));
}

struct Tag {
    size_t end = 0; // after ">"
    size_t attributes = 0; // quoted values
};

Tag scan_tag(std::string_view text, size_t start)
{
    Tag tag;
    for (size_t at = start; at < text.size(); ++at) {
        char const c = text[at];
        if (c == '>') {
            tag.end = at + 1;
            return tag;
        }
        if (c == '"' || c == '\'') {
            ++tag.attributes;
            at = text.find(c, at + 1);
            if (at == std::string_view::npos)
                break;
        }
    }
    tag.end = text.size();
    return tag;
}

size_t after(std::string_view text, std::string_view ending, size_t from)
{
    size_t const found = text.find(ending, from);
    return found == std::string_view::npos ? text.size() : found + ending.size();
}

} // namespace

Positions::Positions(std::string_view text)
    : text_(text)
    , starts_{ 0 }
{
    for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        starts_.push_back(at + 1);
}

size_t Positions::row(size_t offset) const
{
    return static_cast<size_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin()) - 1;
}

int Positions::line(size_t offset) const
{
    return static_cast<int>(row(offset)) + 1;
}

int Positions::column(size_t offset) const
{
    size_t const start = starts_[row(offset)];
    return static_cast<int>(count_code_points(text_.substr(start, offset - start))) + 1;
}

Problem Positions::problem(std::string message, size_t offset) const
{
    return { std::move(message), line(offset), column(offset) };
}

std::optional<Problem> scan(std::string_view text, Limits limits)
{
    if (text.size() > limits.bytes)
        return Problem{ "larger than " + std::to_string(limits.bytes) + " bytes", 1, 1 };
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return Problem{ "not UTF-8 text", 1, 1 };
    std::string const encoding = declared_encoding(text);
    if (!encoding.empty() && !equals_ignoring_case(encoding, "utf-8"))
        return Problem{ "encoding '" + encoding + "' is not supported, only UTF-8", 1, 1 };

    for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
        std::string_view const rest = text.substr(at);
        if (rest.starts_with("<!--"))
            at = after(text, "-->", at + 4);
        else if (rest.starts_with("<![CDATA["))
            at = after(text, "]]>", at);
        else if (rest.starts_with("<?"))
            at = after(text, "?>", at);
        else if (rest.starts_with("<!"))
            // attack-68: entity bombs and external files need a DOCTYPE.
            return Positions(text).problem("a DOCTYPE is not allowed", at);
        else {
            Tag const tag = scan_tag(text, at + 1);
            if (tag.attributes > limits.attributes)
                return Positions(text).problem("too many attributes", at);
            at = tag.end;
        }
    }
    return std::nullopt;
}

} // namespace gatehouse::xml
