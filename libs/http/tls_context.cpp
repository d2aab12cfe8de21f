#include "libs/http/tls_context.h"

#include <boost/asio/buffer.hpp>

namespace gatehouse::http {
namespace {

namespace asio = boost::asio;
using Code = boost::system::error_code;

// RFC 9325 §4.2: forward secrecy and authenticated encryption only. TLS 1.3 has no others.
constexpr char kCiphers[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                            "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                            "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

Result<void> set_protocol(asio::ssl::context& context)
{
    Code error;
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_compression
            | SSL_OP_NO_RENEGOTIATION | SSL_OP_PRIORITIZE_CHACHA,
        error);
    // RFC 9325 §3.1.1: nothing below TLS 1.2.
    bool const set = !error && SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) == 1
        && SSL_CTX_set_cipher_list(context.native_handle(), kCiphers) == 1;
    if (!set)
        return fail(Fault::Internal, "TLS options: " + error.message());
    return {};
}

} // namespace

Result<std::shared_ptr<TlsContext>> make_tls_context(TlsFiles const& files)
{
    auto tls = std::make_shared<TlsContext>();
    asio::ssl::context& context = tls->context;
    TRY(set_protocol(context));
    Code error;
    // Without an answer of ours OpenSSL asks for the password of a locked key on the terminal, and waits.
    context.set_password_callback([](size_t, asio::ssl::context::password_purpose) { return std::string(); }, error);
    context.use_certificate_chain(asio::buffer(files.certificate_pem), error);
    if (error)
        return fail(Fault::Invalid, "TLS certificate: " + error.message());
    context.use_private_key(asio::buffer(files.key_pem), asio::ssl::context::pem, error);
    if (error)
        return fail(Fault::Invalid, "TLS key: " + error.message());
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return fail(Fault::Invalid, "TLS key and certificate do not belong together");
    return tls;
}

} // namespace gatehouse::http
