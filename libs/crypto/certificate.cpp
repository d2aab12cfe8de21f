#include "libs/crypto/certificate.h"

#include "libs/crypto/openssl.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace gatehouse::crypto {
namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Memory = Handle<BIO, BIO_free_all>;

constexpr int kAuthorityDays = 3650;
// The longest that browsers accept for a leaf.
constexpr int kLeafDays = 397;

Result<std::string> text_of(BIO* memory)
{
    char* start = nullptr;
    long const size = BIO_get_mem_data(memory, &start);
    if (size <= 0)
        return openssl_failure(Fault::Internal, "cannot write PEM");
    return std::string(start, static_cast<size_t>(size));
}

Result<CertificateAndKey> to_pem(X509* certificate, EVP_PKEY* key)
{
    Memory const certificate_text(BIO_new(BIO_s_mem()));
    Memory const key_text(BIO_new(BIO_s_mem()));
    bool const written = PEM_write_bio_X509(certificate_text.get(), certificate) == 1
        && PEM_write_bio_PKCS8PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
    if (!written)
        return openssl_failure(Fault::Internal, "cannot write PEM");
    return CertificateAndKey{ .certificate_pem = TRY(text_of(certificate_text.get())),
        .key_pem = TRY(text_of(key_text.get())) };
}

bool set_serial(X509* certificate)
{
    std::array<unsigned char, 16> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return false;
    // RFC 5280 §4.1.2.2: positive, and at most 20 octets.
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
    Handle<BIGNUM, BN_free> const number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool set_validity(X509* certificate, Time now, int days)
{
    // An hour back, for a browser whose clock is behind.
    auto const start = static_cast<time_t>(unix_seconds(now - std::chrono::hours(1)));
    auto const end = static_cast<time_t>(unix_seconds(now + std::chrono::days(days)));
    return ASN1_TIME_set(X509_getm_notBefore(certificate), start)
        && ASN1_TIME_set(X509_getm_notAfter(certificate), end);
}

bool set_subject(X509* certificate, std::string const& common_name)
{
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
               bytes_of(common_name), static_cast<int>(common_name.size()), -1, 0)
        == 1;
}

// `value` is a constant of ours in the language of openssl.cnf, never text from outside.
bool add_extension(X509* certificate, X509* issuer, int kind, char const* value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    Handle<X509_EXTENSION, X509_EXTENSION_free> const extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool is_dns_name(std::string_view text)
{
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

Result<Handle<GENERAL_NAME, GENERAL_NAME_free>> make_general_name(std::string const& text)
{
    Handle<GENERAL_NAME, GENERAL_NAME_free> entry(GENERAL_NAME_new());
    if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(text.c_str())) {
        GENERAL_NAME_set0_value(entry.get(), GEN_IPADD, address);
        return entry;
    }
    forget_openssl_errors();
    if (!is_dns_name(text))
        return fail(Fault::Invalid, "certificate: neither a DNS name nor an IP address");
    ASN1_IA5STRING* dns = ASN1_IA5STRING_new();
    check(dns && ASN1_STRING_set(dns, text.data(), static_cast<int>(text.size())) == 1, "no memory for a name");
    GENERAL_NAME_set0_value(entry.get(), GEN_DNS, dns);
    return entry;
}

void free_names(GENERAL_NAMES* names)
{
    GENERAL_NAMES_free(names);
}

Result<void> add_names(X509* certificate, std::vector<std::string> const& names)
{
    Handle<GENERAL_NAMES, free_names> const all(sk_GENERAL_NAME_new_null());
    for (std::string const& text : names) {
        auto entry = TRY(make_general_name(text));
        if (sk_GENERAL_NAME_push(all.get(), entry.get()) > 0)
            std::ignore = entry.release();
    }
    if (X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, 0) != 1)
        return openssl_failure(Fault::Internal, "certificate: names");
    return {};
}

// An address permits itself alone: RFC 5280 §4.2.1.10 writes it with its mask behind.
Result<Handle<GENERAL_NAME, GENERAL_NAME_free>> make_permitted_name(std::string const& text)
{
    auto entry = TRY(make_general_name(text));
    if (entry->type != GEN_IPADD)
        return entry;
    ASN1_OCTET_STRING* const address = entry->d.iPAddress;
    std::string bytes(reinterpret_cast<char const*>(ASN1_STRING_get0_data(address)),
        static_cast<size_t>(ASN1_STRING_length(address)));
    bytes.append(bytes.size(), '\xff');
    check(ASN1_STRING_set(address, bytes.data(), static_cast<int>(bytes.size())) == 1, "no memory for a name");
    return entry;
}

