// Instants are microseconds since 1970 in UTC, and come from a Clock that tests can set.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

using Time = std::chrono::sys_time<std::chrono::microseconds>;
using std::chrono::seconds;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    Time now() const override;
};

// Whole seconds since 1970: the form of iat, exp and friends.
std::int64_t unix_seconds(Time time);
Time from_unix_seconds(std::int64_t value);

// Microseconds since 1970: the form in the database.
std::int64_t unix_micros(Time time);
Time from_unix_micros(std::int64_t value);

// "2026-11-22T19:36:43Z". Source: RFC 3339.
std::string rfc3339(Time time);
std::optional<Time> parse_rfc3339(std::string_view text);

// "2026-11-22 19:36:43Z": the form in AADB2C error descriptions.
std::string b2c_timestamp(Time time);

// "Sun, 22 Nov 2026 19:36:43 GMT". Source: RFC 9110 §5.6.7.
std::string http_date(Time time);

} // namespace gatehouse
