#include "libs/odata/filter.h"

#include "libs/base/text.h"

#include <array>
#include <optional>
#include <utility>

namespace gatehouse::odata {
namespace {

constexpr auto kNames = std::to_array<std::pair<std::string_view, Relation>>({
    { "eq", Relation::Equal },
    { "ne", Relation::NotEqual },
    { "gt", Relation::Greater },
    { "ge", Relation::GreaterOrEqual },
    { "lt", Relation::Less },
    { "le", Relation::LessOrEqual },
    { "startswith", Relation::StartsWith },
    { "endswith", Relation::EndsWith },
    { "contains", Relation::Contains },
});

bool is_function(Relation relation)
{
    return relation == Relation::StartsWith || relation == Relation::EndsWith || relation == Relation::Contains;
}

std::optional<Relation> relation_named(std::string_view word, bool function)
{
    for (auto const& [name, relation] : kNames)
        if (equals_ignoring_case(name, word) && is_function(relation) == function)
            return relation;
    return std::nullopt;
}

enum class TokenKind { Word, Text, Open, Close, Comma, Colon, End };

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text; // of a word, or what stands between the quotes
    size_t at = 0;
};

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/'
        || c == '-' || c == '.' || c == '$' || c == '@' || c == '+';
}

// A recursive descent over tokens that are read one ahead.
class Parser {
public:
    Parser(std::string_view text, FilterLimits limits)
        : text_(text)
        , limits_(limits)
    {
    }

    Result<Filter> parse()
    {
        if (text_.size() > limits_.bytes)
            return fail(Fault::Invalid,
                "Invalid filter clause: it is longer than " + std::to_string(limits_.bytes) + " bytes.");
        TRY(advance());
        Filter filter = TRY(disjunction());
        if (token_.kind != TokenKind::End)
            return unexpected();
        return filter;
    }

private:
    std::unexpected<Error> fault(std::string const& what, size_t at) const
    {
        return fail(Fault::Invalid,
            "Invalid filter clause: " + what + " at position " + std::to_string(at) + " in '" + std::string(text_)
                + "'.");
    }
    std::unexpected<Error> unexpected() const
    {
        if (token_.kind == TokenKind::End)
            return fault("an expression is expected", text_.size());
        return fault("Syntax error", token_.at);
    }

