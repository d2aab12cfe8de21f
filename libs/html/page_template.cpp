#include "libs/html/page_template.h"

#include "libs/base/text.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::html {
namespace {

constexpr size_t kDeepest = 200;

// Elements that stay. Sorted. Everything else is taken away but its content, see kDropped.
constexpr auto kKept = std::to_array<std::string_view>({ "a", "abbr", "address", "article", "aside", "b", "blockquote",
    "body", "br", "caption", "center", "circle", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "ellipse", "em", "figcaption", "figure", "font", "footer", "g", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hgroup", "hr", "html", "i", "img", "ins", "kbd", "label", "li", "line", "link", "main",
    "mark", "meta", "nav", "ol", "p", "path", "picture", "polygon", "polyline", "pre", "q", "rect", "s", "samp",
    "section", "small", "source", "span", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "title", "tr", "u", "ul", "var", "wbr" });

// Gone with all that is in them.
constexpr auto kDropped = std::to_array<std::string_view>(
    { "applet", "audio", "base", "button", "datalist", "embed", "frame", "frameset", "iframe", "input", "math",
        "noscript", "object", "option", "portal", "script", "select", "template", "textarea", "video" });

// HTML §13.1.2: elements without an end tag.
constexpr auto kVoid
    = std::to_array<std::string_view>({ "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr" });

constexpr auto kAddresses = std::to_array<std::string_view>({ "background", "cite", "href", "poster", "src" });

template <size_t N>
bool is_one_of(std::array<std::string_view, N> const& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

std::string tag_of(GumboElement const& element)
{
    if (element.tag != GUMBO_TAG_UNKNOWN)
        return gumbo_normalized_tagname(element.tag);
    GumboStringPiece name = element.original_tag;
    gumbo_tag_from_original_text(&name);
    return to_lower(std::string_view(name.data ? name.data : "", name.length));
}

std::string attribute(GumboElement const& element, char const* name)
{
    GumboAttribute const* found = gumbo_get_attribute(&element.attributes, name);
    return found ? found->value : "";
}

// Where a relative address leads, seen from the page it stands in.
std::string completed(std::string_view base, std::string_view address)
{
    size_t const host = base.find("//");
    if (address.starts_with("//"))
        return std::string(base.substr(0, host)) + std::string(address);
    size_t const slash = base.find('/', host + 2);
    std::string const origin(base.substr(0, slash));
    if (address.starts_with('/'))
        return origin + std::string(address);
    std::string const path(
        slash == std::string_view::npos ? "/" : base.substr(slash, base.find_first_of("?#") - slash));
    return origin + path.substr(0, path.rfind('/') + 1) + std::string(address);
}

enum class For { Link, Resource };

// "" for an address that may not stand in a page. attack-1: javascript: and its kin, also with what browsers ignore in
// it.
std::string safe_address(std::string_view base, std::string_view raw, For purpose)
{
    std::string address(trim(raw));
    if (has_control_characters(address))
        return "";
    if (address.starts_with('#'))
        return address;
    size_t const colon = address.find(':');
    bool const relative = colon == std::string::npos || address.find_first_of("/?#") < colon;
    if (relative)
        return completed(base, address);
    std::string const scheme = to_lower(address.substr(0, colon));
    bool const allowed = scheme == "https" || scheme == "http"
        || (purpose == For::Link ? scheme == "mailto" || scheme == "tel"
                                 : starts_with_ignoring_case(address, "data:image/"));
    return allowed ? address : "";
}

struct OutputDeleter {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};

} // namespace

class TemplateWriter {
public:
    TemplateWriter(std::string_view base, Scripts scripts)
        : base_(base)
        , scripts_(scripts)
    {
    }

    void write(GumboNode const& node, size_t depth)
    {
        if (depth > kDeepest)
            return;
        switch (node.type) {
        case GUMBO_NODE_DOCUMENT:
            text_ = "<!DOCTYPE html>\n";
            write_children(node.v.document.children, depth);
            break;
        case GUMBO_NODE_ELEMENT:
            write_element(node.v.element, depth);
            break;
        case GUMBO_NODE_TEXT:
        case GUMBO_NODE_WHITESPACE:
            text_ += escape(node.v.text.text).text();
            break;
        default:
            break;
        }
    }

    Result<PageTemplate> finish()
    {
        if (!has_api_)
            return fail(Fault::Invalid, "the page has no element with the id \"api\"");
        mark(PageTemplate::Place::None);
        return std::move(made_);
    }

private:
    using Place = PageTemplate::Place;

    void mark(Place place) { made_.parts_.push_back({ std::exchange(text_, {}), place }); }

