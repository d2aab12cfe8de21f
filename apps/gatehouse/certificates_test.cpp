#include "apps/gatehouse/certificates.h"

#include "apps/gatehouse/demo_certificate.h"
#include "apps/gatehouse/run_command.h"
#include "apps/gatehouse/trust.h"
#include "libs/crypto/certificate.h"
#include "libs/http/client.h"
#include "libs/testkit/fakes.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace gatehouse::app {
namespace {

class CertificatesTest : public testing::Test {
protected:
    CertificatesTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-tls-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        directory = name;
        config.data = directory;
        // The client that verifies has the real time.
        clock.advance(SystemClock().now() - clock.now());
    }
    ~CertificatesTest() override { std::filesystem::remove_all(directory); }

    void write(char const* name, std::string const& text) { std::ofstream(directory / name) << text; }
    std::string read(std::filesystem::path const& path)
    {
        std::ifstream file(path);
        return { std::istreambuf_iterator<char>(file), {} };
    }

    http::Server start(Certificates& certificates)
    {
        http::Router router;
        router.get("/", [](http::Request const&) { return http::text_response(200, "here"); });
        http::ServerOptions options;
        options.loops = 1;
        options.workers = 1;
        options.listen.push_back({ "127.0.0.1", 0, certificates.load().value() });
        return http::Server::start(std::move(options), std::move(router)).value();
    }
    // Whether a client that trusts only the authority in that file is served.
    bool is_trusted(http::Server const& server, std::filesystem::path const& authority)
    {
        auto const client = http::make_client({ .ca_file = authority.string() });
        http::ClientRequest request;
        request.url = "https://localhost:" + std::to_string(server.port()) + "/";
        auto const response = client->send(request);
        return response && response->body == "here";
    }

    std::filesystem::path directory;
    testkit::FakeClock clock;
    Config config;
};

