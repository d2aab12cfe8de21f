#include "libs/crypto/openssl.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>

namespace gatehouse::crypto {

Algorithms const& algorithms()
{
    static Algorithms const fetched = [] {
        Algorithms found{ .sha256 = EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
            .hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr),
            .aes_256_gcm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr) };
        check(found.sha256 && found.hmac && found.aes_256_gcm, "OpenSSL lacks SHA-256, HMAC or AES-256-GCM");
        return found;
    }();
    return fetched;
}

void forget_openssl_errors()
{
    ERR_clear_error();
}

std::unexpected<Error> openssl_failure(Fault fault, std::string_view what)
{
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
    ERR_clear_error();
    return fail(fault, std::string(what) + ": " + text.data());
}

} // namespace gatehouse::crypto
