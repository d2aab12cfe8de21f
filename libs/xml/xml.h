// XML as a read-only tree with lines and columns. The reader is strict because it faces strangers: no DOCTYPE at all
// (so no entities, no external subsets: attack-68), no network, and limits on size, depth, nodes and attributes.
#pragma once

#include "libs/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::xml {

struct Attribute {
    std::string name; // local name
    std::string space; // namespace URI, "" for an attribute without prefix
    std::string value;
};

// An element. Comments and processing instructions are dropped; CDATA is text.
struct Node {
    std::string name; // local name
    std::string space; // namespace URI, "" for none
    std::vector<Attribute> attributes; // in document order, without namespace declarations
    std::string text; // all direct character data, not trimmed; line ends are "\n"
    std::vector<Node> children;
    int line = 0; // of the "<" of the start tag, from 1
    int column = 0; // in code points, from 1

    // Of an attribute without namespace; null when there is none.
    std::string const* attribute(std::string_view name) const;
    // First child of that name; null when there is none.
    Node const* child(std::string_view name) const;
};

struct Limits {
    size_t bytes = 1 << 20;
    size_t depth = 100;
    size_t nodes = 100'000;
    size_t attributes = 64; // per element, namespace declarations included
};

struct Problem {
    std::string message;
    int line = 0;
    int column = 0;
};

// UTF-8 only, a byte order mark is accepted. The first problem ends the reading.
Result<Node, Problem> parse(std::string_view text, Limits limits = {});

// For text and for attribute values in double quotes: & < > " ' and characters that a reader would normalise.
std::string escape(std::string_view text);

} // namespace gatehouse::xml
