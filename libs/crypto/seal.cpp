#include "libs/crypto/seal.h"

#include "libs/crypto/openssl.h"

#include <openssl/evp.h>

#include <limits>

namespace gatehouse::crypto {
namespace {

constexpr size_t kKeySize = 32;
constexpr size_t kNonceSize = 12;
constexpr size_t kTagSize = 16;

EVP_CIPHER_CTX* cipher_context()
{
    thread_local Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> const context(EVP_CIPHER_CTX_new());
    check(context != nullptr, "OpenSSL cannot set up AES-256-GCM");
    return context.get();
}

// OpenSSL counts in int.
int size_of(std::string_view bytes)
{
    check(bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max()), "too much to seal or open");
    return static_cast<int>(bytes.size());
}

} // namespace

std::string seal(SealingKey const& key, std::string_view plain, std::string_view context, Random& random)
{
    check(key.reveal().size() == kKeySize, "a sealing key has 32 bytes");
    std::string out(kNonceSize + plain.size() + kTagSize, '\0');
    random.fill({ bytes_of(out), kNonceSize });
    unsigned char* const body = bytes_of(out) + kNonceSize;
    unsigned char* const tag = body + plain.size();
    EVP_CIPHER_CTX* cipher = cipher_context();
    int written = 0;
    int rest = 0;
    bool const done
        = EVP_EncryptInit_ex2(cipher, algorithms().aes_256_gcm, bytes_of(key.reveal()), bytes_of(out), nullptr) == 1
        && EVP_EncryptUpdate(cipher, nullptr, &written, bytes_of(context), size_of(context)) == 1
        && EVP_EncryptUpdate(cipher, body, &written, bytes_of(plain), size_of(plain)) == 1
        && EVP_EncryptFinal_ex(cipher, tag, &rest) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagSize), tag) == 1;
    check(done, "OpenSSL cannot seal");
    return out;
}

Result<std::string> open(SealingKey const& key, std::string_view sealed, std::string_view context)
{
    check(key.reveal().size() == kKeySize, "a sealing key has 32 bytes");
    if (sealed.size() < kNonceSize + kTagSize)
        return fail(Fault::Denied, "sealed bytes are cut");
    std::string_view const body = sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
    std::string tag(sealed.substr(sealed.size() - kTagSize));
    std::string plain(body.size(), '\0');
    EVP_CIPHER_CTX* cipher = cipher_context();
    int written = 0;
    int rest = 0;
    unsigned char end = 0;
    bool const ready
        = EVP_DecryptInit_ex2(cipher, algorithms().aes_256_gcm, bytes_of(key.reveal()), bytes_of(sealed), nullptr) == 1
        && EVP_DecryptUpdate(cipher, nullptr, &written, bytes_of(context), size_of(context)) == 1
        && EVP_DecryptUpdate(cipher, bytes_of(plain), &written, bytes_of(body), size_of(body)) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagSize), tag.data()) == 1;
    check(ready, "OpenSSL cannot open");
    if (EVP_DecryptFinal_ex(cipher, &end, &rest) != 1) {
        forget_openssl_errors();
        wipe(plain);
        return fail(Fault::Denied, "sealed bytes do not open");
    }
    return plain;
}

} // namespace gatehouse::crypto
