#include "edges/console/attempt.h"

#include "edges/console/cookies.h"
#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

namespace gatehouse::console {

Attempt attempt_of(Console const& console, std::string_view errand, std::string cookie)
{
    auto const part = [&](std::string_view name) {
        return authenticate(console, std::string(errand) + "-" + std::string(name), cookie);
    };
    return { .cookie = cookie, .state = part("state"), .nonce = part("nonce"), .verifier = part("verifier") };
}

Attempt new_attempt(Console& console, std::string_view errand, json::Object const& content)
{
    return attempt_of(console, errand, random_token(console.random) + "." + base64url_encode(json::write(content)));
}

std::optional<json::Object> content_of(Attempt const& attempt)
{
    size_t const dot = attempt.cookie.find('.');
    auto const text
        = dot == std::string::npos ? std::nullopt : base64url_decode(std::string_view(attempt.cookie).substr(dot + 1));
    auto object = text ? json::parse_object(*text) : fail(Fault::Invalid, "no errand is under way");
    return object ? std::optional(std::move(*object)) : std::nullopt;
}

std::string why_not(Code const& code, Attempt const& attempt, Asked const& asked)
{
    if (code.grant.client != asked.client || !equals_ignoring_case(code.grant.policy.text(), asked.policy.text()))
        return "another app's code";
    if (code.redirect_uri != asked.redirect_uri)
        return "another address";
    // RFC 7636 §4.6.
    if (!constant_time_equal(crypto::sha256_text(attempt.verifier), code.code_challenge))
        return "another verifier";
    // OIDC Core §3.1.3.7: the nonce is that of this browser's request (attack-42).
    if (!constant_time_equal(attempt.nonce, code.grant.nonce))
        return "another nonce";
    return "";
}

} // namespace gatehouse::console
