#include "edges/oidc/authorize_request.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

using Checked = std::expected<void, Refusal>;

std::unexpected<Refusal> refuse(int code, std::string error, std::string text)
{
    return std::unexpected(Refusal{ code, std::move(error), std::move(text) });
}

// The type is well-formed, and the app may have each token of it in the front channel.
Checked check_response_type(url::Form const& form, Application const& client)
{
    std::string const text = form.get("response_type");
    auto const type = parse_response_type(text);
    if (!type)
        return refuse(90013, "unsupported_response_type", "The response type '" + text + "' is not supported.");
    if ((type->id_token && !client.implicit_id_token) || (type->token && !client.implicit_token))
        return refuse(90057, "unauthorized_client",
            "The provided application is not configured to allow the OAuth Implicit flow. Use response_type=code with "
            "PKCE.");
    // Asked for in a query, tokens come back as an error in the fragment.
    if (std::string const mode = form.get("response_mode");
        !mode.empty() && parse_response_mode(mode) != mode_for(text, mode))
        return refuse(90014, "invalid_request",
            type->in_front() ? "The response mode is not supported. Use fragment or form_post."
                             : "The response mode is not supported. Use query, fragment or form_post.");
    // OIDC Core §3.2.2.1, §3.3.2.11: what comes through the browser is bound to the request.
    if (type->id_token && form.get("nonce").empty())
        return refuse(90009, "invalid_request", "The request does not contain a nonce parameter.");
    return {};
}

bool is_challenge(std::string_view text)
{
    return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
            || c == '_' || c == '~';
    });
}

// RFC 7636 §4.3. Differs from B2C: `plain`, also by leaving the method out, is refused (RFC 9700 §2.1.1).
Checked check_pkce(url::Form const& form, Application const& client)
{
    std::string const challenge = form.get("code_challenge");
    if (challenge.empty()) {
        if (form.has("code_challenge_method"))
            return refuse(90184, "invalid_request", "code_challenge_method is given without code_challenge.");
        if (client.kind != AppKind::Web && parse_response_type(form.get("response_type"))->code)
            return refuse(99059, "invalid_request", "This application must send a code_challenge (PKCE with S256).");
        return {};
    }
    if (form.get("code_challenge_method") != "S256")
        return refuse(90184, "invalid_request", "The code_challenge_method is not supported. Use S256.");
    if (!is_challenge(challenge))
        return refuse(
            90183, "invalid_request", "The code_challenge must be 43 to 128 characters of the base64url alphabet.");
    return {};
}

// RFC 9449 §10. Of an app that does not use DPoP the parameter means nothing, as in B2C.
Checked check_key_thumbprint(url::Form const& form, Application const& client)
{
    std::string const thumbprint = form.get("dpop_jkt");
    if (client.dpop == Use::Off || thumbprint.empty() || (thumbprint.size() == 43 && base64url_decode(thumbprint)))
        return {};
    return refuse(90122, "invalid_request", "The dpop_jkt is not the SHA-256 thumbprint of a key.");
}

Checked check_prompt(std::string const& prompt)
{
    constexpr std::string_view kPrompts[] = { "none", "login", "consent", "select_account", "create" };
    auto const words = split_words(prompt);
    for (std::string const& word : words)
        if (std::ranges::find(kPrompts, word) == std::end(kPrompts))
            return refuse(90043, "invalid_request",
                "The prompt included in the request contains invalid values. Expected 'none', 'login', 'consent', "
                "'select_account' or 'create'.");
    // OIDC Core §3.1.2.1: none together with any other value is an error.
    if (words.size() > 1 && std::ranges::find(words, "none") != words.end())
        return refuse(90043, "invalid_request", "The prompt value 'none' cannot be combined with another.");
    return {};
}

} // namespace

std::expected<journey::Request, Refusal> read_authorize_request(
    url::Form const& form, Application const& client, TrustedReturn const& back, http::Request const& request)
{
    if (auto const twice = form.duplicate())
        return refuse(90122, "invalid_request", "The parameter '" + *twice + "' stands more than once in the request.");
    TRY(check_response_type(form, client));
    if (trim(form.get("scope")).empty())
        return refuse(90010, "invalid_request", "The request does not contain a scope parameter.");
    TRY(check_pkce(form, client));
    TRY(check_key_thumbprint(form, client));
    TRY(check_prompt(form.get("prompt")));
    // What is left of these belongs to an app that may not send them, or is an address: it must not be ignored
    // silently. RFC 9101 §6.3.
    if (form.has("request"))
        return refuse(90122, "request_not_supported", "Request objects are not supported.");
    if (form.has("request_uri"))
        return refuse(90122, "request_uri_not_supported", "Request objects by reference are not supported.");
    journey::Request wanted;
    if (form.has("max_age")) {
        auto const seconds = parse_integer(form.get("max_age"));
        if (!seconds || *seconds < 0)
            return refuse(90120, "invalid_request", "The max_age parameter must be a whole number of seconds.");
        // A century is no limit; and sums with it stay in range.
        wanted.max_age = std::min<long long>(*seconds, 3'155'760'000);
    }
    wanted.client = client.id;
    wanted.redirect_uri = back.redirect_uri();
    wanted.response_type = name(*parse_response_type(form.get("response_type")));
    wanted.response_mode = name(back.mode());
    wanted.scope = form.get("scope");
    wanted.state = back.state();
    wanted.nonce = form.get("nonce");
    wanted.code_challenge = form.get("code_challenge");
    if (client.dpop != Use::Off)
        wanted.dpop_key = form.get("dpop_jkt");
    wanted.prompt = form.get("prompt");
    wanted.login_hint = form.get("login_hint");
    wanted.domain_hint = form.get("domain_hint");
    wanted.ui_locales = form.get("ui_locales");
    wanted.accept_language = request.headers.get("accept-language");
    wanted.acr_values = form.get("acr_values");
    wanted.client_info = form.get("client_info") == "1";
    wanted.parameters = form;
    wanted.address = request.peer;
    return wanted;
}

} // namespace gatehouse::oidc
