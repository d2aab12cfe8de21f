#include "libs/crypto/certificate.h"

#include "libs/crypto/openssl.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace gatehouse::crypto {
namespace {

using Certificate = Handle<X509, X509_free>;

Certificate read(std::string const& pem)
{
    Handle<BIO, BIO_free_all> const memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

// X509_V_OK when a TLS client that trusts `authority` would accept `leaf` at that time.
int chain_status(X509* authority, X509* leaf, Time at)
{
    Handle<X509_STORE, X509_STORE_free> const store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), authority);
    Handle<X509_STORE_CTX, X509_STORE_CTX_free> const context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), leaf, nullptr);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    X509_STORE_CTX_set_time(context.get(), 0, static_cast<time_t>(unix_seconds(at)));
    X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_X509_STRICT);
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
}

class CertificateTest : public testing::Test {
protected:
    Time now = testkit::FakeClock().now();
    CertificateAndKey authority = make_authority("Gatehouse development", now).value();
    CertificateAndKey leaf = make_leaf(authority, { "localhost", "127.0.0.1", "::1" }, now).value();
    Certificate authority_certificate = read(authority.certificate_pem);
    Certificate leaf_certificate = read(leaf.certificate_pem);
};

TEST_F(CertificateTest, AClientThatTrustsTheAuthorityAcceptsTheLeaf)
{
    EXPECT_EQ(chain_status(authority_certificate.get(), leaf_certificate.get(), now), X509_V_OK);
    EXPECT_EQ(
        chain_status(authority_certificate.get(), leaf_certificate.get(), now + std::chrono::days(396)), X509_V_OK);
}

TEST_F(CertificateTest, TheLeafIsForItsNamesOnly)
{
    EXPECT_EQ(X509_check_host(leaf_certificate.get(), "localhost", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf_certificate.get(), "127.0.0.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf_certificate.get(), "::1", 0), 1);
    EXPECT_NE(X509_check_host(leaf_certificate.get(), "example.test", 0, 0, nullptr), 1);
    EXPECT_NE(X509_check_ip_asc(leaf_certificate.get(), "127.0.0.2", 0), 1);
}

TEST_F(CertificateTest, TheLeafEndsAfterAYearAndTheAuthorityAfterTen)
{
    EXPECT_EQ(chain_status(authority_certificate.get(), leaf_certificate.get(), now + std::chrono::days(398)),
        X509_V_ERR_CERT_HAS_EXPIRED);
    Time const late = now + std::chrono::days(3640);
    Certificate const last = read(make_leaf(authority, { "localhost" }, late)->certificate_pem);
    EXPECT_EQ(chain_status(authority_certificate.get(), last.get(), late + std::chrono::days(9)), X509_V_OK);
    EXPECT_EQ(chain_status(authority_certificate.get(), last.get(), late + std::chrono::days(11)),
        X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(CertificateTest, AnotherAuthorityOrALeafDoesNotVouch)
{
    Certificate const other = read(make_authority("Gatehouse development", now)->certificate_pem);
    EXPECT_NE(chain_status(other.get(), leaf_certificate.get(), now), X509_V_OK);
    Certificate const below = read(make_leaf(leaf, { "localhost" }, now)->certificate_pem);
    EXPECT_NE(chain_status(leaf_certificate.get(), below.get(), now), X509_V_OK);
}

TEST_F(CertificateTest, AConstrainedAuthorityVouchesForItsNamesOnly)
{
    auto const constrained = make_authority("Gatehouse", now, { "localhost", "127.0.0.1", "::1" }).value();
    Certificate const root = read(constrained.certificate_pem);
    auto const status = [&](std::vector<std::string> const& names) {
        return chain_status(root.get(), read(make_leaf(constrained, names, now)->certificate_pem).get(), now);
    };
    EXPECT_EQ(status({ "localhost", "127.0.0.1", "::1" }), X509_V_OK);
    EXPECT_EQ(status({ "acme.localhost" }), X509_V_OK);
    for (char const* foreign : { "example.com", "127.0.0.2", "::2" })
        EXPECT_EQ(status({ foreign }), X509_V_ERR_PERMITTED_VIOLATION) << foreign;
    EXPECT_EQ(status({ "localhost", "example.com" }), X509_V_ERR_PERMITTED_VIOLATION);
}

TEST_F(CertificateTest, NamesThatWouldAddMoreNamesAreRefused)
{
    for (char const* text : { "", "a,DNS:b", "a b", "a\nb", "http://a" })
        EXPECT_EQ(make_leaf(authority, { text }, now).error().fault, Fault::Invalid) << text;
    EXPECT_FALSE(make_leaf(authority, {}, now));
    EXPECT_EQ(make_leaf({ "x", "y" }, { "localhost" }, now).error().fault, Fault::Invalid);
    EXPECT_FALSE(make_authority("", now));
}

} // namespace
} // namespace gatehouse::crypto
