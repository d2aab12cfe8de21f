// A JWT that is signed by the key in its own header. It proves who holds that key and nothing more: it is a type of its
// own, so that no issuer's token can be taken for one or the other way round. RFC 9449 §4.
#pragma once

#include "libs/base/result.h"
#include "libs/jose/jwt.h"
#include "libs/json/json.h"

#include <string>
#include <string_view>

namespace gatehouse::jose {

struct KeyProof {
    json::Object claims;
    std::string thumbprint; // RFC 7638, of the key
};

// `typ` must be that of the header; the key a public RSA or P-256 key in "jwk" whose algorithm is the header's "alg"
// (attack-44, attack-45).
Result<KeyProof, JwtFault> verify_key_proof(std::string_view text, std::string_view typ);

} // namespace gatehouse::jose
