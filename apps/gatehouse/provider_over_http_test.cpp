// An identity provider on a port of its own, asked through the server's guarded client.
#include "apps/gatehouse/config.h"
#include "apps/gatehouse/rest_caller.h"
#include "edges/oidc/provider_world_test.h"
#include "libs/http/server.h"

namespace gatehouse::app {
namespace {

class ProviderOverHttp : public testing::Test, public oidc::ProviderWorld {
protected:
    ProviderOverHttp()
    {
        http::ServerOptions options;
        options.listen = { { .address = "127.0.0.1", .port = 0, .tls = {} } };
        options.loops = options.workers = 1;
        server.emplace(http::Server::start(options, provider.router()).value());
        provider.move_to("http://localhost:" + std::to_string(server->port()));
        http::ClientOptions demo = guarded_calls();
        demo.guard->own_machine = http::Guard::OwnMachine::Allowed;
        call_through(demo);
    }
    void call_through(http::ClientOptions const& options)
    {
        rest = make_rest_caller(options);
        services.rest = rest.get();
    }
    std::string at(std::string const& path) const { return provider.origin() + path; }

    std::optional<http::Server> server;
    std::unique_ptr<journey::RestCaller> rest;
};

TEST_F(ProviderOverHttp, OpenIdConnectSignsIn)
{
    oidc::Social social;
    social.metadata = { { "METADATA", at("/.well-known/openid-configuration") } };
    use(social);
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
}

TEST_F(ProviderOverHttp, OAuth2SignsIn)
{
    oidc::Social social;
    social.protocol = "OAuth2";
    social.metadata = { { "authorization_endpoint", at("/authorize") }, { "AccessTokenEndpoint", at("/token") },
        { "ClaimsEndpoint", at("/me") } };
    use(social);
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
}

// Outside of the demo nobody's policy makes the server call what only this machine can reach.
TEST_F(ProviderOverHttp, Attack59MetadataOnThisMachineAreNotAskedFor)
{
    oidc::Social social;
    social.metadata = { { "METADATA", at("/.well-known/openid-configuration") } };
    use(social);
    call_through(guarded_calls());
    choose();
    EXPECT_EQ(error_code(), "AADB2C90289");
    EXPECT_EQ(provider.count("/.well-known/openid-configuration"), 0);
}

} // namespace
} // namespace gatehouse::app
