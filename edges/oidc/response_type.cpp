#include "edges/oidc/response_type.h"

#include "libs/base/text.h"

namespace gatehouse::oidc {

std::optional<ResponseType> parse_response_type(std::string_view text)
{
    ResponseType type;
    auto const words = split_words(text);
    for (std::string const& word : words) {
        bool* const flag = word == "code" ? &type.code
            : word == "id_token"          ? &type.id_token
            : word == "token"             ? &type.token
                                          : nullptr;
        if (!flag || *flag)
            return std::nullopt;
        *flag = true;
    }
    if (words.empty())
        return std::nullopt;
    return type;
}

std::string name(ResponseType type)
{
    std::vector<std::string> words;
    if (type.code)
        words.emplace_back("code");
    if (type.id_token)
        words.emplace_back("id_token");
    if (type.token)
        words.emplace_back("token");
    return join(words, " ");
}

std::optional<ResponseMode> parse_response_mode(std::string_view text)
{
    if (text == "query")
        return ResponseMode::Query;
    if (text == "fragment")
        return ResponseMode::Fragment;
    if (text == "form_post")
        return ResponseMode::FormPost;
    return std::nullopt;
}

std::string_view name(ResponseMode mode)
{
    return mode == ResponseMode::FormPost ? "form_post" : mode == ResponseMode::Fragment ? "fragment" : "query";
}

ResponseMode mode_for(std::string_view response_type, std::string_view response_mode)
{
    auto const type = parse_response_type(response_type);
    bool const in_front = type && type->in_front();
    auto const asked = parse_response_mode(response_mode);
    if (!asked || (in_front && *asked == ResponseMode::Query))
        return in_front ? ResponseMode::Fragment : ResponseMode::Query;
    return *asked;
}

} // namespace gatehouse::oidc
