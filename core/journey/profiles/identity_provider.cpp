#include "core/journey/profiles/identity_provider.h"

#include "core/journey/claims.h"
#include "core/policy/flow_provider.h"
#include "core/policy/language.h"
#include "libs/base/encoding.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"
#include "libs/relying_party/client_assertion.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using policy::HandlerKind;

// "GUID.43 characters of chance".
constexpr size_t kGuid = 36;
constexpr size_t kState = kGuid + 1 + 43;
// Of what a provider says, in bytes: it goes into the application's error.
constexpr size_t kLongestQuote = 300;

bool is_engines(std::string_view parameter)
{
    auto const own = policy::engine_parameters();
    return std::ranges::find(own, to_lower(parameter)) != own.end();
}

// B2C: "0" and "1" are seen as often as words.
bool is_on(policy::Profile const& profile, std::string_view key)
{
    return profile.flag(key, false) || profile.meta(key) == "1";
}

std::string redirect_uri(Run const& run, policy::Profile const& profile)
{
    auto const protocol = profile.handler == HandlerKind::OAuth1Provider ? policy::ProviderProtocol::OAuth1
                                                                         : policy::ProviderProtocol::OAuth2;
    bool const names_policy = protocol == policy::ProviderProtocol::OAuth1 || is_on(profile, "UsePolicyInRedirectUri");
    return run.state.request.host
        + policy::answer_path(run.tenant.domain, protocol, names_policy ? run.plan.id.text() : std::string());
}

std::string quoted(std::string_view text)
{
    std::string out(text.substr(0, kLongestQuote));
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return is_utf8(out) ? out : std::string();
}

Result<Yield<std::string>> depart_by_protocol(Call& call, Errand& errand, std::string const& state)
{
    switch (call.profile.handler) {
    case HandlerKind::OpenIdProvider:
        return depart_open_id(call, errand, state);
    case HandlerKind::OAuth1Provider:
        return depart_oauth1(call, errand, state);
    default:
        return depart_oauth2(call, errand, state);
    }
}

Result<std::optional<Failure>> take_by_protocol(Call& call, Errand const& errand)
{
    switch (call.profile.handler) {
    case HandlerKind::OpenIdProvider:
        return take_open_id(call, errand);
    case HandlerKind::OAuth1Provider:
        return take_oauth1(call, errand);
    default:
        return take_oauth2(call, errand);
    }
}

Failure missing_claim(Call const& call)
{
    return Failure{ .message_id = {},
        .text = {},
        .code = {},
        .refusal = refuse(90085, "server_error",
            "A required input claim of the technical profile '" + call.profile.id + "' has no value.") };
}

// B2C: token_endpoint_auth_method private_key_jwt.
Result<void> add_assertion(Call const& call, std::string const& client, std::string const& endpoint, url::Form& form)
{
    PolicySecret const pem = TRY(load_secret(call, "assertion_signing_key"));
    crypto::SigningKey const key = TRY(crypto::SigningKey::load_pem(pem.reveal()));
    return relying_party::add_client_assertion(form,
        { .client = client, .endpoint = endpoint, .id = random_token(call.run.services.random), .now = call.run.now },
        key);
}

// The policy key is the secret, or Apple's key that signs one.
Result<std::string> client_secret(Call const& call, std::string const& client)
{
    PolicySecret const secret = TRY(load_secret(call, "client_secret"));
    std::string const developer = call.profile.meta("gatehouse.AppleDeveloperId");
    if (developer.empty())
        return std::string(secret.reveal());
    crypto::SigningKey const key = TRY(crypto::SigningKey::load_pem(secret.reveal()));
    return relying_party::apple_client_secret({ .client = client,
                                                  .developer = developer,
                                                  .key_id = call.profile.meta("gatehouse.AppleKeyId"),
                                                  .now = call.run.now },
        key);
}