    Result<void> advance()
    {
        while (at_ < text_.size() && text_[at_] == ' ')
            ++at_;
        token_ = { TokenKind::End, "", at_ };
        if (at_ == text_.size())
            return {};
        switch (text_[at_]) {
        case '(':
            return take_sign(TokenKind::Open);
        case ')':
            return take_sign(TokenKind::Close);
        case ',':
            return take_sign(TokenKind::Comma);
        case '\'':
            return read_text();
        default:
            return read_word();
        }
    }
    Result<void> take_sign(TokenKind kind)
    {
        token_.kind = kind;
        ++at_;
        return {};
    }
    // 'O''Neill'
    Result<void> read_text()
    {
        token_.kind = TokenKind::Text;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '\'') {
                token_.text += text_[at_];
                continue;
            }
            if (++at_ == text_.size() || text_[at_] != '\'')
                return {};
            token_.text += '\'';
        }
        return fault("There is an unterminated string literal", token_.at);
    }
    // Instants hold colons between digits; "c:c/issuer" is a word, a colon and a word.
    bool is_colon_of_time() const
    {
        auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
        return text_[at_] == ':' && !token_.text.empty() && is_digit(token_.text.front()) && at_ + 1 < text_.size()
            && is_digit(text_[at_ + 1]);
    }
    Result<void> read_word()
    {
        while (at_ < text_.size() && (is_word_character(text_[at_]) || is_colon_of_time()))
            token_.text += text_[at_++];
        token_.kind = TokenKind::Word;
        if (!token_.text.empty())
            return {};
        if (text_[at_] == ':')
            return take_sign(TokenKind::Colon);
        return fault("Syntax error: this character is not valid", at_);
    }

    bool is_word(std::string_view word) const
    {
        return token_.kind == TokenKind::Word && equals_ignoring_case(token_.text, word);
    }
    Result<std::string> take(TokenKind kind, char const* what)
    {
        if (token_.kind != kind)
            return fault(std::string(what) + " is expected", token_.at);
        std::string text = std::move(token_.text);
        TRY(advance());
        return text;
    }

    Result<Filter> disjunction() { return joined("or", Filter::Kind::Or, &Parser::conjunction); }
    Result<Filter> conjunction() { return joined("and", Filter::Kind::And, &Parser::term); }

    Result<Filter> joined(std::string_view word, Filter::Kind kind, Result<Filter> (Parser::*part)())
    {
        Filter first = TRY((this->*part)());
        if (!is_word(word))
            return first;
        Filter all;
        all.kind = kind;
        all.parts.push_back(std::move(first));
        while (is_word(word)) {
            TRY(advance());
            all.parts.push_back(TRY((this->*part)()));
        }
        return all;
    }

    // A term in parentheses, behind "not" or inside "any" is one level deeper.
    Result<Filter> deeper(Result<Filter> (Parser::*part)())
    {
        if (++depth_ > limits_.depth)
            return fail(Fault::Invalid,
                "Invalid filter clause: it is nested deeper than " + std::to_string(limits_.depth) + " levels.");
        Filter inner = TRY((this->*part)());
        --depth_;
        return inner;
    }

    Result<Filter> term()
    {
        if (token_.kind == TokenKind::Open) {
            TRY(advance());
            Filter inner = TRY(deeper(&Parser::disjunction));
            TRY(take(TokenKind::Close, "')'"));
            return inner;
        }
        if (is_word("not")) {
            TRY(advance());
            Filter filter;
            filter.kind = Filter::Kind::Not;
            filter.parts.push_back(TRY(deeper(&Parser::term)));
            return filter;
        }
        if (token_.kind != TokenKind::Word)
            return unexpected();
        size_t const at = token_.at;
        std::string const word = TRY(take(TokenKind::Word, "a property"));
        if (token_.kind == TokenKind::Open)
            return called(word, at);
        return comparison(word);
    }

    // startsWith(path,'text') or collection/any(c:...)
    Result<Filter> called(std::string const& word, size_t at)
    {
        TRY(advance());
        if (size_t const slash = word.rfind('/'); slash != std::string::npos) {
            std::string const lambda = word.substr(slash + 1);
            if (equals_ignoring_case(lambda, "any"))
                return any(word.substr(0, slash));
            if (equals_ignoring_case(lambda, "all"))
                return fault("The operator 'all' is not offered (any is), it was found", at);
        }
        auto const relation = relation_named(word, true);
        if (!relation)
            return fault("An unknown function with name '" + word + "' was found", at);
        Filter filter;
        filter.relation = *relation;
        filter.path = TRY(take(TokenKind::Word, "a property"));
        TRY(take(TokenKind::Comma, "','"));
        if (token_.kind != TokenKind::Text)
            return fault("a text in single quotes is expected", token_.at);
        filter.literal = TRY(take_literal());
        TRY(take(TokenKind::Close, "')'"));
        return counted(std::move(filter));
    }

    Result<Filter> any(std::string collection)
    {
        Filter filter;
        filter.kind = Filter::Kind::Any;
        filter.path = std::move(collection);
        filter.variable = TRY(take(TokenKind::Word, "a name for the element"));
        TRY(take(TokenKind::Colon, "':'"));
        filter.parts.push_back(TRY(deeper(&Parser::disjunction)));
        TRY(take(TokenKind::Close, "')'"));
        return filter;
    }

    Result<Filter> comparison(std::string const& path)
    {
        size_t const at = token_.at;
        std::string const word = TRY(take(TokenKind::Word, "an operator"));
        if (equals_ignoring_case(word, "in"))
            return one_of(path);
        auto const relation = relation_named(word, false);
        if (!relation)
            return fault("'" + word + "' is no operator", at);
        Filter filter;
        filter.path = path;
        filter.relation = *relation;
        filter.literal = TRY(take_literal());
        return counted(std::move(filter));
    }

    // path in ('a','b')
    Result<Filter> one_of(std::string const& path)
    {
        TRY(take(TokenKind::Open, "'('"));
        Filter any_of;
        any_of.kind = Filter::Kind::Or;
        for (bool more = true; more;) {
            Filter equal;
            equal.path = path;
            equal.literal = TRY(take_literal());
            any_of.parts.push_back(TRY(counted(std::move(equal))));
            more = token_.kind == TokenKind::Comma;
            if (more)
                TRY(advance());
        }
        TRY(take(TokenKind::Close, "')'"));
        if (any_of.parts.size() == 1)
            return std::move(any_of.parts.front());
        return any_of;
    }

    Result<Literal> take_literal()
    {
        if (token_.kind == TokenKind::Text)
            return Literal(TRY(take(TokenKind::Text, "a value")));
        std::string word = TRY(take(TokenKind::Word, "a value"));
        if (equals_ignoring_case(word, "null"))
            return Literal();
        if (equals_ignoring_case(word, "true") || equals_ignoring_case(word, "false"))
            return Literal(equals_ignoring_case(word, "true"));
        if (auto const number = parse_integer(word))
            return Literal(std::int64_t{ *number });
        return Literal(Bare{ std::move(word) });
    }

    Result<Filter> counted(Filter filter)
    {
        if (++comparisons_ > limits_.comparisons)
            return fail(Fault::Invalid,
                "Invalid filter clause: it has more than " + std::to_string(limits_.comparisons) + " comparisons.");
        return filter;
    }

    std::string_view text_;
    FilterLimits limits_;
    size_t at_ = 0;
    Token token_;
    size_t depth_ = 0;
    size_t comparisons_ = 0;
};

