#include "libs/relying_party/authorize.h"

#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

namespace gatehouse::relying_party {
namespace {

void add_filled(url::Form& form, std::string_view name, std::string_view value)
{
    if (!value.empty())
        form.add(std::string(name), std::string(value));
}

std::unexpected<ResponseError> fault(ResponseFault kind)
{
    return std::unexpected(ResponseError{ kind, {} });
}

} // namespace

std::string make_code_verifier(Random& random)
{
    return random_token(random, 32);
}

std::string code_challenge(std::string_view verifier)
{
    return base64url_encode(crypto::sha256(verifier));
}

std::string authorize_url(std::string_view authorization_endpoint, AuthorizeRequest const& request)
{
    url::Form form;
    form.add("client_id", request.client_id);
    form.add("response_type", "code");
    form.add("redirect_uri", request.redirect_uri);
    form.add("scope", join(request.scopes, " "));
    form.add("state", request.state);
    form.add("nonce", request.nonce);
    form.add("code_challenge", code_challenge(request.code_verifier));
    form.add("code_challenge_method", "S256");
    add_filled(form, "response_mode", request.response_mode);
    add_filled(form, "prompt", request.prompt);
    add_filled(form, "login_hint", request.login_hint);
    add_filled(form, "domain_hint", request.domain_hint);
    add_filled(form, "ui_locales", request.ui_locales);
    add_filled(form, "acr_values", request.acr_values);
    if (request.max_age)
        form.add("max_age", std::to_string(*request.max_age));
    // An extra parameter replaces a built-in one of the same name: two of a name would be refused by the server.
    for (auto const& [name, value] : request.extra.pairs())
        form.set(name, value);
    return url::with_query(authorization_endpoint, form);
}

Result<std::string, ResponseError> parse_authorize_response(url::Form const& response, ExpectedResponse const& expected)
{
    // A parameter must not stand twice: two readers could see two codes. RFC 6749 §3.1.
    if (response.duplicate())
        return fault(ResponseFault::Malformed);
    // attack-43: an answer that this browser did not ask for is not looked at any further.
    auto const state = response.find("state");
    if (!state || expected.state.empty() || !constant_time_equal(*state, expected.state))
        return fault(ResponseFault::StateMismatch);
    // RFC 9207 §2.4.
    auto const issuer = response.find("iss");
    if (issuer ? *issuer != expected.issuer : expected.issuer_promised)
        return fault(ResponseFault::WrongIssuer);
    if (response.has("error"))
        return std::unexpected(ResponseError{
            ResponseFault::Refused, make_refusal(response.get("error"), response.get("error_description")) });
    std::string answer = response.get(expected.wanted);
    if (answer.empty())
        return fault(ResponseFault::Malformed);
    return answer;
}

std::string logout_url(std::string_view end_session_endpoint, LogoutRequest const& request)
{
    url::Form form;
    add_filled(form, "post_logout_redirect_uri", request.post_logout_redirect_uri);
    add_filled(form, "id_token_hint", request.id_token_hint);
    add_filled(form, "client_id", request.client_id);
    add_filled(form, "state", request.state);
    if (form.empty())
        return std::string(end_session_endpoint);
    return url::with_query(end_session_endpoint, form);
}

} // namespace gatehouse::relying_party