// RFC 6749 §2.3.1: Basic credentials are form-encoded first.
Result<void> add_credentials(Call const& call, std::string const& endpoint, url::Form& form, RestRequest& request)
{
    std::string const client = expand(call.run, call.profile.metadata.at("client_id"), call.profile.id);
    if (equals_ignoring_case(call.profile.meta("token_endpoint_auth_method"), "private_key_jwt"))
        return add_assertion(call, client, endpoint, form);
    std::string const secret = TRY(client_secret(call, client));
    if (equals_ignoring_case(call.profile.meta("token_endpoint_auth_method"), "client_secret_basic")) {
        request.headers.emplace_back(
            "Authorization", "Basic " + base64_encode(url::encode(client) + ":" + url::encode(secret)));
        return {};
    }
    form.add(call.profile.meta("ClientIdParamName", "client_id"), client);
    form.add(call.profile.meta("ClientSecretParamName", "client_secret"), secret);
    return {};
}

Failure refused_code(Call const& call, RestReply const& reply)
{
    auto const document = read_document(reply.body);
    std::string const error = document ? document->text("error").value_or("") : "";
    if (reply.status >= 500 || reply.status == 429)
        return provider_unreachable(call, "token endpoint", "status " + std::to_string(reply.status));
    if (error == "invalid_client" || error == "unauthorized_client")
        return Failure{ .message_id = {},
            .text = {},
            .code = "AADB2C90243",
            .refusal = refuse(90243, "server_error",
                "The client id or the client secret of the identity provider '" + call.profile.id + "' is wrong.") };
    return unusable_answer(
        call, "token endpoint", "status " + std::to_string(reply.status) + ", error " + quoted(error));
}

ProviderTokens tokens_of(json::Object document)
{
    ProviderTokens tokens;
    tokens.access_token = document.text("access_token").value_or("");
    tokens.id_token = document.text("id_token").value_or("");
    tokens.document = std::move(document);
    return tokens;
}

// B2C: {oauth2:access_token} as a partner name, and as a resolver in a DefaultValue.
void offer_tokens(Call& call, json::Object const& document)
{
    for (std::string_view const name : { "access_token", "token_type", "expires_in", "refresh_token" }) {
        json::Value const* member = document.find(name);
        auto const value = member ? claim_of(*member) : std::nullopt;
        if (!value)
            continue;
        call.run.provider_tokens.insert_or_assign(std::string(name), text_of(*value));
        call.outputs.insert_or_assign("{oauth2:" + std::string(name) + "}", text_of(*value));
    }
}

std::optional<json::Object> object_of_form(std::string_view body)
{
    auto const form = url::parse_form(body);
    if (!form || form->empty() || form->duplicate())
        return std::nullopt;
    json::Object document;
    for (auto const& [name, value] : form->pairs())
        document.set(name, value);
    return document;
}

void note_failure(Run& run, policy::Profile const& profile, Failure const& failure)
{
    audit(run, AuditKind::SignInFailed,
        json::Object{ { "reason", "identity_provider" }, { "profile", profile.id }, { "code", failure.code } });
}

} // namespace

bool is_provider(policy::Profile const& profile)
{
    return policy::is_provider(profile.handler);
}

std::optional<JourneyId> journey_of_answer(url::Form const& answer)
{
    std::string const state = answer.get("state");
    if (state.size() != kState || state[kGuid] != '.')
        return std::nullopt;
    return JourneyId(state.substr(0, kGuid));
}

Result<Yield<std::string>> depart(Run& run, policy::Profile const& profile)
{
    if (auto failure = run_transforms(run, profile, profile.input_transforms, run.state.bag))
        return failed<std::string>(std::move(*failure));
    std::optional<policy::Slot> missing;
    Call call{ run, profile, run.state.bag, input_values(run, profile, profile.inputs, run.state.bag, &missing) };
    if (missing)
        return failed<std::string>(missing_claim(call));
    std::string const state = run.state.id.text() + "." + random_token(run.services.random);
    Errand errand{ .profile = profile.id,
        .state = crypto::sha256_text(state),
        .nonce = {},
        .code_verifier = {},
        .issuer = {},
        .redirect_uri = redirect_uri(run, profile),
        .chosen_at = {} };
    auto address = TRY(depart_by_protocol(call, errand, state));
    if (address) {
        run.state.errand = std::move(errand);
        run.state.phase = Phase::Away;
    } else {
        note_failure(run, profile, address.error());
    }
    return address;
}

