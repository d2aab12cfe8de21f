// An identity provider that speaks OAuth 1.0a, as Twitter did. B2C: OAuth1 technical profile; policy_language.md §3.5.
// RFC 5849.
#include "core/journey/claims.h"
#include "core/journey/profiles/identity_provider.h"
#include "libs/base/secret.h"
#include "libs/relying_party/oauth1.h"

namespace gatehouse::journey {
namespace {

using relying_party::OAuth1Credentials;

std::string address(Call const& call, std::string_view key)
{
    auto const item = call.profile.metadata.find(key);
    return item == call.profile.metadata.end() ? std::string()
                                               : expand_address(call.run, item->second, call.profile.id);
}

Result<OAuth1Credentials> client_of(Call const& call)
{
    return OAuth1Credentials{ .client = expand(call.run, call.profile.metadata.at("client_id"), call.profile.id),
        .client_secret = std::string(TRY(load_secret(call, "client_secret")).reveal()) };
}

RestRequest signed_request(Call const& call, RestRequest::Method method, std::string const& url,
    OAuth1Credentials const& credentials, url::Form parameters = {})
{
    RestRequest request;
    request.method = method;
    request.url = url;
    request.headers.emplace_back("Accept", "application/json, application/x-www-form-urlencoded");
    if (std::string const agent = call.profile.meta("UserAgentForClaimsExchange"); !agent.empty())
        request.headers.emplace_back("User-Agent", agent);
    request.headers.emplace_back("Authorization",
        relying_party::oauth1_authorization(credentials,
            { .method = method == RestRequest::Method::Get ? "GET" : "POST",
                .url = url,
                .parameters = std::move(parameters),
                .nonce = random_token(call.run.services.random, 16),
                .time = call.run.now }));
    return request;
}

Result<Yield<json::Object>> ask(Call& call, std::string_view what, RestRequest const& request)
{
    auto const reply = ask_provider(call, request);
    if (!reply)
        return failed<json::Object>(provider_unreachable(call, what, reply.error().detail));
    if (reply->status >= 500 || reply->status == 429)
        return failed<json::Object>(provider_unreachable(call, what, "status " + std::to_string(reply->status)));
    auto document = reply->status == 200 ? read_document(reply->body) : std::nullopt;
    if (!document)
        return failed<json::Object>(
            unusable_answer(call, what, "no document in an answer with status " + std::to_string(reply->status)));
    return std::move(*document);
}

struct TokenPair {
    std::string token;
    std::string secret;
    json::Object document; // all of the answer
};
Result<Yield<TokenPair>> ask_for_token(Call& call, std::string_view what, RestRequest const& request)
{
    auto document = TRY(ask(call, what, request));
    if (!document)
        return failed<TokenPair>(std::move(document.error()));
    TokenPair pair{ .token = document->text("oauth_token").value_or(""),
        .secret = document->text("oauth_token_secret").value_or(""),
        .document = {} };
    if (pair.token.empty() || pair.secret.empty())
        return failed<TokenPair>(unusable_answer(call, what, "no token"));
    pair.document = std::move(*document);
    // They are credentials of ours at the provider, and no claims.
    pair.document.erase("oauth_token");
    pair.document.erase("oauth_token_secret");
    return pair;
}

// §2.2: the answer is about the token that the browser was sent off with. Twitter names it `denied` when the person
// says no.
std::optional<Failure> check_answer(Call const& call, Errand const& errand)
{
    url::Form const& answer = call.run.input.form;
    if (answer.duplicate())
        return unusable_answer(call, "answer", "a parameter stands twice");
    bool const denied = answer.has("denied");
    if (!constant_time_equal(answer.get(denied ? "denied" : "oauth_token"), errand.token))
        return unusable_answer(call, "answer", "it is about another token");
    if (denied)
        return refused_by_provider(call, relying_party::make_refusal("access_denied", "The person said no."));
    if (answer.get("oauth_verifier").empty())
        return unusable_answer(call, "answer", "no oauth_verifier");
    return std::nullopt;
}

// The claims are what the access token's answer says (user_id, screen_name) and what the endpoint adds.
Result<std::optional<Failure>> take_person(Call& call, OAuth1Credentials const& credentials, json::Object const& told)
{
    take_claims(call, told);
    if (std::string const url = address(call, "ClaimsEndpoint"); !url.empty()) {
        auto const claims
            = TRY(ask(call, "claims endpoint", signed_request(call, RestRequest::Method::Get, url, credentials)));
        if (!claims)
            return claims.error();
        take_claims(call, *claims);
    }
    return std::nullopt;
}

} // namespace

Result<Yield<std::string>> depart_oauth1(Call& call, Errand& errand, std::string const& state)
{
    url::Form callback;
    callback.add("state", state);
    url::Form parameters;
    parameters.add("oauth_callback", url::with_query(errand.redirect_uri, callback));
    OAuth1Credentials const client = TRY(client_of(call));
    auto const token = TRY(ask_for_token(call, "request token endpoint",
        signed_request(
            call, RestRequest::Method::Post, address(call, "request_token_endpoint"), client, std::move(parameters))));
    if (!token)
        return failed<std::string>(token.error());
    // §2.1: a server of the first edition of the protocol would take a callback from whoever brings the browser.
    if (token->document.text("oauth_callback_confirmed") != "true")
        return failed<std::string>(unusable_answer(call, "request token endpoint", "it does not confirm the callback"));
    errand.token = token->token;
    errand.token_secret = token->secret;
    url::Form form;
    form.add("oauth_token", token->token);
    for (auto const& [name, value] : call.inputs)
        if (std::string text = text_of(value); !text.empty() && !starts_with_ignoring_case(name, "oauth_"))
            form.set(name, std::move(text));
    return url::with_query(address(call, "authorization_endpoint"), form);
}

Result<std::optional<Failure>> take_oauth1(Call& call, Errand const& errand)
{
    if (auto failure = check_answer(call, errand))
        return failure;
    OAuth1Credentials credentials = TRY(client_of(call));
    credentials.token = errand.token;
    credentials.token_secret = errand.token_secret;
    url::Form parameters;
    parameters.add("oauth_verifier", call.run.input.form.get("oauth_verifier"));
    auto const token = TRY(ask_for_token(call, "access token endpoint",
        signed_request(call, RestRequest::Method::Post, address(call, "access_token_endpoint"), credentials,
            std::move(parameters))));
    if (!token)
        return token.error();
    credentials.token = token->token;
    credentials.token_secret = token->secret;
    if (auto failure = TRY(take_person(call, credentials, token->document)))
        return failure;
    if (!has_user_id(call))
        return unusable_answer(call, "claims endpoint", "external_user_identity_claim_id is not among the claims");
    return std::nullopt;
}

} // namespace gatehouse::journey
