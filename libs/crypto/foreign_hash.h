// Password hashes that other products made. Imported accounts keep theirs until somebody signs in; then they get one of
// ours. Not for new passwords.
//
//   Argon2      $argon2id$v=19$m=65536,t=3,p=4$SALT$HASH; also argon2i and argon2d, version 16, any salt
//   bcrypt      $2a$, $2b$ or $2y$, as crypt(3) writes it
//   PBKDF2      $pbkdf2-sha256$i=600000$SALT$HASH or $pbkdf2-sha256$29000$SALT$HASH; also -sha1 and -sha512
//   scrypt      $scrypt$ln=17,r=8,p=1$SALT$HASH
//   ASP.NET     Identity version 3: base64 that begins with "AQ"
//
// Salt and hash are base64 without padding; passlib's "." for "+" is understood.
#pragma once

#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/crypto/password_hash.h"

#include <string_view>

namespace gatehouse::crypto {

// Fault::Invalid when it is none of these forms, or asks for more work than a sign-in may cost: said at import, so that
// nobody finds out at the door.
Result<void> check_foreign_hash(std::string_view stored);

// `outdated` is always set.
Result<PasswordCheck> check_foreign_password(Password const& password, std::string_view stored);

} // namespace gatehouse::crypto
