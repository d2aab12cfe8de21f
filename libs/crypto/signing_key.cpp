#include "libs/crypto/signing_key.h"

#include "libs/crypto/ecdsa_form.h"
#include "libs/crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <optional>
#include <utility>

namespace gatehouse::crypto {
namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Handle<BIGNUM, BN_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Params = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using ParamBuilder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;
constexpr size_t kCoordinateSize = 32;

Result<Key> make_public(char const* kind, OSSL_PARAM* params)
{
    KeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* raw = nullptr;
    bool const made = context && params && EVP_PKEY_fromdata_init(context.get()) == 1
        && EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, params) == 1;
    Key key(raw);
    if (!made)
        return openssl_failure(Fault::Invalid, std::string(kind) + " public key");
    return key;
}

Result<Algorithm> algorithm_of(EVP_PKEY* key)
{
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        int const bits = EVP_PKEY_get_bits(key);
        if (bits < kMinRsaBits || bits > kMaxRsaBits)
            return fail(Fault::Invalid, "an RSA key of " + std::to_string(bits) + " bits is not accepted");
        return Algorithm::Rs256;
    }
    std::array<char, 64> group{};
    bool const p256 = EVP_PKEY_is_a(key, "EC") == 1
        && EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) == 1
        && std::string_view(group.data()) == SN_X9_62_prime256v1;
    if (p256)
        return Algorithm::Es256;
    forget_openssl_errors();
    return fail(Fault::Invalid, "the key is neither RSA nor P-256");
}

std::string number_of(EVP_PKEY* key, char const* parameter, size_t width = 0)
{
    BIGNUM* raw = nullptr;
    bool const found = EVP_PKEY_get_bn_param(key, parameter, &raw) == 1;
    Number const number(raw);
    check(found, "a key lacks one of its numbers");
    std::string out(width > 0 ? width : static_cast<size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2binpad(number.get(), bytes_of(out), static_cast<int>(out.size()));
    return out;
}

enum class Purpose { Sign, Verify };

// Key, digest and padding set up once. A signature starts from a copy, which skips every look-up.
DigestContext make_template(EVP_PKEY* key, Purpose purpose, Algorithm algorithm)
{
    DigestContext context(EVP_MD_CTX_new());
    auto* const start = purpose == Purpose::Sign ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex;
    EVP_PKEY_CTX* details = nullptr; // the context's own
    check(context && start(context.get(), &details, "SHA2-256", nullptr, nullptr, key, nullptr) == 1,
        "OpenSSL cannot set up a key");
    // RFC 7518 §3.5: a salt as long as the hash; the mask is made with the same hash.
    if (algorithm == Algorithm::Ps256)
        check(EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) == 1,
            "OpenSSL cannot set up a key");
    // Each copy is used once, so finishing need not keep it usable.
    EVP_MD_CTX_set_flags(context.get(), EVP_MD_CTX_FLAG_FINALISE);
    return context;
}

EVP_MD_CTX* copy_of(DigestContext const& prepared)
{
    thread_local DigestContext const context(EVP_MD_CTX_new());
    check(context && EVP_MD_CTX_copy_ex(context.get(), prepared.get()) == 1, "OpenSSL cannot copy a context");
    return context.get();
}

} // namespace

std::string_view name(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::Rs256:
        return "RS256";
    case Algorithm::Ps256:
        return "PS256";
    case Algorithm::Es256:
        return "ES256";
    }
    std::unreachable();
}

struct VerifyingKey::State {
    Key key;
    Algorithm algorithm;
    DigestContext prepared;

    static VerifyingKey make(Key key, Algorithm algorithm)
    {
        DigestContext prepared = make_template(key.get(), Purpose::Verify, algorithm);
        VerifyingKey made;
        made.state_ = std::make_shared<State const>(std::move(key), algorithm, std::move(prepared));
        return made;
    }
    State(Key a_key, Algorithm an_algorithm, DigestContext a_template)
        : key(std::move(a_key))
        , algorithm(an_algorithm)
        , prepared(std::move(a_template))
    {
    }
};

Result<VerifyingKey> VerifyingKey::make_rsa(RsaPublic const& parts, Algorithm algorithm)
{
    // A longer modulus only burns time; so does a long exponent, which nobody uses.
    if (parts.n.size() > kMaxRsaBits / 8 + 1 || parts.e.size() > 8)
        return fail(Fault::Invalid, "RSA public key: a number is too long");
    Number const n(BN_bin2bn(bytes_of(parts.n), static_cast<int>(parts.n.size()), nullptr));
    Number const e(BN_bin2bn(bytes_of(parts.e), static_cast<int>(parts.e.size()), nullptr));
    if (!n || !e || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get()))
        return fail(Fault::Invalid, "RSA public key: modulus or exponent is even or too small");
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    Params const params(OSSL_PARAM_BLD_to_param(builder.get()));
    Key key = TRY(make_public("RSA", params.get()));
    TRY(algorithm_of(key.get())); // its size, too
    return State::make(std::move(key), algorithm);
}

