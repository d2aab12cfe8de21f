#include "libs/base/log.h"

#include "libs/base/time.h"

#include <atomic>
#include <cstdio>
#include <unistd.h>

namespace gatehouse::log {
namespace {

std::atomic<Level> threshold = Level::Info;

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

void append_quoted(std::string& out, std::string_view text)
{
    out.push_back('"');
    for (char c : text) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            out += escaped;
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

} // namespace

void set_level(Level level) { threshold = level; }

void write(Level level, std::string_view message, std::initializer_list<Field> fields)
{
    if (level < threshold.load(std::memory_order_relaxed))
        return;
    std::string line = "{\"time\":\"" + rfc3339(SystemClock().now()) + "\",\"level\":\"";
    line += kNames[static_cast<size_t>(level)];
    line += "\",\"message\":";
    append_quoted(line, message);
    for (Field const& field : fields) {
        line.push_back(',');
        append_quoted(line, field.name);
        line.push_back(':');
        if (field.quoted)
            append_quoted(line, field.value);
        else
            line += field.value;
    }
    line += "}\n";
    // One write call, so lines of several threads do not mix.
    [[maybe_unused]] auto const written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace gatehouse::log
