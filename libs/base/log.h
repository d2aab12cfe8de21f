// Structured log: one JSON object a line on standard error. Secrets have no conversion to a field value.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse::log {

enum class Level { Debug, Info, Warning, Error };

struct Field {
    Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
    Field(std::string_view field_name, char const* text) : name(field_name), value(text) {}
    Field(std::string_view field_name, std::string const& text) : name(field_name), value(text) {}
    Field(std::string_view field_name, std::int64_t number) : name(field_name), value(std::to_string(number)), quoted(false) {}
    std::string_view name;
    std::string value;
    bool quoted = true;
};

void set_level(Level level);
// `message` is a constant sentence; what varies goes into fields.
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

inline void info(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::Info, message, fields); }
inline void warning(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::Warning, message, fields); }
inline void error(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::Error, message, fields); }

} // namespace gatehouse::log