std::string text_of(Literal const& literal)
{
    if (auto const* text = std::get_if<std::string>(&literal))
        return "'" + replace_all(*text, "'", "''") + "'";
    if (auto const* number = std::get_if<std::int64_t>(&literal))
        return std::to_string(*number);
    if (auto const* yes = std::get_if<bool>(&literal))
        return *yes ? "true" : "false";
    if (auto const* bare = std::get_if<Bare>(&literal))
        return bare->text;
    return "null";
}

std::string joined_text(Filter const& filter, std::string_view word)
{
    std::vector<std::string> parts;
    for (Filter const& part : filter.parts)
        parts.push_back(odata::text_of(part));
    return "(" + join(parts, word) + ")";
}

} // namespace

std::string_view name(Relation relation)
{
    for (auto const& [name, known] : kNames)
        if (known == relation)
            return name;
    return "";
}

Result<Filter> parse_filter(std::string_view text, FilterLimits limits)
{
    return Parser(text, limits).parse();
}

std::string text_of(Filter const& filter)
{
    switch (filter.kind) {
    case Filter::Kind::And:
        return joined_text(filter, " and ");
    case Filter::Kind::Or:
        return joined_text(filter, " or ");
    case Filter::Kind::Not:
        return "not " + text_of(filter.parts.front());
    case Filter::Kind::Any:
        return filter.path + "/any(" + filter.variable + ":" + text_of(filter.parts.front()) + ")";
    case Filter::Kind::Compare:
        break;
    }
    if (is_function(filter.relation))
        return std::string(name(filter.relation)) + "(" + filter.path + "," + text_of(filter.literal) + ")";
    return filter.path + " " + std::string(name(filter.relation)) + " " + text_of(filter.literal);
}

} // namespace gatehouse::odata
