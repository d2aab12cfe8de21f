#include "libs/relying_party/token.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/json/json.h"

namespace gatehouse::relying_party {
namespace {

void add_client(url::Form& form, ClientCredentials const& client)
{
    form.add("client_id", client.client_id);
    if (!client.client_secret.empty())
        form.add("client_secret", client.client_secret);
    // Asks for the account's home id, which keeps policies apart. B2C wire §3.2.
    form.add("client_info", "1");
}

std::optional<std::int64_t> number(json::Object const& document, std::string_view name)
{
    if (auto const value = document.integer(name))
        return value;
    if (auto const text = document.text(name))
        return parse_integer(*text);
    return std::nullopt;
}

void read_client_info(Tokens& tokens, std::string_view text)
{
    auto const decoded = base64url_decode(text);
    if (!decoded)
        return;
    auto const info = json::parse_object(*decoded);
    if (!info)
        return;
    tokens.client_info_uid = info->text("uid").value_or("");
    tokens.client_info_utid = info->text("utid").value_or("");
}

} // namespace

url::Form code_request(ClientCredentials const& client, CodeGrant const& grant)
{
    url::Form form;
    form.add("grant_type", "authorization_code");
    form.add("code", grant.code);
    form.add("redirect_uri", grant.redirect_uri);
    form.add("code_verifier", grant.code_verifier);
    form.add("scope", join(grant.scopes, " "));
    add_client(form, client);
    return form;
}

url::Form refresh_request(
    ClientCredentials const& client, std::string_view refresh_token, std::vector<std::string> const& scopes)
{
    url::Form form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", std::string(refresh_token));
    form.add("scope", join(scopes, " "));
    add_client(form, client);
    return form;
}

Result<Tokens, TokenError> parse_token_response(int status, std::string_view body)
{
    auto const document = json::parse_object(body);
    if (!document)
        return std::unexpected(TokenError{ .malformed = true, .refusal = {} });
    if (status != 200) {
        Refusal refusal = refusal_in(*document);
        bool const malformed = refusal.error.empty();
        return std::unexpected(TokenError{ .malformed = malformed, .refusal = std::move(refusal) });
    }
    Tokens tokens;
    tokens.access_token = document->text("access_token").value_or("");
    tokens.id_token = document->text("id_token").value_or("");
    tokens.refresh_token = document->text("refresh_token").value_or("");
    tokens.scopes = split_words(document->text("scope").value_or(""));
    tokens.expires_in = number(*document, "expires_in").value_or(number(*document, "id_token_expires_in").value_or(0));
    read_client_info(tokens, document->text("client_info").value_or(""));
    // RFC 6749 §5.1: a token of a kind we do not know must not be used.
    bool const usable = equals_ignoring_case(document->text("token_type").value_or(""), "Bearer")
        && !(tokens.access_token.empty() && tokens.id_token.empty()) && tokens.expires_in >= 0;
    if (!usable)
        return std::unexpected(TokenError{ .malformed = true, .refusal = {} });
    return tokens;
}

} // namespace gatehouse::relying_party
