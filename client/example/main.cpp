// Prints the address that signs a person in, then checks a token as an API would.
//
//   sign_in                               without a network: answers come from the program itself
//   sign_in AUTHORITY CLIENT_ID           prints the address for a real identity server
//   sign_in AUTHORITY CLIENT_ID ISSUER TOKEN   and checks a token whose audience is CLIENT_ID
#include <gatehouse/confidential_client.h>
#include <gatehouse/token_validator.h>

#include <iostream>

namespace {

namespace auth = gatehouse::auth;

// A program may bring its own transport; this one knows a single document.
class OneDocument final : public auth::HttpTransport {
public:
    std::expected<auth::HttpResponse, std::string> send(auth::HttpRequest const& request) override
    {
        if (!request.url.ends_with("/.well-known/openid-configuration"))
            return std::unexpected("nothing at " + request.url);
        std::string const base = "https://login.example.test/insurance.onmicrosoft.com/b2c_1_signupsignin1/";
        return auth::HttpResponse{200, R"({"issuer":"https://login.example.test/tenant/v2.0/",)"
                                       R"("authorization_endpoint":")" + base + R"(oauth2/v2.0/authorize",)"
                                       R"("token_endpoint":")" + base + R"(oauth2/v2.0/token",)"
                                       R"("jwks_uri":")" + base + R"(discovery/v2.0/keys"})"};
    }
};

int fail(auth::AuthError const& error)
{
    std::cerr << auth::name(error.code) << ": " << error.message << '\n';
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    bool const offline = argc < 3;
    auth::Ports ports;
    if (offline)
        ports.transport = std::make_shared<OneDocument>();
    std::string const authority = offline
        ? auth::b2c_authority("https://login.example.test", "insurance", "B2C_1_signupsignin1")
        : argv[1];
    std::string const client_id = offline ? "example" : argv[2];

    auth::ClientConfig config;
    config.client_id = client_id;
    config.client_secret = "not needed to build an address";
    config.authority = authority;
    config.ports = ports;
    auto const application = auth::ConfidentialClientApplication::make(config);
    if (!application)
        return fail(application.error());
    auth::AuthCodeRequest request;
    request.redirect_uri = "http://localhost:5000/getAToken";
    auto const flow = application->initiate_auth_code_flow(request);
    if (!flow)
        return fail(flow.error());
    std::cout << "send the browser to " << flow->auth_uri << '\n';

    auth::ValidatorConfig api;
    api.authority = authority;
    api.issuers = {argc > 3 ? argv[3] : "https://login.example.test/tenant/v2.0/"};
    api.audiences = {client_id};
    api.ports = ports;
    auto const validator = auth::TokenValidator::make(api);
    if (!validator)
        return fail(validator.error());
    auto const token = validator->validate(argc > 4 ? argv[4] : "not.a.token");
    if (!token)
        std::cout << "the token is refused: " << auth::name(token.error().code) << '\n';
    else
        std::cout << "the token is good: " << token->claims().to_pretty_json() << '\n';
}