    void write_children(GumboVector const& children, size_t depth)
    {
        for (unsigned i = 0; i < children.length; ++i)
            write(*static_cast<GumboNode const*>(children.data[i]), depth + 1);
    }

    // The text as it stands, for elements whose content is no markup.
    static std::string raw_text(GumboElement const& element)
    {
        std::string text;
        for (unsigned i = 0; i < element.children.length; ++i)
            if (auto const& node = *static_cast<GumboNode const*>(element.children.data[i]);
                node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
                text += node.v.text.text;
        return text;
    }

    bool may_stand(GumboElement const& element, std::string const& tag) const
    {
        if (tag == "meta")
            return attribute(element, "http-equiv").empty();
        if (tag == "link") {
            std::string const relation = to_lower(attribute(element, "rel"));
            return relation == "stylesheet" || relation == "icon" || relation == "shortcut icon";
        }
        return true;
    }

    void write_element(GumboElement const& element, size_t depth)
    {
        std::string const tag = tag_of(element);
        if (attribute(element, "id") == "api" && !has_api_) {
            has_api_ = true;
            mark(Place::Api);
            return;
        }
        if (tag == "script" && scripts_ == Scripts::Kept)
            return write_script(element);
        if (is_one_of(kDropped, tag) || !may_stand(element, tag))
            return;
        if (!is_one_of(kKept, tag))
            return write_children(element.children, depth);
        open(element, tag);
        if (is_one_of(kVoid, tag))
            return;
        if (tag == "style")
            // What would end the element early is no style.
            text_ += replace_all(raw_text(element), "</", "<\\/");
        else
            write_children(element.children, depth);
        if (tag == "head")
            mark(Place::Head);
        text_ += "</" + tag + ">";
    }

    void write_script(GumboElement const& element)
    {
        open(element, "script");
        text_ += replace_all(replace_all(raw_text(element), "</", "<\\/"), "<!--", "<\\!--") + "</script>";
    }

    void open(GumboElement const& element, std::string const& tag)
    {
        text_ += "<" + tag;
        for (unsigned i = 0; i < element.attributes.length; ++i)
            write_attribute(*static_cast<GumboAttribute const*>(element.attributes.data[i]), tag);
        if (tag == "html") {
            text_ += " lang=\"";
            mark(Place::Language);
            text_ += "\"";
        }
        if (tag == "style" || tag == "script") {
            text_ += " nonce=\"";
            mark(Place::Nonce);
            text_ += "\"";
        }
        text_ += ">";
    }

    void write_attribute(GumboAttribute const& one, std::string const& tag)
    {
        std::string const name = to_lower(one.name);
        auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
        bool const ours = name == "nonce" || (tag == "html" && name == "lang");
        // Handlers are scripts; srcset, ping and formaction are addresses in forms that nobody needs here.
        bool const unwanted = name.starts_with("on") || name == "srcset" || name == "ping" || name == "action"
            || name == "formaction" || name == "srcdoc" || name == "target" || name.starts_with("xlink");
        if (ours || unwanted || !std::ranges::all_of(name, plain))
            return;
        std::string value = one.value;
        if (is_one_of(kAddresses, name)) {
            value = safe_address(base_, value, tag == "a" ? For::Link : For::Resource);
            if (value.empty())
                return;
        }
        text_ += " " + name + "=\"" + escape(value).text() + "\"";
    }

    std::string_view base_;
    Scripts scripts_;
    std::string text_;
    bool has_api_ = false;
    PageTemplate made_;
};

Result<PageTemplate> PageTemplate::parse(std::string_view text, std::string_view address, Scripts scripts)
{
    if (!is_utf8(text))
        return fail(Fault::Invalid, "the page is not UTF-8");
    std::unique_ptr<GumboOutput, OutputDeleter> const output(
        gumbo_parse_with_options(&kGumboDefaultOptions, text.data(), text.size()));
    if (!output)
        return fail(Fault::Invalid, "the page cannot be read");
    TemplateWriter writer(address, scripts);
    writer.write(*output->document, 0);
    return writer.finish();
}

Safe PageTemplate::fill(Insertions const& insertions) const
{
    Safe out;
    for (Part const& part : parts_) {
        out += trusted(part.text);
        switch (part.place) {
        case Place::None:
            break;
        case Place::Language:
            out += escape(insertions.language);
            break;
        case Place::Nonce:
            out += escape(insertions.nonce);
            break;
        case Place::Head:
            out += insertions.head;
            break;
        case Place::Api:
            out += insertions.api;
            break;
        }
    }
    return out;
}

} // namespace gatehouse::html