bool answers_errand(State const& state, url::Form const& answer)
{
    return state.errand && constant_time_equal(crypto::sha256_text(answer.get("state")), state.errand->state);
}

Result<std::optional<Failure>> take_answer(Run& run, policy::Profile const& profile)
{
    check(run.state.errand.has_value(), "an answer is taken on an errand only");
    Errand const errand = *std::exchange(run.state.errand, std::nullopt);
    run.state.phase = Phase::Running;
    Call call{ run, profile, run.state.bag, {} };
    std::optional<Failure> failure;
    if (errand.profile != profile.id)
        failure = unusable_answer(call, "answer", "it is for another step");
    else
        failure = TRY(take_by_protocol(call, errand));
    if (failure) {
        note_failure(run, profile, *failure);
        return failure;
    }
    prove(run);
    apply_outputs(run, profile, profile.outputs, call.outputs, run.state.bag);
    return run_transforms(run, profile, profile.output_transforms, run.state.bag);
}

url::Form authorize_parameters(
    Call const& call, Errand const& errand, std::string const& state, std::string_view response_mode)
{
    url::Form form;
    form.add(call.profile.meta("ClientIdParamName", "client_id"),
        expand(call.run, call.profile.metadata.at("client_id"), call.profile.id));
    form.add("redirect_uri", errand.redirect_uri);
    form.add("state", state);
    std::string const mode = to_lower(call.profile.meta("response_mode", response_mode));
    // RFC 6749 providers know no response_mode; "query" is what they do anyway.
    if (mode != "query")
        form.add("response_mode", mode);
    if (!errand.code_verifier.empty()) {
        form.add("code_challenge", relying_party::code_challenge(errand.code_verifier));
        form.add("code_challenge_method", "S256");
    }
    for (auto const& [name, value] : call.inputs)
        if (std::string text = text_of(value); !text.empty() && !is_engines(name))
            form.set(name, std::move(text));
    return form;
}

RestResult ask_provider(Call const& call, RestRequest const& request)
{
    if (!call.run.services.rest)
        return fail(Fault::Unavailable, "this program calls nobody");
    return call.run.services.rest->call(request);
}

Result<Yield<ProviderTokens>> redeem_code(
    Call& call, Errand const& errand, std::string const& endpoint, std::string const& code)
{
    url::Form form;
    RestRequest request;
    request.url = endpoint;
    request.headers.emplace_back("Accept", "application/json");
    form.add("grant_type", "authorization_code");
    form.add("code", code);
    form.add("redirect_uri", errand.redirect_uri);
    if (!errand.code_verifier.empty())
        form.add("code_verifier", errand.code_verifier);
    TRY(add_credentials(call, endpoint, form, request));
    if (equals_ignoring_case(call.profile.meta("HttpBinding"), "GET")) {
        request.method = RestRequest::Method::Get;
        request.url = url::with_query(endpoint, form);
    } else {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = url::build_form(form);
    }
    auto const reply = ask_provider(call, request);
    if (!reply)
        return failed<ProviderTokens>(provider_unreachable(call, "token endpoint", reply.error().detail));
    if (reply->status != 200)
        return failed<ProviderTokens>(refused_code(call, *reply));
    auto document = read_document(reply->body);
    // Some providers say no with status 200.
    if (!document || document->find(call.profile.meta("ResponseErrorCodeParamName", "error")))
        return failed<ProviderTokens>(
            unusable_answer(call, "token endpoint", "no tokens in an answer with status 200"));
    offer_tokens(call, *document);
    return tokens_of(std::move(*document));
}

