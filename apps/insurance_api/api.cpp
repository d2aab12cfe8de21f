#include "apps/insurance_api/api.h"

#include "apps/insurance_api/answers.h"
#include "libs/base/text.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::insurance_api {
namespace {

auth::Requirement const kRead{ .scopes = { "Accounts.Read" }, .policies = {}, .max_auth_age = {} };
auth::Requirement const kWrite{ .scopes = { "Accounts.Write" }, .policies = {}, .max_auth_age = {} };

// Pains row 1: the second factor is demanded here, where the record is, and not only by the portal's links.
auth::Requirement step_up(Config const& config)
{
    return {
        .scopes = { "Accounts.Write" }, .policies = { config.mfa_policy }, .max_auth_age = config.step_up_max_age
    };
}

// The token's owner, or the answer that refuses the request.
Result<auth::AccessToken, http::Response> admit(
    Api const& api, http::Request const& request, auth::Requirement const& requirement)
{
    if (request.headers.count("Authorization") > 1)
        return std::unexpected(problem(400, "invalid_header", "There must be one Authorization header."));
    auto token = api.validator.validate_header(request.headers.get("Authorization"));
    if (!token)
        return std::unexpected(refusal(token.error(), requirement));
    if (auto const enough = api.validator.check(*token, requirement); !enough)
        return std::unexpected(refusal(enough.error(), requirement));
    // Pains row 7: the record hangs on the object id of a checked token.
    if (token->object_id().empty())
        return std::unexpected(problem(401, "invalid_claims", "The token names nobody."));
    return std::move(*token);
}

Holder holder_of(auth::AccessToken const& token)
{
    return { .oid = token.object_id(), .emails = token.claims().emails() };
}

http::Response read_contract(Api const& api, http::Request const& request)
{
    auto const token = admit(api, request, kRead);
    if (!token)
        return token.error();
    auto const contract = api.contracts->load_or_make(holder_of(*token));
    if (!contract)
        return fault_answer(contract.error(), request.correlation_id);
    return contract_answer(*contract);
}

// The version of an ETag that we gave; nothing for "*" and for no field. RFC 9110 §13.1.1.
Result<std::optional<std::int64_t>, http::Response> expected_version(http::Request const& request)
{
    auto const field = request.headers.find("If-Match");
    if (!field || trim(*field) == "*")
        return std::nullopt;
    std::string_view tag = trim(*field);
    if (tag.size() > 2 && tag.starts_with('"') && tag.ends_with('"')) {
        if (auto const version = parse_integer(tag.substr(1, tag.size() - 2)))
            return std::optional<std::int64_t>(*version);
    }
    return std::unexpected(problem(412, "version_conflict", "If-Match is not a tag of this record."));
}

Result<std::string, http::Response> beneficiary_in(http::Request const& request)
{
    std::string const type = to_lower(trim(split(request.headers.get("Content-Type"), ';').front()));
    if (type != "application/json" && type != "application/merge-patch+json")
        return std::unexpected(problem(415, "invalid_request", "The body must be application/json."));
    auto const body = json::parse_object(request.body, { .bytes = 16 * 1024, .depth = 4 });
    if (!body)
        return std::unexpected(problem(400, "invalid_request", "The body must be a JSON object."));
    // Nothing else of a record can be changed, and a caller who thinks so should hear it (attack-78).
    if (body->members().size() != 1 || !body->text("beneficiary"))
        return std::unexpected(
            problem(400, "invalid_request", "The body must have the one member beneficiary, a text."));
    auto name = check_beneficiary(*body->text("beneficiary"));
    if (!name)
        return std::unexpected(problem(400, "invalid_beneficiary", explain(name.error())));
    return std::move(*name);
}

http::Response change_beneficiary(Api const& api, http::Request const& request)
{
    auto const token = admit(api, request, step_up(api.config));
    if (!token)
        return token.error();
    auto const name = beneficiary_in(request);
    if (!name)
        return name.error();
    auto const version = expected_version(request);
    if (!version)
        return version.error();
    auto const contract = api.contracts->change_beneficiary({ .holder = holder_of(*token),
        .beneficiary = *name,
        .expected_version = *version,
        .correlation_id = request.correlation_id,
        .policy = token->policy() });
    if (!contract)
        return fault_answer(contract.error(), request.correlation_id);
    return contract_answer(*contract);
}

// For the reference's own front end, which asks by GET and with the token of the plain policy. Off by default, because
// it is pains rows 1 and 2 on purpose.
http::Response legacy_update(Api const& api, http::Request const& request)
{
    auto const token = admit(api, request, kWrite);
    if (!token)
        return token.error();
    auto const query = request.query();
    auto const name = check_beneficiary(query ? query->get("name") : "");
    if (!name)
        return problem(400, "invalid_beneficiary", explain(name.error()));
    auto const contract = api.contracts->change_beneficiary({ .holder = holder_of(*token),
        .beneficiary = *name,
        .expected_version = {},
        .correlation_id = request.correlation_id,
        .policy = token->policy() });
    if (!contract)
        return fault_answer(contract.error(), request.correlation_id);
    return http::text_response(200, "Success");
}

bool may_read(Config const& config, std::string_view origin)
{
    return std::ranges::any_of(
        config.cors_origins, [&](std::string const& one) { return one == "*" || one == origin; });
}

// No credentials and no echo of origins that are not listed (attack-56).
void add_cors(Config const& config, http::Request const& request, http::Response& response)
{
    bool const any = std::ranges::find(config.cors_origins, "*") != config.cors_origins.end();
    if (!any)
        response.headers.add("Vary", "Origin");
    std::string const origin = request.headers.get("Origin");
    if (origin.empty() || !may_read(config, origin))
        return;
    response.headers.set("Access-Control-Allow-Origin", any ? "*" : origin);
    response.headers.set("Access-Control-Expose-Headers", "ETag, WWW-Authenticate, x-ms-request-id");
    if (request.method == http::Method::Options) {
        response.headers.set("Access-Control-Allow-Methods", "GET, PATCH");
        response.headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
        response.headers.set("Access-Control-Max-Age", "600");
    }
}

http::Response preflight(http::Request const&)
{
    http::Response response;
    response.status = 204;
    return response;
}

http::Response health(Api const& api)
{
    if (!api.contracts->ping())
        return http::json_response(503, R"({"status":"records unavailable"})");
    return http::json_response(200, R"({"status":"ok"})");
}

} // namespace

http::Router make_router(std::shared_ptr<Api const> api)
{
    http::Router router;
    router.on(http::Method::Get, "/public", http::RunsOn::Loop, [](http::Request const&) {
        return http::text_response(200, "The insurance API is up and can be reached without a token.");
    });
    router.get("/health", [api](http::Request const&) { return health(*api); });
    router.get("/acctinfo", [api](http::Request const& request) { return read_contract(*api, request); });
    router.on(http::Method::Patch, "/acctinfo", http::RunsOn::Workers,
        [api](http::Request const& request) { return change_beneficiary(*api, request); });
    if (api->config.legacy_update)
        router.get("/acctupdate", [api](http::Request const& request) { return legacy_update(*api, request); });
    for (char const* path : { "/public", "/acctinfo" })
        router.on(http::Method::Options, path, http::RunsOn::Loop, preflight);
    router.otherwise([](http::Request const&, int status) {
        return status == 405 ? problem(405, "method_not_allowed", "This resource does not know that method.")
                             : problem(404, "not_found", "There is no such resource.");
    });
    router.wrap([api](http::Request const& request, http::Handler const& next) {
        http::Response response = next(request);
        add_cors(api->config, request, response);
        return response;
    });
    return router;
}

} // namespace gatehouse::insurance_api
