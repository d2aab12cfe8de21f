// An identity provider that speaks OAuth 2.0 and tells who somebody is at a claims endpoint. B2C: OAuth2 technical
// profile; policy_language.md §3.5.
#include "core/journey/claims.h"
#include "core/journey/profiles/identity_provider.h"

namespace gatehouse::journey {
namespace {

std::string address(Call const& call, std::string_view key)
{
    auto const item = call.profile.metadata.find(key);
    return item == call.profile.metadata.end() ? std::string()
                                               : expand_address(call.run, item->second, call.profile.id);
}

// What the policy adds to a request for good: "display=popup&auth_type=rerequest".
void add_fixed(Call const& call, url::Form& form)
{
    auto const fixed = url::parse_form(call.profile.meta("AdditionalRequestQueryParameters"));
    if (!fixed)
        return;
    for (auto const& [name, value] : fixed->pairs())
        if (!form.has(name))
            form.add(name, value);
}

// RFC 9207 without metadata: an answer that names its issuer names the server the browser was sent to (mix-up). A
// policy may name another one.
bool is_from_there(Call const& call, std::string_view issuer)
{
    auto const there = url::parse(address(call, "authorization_endpoint"));
    auto const named = url::parse(issuer);
    return there && named && there->origin() == named->origin();
}

// Differs from B2C, which puts the token into the address unless told otherwise: addresses stand in logs. RFC 6750
// §2.3.
bool goes_in_header(policy::Profile const& profile)
{
    std::string const how = profile.meta("BearerTokenTransmissionMethod");
    return how.empty() ? profile.meta("ClaimsEndpointAccessTokenName").empty()
                       : equals_ignoring_case(how, "AuthorizationHeader");
}

RestRequest claims_request(Call const& call, ProviderTokens const& tokens)
{
    policy::Profile const& profile = call.profile;
    RestRequest request;
    request.method = RestRequest::Method::Get;
    request.headers.emplace_back("Accept", "application/json");
    if (std::string const agent = profile.meta("UserAgentForClaimsExchange"); !agent.empty())
        request.headers.emplace_back("User-Agent", agent);
    url::Form query;
    if (goes_in_header(profile))
        request.headers.emplace_back("Authorization", "Bearer " + tokens.access_token);
    else
        query.add(profile.meta("ClaimsEndpointAccessTokenName", "access_token"), tokens.access_token);
    if (std::string const format = profile.meta("ClaimsEndpointFormat"); !format.empty())
        query.add(profile.meta("ClaimsEndpointFormatName", "format"), format);
    // B2C: what the token endpoint said besides and the claims endpoint wants to hear again.
    for (std::string const& extra : split_words(profile.meta("ExtraParamsInClaimsEndpointRequest"), ','))
        if (auto const value = claim_at(tokens.document, trim(extra)))
            query.add(std::string(trim(extra)), text_of(*value));
    request.url = address(call, "ClaimsEndpoint");
    if (!query.empty())
        request.url = url::with_query(request.url, query);
    return request;
}

Result<Yield<json::Object>> ask_for_claims(Call& call, ProviderTokens const& tokens)
{
    auto const reply = ask_provider(call, claims_request(call, tokens));
    if (!reply)
        return failed<json::Object>(provider_unreachable(call, "claims endpoint", reply.error().detail));
    if (reply->status >= 500 || reply->status == 429)
        return failed<json::Object>(
            provider_unreachable(call, "claims endpoint", "status " + std::to_string(reply->status)));
    auto document = reply->status == 200 ? read_document(reply->body) : std::nullopt;
    if (!document)
        return failed<json::Object>(unusable_answer(
            call, "claims endpoint", "no document in an answer with status " + std::to_string(reply->status)));
    return std::move(*document);
}

} // namespace

Result<Yield<std::string>> depart_oauth2(Call& call, Errand& errand, std::string const& state)
{
    errand.issuer = call.profile.meta("issuer");
    // Nothing tells whether the provider takes it, and some refuse what they do not know.
    if (call.profile.flag("gatehouse.UsePkce", false))
        errand.code_verifier = relying_party::make_code_verifier(call.run.services.random);
    url::Form form = authorize_parameters(call, errand, state, "query");
    form.set("response_type", "code");
    auto const scope = call.profile.metadata.find("scope");
    if (scope != call.profile.metadata.end() && !form.has("scope"))
        form.add("scope", expand(call.run, scope->second, call.profile.id));
    add_fixed(call, form);
    return url::with_query(address(call, "authorization_endpoint"), form);
}

Result<std::optional<Failure>> take_oauth2(Call& call, Errand const& errand)
{
    std::string const named = call.run.input.form.get("iss");
    auto const code = read_answer(call, errand,
        { .state = {},
            .issuer = is_from_there(call, named) ? std::string_view(named) : std::string_view(),
            .issuer_promised = false,
            .wanted = "code" });
    if (!code)
        return code.error();
    auto const tokens = TRY(redeem_code(call, errand, address(call, "AccessTokenEndpoint"), *code));
    if (!tokens)
        return tokens.error();
    if (tokens->access_token.empty())
        return unusable_answer(call, "token endpoint", "no access token");
    if (call.profile.meta("ClaimsEndpoint").empty()) {
        take_claims(call, tokens->document);
    } else {
        auto const claims = TRY(ask_for_claims(call, *tokens));
        if (!claims)
            return claims.error();
        take_claims(call, *claims);
    }
    if (!has_user_id(call))
        return unusable_answer(call, "claims endpoint", "external_user_identity_claim_id is not among the claims");
    return std::nullopt;
}

} // namespace gatehouse::journey
