// The provider's OAuth 1.0a: RFC 5849.
#include "tests/identity_provider/identity_provider.h"

#include "libs/base/text.h"
#include "libs/relying_party/oauth1.h"

namespace gatehouse::identity_provider {
namespace {

// `OAuth a="1", b="2"`, unescaped. Nothing for everything else.
std::optional<url::Form> read_header(std::string_view header)
{
    if (!header.starts_with("OAuth "))
        return std::nullopt;
    url::Form form;
    for (std::string const& entry : split(header.substr(6), ',')) {
        std::string_view const item = trim(entry);
        size_t const equals = item.find("=\"");
        if (equals == std::string_view::npos || !item.ends_with('"'))
            return std::nullopt;
        auto const name = url::decode(item.substr(0, equals));
        auto const value = url::decode(item.substr(equals + 2, item.size() - equals - 3));
        if (!name || !value)
            return std::nullopt;
        form.add(*name, *value);
    }
    return form.duplicate() ? std::nullopt : std::optional(form);
}

http::Response form_answer(url::Form const& form)
{
    http::Response response = http::text_response(200, url::build_form(form));
    response.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return response;
}

std::string token_of(std::string_view address)
{
    auto const asked = url::parse_form(address.substr(address.find('?') + 1));
    return asked ? asked->get("oauth_token") : std::string();
}

} // namespace

std::optional<url::Form> IdentityProvider::oauth1_proven(
    http::Request const& request, std::map<std::string, OAuth1Token> const* tokens)
{
    auto const header = read_header(request.headers.get("authorization"));
    if (!header || header->get("oauth_consumer_key") != kClient || header->get("oauth_signature_method") != "HMAC-SHA1")
        return std::nullopt;
    std::string secret;
    if (tokens) {
        auto const found = tokens->find(header->get("oauth_token"));
        if (found == tokens->end())
            return std::nullopt;
        secret = found->second.secret;
    }
    bool const now = header->get("oauth_timestamp") == std::to_string(unix_seconds(clock_.now()));
    std::string_view const method = request.method == http::Method::Get ? "GET" : "POST";
    std::string const base = relying_party::oauth1_base_string(method, origin_ + request.target, *header);
    if (!now || header->get("oauth_signature") != relying_party::oauth1_signature(base, kSecret, secret)
        || !nonces_.insert(header->get("oauth_nonce")).second)
        return std::nullopt;
    return header;
}

http::Response IdentityProvider::oauth1_request_token(http::Request const& request)
{
    std::lock_guard const lock(mutex_);
    auto const header = oauth1_proven(request, nullptr);
    if (!header || header->get("oauth_callback").empty())
        return http::text_response(401, "Who asks?");
    std::string const token = random_token(random_);
    std::string const secret = random_token(random_);
    temporary_.emplace(token, OAuth1Token{ .secret = secret, .callback = header->get("oauth_callback") });
    url::Form answer;
    answer.add("oauth_token", token);
    answer.add("oauth_token_secret", secret);
    if (confirms_callback)
        answer.add("oauth_callback_confirmed", "true");
    return form_answer(answer);
}

Answer IdentityProvider::sign_in_oauth1(std::string_view address, Person const& person)
{
    std::lock_guard const lock(mutex_);
    std::string const token = token_of(address);
    auto const found = temporary_.find(token);
    check(found != temporary_.end(), "the client sends the browser with a token of nobody's");
    found->second.verifier = random_token(random_);
    found->second.person = person;
    Answer answer{ .redirect_uri = found->second.callback, .posted = false, .fields = {} };
    answer.fields.add("oauth_token", token);
    answer.fields.add("oauth_verifier", found->second.verifier);
    return answer;
}

Answer IdentityProvider::cancel_oauth1(std::string_view address)
{
    std::lock_guard const lock(mutex_);
    std::string const token = token_of(address);
    Answer answer{ .redirect_uri = temporary_.at(token).callback, .posted = false, .fields = {} };
    answer.fields.add("denied", token);
    return answer;
}

http::Response IdentityProvider::oauth1_access_token(http::Request const& request)
{
    std::lock_guard const lock(mutex_);
    auto const header = oauth1_proven(request, &temporary_);
    auto const found = header ? temporary_.find(header->get("oauth_token")) : temporary_.end();
    if (found == temporary_.end() || found->second.verifier.empty()
        || header->get("oauth_verifier") != found->second.verifier)
        return http::text_response(401, "No.");
    Person const person = found->second.person;
    temporary_.erase(found);
    std::string const token = random_token(random_);
    std::string const secret = random_token(random_);
    final_.emplace(token, OAuth1Token{ .secret = secret, .callback = {}, .verifier = {}, .person = person });
    url::Form answer;
    answer.add("oauth_token", token);
    answer.add("oauth_token_secret", secret);
    answer.add("user_id", person.id);
    answer.add("screen_name", to_lower(person.given_name));
    return form_answer(answer);
}

http::Response IdentityProvider::oauth1_me(http::Request const& request)
{
    std::lock_guard const lock(mutex_);
    auto const header = oauth1_proven(request, &final_);
    if (!header)
        return http::text_response(401, "No.");
    Person const& person = final_.at(header->get("oauth_token")).person;
    return http::json_response(200,
        json::write(json::Object{ { "name", person.given_name + " " + person.family_name },
            { "first_name", person.given_name }, { "last_name", person.family_name }, { "email", person.email } }));
}

} // namespace gatehouse::identity_provider
