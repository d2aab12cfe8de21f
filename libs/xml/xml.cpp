#include "libs/xml/xml.h"

#include "libs/base/text.h"
#include "libs/xml/scan.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <memory>
#include <mutex>
#include <optional>

namespace gatehouse::xml {
namespace {

std::string_view view(xmlChar const* text)
{
    return text ? std::string_view(reinterpret_cast<char const*>(text)) : std::string_view();
}

// Collects the events of one document. libxml2's own tree knows lines only up to 65535 and no columns, so the tree is
// built here.
struct Builder {
    std::string_view source;
    Limits limits;
    Positions positions;
    xmlParserCtxtPtr parser = nullptr;
    std::optional<Node> root;
    std::vector<Node> open; // from the root to the present element
    size_t nodes = 0;
    std::optional<Problem> problem;

    Builder(std::string_view text, Limits with)
        : source(text)
        , limits(with)
        , positions(text)
    {
    }

    size_t offset() const
    {
        long const consumed = xmlByteConsumed(parser);
        return consumed < 0 ? 0 : std::min(static_cast<size_t>(consumed), source.size());
    }
    void stop(std::string message, size_t at)
    {
        if (!problem)
            problem = positions.problem(std::move(message), at);
        xmlStopParser(parser);
    }
    // The parser stands at the end of a start tag, and "<" cannot occur inside of one: the last one begins it.
    size_t tag_start() const
    {
        size_t const found = source.substr(0, offset()).rfind('<');
        return found == std::string_view::npos ? 0 : found;
    }
};

Builder& builder(void* context)
{
    return *static_cast<Builder*>(context);
}

void start_element(void* context, xmlChar const* name, xmlChar const* /*prefix*/, xmlChar const* space, int /*spaces*/,
    xmlChar const** /*declared*/, int count, int /*defaulted*/, xmlChar const** attributes)
{
    Builder& self = builder(context);
    size_t const at = self.tag_start();
    if (self.open.size() >= self.limits.depth)
        return self.stop("elements are nested too deeply", at);
    if (++self.nodes > self.limits.nodes)
        return self.stop("too many elements", at);
    Node node;
    node.name = view(name);
    node.space = view(space);
    node.line = self.positions.line(at);
    node.column = self.positions.column(at);
    // Five pointers each: local name, prefix, URI, begin and end of the value.
    for (int i = 0; i < count; ++i) {
        xmlChar const** const item = attributes + 5 * i;
        std::string value(reinterpret_cast<char const*>(item[3]), static_cast<size_t>(item[4] - item[3]));
        node.attributes.push_back({ std::string(view(item[0])), std::string(view(item[2])), std::move(value) });
    }
    self.open.push_back(std::move(node));
}

void end_element(void* context, xmlChar const* /*name*/, xmlChar const* /*prefix*/, xmlChar const* /*space*/)
{
    Builder& self = builder(context);
    if (self.open.empty())
        return;
    Node done = std::move(self.open.back());
    self.open.pop_back();
    if (self.open.empty())
        self.root = std::move(done);
    else
        self.open.back().children.push_back(std::move(done));
}

void characters(void* context, xmlChar const* text, int length)
{
    Builder& self = builder(context);
    if (!self.open.empty())
        self.open.back().text.append(reinterpret_cast<char const*>(text), static_cast<size_t>(length));
}

// attack-68: scan() has already refused every DOCTYPE; this is the second lock on the same door.
void refuse_doctype(void* context, xmlChar const* /*name*/, xmlChar const* /*public_id*/, xmlChar const* /*system_id*/)
{
    builder(context).stop("a DOCTYPE is not allowed", builder(context).offset());
}
xmlEntityPtr no_entity(void* /*context*/, xmlChar const* name)
{
    return xmlGetPredefinedEntity(name);
}
xmlParserInputPtr no_external(void* context, xmlChar const* /*public_id*/, xmlChar const* /*system_id*/)
{
    builder(context).stop("an external entity is not allowed", builder(context).offset());
    return nullptr;
}

void report(void* context, xmlErrorPtr error)
{
    Builder& self = builder(context);
    if (error->level >= XML_ERR_ERROR)
        self.stop(std::string(trim(error->message ? error->message : "not well-formed")), self.offset());
}

xmlSAXHandler handlers()
{
    xmlSAXHandler sax = {};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = start_element;
    sax.endElementNs = end_element;
    sax.characters = characters;
    sax.ignorableWhitespace = characters;
    sax.cdataBlock = characters;
    sax.internalSubset = refuse_doctype;
    sax.externalSubset = refuse_doctype;
    sax.getEntity = no_entity;
    sax.resolveEntity = no_external;
    sax.serror = report;
    return sax;
}

} // namespace

Result<Node, Problem> parse(std::string_view text, Limits limits)
{
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    if (auto bad = scan(text, limits))
        return std::unexpected(std::move(*bad));

    Builder build(text, limits);
    xmlSAXHandler sax = handlers();
    std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> const parser(
        xmlCreatePushParserCtxt(&sax, &build, nullptr, 0, nullptr), xmlFreeParserCtxt);
    check(parser != nullptr, "libxml2 has no memory");
    build.parser = parser.get();
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOENT);
    // Whatever a declaration says: scan() has seen that it is UTF-8.
    xmlSwitchEncoding(parser.get(), XML_CHAR_ENCODING_UTF8);
    xmlParseChunk(parser.get(), text.data(), static_cast<int>(text.size()), 1);
    if (build.problem)
        return std::unexpected(std::move(*build.problem));
    if (!build.root || !parser->wellFormed)
        return std::unexpected(build.positions.problem("not well-formed", text.size()));
    return std::move(*build.root);
}

std::string const* Node::attribute(std::string_view wanted) const
{
    for (Attribute const& item : attributes)
        if (item.name == wanted && item.space.empty())
            return &item.value;
    return nullptr;
}

Node const* Node::child(std::string_view wanted) const
{
    for (Node const& item : children)
        if (item.name == wanted)
            return &item;
    return nullptr;
}

std::string escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        // XML 1.0 §3.3.3: a raw one would be read back as a space.
        case '\t':
            out += "&#9;";
            break;
        case '\n':
            out += "&#10;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace gatehouse::xml