Result<VerifyingKey> VerifyingKey::make_p256(EcPublic const& parts)
{
    // RFC 7518 §6.2.1.2: full width, leading zeros included.
    if (parts.x.size() != kCoordinateSize || parts.y.size() != kCoordinateSize)
        return fail(Fault::Invalid, "P-256 public key: a coordinate is not 32 bytes");
    // OpenSSL checks here that the point is on the curve.
    std::string const point = "\x04" + parts.x + parts.y;
    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    Params const params(OSSL_PARAM_BLD_to_param(builder.get()));
    return State::make(TRY(make_public("EC", params.get())), Algorithm::Es256);
}

Algorithm VerifyingKey::algorithm() const
{
    return state_->algorithm;
}

bool VerifyingKey::verify(std::string_view message, std::string_view signature) const
{
    std::string der;
    if (state_->algorithm == Algorithm::Es256) {
        auto converted = ecdsa_raw_to_der(signature);
        if (!converted)
            return false;
        der = std::move(*converted);
        signature = der;
    }
    bool const genuine = EVP_DigestVerify(copy_of(state_->prepared), bytes_of(signature), signature.size(),
                             bytes_of(message), message.size())
        == 1;
    if (!genuine)
        forget_openssl_errors();
    return genuine;
}

struct SigningKey::State {
    Key key;
    Algorithm algorithm;
    DigestContext prepared;
    size_t max_signature;
    RsaPublic rsa;
    EcPublic ec;
    VerifyingKey verifying;

    State(Key a_key, Algorithm an_algorithm)
        : key(std::move(a_key))
        , algorithm(an_algorithm)
        , prepared(make_template(key.get(), Purpose::Sign, an_algorithm))
        , max_signature(static_cast<size_t>(EVP_PKEY_get_size(key.get())))
    {
    }

    static Result<SigningKey> make(Key key, std::optional<Algorithm> wanted = {})
    {
        Algorithm const own = TRY(algorithm_of(key.get()));
        Algorithm const algorithm = wanted.value_or(own);
        auto state = std::make_shared<State>(std::move(key), algorithm);
        EVP_PKEY* const raw = state->key.get();
        // The verifying half is built from the public numbers, so that handing it out hands out nothing else.
        if (algorithm != Algorithm::Es256) {
            state->rsa = { number_of(raw, OSSL_PKEY_PARAM_RSA_N), number_of(raw, OSSL_PKEY_PARAM_RSA_E) };
            state->verifying = TRY(VerifyingKey::make_rsa(state->rsa, algorithm));
        } else {
            state->ec = { number_of(raw, OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateSize),
                number_of(raw, OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateSize) };
            state->verifying = TRY(VerifyingKey::make_p256(state->ec));
        }
        SigningKey made;
        made.state_ = std::move(state);
        return made;
    }
};

Result<SigningKey> SigningKey::generate(Algorithm algorithm)
{
    Key key(algorithm != Algorithm::Es256 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{ kMinRsaBits })
                                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    if (!key)
        return openssl_failure(Fault::Internal, "cannot generate a key");
    return State::make(std::move(key), algorithm);
}

Result<SigningKey> SigningKey::load(PrivateKeyBytes const& bytes)
{
    std::string_view const der = bytes.reveal();
    unsigned char const* at = bytes_of(der);
    Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> const info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
    if (!info || at != bytes_of(der) + der.size())
        return openssl_failure(Fault::Invalid, "private key is not PKCS#8");
    Key key(EVP_PKCS82PKEY(info.get()));
    if (!key)
        return openssl_failure(Fault::Invalid, "private key");
    return State::make(std::move(key));
}

Result<SigningKey> SigningKey::load_pem(std::string_view pem)
{
    Handle<BIO, BIO_free_all> const memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    // Without a function of ours OpenSSL would ask the terminal for a password.
    auto const no_password = [](char*, int, int, void*) { return -1; };
    Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr));
    if (!key)
        return openssl_failure(Fault::Invalid, "PEM: private key");
    return State::make(std::move(key));
}

Algorithm SigningKey::algorithm() const
{
    return state_->algorithm;
}

Result<std::string> SigningKey::sign(std::string_view message) const
{
    std::string signature(state_->max_signature, '\0');
    size_t size = signature.size();
    if (EVP_DigestSign(copy_of(state_->prepared), bytes_of(signature), &size, bytes_of(message), message.size()) != 1)
        return openssl_failure(Fault::Internal, "cannot sign");
    signature.resize(size);
    if (state_->algorithm != Algorithm::Es256)
        return signature;
    auto raw = ecdsa_der_to_raw(signature);
    check(raw.has_value(), "OpenSSL made a signature that is none");
    return std::move(*raw);
}

PrivateKeyBytes SigningKey::private_bytes() const
{
    Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> const info(EVP_PKEY2PKCS8(state_->key.get()));
    int const size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
    check(size > 0, "OpenSSL cannot write a private key");
    std::string der(static_cast<size_t>(size), '\0');
    unsigned char* at = bytes_of(der);
    i2d_PKCS8_PRIV_KEY_INFO(info.get(), &at);
    return PrivateKeyBytes(std::move(der));
}

VerifyingKey SigningKey::verifying_key() const
{
    return state_->verifying;
}
RsaPublic SigningKey::rsa_public() const
{
    return state_->rsa;
}
EcPublic SigningKey::ec_public() const
{
    return state_->ec;
}

} // namespace gatehouse::crypto
