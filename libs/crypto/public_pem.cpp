#include "libs/crypto/public_pem.h"

#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>

namespace gatehouse::crypto {
namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Memory = Handle<BIO, BIO_free_all>;
using Number = Handle<BIGNUM, BN_free>;

std::string number_of(EVP_PKEY* key, char const* parameter, size_t width = 0)
{
    BIGNUM* raw = nullptr;
    bool const found = EVP_PKEY_get_bn_param(key, parameter, &raw) == 1;
    Number const number(raw);
    if (!found)
        return {};
    std::string out(width > 0 ? width : static_cast<size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2binpad(number.get(), bytes_of(out), static_cast<int>(out.size()));
    return out;
}

// VerifyingKey judges size, curve and numbers: what it takes may be registered.
Result<std::variant<RsaPublic, EcPublic>> numbers_of(EVP_PKEY* key)
{
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        RsaPublic rsa{ number_of(key, OSSL_PKEY_PARAM_RSA_N), number_of(key, OSSL_PKEY_PARAM_RSA_E) };
        TRY(VerifyingKey::make_rsa(rsa));
        return rsa;
    }
    std::array<char, 64> group{};
    bool const p256 = EVP_PKEY_is_a(key, "EC") == 1
        && EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) == 1
        && std::string_view(group.data()) == SN_X9_62_prime256v1;
    if (!p256) {
        forget_openssl_errors();
        return fail(Fault::Invalid, "PEM: the key is neither RSA nor P-256");
    }
    EcPublic ec{ number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32), number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32) };
    TRY(VerifyingKey::make_p256(ec));
    return ec;
}

std::string certificate_digest(X509* certificate, EVP_MD const* algorithm)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    check(X509_digest(certificate, algorithm, bytes_of(out), &size) == 1, "OpenSSL cannot digest a certificate");
    out.resize(size);
    return out;
}

std::string common_name_of(X509* certificate)
{
    X509_NAME* const subject = X509_get_subject_name(certificate);
    int const at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    unsigned char* text = nullptr;
    int const size
        = at < 0 ? -1 : ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    std::string const name(reinterpret_cast<char const*>(text), size < 0 ? 0 : static_cast<size_t>(size));
    OPENSSL_free(text);
    return name;
}

Time time_of(ASN1_TIME const* time)
{
    std::tm parts{};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? from_unix_seconds(::timegm(&parts)) : Time();
}

Result<PublicPem> read_certificate(BIO* block)
{
    Certificate const certificate(PEM_read_bio_X509(block, nullptr, nullptr, nullptr));
    EVP_PKEY* const key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
    if (!key)
        return openssl_failure(Fault::Invalid, "PEM: certificate");
    return PublicPem{ .key = TRY(numbers_of(key)),
        .certificate_sha1 = certificate_digest(certificate.get(), EVP_sha1()),
        .certificate_sha256 = certificate_digest(certificate.get(), EVP_sha256()),
        .common_name = common_name_of(certificate.get()),
        .not_before = time_of(X509_get0_notBefore(certificate.get())),
        .not_after = time_of(X509_get0_notAfter(certificate.get())) };
}

Result<PublicPem> read_bare_key(BIO* block)
{
    Key const key(PEM_read_bio_PUBKEY(block, nullptr, nullptr, nullptr));
    if (!key)
        return openssl_failure(Fault::Invalid, "PEM: public key");
    return PublicPem{ .key = TRY(numbers_of(key.get())), .certificate_sha1 = {}, .certificate_sha256 = {} };
}

Result<PublicPem> read_block(std::string_view block)
{
    Memory const memory(BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
    if (block.starts_with("-----BEGIN CERTIFICATE-----"))
        return read_certificate(memory.get());
    if (block.starts_with("-----BEGIN PUBLIC KEY-----"))
        return read_bare_key(memory.get());
    return fail(Fault::Invalid, "PEM: only certificates and public keys may stand here");
}

} // namespace

Result<std::vector<PublicPem>> read_public_pem(std::string_view text)
{
    constexpr std::string_view kBegin = "-----BEGIN ";
    std::vector<PublicPem> keys;
    for (size_t at = text.find(kBegin); at != std::string_view::npos;) {
        size_t const next = text.find(kBegin, at + kBegin.size());
        keys.push_back(TRY(read_block(text.substr(at, next - at))));
        at = next;
    }
    if (keys.empty())
        return fail(Fault::Invalid, "PEM: there is no certificate and no public key");
    return keys;
}

std::string certificate_pem(std::string_view der)
{
    constexpr size_t kLine = 64;
    std::string const body = base64_encode(der);
    std::string pem = "-----BEGIN CERTIFICATE-----\n";
    for (size_t at = 0; at < body.size(); at += kLine)
        pem += body.substr(at, kLine) + "\n";
    return pem + "-----END CERTIFICATE-----\n";
}

} // namespace gatehouse::crypto
