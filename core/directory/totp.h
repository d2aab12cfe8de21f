// Codes of authenticator apps. RFC 6238 with SHA-1, six digits and steps of 30 seconds: what every app supports.
#pragma once

#include "libs/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

// The code of one time step: 30-second steps since 1970. `secret` is raw bytes.
std::string totp_code(std::string_view secret, std::int64_t step);

// The step whose code it is, to be stored as User::totp_last_step. One step either way is accepted for clocks that
// differ (RFC 6238 §5.2), a step up to `last_step` never: a code works once.
std::optional<std::int64_t> match_totp(
    std::string_view secret, std::string_view code, Time now, std::int64_t last_step);

// "otpauth://totp/Issuer:ada%40example.test?secret=...&issuer=...": what the QR code holds.
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

} // namespace gatehouse