TEST_F(CertificatesTest, TheDemoMakesAnAuthorityAndALeafThatAClientOfItTrusts)
{
    Certificates certificates(config, clock);
    http::Server const server = start(certificates);
    EXPECT_TRUE(is_trusted(server, directory / "tls/ca.pem"));
    for (char const* key : { "tls/ca.key", "tls/localhost.key" })
        EXPECT_EQ(std::filesystem::status(directory / key).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
            << key;
}

TEST_F(CertificatesTest, TheDemosLeafIsRenewedBeforeItExpiresAndTheAuthorityStays)
{
    Certificates certificates(config, clock);
    http::Server server = start(certificates);
    std::string const authority = read(directory / "tls/ca.pem");
    std::string const leaf = read(directory / "tls/localhost.pem");
    clock.advance(std::chrono::hours(24 * 366));
    ASSERT_TRUE(certificates.follow(server, 0));
    EXPECT_EQ(read(directory / "tls/localhost.pem"), leaf);
    clock.advance(std::chrono::hours(24 * 2));
    ASSERT_TRUE(certificates.follow(server, 0));
    EXPECT_NE(read(directory / "tls/localhost.pem"), leaf);
    EXPECT_EQ(read(directory / "tls/ca.pem"), authority);
}

TEST_F(CertificatesTest, ChangedFilesAreFollowedAndBrokenOnesAreAnErrorOnce)
{
    config.certificate_file = directory / "cert.pem";
    config.key_file = directory / "key.pem";
    auto const put = [&](char const* authority_file) {
        auto const authority = crypto::make_authority("Test", clock.now()).value();
        auto const leaf = crypto::make_leaf(authority, { "localhost" }, clock.now()).value();
        write(authority_file, authority.certificate_pem);
        write("cert.pem", leaf.certificate_pem);
        write("key.pem", leaf.key_pem);
    };
    put("first.pem");
    Certificates certificates(config, clock);
    http::Server server = start(certificates);
    ASSERT_TRUE(is_trusted(server, directory / "first.pem"));
    ASSERT_TRUE(certificates.follow(server, 0)) << "nothing has changed";

    write("cert.pem", "half a certifi");
    EXPECT_FALSE(certificates.follow(server, 0));
    EXPECT_TRUE(certificates.follow(server, 0)) << "the same fault again";
    EXPECT_TRUE(is_trusted(server, directory / "first.pem"));
    std::filesystem::remove(directory / "cert.pem");
    EXPECT_FALSE(certificates.follow(server, 0));
    EXPECT_TRUE(is_trusted(server, directory / "first.pem"));

    put("second.pem");
    ASSERT_TRUE(certificates.follow(server, 0));
    EXPECT_TRUE(is_trusted(server, directory / "second.pem"));
    EXPECT_FALSE(is_trusted(server, directory / "first.pem"));
}

TEST_F(CertificatesTest, TrustingIsUndoneStepByStep)
{
    TrustRequest request{ .authority = "/it's here/ca.pem", .id = "0123abcd", .home = directory };
    EXPECT_EQ(node_line(request), "export NODE_EXTRA_CA_CERTS='/it'\\''s here/ca.pem'");
    EXPECT_EQ(system_steps(request)[0].command.back(), "/usr/local/share/ca-certificates/gatehouse-0123abcd.crt");
    request.action = TrustAction::Remove;
    EXPECT_EQ(node_line(request), "unset NODE_EXTRA_CA_CERTS");
    EXPECT_EQ(system_steps(request)[0].command,
        (std::vector<std::string>{ "rm", "-f", "/usr/local/share/ca-certificates/gatehouse-0123abcd.crt" }));
    EXPECT_TRUE(browser_steps(request).empty()) << "there is no database to take it from";
}

// Debian's own program, on copies that are mounted over the machine's store for this test alone.
TEST_F(CertificatesTest, TheSystemsStoreTakesTheAuthorityAndGivesItBack)
{
    for (char const* program : { "unshare", "update-ca-certificates", "openssl" })
        if (!is_installed(program))
            GTEST_SKIP() << program << " is not installed";
    if (!run_command({ "unshare", "--map-root-user", "--mount", "true" }))
        GTEST_SKIP() << "there are no namespaces for users here";
    ASSERT_TRUE(demo_authority(directory / "tls", clock.now()));
    TrustRequest request{ .authority = directory / "tls/ca.pem", .id = "0123abcd", .home = directory };
    std::string const verify
        = "openssl verify -no-CAfile -no-CAstore -CApath /etc/ssl/certs " + request.authority.string();
    // The hooks of other packages would write elsewhere.
    std::string script = "cd " + directory.string()
        + " && mkdir local certs && cp -a /etc/ssl/certs/. certs"
          " && mount --bind local /usr/local/share/ca-certificates && mount --bind certs /etc/ssl/certs"
          " && mount -t tmpfs none /etc/ca-certificates/update.d && ! "
        + verify;
    for (TrustStep const& step : system_steps(request))
        script += " && " + join(step.command, " ");
    script += " && " + verify;
    request.action = TrustAction::Remove;
    for (TrustStep const& step : system_steps(request))
        script += " && " + join(step.command, " ");
    script += " && ! " + verify;
    auto const done = run_command({ "unshare", "--map-root-user", "--mount", "sh", "-c", script });
    EXPECT_TRUE(done) << done.error().detail;
    EXPECT_FALSE(std::filesystem::exists("/usr/local/share/ca-certificates/gatehouse-0123abcd.crt"));
}

TEST_F(CertificatesTest, ChromiumsDatabaseTakesTheAuthorityAndGivesItBack)
{
    if (!is_installed("certutil"))
        GTEST_SKIP() << "certutil is not installed";
    ASSERT_TRUE(demo_authority(directory / "tls", clock.now()));
    TrustRequest request{ .authority = directory / "tls/ca.pem", .id = "0123abcd", .home = directory };
    auto const all = [](std::vector<TrustStep> const& steps) {
        return std::ranges::all_of(steps, [](TrustStep const& step) { return run_command(step.command).has_value(); });
    };
    std::vector<std::string> const look{ "certutil", "-V", "-u", "L", "-d",
        "sql:" + (directory / ".pki/nssdb").string(), "-n", "gatehouse 0123abcd" };
    EXPECT_TRUE(all(browser_steps(request)));
    EXPECT_TRUE(run_command(look));
    EXPECT_TRUE(all(browser_steps(request))) << "a second time";
    request.action = TrustAction::Remove;
    EXPECT_TRUE(all(browser_steps(request)));
    EXPECT_FALSE(run_command(look));
}

} // namespace
} // namespace gatehouse::app
