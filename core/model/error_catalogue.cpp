#include "core/model/error_catalogue.h"

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

constexpr std::string_view kAgain = "Start the sign-in again from the application.";
constexpr std::string_view kRegister = "Correct the request, or the application's registration in `tenant.toml`.";
constexpr std::string_view kReauthenticate = "Send the person through the authorize endpoint again.";
constexpr std::string_view kPolicy = "Correct the policy; `gatehouse policy check` names the line.";
constexpr std::string_view kTrace = "Look the correlation id up with `gatehouse audit` and in the server's log.";

// Facts: B2C's error reference, and what it was seen to pair a number with.
constexpr auto kEntries = std::to_array<CatalogueEntry>({
    { 90001, "", "page", "A page template's host does not allow this server's origin.",
        "Allow the origin of the sign-in pages in the host's CORS settings." },
    { 90002, "", "page", "A page template was not found at its address.", "Correct the address of the template." },
    { 90003, "", "page", "A page template could not be loaded.", "Check that the template's host answers." },
    { 90004, "", "authorize", "The request has no `redirect_uri`.", "Send the redirect address that is registered." },
    { 90005, "", "authorize", "The `redirect_uri` is not an address.", "Send an absolute address." },
    { 90006, "redirect_uri_mismatch", "authorize",
        "The `redirect_uri` is not registered for the application, character by character.",
        "Register exactly this address: case, port, path and the last slash count." },
    { 90007, "", "authorize", "The application has no redirect address.", "Register one in `redirect_uris`." },
    { 90008, "invalid_request", "authorize, token", "The request has no `client_id`.", "Send it." },
    { 90009, "invalid_request", "authorize", "An ID token was asked for in the front channel without a `nonce`.",
        "Send a fresh `nonce` with each request and compare it with the token's." },
    { 90010, "invalid_request", "authorize", "The request has no `scope`.", "Send at least `openid`." },
    { 90011, "", "authorize", "The `client_id` is not the policy's.", kRegister },
    { 90012, "invalid_scope", "authorize", "The scope is not supported.", kRegister },
    { 90013, "unsupported_response_type", "authorize", "The `response_type` is none of those in the metadata.",
        "Use `code`." },
    { 90014, "invalid_request", "authorize", "The `response_mode` is not known, or not allowed with these tokens.",
        "Use `query`, `fragment` or `form_post`; tokens never travel in a query." },
    { 90015, "invalid_request", "authorize, token", "The HTTP method is not supported here.", "Use GET or POST." },
    { 90016, "invalid_client", "token", "The `client_assertion_type` does not fit the assertion.",
        "Send `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`." },
    { 90017, "invalid_client invalid_dpop_proof use_dpop_nonce", "token",
        "The client assertion, or the proof of a key, is not valid.",
        "Check its signature, audience, lifetime and `jti`; one is used once. `use_dpop_nonce`: send it again with the "
        "nonce of the header `DPoP-Nonce`." },
    { 90018, "invalid_client", "authorize, token", "No enabled application of this tenant has this `client_id`.",
        "Compare the tenant in the address and the `client_id` with the registration." },
    { 90019, "server_error", "token", "A key container has no usable key.", kPolicy },
    { 90020, "server_error", "token", "A signature algorithm is not supported.", kPolicy },
    { 90021, "server_error", "page", "A technical profile is missing.", kPolicy },
    { 90022, "server_error", "page", "The metadata of a profile could not be had.", kPolicy },
    { 90023, "server_error", "page", "A profile lacks a metadata key.", kPolicy },
    { 90024, "server_error", "page", "A profile is not configured correctly.", kPolicy },
    { 90025, "server_error", "page", "A profile is not configured correctly.", kPolicy },
    { 90026, "server_error", "page", "A profile is not configured correctly.", kPolicy },
    { 90027, "invalid_client", "token", "The Basic credentials are not well-formed or contradict the body.",
        "Send client id and secret, each form-encoded, in one place only." },
    { 90028, "invalid_client", "token", "The client certificate is not the registered one.", kRegister },
    { 90031, "server_error", "authorize", "The policy has no default journey.", kPolicy },
    { 90033, "server_error", "page", "A claim of the policy could not be used.", kPolicy },
    { 90035, "temporarily_unavailable server_error", "any", "The service cannot answer for a moment.",
        "Try again after a pause." },
    { 90036, "", "logout", "The logout names no `post_logout_redirect_uri`.",
        "Nothing: the page says that it is done." },
    { 90037, "server_error", "any", "The request could not be processed.", kTrace },
    { 90038, "server_error", "any", "The request could not be processed.", kTrace },
    { 90039, "invalid_client", "token", "The assertion needs a secret that is not registered.", kRegister },
    { 90040, "server_error", "authorize", "The step that sends claims is at fault.", kPolicy },
    { 90043, "invalid_request", "authorize", "The `prompt` is not known, or `none` stands beside another word.",
        "Use none, login, consent, select_account or create." },
    { 90044, "server_error", "page", "A claim resolver is not known.", kPolicy },
    { 90045, "server_error", "page", "A claim resolver cannot be used here.", kPolicy },
    { 90046, "server_error", "page", "The sign-in has ended, has expired, or belongs to another browser.", kAgain },
    { 90047, "server_error", "page", "A page's script could not be loaded.", "Check the host of the script." },
    { 90048, "server_error", "any", "An unexpected fault.", kTrace },
    { 90049, "server_error", "page", "The journey is not valid.", kPolicy },
    { 90050, "server_error", "page", "The journey is not valid.", kPolicy },
    { 90051, "server_error", "page", "No way to sign in was left to choose from.", kPolicy },
    { 90052, "access_denied", "page, token", "Name or password is wrong.", "Try again, or reset the password." },
    { 90053, "access_denied", "page, token", "There is no such person, or the password is wrong.",
        "Try again, sign up, or reset the password." },
    { 90054, "access_denied", "page, token", "Name or password is wrong.", "Try again, or reset the password." },
    { 90055, "invalid_request", "authorize", "The scope names no resource.",
        "Ask for a scope of an API, or `openid`." },
    { 90056, "access_denied", "authorize, token", "The application is not authorized for the resource.", kRegister },
    { 90057, "unauthorized_client", "authorize, token",
        "The application may not be answered with tokens by the authorize endpoint, or use this grant.",
        "Switch it on with `implicit` in `tenant.toml`, or use the code flow." },
    { 90058, "unauthorized_client", "token", "The application is not a public client.", kRegister },
    { 90065, "", "page", "A page template could not be loaded.", "Check that the template's host answers." },
    { 90066, "invalid_request", "any", "There is no such tenant or policy at this address.",
        "Compare tenant and policy in the address with `tenant.toml`; `gatehouse policy check` says why one does not "
        "compile." },
    { 90067, "", "logout", "The `post_logout_redirect_uri` is not well-formed or not registered.",
        "Register it in the `redirect_uris` of the application." },
    { 90068, "invalid_request", "authorize", "The application was not made for this service.", kRegister },
    { 90073, "invalid_request", "authorize", "The application is not configured correctly.", kRegister },
    { 90075, "server_error", "page", "An API that the journey asks gave no usable answer.",
        "Look at the API; the server's log says what it answered." },
    { 90076, "server_error", "page", "The directory could not be asked.", kTrace },
    { 90077, "interaction_required login_required", "authorize",
        "`prompt=none`, and no session answers for the person.", "Ask again without `prompt=none`." },
    { 90078, "invalid_request invalid_grant", "authorize, token",
        "The `redirect_uri` is missing or not the one of the authorize request.", "Send the same one both times." },
    { 90079, "invalid_request", "token", "A confidential client sent no secret.", "Send `client_secret`." },
    { 90080, "invalid_grant", "token", "The code or refresh token has expired or was used.", kReauthenticate },
    { 90081, "invalid_client", "token", "The client secret is wrong or has expired.",
        "Send a current secret; `gatehouse apply --write-env` makes one." },
    { 90082, "invalid_grant invalid_scope", "token", "The grant is not enough for the scope.", kReauthenticate },
    { 90083, "invalid_request", "token", "A required parameter is missing, or credentials stand twice.",
        "Send what the description names." },
    { 90084, "invalid_request", "token", "A public client sent a secret.",
        "Leave the secret out, or register the application as `web`." },
    { 90085, "server_error invalid_grant", "any", "A fault of this server.", kTrace },
    { 90086, "unsupported_grant_type", "token", "The `grant_type` is not supported.",
        "Use one of those in the metadata." },
    { 90087, "invalid_grant unsupported_token_type", "token", "The grant is of another version of the protocol.",
        kReauthenticate },
    { 90088, "invalid_grant", "token", "The grant was issued by another policy.",
        "Send it to the token endpoint of the policy that the description calls the actual one." },
    { 90089, "server_error", "token", "A key is of the wrong type.", kPolicy },
    { 90090, "invalid_grant", "token", "The code or token is not known here.", kReauthenticate },
    { 90091, "access_denied", "authorize", "The person pressed Cancel.", "Offer to try again." },
    { 90092, "invalid_client unauthorized_client", "authorize, token", "The application is disabled.", kRegister },
    { 90107, "server_error", "authorize", "An ID token cannot be issued.", kPolicy },
    { 90108, "server_error", "authorize", "The policy names no token issuer.", kPolicy },
    { 90110, "invalid_request", "authorize", "An ID token was asked for without the scope `openid`.",
        "Add `openid` to the scope." },
    { 90111, "access_denied", "page, token", "The account is disabled.", "An administrator enables it." },
    { 90112, "server_error", "page", "The language is not supported.", kPolicy },
    { 90114, "access_denied", "page, token", "Too many wrong passwords: the account is locked for a while.",
        "Wait, or reset the password." },
    { 90115, "invalid_request", "authorize", "The scope names neither a resource nor `openid`.", "Add `openid`." },
    { 90117, "invalid_scope invalid_request", "authorize, token", "A scope is not known in this tenant.",
        "Expose it with `scopes` of the API's application." },
    { 90118, "access_denied", "authorize",
        "The person followed \"Forgot your password?\" and the policy leaves the reset to the application.",
        "Send the person to the password reset policy." },
    { 90119, "access_denied server_error", "page", "A step was tried too often.", kAgain },
    { 90120, "invalid_request", "authorize", "The `max_age` is not a whole number of seconds.", "Correct it." },
    { 90121, "login_required interaction_required", "authorize",
        "`prompt=none`, and the last proof is older than `max_age`.", "Ask again without `prompt=none`." },
    { 90122,
        "invalid_request request_not_supported request_uri_not_supported invalid_request_object invalid_request_uri "
        "unauthorized_client",
        "any",
        "The request is not well-formed, has a parameter twice, or is asked in a way the application may not use.",
        "Correct what the description names." },
    { 90123, "invalid_request", "authorize", "A token was asked for without a scope that it would be for.",
        "Ask for a scope of an API, or for the client id." },
    { 90128, "invalid_grant", "token", "The person of this grant is gone.", kReauthenticate },
    { 90129, "invalid_grant", "token", "The grant was revoked: by an administrator, a new password, or its second use.",
        kReauthenticate },
    { 90145, "server_error", "page", "No phone number is on record and the policy lets nobody type one.",
        "Enrol a number, or correct the policy." },
    { 90146, "invalid_request invalid_scope", "authorize, token", "The scope names more than one resource.",
        "Ask for one token for each API." },
    { 90149, "server_error", "page", "A script could not be loaded.", "Check the host of the script." },
    { 90150, "server_error", "page", "A page template came too late.", "Check the host of the template." },
    { 90151, "access_denied", "page", "Too many wrong codes.", kAgain },
    { 90152, "server_error", "page", "The second factor could not be asked for its state.", kTrace },
    { 90153, "server_error", "page", "The second factor could not be started.", kTrace },
    { 90154, "server_error", "page", "The second factor could not be checked.", kTrace },
    { 90155, "server_error", "page", "The second factor could not be checked.", kTrace },
    { 90156, "server_error", "page", "The second factor could not be checked.", kTrace },
    { 90157, "access_denied server_error", "page", "A form was refused too often.", kAgain },
    { 90161, "server_error", "page", "A form could not be answered.", kTrace },
    { 90162, "server_error", "page", "An API refused too often.", "Look at the API." },
    { 90182, "invalid_grant", "token", "The `code_verifier` does not fit the challenge.", kReauthenticate },
    { 90183, "invalid_grant invalid_request", "authorize, token",
        "Challenge or verifier is missing, malformed, or does not fit.",
        "Use a library's PKCE; the verifier is that of this very request." },
    { 90184, "invalid_request", "authorize", "The `code_challenge_method` is not supported.", "Use S256." },
    { 90194, "server_error", "page", "A bearer value that an API needs could not be had.", kPolicy },
    { 90195, "server_error", "page", "A bearer value that an API needs could not be had.", kPolicy },
    { 90196, "server_error", "page", "A page template could not be loaded.", "Check its address and host." },
    { 90197, "invalid_request", "authorize", "The application has too many redirect addresses.", kRegister },
    { 90205, "invalid_request access_denied", "authorize, token",
        "The application has none of the permissions asked for.",
        "Add them to its `permissions` and consent to them." },
    { 90206, "server_error", "page", "A page did not start in time.", kAgain },
    { 90208, "invalid_request", "authorize", "The `id_token_hint` has expired.", "Sign a new one." },
    { 90209, "invalid_request", "authorize", "The `id_token_hint` is for another audience.", "Correct `aud`." },
    { 90210, "invalid_request", "authorize", "The `id_token_hint` cannot be used.", "Sign a new one." },
    { 90211, "", "page", "The cookie of the sign-in is missing.", "Allow cookies, then start again." },
    { 90212, "", "page", "The page does not belong to a sign-in of this browser.", kAgain },
    { 90224, "unauthorized_client", "token", "The application may not use the password grant.", kRegister },
    { 90225, "access_denied", "token", "Name or password is wrong.", "Try again, or reset the password." },
    { 90226, "invalid_request", "token", "Only POST is allowed here.", "Use POST." },
    { 90227, "invalid_request", "authorize", "A redirect address has a fragment.", kRegister },
    { 90229, "temporarily_unavailable", "any", "Too many requests, or the server is busy: HTTP 429.",
        "Wait as long as Retry-After says." },
    { 90232, "invalid_request", "authorize", "The `id_token_hint` is of another issuer.", "Correct `iss`." },
    { 90233, "invalid_request", "authorize", "The signature of the `id_token_hint` is wrong.",
        "Sign with the key that the policy names." },
    { 90234, "invalid_request", "authorize", "The `id_token_hint` is not yet valid.", "Check the clocks." },
    { 90235, "", "logout", "The `id_token_hint` has expired.", "Send the newest ID token of the session." },
    { 90236, "", "logout", "The `id_token_hint` is not yet valid.", "Check the clocks." },
    { 90237, "", "logout", "The `id_token_hint` is another application's.", "Send one's own ID token." },
    { 90238, "", "logout", "The `id_token_hint` was not issued here.", "Send an ID token of this tenant." },
    { 90239, "", "logout", "The signature of the `id_token_hint` could not be verified.",
        "Send the ID token as it was received; its key may have been retired." },
    { 90240, "", "logout", "The `id_token_hint` is not an ID token.", "Send an ID token, not an access token." },
    { 90243, "server_error", "page", "Client id or secret at a provider is wrong.", kPolicy },
    { 90244, "temporarily_unavailable", "any", "Too many requests: HTTP 429.", "Wait as long as Retry-After says." },
    { 90246, "access_denied", "any", "The tenant is disabled.", "Its operator knows why." },
    { 90255, "server_error", "page", "A step of the journey did not finish.", kAgain },
    { 90261, "server_error", "page", "An answer could not be read.", kTrace },
    { 90272, "invalid_request", "authorize", "The policy needs an `id_token_hint`.", "Send one." },
    { 90273, "server_error access_denied", "page", "A provider's answer cannot be used.",
        "The description holds what the provider said." },
    { 90276, "server_error", "page", "Settings of the policy contradict each other.", kPolicy },
    { 90279, "invalid_grant", "token", "The grant was issued to another application.", kReauthenticate },
    { 90284, "access_denied", "authorize", "The application has no consent for local accounts.", kRegister },
    { 90285, "invalid_client", "authorize, token", "The application was not found.", kRegister },
    { 90286, "access_denied", "page", "What was typed cannot be used.", "The page says why." },
    { 90287, "invalid_request", "authorize", "The redirect address is not valid.", kRegister },
    { 90289, "server_error", "page", "A provider cannot be reached.", "Check the provider, then try again." },
    { 90296, "invalid_request", "authorize", "The application is not configured correctly.", kRegister },
    { 99002, "server_error", "authorize",
        "Who came back from an identity provider is nobody in the directory, and the policy signs nobody up.",
        "Begin with a policy that signs up." },
    { 99005, "invalid_scope", "authorize, token", "The scope has a character that is not allowed.", "Correct it." },
    { 99013, "unsupported_grant_type", "token", "Grant and token type do not go together.", "Correct the request." },
    { 99015, "invalid_request", "token", "The password grant lacks name or password.", "Send both." },
    { 99059, "invalid_request", "authorize", "A public client sent no `code_challenge`.",
        "Use PKCE with S256: every current library does." },
});

