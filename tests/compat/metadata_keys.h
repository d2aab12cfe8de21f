// Metadata items of technical profiles that B2C documents, and what became of each.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::compat {

enum class KeyState {
    Read, // changes what happens
    NoEffect, // B2C says that it has none, or it is about something that is always so here
    Absent, // ignored, although it has an effect in B2C
};

struct MetadataKey {
    std::string_view of; // handler or page
    std::string_view key;
    KeyState state;
    std::string_view notes = {};
};

// In the order of the page.
std::span<MetadataKey const> metadata_keys();

} // namespace gatehouse::compat