Result<void> add_constraints(X509* certificate, std::vector<std::string> const& only_for)
{
    Handle<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> const constraints(NAME_CONSTRAINTS_new());
    constraints->permittedSubtrees = sk_GENERAL_SUBTREE_new_null();
    for (std::string const& text : only_for) {
        Handle<GENERAL_SUBTREE, GENERAL_SUBTREE_free> subtree(GENERAL_SUBTREE_new());
        GENERAL_NAME_free(subtree->base);
        subtree->base = nullptr;
        subtree->base = TRY(make_permitted_name(text)).release();
        if (sk_GENERAL_SUBTREE_push(constraints->permittedSubtrees, subtree.get()) > 0)
            std::ignore = subtree.release();
    }
    if (X509_add1_ext_i2d(certificate, NID_name_constraints, constraints.get(), 1, 0) != 1)
        return openssl_failure(Fault::Internal, "certificate: name constraints");
    return {};
}

struct Draft {
    std::string common_name;
    int days;
    Time now;
};

Result<Certificate> begin_certificate(Draft const& draft, EVP_PKEY* key)
{
    if (draft.common_name.empty() || draft.common_name.size() > 64)
        return fail(Fault::Invalid, "certificate: a common name has 1 to 64 bytes");
    Certificate certificate(X509_new());
    bool const begun = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1
        && set_serial(certificate.get()) && set_validity(certificate.get(), draft.now, draft.days)
        && set_subject(certificate.get(), draft.common_name) && X509_set_pubkey(certificate.get(), key) == 1;
    if (!begun)
        return openssl_failure(Fault::Internal, "certificate");
    return certificate;
}

Result<Key> generate_p256()
{
    Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    if (!key)
        return openssl_failure(Fault::Internal, "cannot generate a key");
    return key;
}

Result<void> finish_certificate(X509* certificate, X509* issuer, EVP_PKEY* issuer_key)
{
    bool const signed_now = X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1
        && add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always")
        && X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
    if (!signed_now)
        return openssl_failure(Fault::Internal, "certificate: cannot sign");
    return {};
}

} // namespace

Result<CertificateAndKey> make_authority(
    std::string const& common_name, Time now, std::vector<std::string> const& only_for)
{
    Key const key = TRY(generate_p256());
    Certificate const certificate
        = TRY(begin_certificate({ .common_name = common_name, .days = kAuthorityDays, .now = now }, key.get()));
    X509* const raw = certificate.get();
    bool const extended = add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        && add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign")
        && add_extension(raw, raw, NID_subject_key_identifier, "hash");
    if (!extended)
        return openssl_failure(Fault::Internal, "certificate: extensions");
    if (!only_for.empty())
        TRY(add_constraints(raw, only_for));
    TRY(finish_certificate(raw, raw, key.get()));
    return to_pem(raw, key.get());
}

Result<CertificateAndKey> make_leaf(CertificateAndKey const& authority, std::vector<std::string> const& names, Time now)
{
    if (names.empty())
        return fail(Fault::Invalid, "certificate: no name given");
    Memory const issuer_text(
        BIO_new_mem_buf(authority.certificate_pem.data(), static_cast<int>(authority.certificate_pem.size())));
    Memory const issuer_key_text(BIO_new_mem_buf(authority.key_pem.data(), static_cast<int>(authority.key_pem.size())));
    Certificate const issuer(PEM_read_bio_X509(issuer_text.get(), nullptr, nullptr, nullptr));
    Key const issuer_key(PEM_read_bio_PrivateKey(issuer_key_text.get(), nullptr, nullptr, nullptr));
    if (!issuer || !issuer_key || X509_check_private_key(issuer.get(), issuer_key.get()) != 1)
        return openssl_failure(Fault::Invalid, "certificate authority");
    Key const key = TRY(generate_p256());
    Certificate const certificate
        = TRY(begin_certificate({ .common_name = names.front(), .days = kLeafDays, .now = now }, key.get()));
    X509* const raw = certificate.get();
    bool const extended = add_extension(raw, issuer.get(), NID_basic_constraints, "critical,CA:FALSE")
        && add_extension(raw, issuer.get(), NID_key_usage, "critical,digitalSignature")
        && add_extension(raw, issuer.get(), NID_ext_key_usage, "serverAuth")
        && add_extension(raw, issuer.get(), NID_subject_key_identifier, "hash");
    if (!extended)
        return openssl_failure(Fault::Internal, "certificate: extensions");
    TRY(add_names(raw, names));
    TRY(finish_certificate(raw, issuer.get(), issuer_key.get()));
    return to_pem(raw, key.get());
}

} // namespace gatehouse::crypto
