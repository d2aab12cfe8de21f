#include "libs/relying_party/challenge.h"

#include "libs/base/text.h"

#include <vector>

namespace gatehouse::relying_party {
namespace {

bool is_token_char(char c)
{
    constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || kOther.find(c) != std::string_view::npos;
}

// Reads the field from left to right; every step either advances or fails.
class Reader {
public:
    explicit Reader(std::string_view text)
        : rest_(text)
    {
    }

    void skip_blanks()
    {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
            rest_.remove_prefix(1);
    }
    bool take(char c)
    {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string_view token()
    {
        size_t length = 0;
        while (length < rest_.size() && is_token_char(rest_[length]))
            ++length;
        std::string_view const out = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return out;
    }
    // RFC 9110 §5.6.4; nothing when the closing quote is missing.
    std::optional<std::string> quoted()
    {
        std::string out;
        if (!take('"'))
            return std::nullopt;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\')
                rest_.remove_prefix(1);
            if (rest_.empty())
                return std::nullopt;
            out += rest_.front();
            rest_.remove_prefix(1);
        }
        if (!take('"'))
            return std::nullopt;
        return out;
    }
    std::optional<std::string> value()
    {
        if (rest_.starts_with('"'))
            return quoted();
        std::string_view const plain = token();
        if (plain.empty())
            return std::nullopt;
        return std::string(plain);
    }
    bool done() const { return rest_.empty(); }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

struct Challenge {
    std::string scheme;
    std::vector<std::pair<std::string, std::string>> parameters;
};

// Another scheme's token68 ("Negotiate abc==") is passed over.
void skip_token68(Reader& reader)
{
    while (reader.take('=')) { }
}

std::optional<std::vector<Challenge>> parse_field(std::string_view field)
{
    std::vector<Challenge> challenges;
    Reader reader(field);
    while (true) {
        reader.skip_blanks();
        while (reader.take(','))
            reader.skip_blanks();
        if (reader.done())
            return challenges;
        std::string_view const word = reader.token();
        if (word.empty())
            return std::nullopt;
        Reader ahead = reader;
        ahead.skip_blanks();
        bool const assigned = ahead.take('=') && !ahead.rest().starts_with('=') && !ahead.done();
        if (!assigned) {
            bool const is_scheme = !reader.rest().starts_with('=');
            skip_token68(reader);
            if (is_scheme)
                challenges.push_back({ .scheme = std::string(word), .parameters = {} });
            continue;
        }
        ahead.skip_blanks();
        auto value = ahead.value();
        if (!value || challenges.empty())
            return std::nullopt;
        challenges.back().parameters.emplace_back(to_lower(word), std::move(*value));
        reader = ahead;
    }
}

void append(std::string& out, std::string_view name, std::string_view value)
{
    if (value.empty())
        return;
    out += out == "Bearer" ? " " : ", ";
    out += name;
    out += "=\"";
    for (char const c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        // A line break in a field would start another field.
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    out += '"';
}

} // namespace

std::optional<BearerChallenge> parse_bearer_challenge(std::string_view field)
{
    auto const challenges = parse_field(field);
    if (!challenges)
        return std::nullopt;
    for (Challenge const& challenge : *challenges) {
        if (!equals_ignoring_case(challenge.scheme, "Bearer"))
            continue;
        BearerChallenge found;
        for (auto const& [name, value] : challenge.parameters) {
            if (name == "realm")
                found.realm = value;
            else if (name == "scope")
                found.scope = value;
            else if (name == "error")
                found.error = value;
            else if (name == "error_description")
                found.error_description = value;
            else if (name == "acr_values")
                found.acr_values = value;
            else if (name == "max_age")
                found.max_age = parse_integer(value);
        }
        if (found.max_age && *found.max_age < 0)
            found.max_age.reset();
        return found;
    }
    return std::nullopt;
}

std::string write_bearer_challenge(BearerChallenge const& challenge)
{
    std::string out = "Bearer";
    append(out, "realm", challenge.realm);
    append(out, "error", challenge.error);
    append(out, "error_description", challenge.error_description);
    append(out, "scope", challenge.scope);
    append(out, "acr_values", challenge.acr_values);
    if (challenge.max_age)
        append(out, "max_age", std::to_string(*challenge.max_age));
    return out;
}

} // namespace gatehouse::relying_party
