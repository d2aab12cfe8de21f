#include "bench/child_server.h"
#include "bench/measurements.h"
#include "bench/table.h"

#include <gatehouse/token_validator.h>

#include <unistd.h>

namespace gatehouse::bench {
namespace {

// What an API does before it looks at its own data: the client library's whole check of a token.
http::Handler checking_handler(auth::ValidatorConfig const& config)
{
    auto validator = auth::TokenValidator::make(config);
    if (!validator)
        ::_exit(1);
    auth::Requirement requirement;
    requirement.scopes = { "Accounts.Read" };
    return [validator = std::move(*validator), requirement](http::Request const& request) {
        auto const token = validator.validate_header(request.headers.get("authorization"));
        if (!token || !validator.check(*token, requirement))
            return http::text_response(401, "refused");
        return http::json_response(200, R"({"beneficiary":"","email":"bench0@example.test","policynumber":12345678})");
    };
}

// A request costs an RSA verification and the HTTP layer: rates add like resistances in series.
double verify_and_answer(Subject const& subject, std::string const& token, std::string const& body)
{
    double const http = measure_static(body, subject.time);
    auto const key = need(crypto::SigningKey::generate(crypto::Algorithm::Rs256), "no key");
    auto const verifier = key.verifying_key();
    std::string const message(token.substr(0, token.rfind('.')));
    std::string const signature = key.sign(message).value();
    double const verify = rate(kServerCore, subject.time, [&] { (void)verifier.verify(message, signature); });
    return 1 / (1 / verify + 1 / http);
}

} // namespace

void measure_api(Subject const& subject, int gatehouse_port)
{
    std::string const token = access_token(subject, gatehouse_port);
    std::string const header = "Authorization: Bearer " + token + "\r\n";
    std::string const host = "http://localhost:" + std::to_string(gatehouse_port);
    auth::ValidatorConfig config;
    config.authority = host + "/insurance.onmicrosoft.com/B2C_1_signupsignin1";
    config.issuers = auth::b2c_issuers(host, subject.tenant_id, { "B2C_1_signupsignin1" });
    config.audiences = { subject.api_client_id };
    int const port = free_port();
    ChildServer const api(port, [&] { return checking_handler(config); });
    ChildServer::wait_ready(port);
    auto const first = Connection(port).send(get("/measured", header));
    if (first.status != 200)
        stop("the API refused a good token");
    double const ours = measure_get(port, "/measured", header, 200, subject.time);
    add_ratio("API token check against RSA verify plus the HTTP layer", ours,
        verify_and_answer(subject, token, first.body), 0.7);
}

void measure_userinfo(Subject const& subject, int port)
{
    std::string const token = access_token(subject, port);
    std::string const header = "Authorization: Bearer " + token + "\r\n";
    std::string const target = path("/openid/v2.0/userinfo");
    std::string const body = Connection(port).send(get(target, header)).body;
    double const ours = measure_get(port, target, header, 200, subject.time);
    // Beside these two it asks the database whether person and app may still be here.
    add_ratio("userinfo against RSA verify plus the HTTP layer", ours, verify_and_answer(subject, token, body), 0.3);
}

} // namespace gatehouse::bench
