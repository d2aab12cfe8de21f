// What the files of this folder share: handles, algorithms fetched once, and errors. OpenSSL's headers stay in the .cpp
// files, so its types are only declared here.
#pragma once

#include "libs/base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_cipher_st;
struct evp_mac_st;
struct evp_md_st;

namespace gatehouse::crypto {

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
// Owns an object of OpenSSL: Handle<EVP_PKEY, EVP_PKEY_free>.
template <class T, auto Free>
using Handle = std::unique_ptr<T, Freeing<Free>>;

// EVP_sha256() and its like look the algorithm up under a global lock at every use, so that two threads hash hardly
// faster than one. These were looked up once; they live as long as the program.
struct Algorithms {
    evp_md_st* sha256;
    evp_mac_st* hmac;
    evp_cipher_st* aes_256_gcm;
};
Algorithms const& algorithms();

// Forgets what OpenSSL noted about a failure: a left-over note would surface in an unrelated TLS call of this thread.
void forget_openssl_errors();
// The newest note as the detail of an error, e.g. openssl_failure(Fault::Invalid, "private key").
std::unexpected<Error> openssl_failure(Fault fault, std::string_view what);

inline unsigned char const* bytes_of(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
inline unsigned char* bytes_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

} // namespace gatehouse::crypto
