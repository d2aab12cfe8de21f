// Small conversions between columns and values. Internal to this folder.
#pragma once

#include "libs/base/time.h"
#include "libs/sql/sql.h"

namespace gatehouse::store {

inline sql::Parameter micros(Time time)
{
    return unix_micros(time);
}
inline sql::Parameter flag(bool value)
{
    return std::int64_t{ value };
}
inline sql::Parameter optional_micros(std::optional<Time> time)
{
    return time ? micros(*time) : sql::Parameter();
}
// "" as null, for columns with an index that leaves nulls out.
inline sql::Parameter optional_text(std::string const& text)
{
    return text.empty() ? sql::Parameter() : sql::Parameter(text);
}
inline Time time_of(sql::Row const& row, int column)
{
    return from_unix_micros(row.integer(column));
}

// A compare-and-swap that changed no row met another version or a row that is gone.
inline Result<void> expect_changed(std::int64_t rows, char const* what)
{
    if (rows == 0)
        return fail(Fault::Conflict, std::string(what) + " was changed or removed by somebody else");
    return {};
}

// The only row, or nothing. `take` may fail, as opening a sealed column can.
template <class T>
Result<std::optional<T>> one(sql::Connection& connection, std::string_view statement,
    std::vector<sql::Parameter> const& parameters, std::function<Result<T>(sql::Row const&)> const& take)
{
    auto found = TRY(connection.one<Result<T>>(statement, parameters, take));
    if (!found)
        return std::nullopt;
    if (!*found)
        return std::unexpected(std::move(*found).error());
    return std::move(**found);
}
template <class T>
Result<std::vector<T>> all(sql::Connection& connection, std::string_view statement,
    std::vector<sql::Parameter> const& parameters, std::function<Result<T>(sql::Row const&)> const& take)
{
    auto rows = TRY(connection.all<Result<T>>(statement, parameters, take));
    std::vector<T> values;
    values.reserve(rows.size());
    for (auto& row : rows)
        values.push_back(TRY(std::move(row)));
    return values;
}

} // namespace gatehouse::store
