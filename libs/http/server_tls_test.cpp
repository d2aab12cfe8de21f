#include "libs/http/server.h"

#include "libs/base/time.h"
#include "libs/crypto/certificate.h"
#include "libs/http/wire_test.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace gatehouse::http {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using Code = boost::system::error_code;

// An authority and the certificates that it has made for localhost.
struct Pki {
    crypto::CertificateAndKey authority
        = crypto::make_authority("Test Authority", SystemClock().now(), { "localhost", "127.0.0.1" }).value();

    TlsFiles leaf() const
    {
        auto made = crypto::make_leaf(authority, { "localhost", "127.0.0.1" }, SystemClock().now()).value();
        return { std::move(made.certificate_pem), std::move(made.key_pem) };
    }
};

// Verifies chain and name with the one authority that it is given.
class TlsClient {
public:
    explicit TlsClient(Pki const& pki, int oldest = TLS1_2_VERSION, int newest = TLS1_3_VERSION)
    {
        context_.add_certificate_authority(asio::buffer(pki.authority.certificate_pem));
        context_.set_verify_mode(ssl::verify_peer);
        context_.set_verify_callback(ssl::host_name_verification("localhost"));
        // The library refuses TLS 1.1 of its own accord unless told that it may use weak signatures.
        SSL_CTX_set_cipher_list(context_.native_handle(), "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(context_.native_handle(), oldest);
        SSL_CTX_set_max_proto_version(context_.native_handle(), newest);
    }
    void offer_ciphers(char const* list) { SSL_CTX_set_cipher_list(context_.native_handle(), list); }

    Code connect(int port)
    {
        stream_ = std::make_unique<ssl::stream<asio::ip::tcp::socket>>(io_, context_);
        stream_->next_layer().connect({ asio::ip::address_v4::loopback(), static_cast<unsigned short>(port) });
        Code error;
        stream_->handshake(ssl::stream_base::client, error);
        return error;
    }
    std::string version() const { return SSL_get_version(stream_->native_handle()); }
    // Of the certificate that the server has shown.
    std::string serial() const
    {
        X509* const shown = SSL_get1_peer_certificate(stream_->native_handle());
        ASN1_INTEGER const* const number = X509_get0_serialNumber(shown);
        std::string bytes(reinterpret_cast<char const*>(ASN1_STRING_get0_data(number)),
            static_cast<size_t>(ASN1_STRING_length(number)));
        X509_free(shown);
        return bytes;
    }
    std::string ask(std::string_view bytes)
    {
        Code error;
        asio::write(*stream_, asio::buffer(bytes), error);
        std::array<char, 4096> answer;
        size_t const count = stream_->read_some(asio::buffer(answer), error);
        return { answer.data(), count };
    }

private:
    asio::io_context io_;
    ssl::context context_{ ssl::context::tls_client };
    std::unique_ptr<ssl::stream<asio::ip::tcp::socket>> stream_;
};

Server start_tls(TlsFiles files)
{
    ServerOptions options = loopback_options();
    options.listen[0].tls = std::move(files);
    return start_server(std::move(options));
}

TEST(Tls, AClientThatKnowsOnlyTheAuthorityIsServedIn12And13)
{
    Pki const pki;
    Server const server = start_tls(pki.leaf());
    for (auto const& [newest, name] : { std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3") }) {
        TlsClient client(pki, TLS1_2_VERSION, newest);
        EXPECT_EQ(client.connect(server.port()), Code()) << name;
        EXPECT_EQ(client.version(), name);
        EXPECT_EQ(body_of(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    }
    TlsClient stranger{ Pki() };
    EXPECT_NE(stranger.connect(server.port()), Code()) << "the test's client verifies nothing";
}

TEST(Tls, OlderVersionsAndWeakCiphersAreRefused)
{
    Pki const pki;
    Server const server = start_tls(pki.leaf());
    for (int const version : { TLS1_VERSION, TLS1_1_VERSION })
        EXPECT_NE(TlsClient(pki, version, version).connect(server.port()), Code()) << version;
    // No forward secrecy, no authenticated encryption, no encryption.
    for (char const* weak : { "AES128-GCM-SHA256:@SECLEVEL=0", "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0",
             "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0" }) {
        TlsClient client(pki, TLS1_2_VERSION, TLS1_2_VERSION);
        client.offer_ciphers(weak);
        EXPECT_NE(client.connect(server.port()), Code()) << weak;
    }
}

TEST(Tls, ANewCertificateIsForNewConnectionsAndTheOldOnesGoOn)
{
    Pki const pki;
    Server server = start_tls(pki.leaf());
    TlsClient before(pki);
    ASSERT_EQ(before.connect(server.port()), Code());
    ASSERT_TRUE(server.replace_certificate(0, pki.leaf()));
    TlsClient after(pki);
    ASSERT_EQ(after.connect(server.port()), Code());
    EXPECT_NE(after.serial(), before.serial());
    EXPECT_EQ(body_of(before.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Tls, ABrokenCertificateChangesNothing)
{
    Pki const pki;
    TlsFiles const good = pki.leaf();
    Server server = start_tls(good);
    TlsClient before(pki);
    ASSERT_EQ(before.connect(server.port()), Code());
    for (TlsFiles const& broken : { TlsFiles{ "", "" }, TlsFiles{ good.certificate_pem.substr(0, 200), good.key_pem },
             TlsFiles{ pki.leaf().certificate_pem, good.key_pem }, TlsFiles{ good.certificate_pem, "" } }) {
        EXPECT_EQ(server.replace_certificate(0, broken).error().fault, Fault::Invalid);
        TlsClient after(pki);
        ASSERT_EQ(after.connect(server.port()), Code());
        EXPECT_EQ(after.serial(), before.serial());
    }
}

TEST(Tls, WhoConnectsAndSaysNothingIsCutOff)
{
    ServerOptions options = loopback_options();
    options.listen[0].tls = Pki().leaf();
    options.header_timeout = std::chrono::seconds(0);
    Server const server = start_server(std::move(options));
    EXPECT_EQ(Wire(server.port()).read_to_end(), "");
}

} // namespace
} // namespace gatehouse::http