std::optional<json::Object> read_document(std::string_view body)
{
    std::string_view text = trim(body);
    if (size_t const open = text.find('('); open != std::string_view::npos && !text.starts_with('{')) {
        size_t const close = text.rfind(')');
        if (close == std::string_view::npos || close < open)
            return std::nullopt;
        text = text.substr(open + 1, close - open - 1);
    }
    if (auto document = json::parse_object(text))
        return std::move(*document);
    return object_of_form(text);
}

void take_claims(Call& call, json::Object const& document)
{
    for (auto& [name, value] : claims_of(document))
        call.outputs.insert_or_assign(name, value);
    if (!is_on(call.profile, "ResolveJsonPathsInJsonTokens"))
        return;
    for (policy::ClaimUse const& use : call.profile.outputs)
        if (auto value = claim_at(document, use.partner))
            call.outputs.insert_or_assign(use.partner, std::move(*value));
}

Failure provider_unreachable(Call const& call, std::string_view what, std::string const& reason)
{
    log::warning("an identity provider cannot be reached",
        { { "profile", call.profile.id }, { "what", what }, { "detail", reason } });
    return Failure{ .message_id = {},
        .text = {},
        .code = "AADB2C90289",
        .refusal = refuse(90289, "server_error",
            "We encountered an error connecting to the identity provider. Please try again later.") };
}

Failure unusable_answer(Call const& call, std::string_view what, std::string const& reason)
{
    log::warning("an identity provider's answer cannot be used",
        { { "profile", call.profile.id }, { "what", what }, { "detail", reason } });
    return Failure{ .message_id = {},
        .text = {},
        .code = "AADB2C90273",
        .refusal = refuse(90273, "server_error",
            "An invalid response was received : 'Error: invalid_response,Error Description: The " + std::string(what)
                + " of the identity provider cannot be used.'") };
}

Failure refused_by_provider(Call const& call, relying_party::Refusal const& refusal)
{
    log::info("an identity provider refused", { { "profile", call.profile.id }, { "error", quoted(refusal.error) } });
    bool const by_person = refusal.error == "access_denied" || refusal.error == "user_cancelled_login"
        || refusal.error == "user_cancelled_authorize" || refusal.error == "consent_required";
    return Failure{ .message_id = {},
        .text = {},
        .code = "AADB2C90273",
        .refusal = refuse(90273, by_person ? "access_denied" : "server_error",
            "An invalid response was received : 'Error: " + quoted(refusal.error)
                + ",Error Description: " + quoted(refusal.description) + "'") };
}

bool has_user_id(Call const& call)
{
    std::string const name = call.profile.meta("external_user_identity_claim_id");
    auto const found = call.outputs.find(name);
    return name.empty() || (found != call.outputs.end() && !text_of(found->second).empty());
}

Yield<std::string> read_answer(Call const& call, Errand const& errand, relying_party::ExpectedResponse expected)
{
    // The state was compared by its digest before anything else was done.
    std::string const state = call.run.input.form.get("state");
    expected.state = state;
    expected.issuer = errand.issuer.empty() ? expected.issuer : std::string_view(errand.issuer);
    auto answer = relying_party::parse_authorize_response(call.run.input.form, expected);
    if (answer)
        return std::move(*answer);
    switch (answer.error().fault) {
    case relying_party::ResponseFault::Refused:
        return std::unexpected(refused_by_provider(call, answer.error().refusal));
    case relying_party::ResponseFault::WrongIssuer:
        return std::unexpected(unusable_answer(call, "answer", "another server answered: RFC 9207"));
    case relying_party::ResponseFault::Malformed:
    case relying_party::ResponseFault::StateMismatch:
        break;
    }
    return std::unexpected(unusable_answer(call, "answer", "a parameter stands twice, or none of use is there"));
}

} // namespace gatehouse::journey
