// Asks an API of the tenant's. B2C: RestfulProvider; policy_language.md §3.4. API connectors are generated profiles of
// this kind: b2c_wire.md §6.9.
#include "core/journey/claims.h"
#include "core/journey/profiles/outbound.h"
#include "core/journey/rest.h"
#include "libs/base/encoding.h"
#include "libs/base/log.h"
#include "libs/url/url.h"

namespace gatehouse::journey {
namespace {

// B2C: an API has ten seconds, twice.
constexpr seconds kLongestCall{ 10 };
// What an API may say to the person, in bytes.
constexpr size_t kLongestMessage = 2000;

bool sends(Call const& call, std::string_view where)
{
    return equals_ignoring_case(call.profile.meta("SendClaimsIn", "Body"), where);
}
bool authenticates(Call const& call, std::string_view how)
{
    return equals_ignoring_case(call.profile.meta("AuthenticationType", "None"), how);
}

// "" is no value. B2C: claims without value are left out.
Values filled(Values values)
{
    std::erase_if(values, [](auto const& item) {
        auto const* text = std::get_if<std::string>(&item.second);
        return text && text->empty();
    });
    return values;
}

// B2C: "{claim}" and claim resolvers in ServiceUrl. Values are escaped, so that they stay within their place.
std::string address(Call const& call, Values const& claims)
{
    // Claims first: what they hold is escaped and names no resolver.
    policy::Template text = call.profile.metadata.at("ServiceUrl");
    for (policy::TemplatePart& part : text.parts)
        for (auto const& [name, value] : claims)
            part.literal = replace_all(std::move(part.literal), "{" + name + "}", url::encode(text_of(value)));
    return expand_address(call.run, text, call.profile.id);
}

url::Form form_of(Values const& claims)
{
    url::Form form;
    for (auto const& [name, value] : claims)
        form.add(name, text_of(value));
    return form;
}

std::string json_of(Values const& claims)
{
    json::Object object;
    for (auto const& [name, value] : claims)
        object.set(name, to_json(value));
    return json::write(object);
}

void add_claims(Call const& call, Values const& claims, RestRequest& request)
{
    std::string const payload = call.profile.meta("ClaimUsedForRequestPayload");
    if (!payload.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = call.input(payload);
    } else if (sends(call, "Body")) {
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = json_of(claims);
    } else if (sends(call, "Form")) {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = url::build_form(form_of(claims));
    } else {
        request.method = RestRequest::Method::Get;
        if (sends(call, "QueryString"))
            request.url = url::with_query(request.url, form_of(claims));
        if (sends(call, "Header"))
            for (auto const& [name, value] : claims)
                request.headers.emplace_back(name, text_of(value));
    }
}

// A Failure only for AADB2C90194: the claim that should be the token is absent.
Result<std::optional<Failure>> add_credentials(Call& call, RestRequest& request)
{
    if (authenticates(call, "Basic")) {
        PolicySecret const user = TRY(load_secret(call, "BasicAuthenticationUsername"));
        PolicySecret const password = TRY(load_secret(call, "BasicAuthenticationPassword"));
        // RFC 7617 §2.
        request.headers.emplace_back("Authorization",
            "Basic " + base64_encode(std::string(user.reveal()) + ":" + std::string(password.reveal())));
    } else if (authenticates(call, "Bearer")) {
        std::string const claim = call.profile.meta("UseClaimAsBearerToken");
        std::string const token = claim.empty()
            ? std::string(TRY(load_secret(call, "BearerAuthenticationToken")).reveal())
            : call.input(claim);
        if (token.empty())
            return Failure{ .message_id = {},
                .text = "The service cannot be asked on your behalf.",
                .code = "AADB2C90194",
                .refusal = {},
                .without_page = refuse(90194, "server_error",
                    "The claim '" + claim + "' for the bearer token is not found among the available claims.") };
        request.headers.emplace_back("Authorization", "Bearer " + token);
    } else if (authenticates(call, "ApiKeyHeader")) {
        // B2C: the id of the key is the name of the header.
        for (auto const& [header, name] : call.profile.keys)
            request.headers.emplace_back(header, std::string(TRY(load_secret(call, header)).reveal()));
    } else if (authenticates(call, "ClientCertificate")) {
        request.client_certificate = TRY(load_secret(call, "ClientCertificate"));
    }
    return std::nullopt;
}

// What a circuit is for: the address as the policy writes it, for this tenant. Claims make no circuits of their own.
std::string circuit_of(Call const& call)
{
    return call.run.tenant.id.text() + "|" + call.profile.metadata.at("ServiceUrl").source;
}

RestResult send_once(Call const& call, RestRequest const& request)
{
    auto reply = call.run.services.rest->call(request);
    if (reply || reply.error().fault != Fault::Unavailable)
        call.run.services.circuits->answered(circuit_of(call));
    else
        call.run.services.circuits->did_not_answer(circuit_of(call), call.run.now);
    return reply;
}

// B2C: once more when there is no answer, or one that speaks of trouble of the server.
RestResult send(Call const& call, RestRequest const& request)
{
    if (!call.run.services.rest)
        return fail(Fault::Unavailable, "this program calls no APIs");
    auto reply = send_once(call, request);
    bool const again = reply ? reply->status >= 500 : reply.error().fault == Fault::Unavailable;
    return again ? send_once(call, request) : std::move(reply);
}

struct Unreached {
    std::string_view message_id;
    std::string_view text;
};
constexpr Unreached kUnusable{ "DefaultUserMessageIfRequestFailed",
    "The service could not be reached. Please try again later." };
constexpr Unreached kTooLate{ "UserMessageIfRequestTimeout",
    "The service took too long to answer. Please try again later." };
constexpr Unreached kUnknownHost{ "UserMessageIfDnsResolutionFailed",
    "The service could not be found. Please try again later." };
constexpr Unreached kCircuitOpen{ "UserMessageIfCircuitOpen",
    "The service is not available at the moment. Please try again later." };

Unreached unreached(CallError const& error)
{
    return error.why == NoReply::TooLate ? kTooLate : error.why == NoReply::UnknownHost ? kUnknownHost : kUnusable;
}

// An author who writes one text for all means all.
std::string message_id(Call const& call, Unreached const& unreached)
{
    bool const has_own = call.profile.metadata.contains(unreached.message_id);
    bool const has_default = call.profile.metadata.contains(kUnusable.message_id);
    return std::string(has_default && !has_own ? kUnusable.message_id : unreached.message_id);
}

// B2C: {0} is the address, behind the limit in seconds where there is one. As the policy writes it: what the claims
// made of it is nobody's business.
std::vector<std::string> arguments_of(Call const& call, Unreached const& unreached)
{
    std::vector<std::string> arguments{ call.profile.metadata.at("ServiceUrl").source };
    if (unreached.message_id == kTooLate.message_id)
        arguments.insert(arguments.begin(), std::to_string(kLongestCall.count()));
    return arguments;
}

Failure unreachable(Call const& call, std::string const& reason, Unreached const& kind = kUnusable)
{
    log::warning("an API gave no usable answer", { { "profile", call.profile.id }, { "detail", reason } });
    return Failure{ .message_id = message_id(call, kind),
        .text = std::string(kind.text),
        .code = "AADB2C90075",
        .refusal = {},
        .without_page = refuse(90075, "server_error",
            "The claims exchange '" + call.profile.id
                + "' specified in the policy returned an error response that could not be used."),
        .arguments = arguments_of(call, kind) };
}

// The author's own words, from an answer that says no.
Failure refused(Call const& call, RestReply const& reply)
{
    auto const body = json::parse_object(reply.body);
    std::string text = body ? body->text("userMessage").value_or("") : "";
    // B2C: while a policy is being written, its page also says what the API tells developers.
    if (body && call.profile.flag("DebugMode", false))
        text += (text.empty() ? "" : " ") + body->text("developerMessage").value_or("");
    if (text.empty() || text.size() > kLongestMessage)
        return unreachable(call, "status " + std::to_string(reply.status) + " without userMessage");
    return Failure{ .message_id = {},
        .text = text,
        .code = "AADB2C90075",
        .refusal = {},
        .without_page = refuse(90075, "server_error",
            "The claims exchange '" + call.profile.id
                + "' specified in the policy returned HTTP error response with code '" + std::to_string(reply.status)
                + "'.") };
}

std::optional<Failure> take_claims(Call& call, RestReply const& reply)
{
    // An API that only takes notice answers with nothing at all.
    if (trim(reply.body).empty())
        return std::nullopt;
    auto const body = json::parse_object(reply.body);
    if (!body)
        return unreachable(call, body.error().detail);
    if (call.profile.flag("ResolveJsonPathsInJsonTokens", false)) {
        for (policy::ClaimUse const& use : call.profile.outputs)
            if (auto value = claim_at(*body, use.partner))
                call.outputs.insert_or_assign(use.partner, std::move(*value));
    } else {
        call.outputs = claims_of(*body);
    }
    return std::nullopt;
}

Result<std::optional<Failure>> ask(Call& call)
{
    Values const claims = filled(call.inputs);
    RestRequest request;
    request.url = address(call, claims);
    request.headers.emplace_back("Accept", "application/json");
    add_claims(call, claims, request);
    if (auto failure = TRY(add_credentials(call, request)))
        return failure;
    if (!call.run.services.circuits->may_call(circuit_of(call), call.run.now))
        return unreachable(call, "it did not answer before and is left alone for a while", kCircuitOpen);
    auto const reply = send(call, request);
    if (!reply)
        return unreachable(call, reply.error().detail, unreached(reply.error()));
    if (reply->status >= 400 && reply->status < 500)
        return refused(call, *reply);
    if (reply->status < 200 || reply->status >= 300)
        return unreachable(call, "status " + std::to_string(reply->status));
    return take_claims(call, *reply);
}

} // namespace

Result<std::optional<Failure>> run_restful(Call& call)
{
    auto failure = TRY(ask(call));
    if (failure && call.profile.flag("gatehouse.IgnoreFailure", false)) {
        log::warning("the journey goes on without an API", { { "profile", call.profile.id } });
        return std::nullopt;
    }
    return failure;
}

} // namespace gatehouse::journey
