#include "libs/crypto/digest.h"

#include "libs/base/encoding.h"
#include "libs/crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace gatehouse::crypto {
namespace {

constexpr size_t kSha1Size = 20;
constexpr size_t kSha256Size = 32;

using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

// HMAC over one digest. Made once per thread: setting the digest is the dear part, setting a key is cheap.
class Hmac {
public:
    Hmac(char const* digest, size_t size)
        : context_(EVP_MAC_CTX_new(algorithms().hmac))
        , size_(size)
    {
        std::string digest_name = digest;
        OSSL_PARAM const params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name.data(), 0),
            OSSL_PARAM_construct_end() };
        check(context_ && EVP_MAC_CTX_set_params(context_.get(), params) == 1, "OpenSSL cannot set up HMAC");
    }

    std::string compute(std::string_view key, std::string_view bytes)
    {
        std::string out(size_, '\0');
        size_t written = 0;
        // A null key would mean the previous one, so an empty key still needs an address.
        unsigned char const* key_bytes = key.empty() ? bytes_of(std::string_view("")) : bytes_of(key);
        bool const done = EVP_MAC_init(context_.get(), key_bytes, key.size(), nullptr) == 1
            && EVP_MAC_update(context_.get(), bytes_of(bytes), bytes.size()) == 1
            && EVP_MAC_final(context_.get(), bytes_of(out), &written, out.size()) == 1;
        check(done && written == size_, "OpenSSL cannot compute HMAC");
        return out;
    }

private:
    Handle<EVP_MAC_CTX, EVP_MAC_CTX_free> context_;
    size_t size_;
};

} // namespace

std::string sha256(std::string_view bytes)
{
    thread_local DigestContext const context(EVP_MD_CTX_new());
    std::string out(kSha256Size, '\0');
    bool const done = context && EVP_DigestInit_ex2(context.get(), algorithms().sha256, nullptr) == 1
        && EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1
        && EVP_DigestFinal_ex(context.get(), bytes_of(out), nullptr) == 1;
    check(done, "OpenSSL cannot compute SHA-256");
    return out;
}

std::string sha256_text(std::string_view bytes)
{
    return base64url_encode(sha256(bytes));
}

std::string digest_guid(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string const digest = sha256(text);
    std::string guid;
    for (size_t i = 0; i < 16; ++i) {
        auto byte = static_cast<unsigned char>(digest[i]);
        if (i == 6)
            byte = static_cast<unsigned char>(0x80 | (byte & 0x0f));
        if (i == 8)
            byte = static_cast<unsigned char>(0x80 | (byte & 0x3f));
        if (i == 4 || i == 6 || i == 8 || i == 10)
            guid.push_back('-');
        guid.push_back(kHex[byte >> 4]);
        guid.push_back(kHex[byte & 0x0f]);
    }
    return guid;
}

std::string hmac_sha1(std::string_view key, std::string_view bytes)
{
    thread_local Hmac hmac("SHA1", kSha1Size);
    return hmac.compute(key, bytes);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes)
{
    thread_local Hmac hmac("SHA2-256", kSha256Size);
    return hmac.compute(key, bytes);
}

std::string hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info, size_t length)
{
    // RFC 5869 §2.3: the counter is one byte.
    check(length <= 255 * kSha256Size, "HKDF-SHA256 gives at most 8160 bytes");
    std::string const no_salt(kSha256Size, '\0');
    std::string const extracted = hmac_sha256(salt.empty() ? std::string_view(no_salt) : salt, key);
    std::string out;
    std::string block;
    for (int counter = 1; out.size() < length; ++counter) {
        block.append(info).push_back(static_cast<char>(counter));
        block = hmac_sha256(extracted, block);
        out += block;
    }
    out.resize(length);
    return out;
}

} // namespace gatehouse::crypto
