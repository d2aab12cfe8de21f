#include "core/journey/passkeys.h"

#include "core/journey/claims.h"
#include "core/journey/verification.h"
#include "libs/base/encoding.h"

namespace gatehouse::journey {
namespace {

using webauthn::UserVerification;

// WebAuthn §15.1: long enough to fetch a security key, short enough that a page left open proves nothing.
constexpr seconds kLifetime{ 300 };

std::string text(Values const& inputs, std::string_view partner)
{
    auto const found = inputs.find(partner);
    return found == inputs.end() ? std::string() : text_of(found->second);
}

// "id internal hybrid": as run_factors hands them out.
json::Array descriptors(Values const& inputs)
{
    json::Array out;
    auto const found = inputs.find("passkeyIds");
    auto const* ids = found == inputs.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
    for (std::string const& entry : ids ? *ids : std::vector<std::string>()) {
        std::vector<std::string> const words = split_words(entry);
        json::Array transports;
        for (size_t at = 1; at < words.size(); ++at)
            transports.emplace_back(words[at]);
        json::Object one{ { "type", "public-key" }, { "id", words.empty() ? std::string() : words[0] } };
        if (!transports.empty())
            one.set("transports", std::move(transports));
        out.emplace_back(std::move(one));
    }
    return out;
}

std::string or_else(std::string first, std::string second)
{
    return first.empty() ? std::move(second) : std::move(first);
}

// WebAuthn §5.4.
void add_creation(
    json::Object& options, Run const& run, webauthn::RelyingParty const& party, Values const& inputs, bool verified)
{
    std::string const user = text(inputs, "objectId");
    std::string const name = or_else(text(inputs, "userName"), or_else(text(inputs, "displayName"), user));
    json::Array types;
    for (webauthn::KeyType const type : webauthn::kKeyTypes)
        types.emplace_back(json::Object{ { "type", "public-key" }, { "alg", static_cast<std::int64_t>(type) } });
    options.set("rp",
        json::Object{ { "id", party.id },
            { "name", run.tenant.display_name.empty() ? run.tenant.domain : run.tenant.display_name } });
    // §14.6.1: the handle says nothing about the person; the object id is a random number.
    options.set("user",
        json::Object{ { "id", base64url_encode(user) }, { "name", name },
            { "displayName", or_else(text(inputs, "displayName"), name) } });
    options.set("pubKeyCredParams", std::move(types));
    options.set("attestation", "none");
    options.set("authenticatorSelection",
        json::Object{ { "residentKey", verified ? "required" : "preferred" }, { "requireResidentKey", verified },
            { "userVerification", verified ? "required" : "preferred" } });
    options.set("excludeCredentials", descriptors(inputs));
}

} // namespace

std::optional<PasskeyUse> passkey_use(std::string_view operation)
{
    if (equals_ignoring_case(operation, "Enrol"))
        return PasskeyUse::Enrol;
    if (equals_ignoring_case(operation, "Verify"))
        return PasskeyUse::Verify;
    if (equals_ignoring_case(operation, "SignIn"))
        return PasskeyUse::SignIn;
    return std::nullopt;
}

std::optional<webauthn::RelyingParty> passkey_party(Run const& run)
{
    return webauthn::relying_party(run.state.request.host);
}

std::string passkey_purpose(PasskeyUse use)
{
    switch (use) {
    case PasskeyUse::Enrol:
        return "passkey/enrol";
    case PasskeyUse::Verify:
        return "passkey/verify";
    case PasskeyUse::SignIn:
        break;
    }
    return "passkey/sign_in";
}

UserVerification passkey_verification(policy::Profile const& profile, PasskeyUse use)
{
    bool const required
        = use == PasskeyUse::SignIn || equals_ignoring_case(profile.meta("userVerification"), "required");
    return required ? UserVerification::Required : UserVerification::Preferred;
}

std::string passkey_options(Run& run, policy::Profile const& profile)
{
    auto const use = passkey_use(profile.meta("Operation"));
    auto const party = passkey_party(run);
    if (!use || !party)
        return {};
    Values const inputs = input_values(run, profile, profile.inputs, run.state.bag);
    std::string const subject = *use == PasskeyUse::SignIn ? std::string() : text(inputs, "objectId");
    if (subject.empty() != (*use == PasskeyUse::SignIn))
        return {};
    bool const verified = passkey_verification(profile, *use) == UserVerification::Required;
    json::Object options{ { "challenge", make_challenge(run, passkey_purpose(*use), subject, kLifetime) },
        { "timeout", static_cast<std::int64_t>(std::chrono::milliseconds(kLifetime).count()) } };
    if (*use == PasskeyUse::Enrol) {
        add_creation(options, run, *party, inputs, verified);
    } else {
        options.set("rpId", party->id);
        options.set("userVerification", verified ? "required" : "preferred");
        // Without a list every passkey that the authenticator keeps for this host will do. WebAuthn §5.5.
        if (*use == PasskeyUse::Verify)
            options.set("allowCredentials", descriptors(inputs));
    }
    return json::write(json::Object{ { "use", profile.meta("Operation") }, { "publicKey", std::move(options) } });
}

} // namespace gatehouse::journey
