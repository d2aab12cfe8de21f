// Authenticated encryption for what rests in a database or travels through a browser: AES-256-GCM with a random nonce.
#pragma once

#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"

#include <string>
#include <string_view>

namespace gatehouse::crypto {

// 32 raw bytes.
using SealingKey = Secret<struct SealingKeyTag>;

// nonce(12) | ciphertext | tag(16). `context` is authenticated but not stored: a value sealed for one row, purpose or
// subject does not open for another.
std::string seal(SealingKey const& key, std::string_view plain, std::string_view context, Random& random);
// Fault::Denied when the bytes were changed, cut, or sealed under another key or context.
Result<std::string> open(SealingKey const& key, std::string_view sealed, std::string_view context);

} // namespace gatehouse::crypto