constexpr std::string_view kHead = R"(# AADB2C errors

Every error carries a number: in `error_description` as "AADB2C90118: text", with the correlation id and the time on the
lines behind it, or on the error page. Libraries that were written for Azure AD B2C look for these numbers.

`gatehouse audit CORRELATION_ID` prints what happened in that request and its journey, in order; log lines carry the same
id. Answers have no `error_uri`: B2C sends none, and the number leads here.

This file is made of `core/model/error_catalogue.cpp`; a test compares the two
(`GATEHOUSE_UPDATE_GOLDEN=1 build/dev/core/model/model_test` writes it anew). Numbers that this version never raises stand
here, too: they are what Azure's say.
)";

std::string quoted(std::string_view words)
{
    std::string out = "`";
    for (char const c : words)
        out += c == ' ' ? std::string("`, `") : std::string(1, c);
    return out + "`";
}

} // namespace

std::span<CatalogueEntry const> error_catalogue()
{
    return kEntries;
}

CatalogueEntry const* find_error(int code)
{
    auto const found = std::ranges::lower_bound(kEntries, code, {}, &CatalogueEntry::code);
    return found != kEntries.end() && found->code == code ? &*found : nullptr;
}

std::string error_reference()
{
    std::string out(kHead);
    for (CatalogueEntry const& entry : kEntries) {
        out += "\n## AADB2C" + std::to_string(entry.code) + "\n\n" + std::string(entry.cause) + "\n\n";
        out += "- From: " + std::string(entry.where) + "\n";
        if (!entry.errors.empty())
            out += "- With: " + quoted(entry.errors) + "\n";
        out += "- What to do: " + std::string(entry.remedy) + "\n";
    }
    return out;
}

} // namespace gatehouse
