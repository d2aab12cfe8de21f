#include "libs/crypto/pkcs12.h"

#include "libs/crypto/openssl.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <string>

namespace gatehouse::crypto {
namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Memory = Handle<BIO, BIO_free_all>;
using File = Handle<PKCS12, PKCS12_free>;

struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
using Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;

std::string text_of(BIO* memory)
{
    char* data = nullptr;
    long const size = BIO_get_mem_data(memory, &data);
    return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

Result<std::string> certificates_pem(X509* leaf, STACK_OF(X509) * chain)
{
    Memory const memory(BIO_new(BIO_s_mem()));
    bool written = memory && PEM_write_bio_X509(memory.get(), leaf) == 1;
    for (int i = 0; written && i < sk_X509_num(chain); ++i)
        written = PEM_write_bio_X509(memory.get(), sk_X509_value(chain, i)) == 1;
    if (!written)
        return openssl_failure(Fault::Internal, "PKCS #12: certificate");
    return text_of(memory.get());
}

Result<std::string> key_pem(EVP_PKEY* key)
{
    // In memory that is wiped when it is given back.
    Memory const memory(BIO_new(BIO_s_secmem()));
    if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return openssl_failure(Fault::Internal, "PKCS #12: private key");
    return text_of(memory.get());
}

} // namespace

Result<CertificateAndKey> open_pkcs12(std::string_view bytes, std::string_view password)
{
    unsigned char const* at = bytes_of(bytes);
    File const file(d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
    if (!file || at != bytes_of(bytes) + bytes.size())
        return openssl_failure(Fault::Invalid, "PKCS #12: the file is broken");
    std::string const text(password);
    if (PKCS12_verify_mac(file.get(), text.c_str(), static_cast<int>(text.size())) != 1) {
        forget_openssl_errors();
        return fail(Fault::Denied, "PKCS #12: the password is wrong");
    }
    EVP_PKEY* raw_key = nullptr;
    X509* raw_certificate = nullptr;
    STACK_OF(X509)* raw_chain = nullptr;
    bool const opened = PKCS12_parse(file.get(), text.c_str(), &raw_key, &raw_certificate, &raw_chain) == 1;
    Key const key(raw_key);
    Certificate const certificate(raw_certificate);
    Stack const chain(raw_chain);
    if (!opened)
        return openssl_failure(Fault::Invalid, "PKCS #12: its cipher is not supported");
    if (!key || !certificate)
        return fail(Fault::Invalid, "PKCS #12: there is no private key with a certificate");
    return CertificateAndKey{ TRY(certificates_pem(certificate.get(), chain.get())), TRY(key_pem(key.get())) };
}

} // namespace gatehouse::crypto
