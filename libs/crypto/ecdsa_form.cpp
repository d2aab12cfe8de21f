#include "libs/crypto/ecdsa_form.h"

#include "libs/crypto/openssl.h"

#include <openssl/ec.h>

namespace gatehouse::crypto {
namespace {

constexpr int kHalf = 32;

using Signature = Handle<ECDSA_SIG, ECDSA_SIG_free>;

} // namespace

std::optional<std::string> ecdsa_der_to_raw(std::string_view der)
{
    unsigned char const* at = bytes_of(der);
    Signature const signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    std::string raw(2 * kHalf, '\0');
    bool const done = signature && BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), kHalf) == kHalf
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + kHalf, kHalf) == kHalf;
    if (!done) {
        forget_openssl_errors();
        return std::nullopt;
    }
    return raw;
}

std::optional<std::string> ecdsa_raw_to_der(std::string_view raw)
{
    if (raw.size() != 2 * kHalf)
        return std::nullopt;
    Signature const signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(bytes_of(raw), kHalf, nullptr);
    BIGNUM* s = BN_bin2bn(bytes_of(raw) + kHalf, kHalf, nullptr);
    check(signature && r && s && ECDSA_SIG_set0(signature.get(), r, s) == 1, "no memory for a signature");
    std::string der(static_cast<size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    unsigned char* at = bytes_of(der);
    i2d_ECDSA_SIG(signature.get(), &at);
    return der;
}

} // namespace gatehouse::crypto
