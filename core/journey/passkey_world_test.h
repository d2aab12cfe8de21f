// A journey's world with passkeys in it.
#pragma once

#include "core/journey/world_test.h"
#include "libs/base/encoding.h"
#include "libs/testkit/authenticator.h"

namespace gatehouse::journey {

using testkit::Authenticator;
using testkit::PasskeyLies;

inline constexpr std::string_view kOrigin = "https://login.example.test";
inline std::string const kEve = "eve@example.test";
inline std::string const kPassword = "Correct-horse-1";

inline std::string enabled(std::string const& profile, std::string const& when = "Always")
{
    return "<TechnicalProfile Id=\"" + profile + "\"><EnabledForUserJourneys>" + when
        + "</EnabledForUserJourneys></TechnicalProfile>";
}
inline Leaf with_passkey_factor(std::string const& more = {})
{
    return with_providers(second_factor("Passkey") + more);
}
inline std::string recovery_codes()
{
    return enabled("Mfa-OfferRecoveryCode", "OnClaimsExistence") + enabled("RecoveryCodes-Generate");
}
inline Leaf with_passkey_sign_in(std::string const& more = {})
{
    return with_providers(
        R"(<TechnicalProfile Id="SelfAsserted-SignIn"><OutputClaims><OutputClaim ClaimTypeReferenceId="passkeyAnswer" /></OutputClaims></TechnicalProfile>)"
        + enabled("Passkey-MayOffer") + more);
}

// A person with a browser at the public origin, and an authenticator.
class PasskeyWorld : public World {
public:
    explicit PasskeyWorld(Leaf const& leaf)
        : World(leaf)
    {
        ada = add_user(kAda, kPassword);
    }
    void open(std::string origin = std::string(kOrigin))
    {
        Request request;
        request.host = std::move(origin);
        start(std::move(request));
    }
    void open_and_sign_in(std::string const& email = kAda)
    {
        open();
        sign_in(email, kPassword);
    }
    json::Object options()
    {
        PageField const* shown = field("passkeyAnswer");
        auto parsed = json::parse_object(shown ? shown->value : std::string());
        return parsed.has_value() && parsed->object("publicKey") ? *parsed->object("publicKey") : json::Object();
    }
    std::string challenge() { return options().text("challenge").value_or(""); }
    std::string handle()
    {
        json::Object const all = options();
        return all.object("user") ? base64url_decode(all.object("user")->text("id").value_or("")).value_or("") : "";
    }
    Outcome const& answer(std::string const& json) { return send({ { "passkeyAnswer", json } }); }
    void enrol(PasskeyLies const& lies = {}) { answer(device.create(challenge(), handle(), lies)); }
    // Ada has a passkey and a new browser.
    void set_up()
    {
        open_and_sign_in();
        enrol();
        ASSERT_TRUE(finished());
        session_digest.clear();
    }
    std::vector<Passkey> passkeys(UserId const& user)
    {
        return read<std::vector<Passkey>>(*store, [&](Ports& ports) {
            return ports.passkeys.list(tenant.id, user);
        }).value();
    }
    // Why the last answer was refused.
    std::string reason(AuditKind kind = AuditKind::FactorFailed)
    {
        auto const events = audited(kind);
        return events.empty() ? "" : json::parse_object(events.front().detail)->text("reason").value_or("");
    }

    UserId ada;
    Authenticator device{ "login.example.test", std::string(kOrigin) };
};

} // namespace gatehouse::journey
