#include "libs/base/time.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace gatehouse {

using namespace std::chrono;

Time SystemClock::now() const
{
    return time_point_cast<microseconds>(system_clock::now());
}

std::int64_t unix_seconds(Time time)
{
    return floor<seconds>(time).time_since_epoch().count();
}
Time from_unix_seconds(std::int64_t value)
{
    return Time(seconds(value));
}
std::int64_t unix_micros(Time time)
{
    return time.time_since_epoch().count();
}
Time from_unix_micros(std::int64_t value)
{
    return Time(microseconds(value));
}

static std::string format_utc(Time time, char const* pattern)
{
    std::time_t const value = unix_seconds(time);
    std::tm parts{};
    gmtime_r(&value, &parts);
    std::array<char, 64> text{};
    size_t const size = std::strftime(text.data(), text.size(), pattern, &parts);
    return std::string(text.data(), size);
}

std::string rfc3339(Time time)
{
    return format_utc(time, "%Y-%m-%dT%H:%M:%SZ");
}
std::string b2c_timestamp(Time time)
{
    return format_utc(time, "%Y-%m-%d %H:%M:%SZ");
}
std::string http_date(Time time)
{
    return format_utc(time, "%a, %d %b %Y %H:%M:%S GMT");
}

// "Z", "+05:30", "-08:00": how far the clocks are ahead of UTC. Source: RFC 3339 §5.6.
static std::optional<minutes> offset(std::string_view text)
{
    if (text == "Z" || text == "z")
        return minutes(0);
    auto const number = [&](size_t at) -> int {
        auto const digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
        return digit(at) * 10 + digit(at + 1);
    };
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || number(1) > 23 || number(4) > 59)
        return std::nullopt;
    minutes const size = hours(number(1)) + minutes(number(4));
    return text[0] == '+' ? size : -size;
}

std::optional<Time> parse_rfc3339(std::string_view text)
{
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, used = 0;
    std::string const copy(text);
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &used) != 6)
        return std::nullopt;
    std::string_view rest = std::string_view(copy).substr(static_cast<size_t>(used));
    microseconds fraction{ 0 };
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        std::int64_t scale = 100'000;
        while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
            fraction += microseconds((rest[0] - '0') * scale);
            scale /= 10;
            rest.remove_prefix(1);
        }
    }
    auto const ahead = offset(rest);
    if (!ahead)
        return std::nullopt;
    year_month_day const day{ year(y), month(static_cast<unsigned>(mo)), std::chrono::day(static_cast<unsigned>(d)) };
    if (!day.ok() || h > 23 || mi > 59 || s > 60)
        return std::nullopt;
    return Time(sys_days(day)) + hours(h) + minutes(mi) + seconds(s) + fraction - *ahead;
}

} // namespace gatehouse
