// The way from a proven token into the public Claims.
#pragma once

#include "libs/jose/jwt.h"

#include <gatehouse/claims.h>

#include <variant>

namespace gatehouse::auth {

struct Claims::State {
    // A proven token is kept as it is: copying its claims would cost more than parsing them.
    std::variant<json::Object, jose::VerifiedJwt> source;
};

struct ClaimsAccess {
    static Claims make(json::Object object);
    static Claims make(jose::VerifiedJwt token);
    static json::Object const& object(Claims const& claims);
};

} // namespace gatehouse::auth
