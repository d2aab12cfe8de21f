// Which second factors a person has set up, and which of them must be proven before another is added: a password alone
// must not add one beside the owner's. Not of B2C: Gatehouse.FactorsProvider.
#include "core/journey/people.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/texts.h"
#include "libs/base/encoding.h"

namespace gatehouse::journey {
namespace {

struct Owned {
    std::vector<Passkey> passkeys;
    int recovery_codes = 0;
};

std::vector<std::string> descriptors(std::vector<Passkey> const& passkeys)
{
    std::vector<std::string> out;
    for (Passkey const& passkey : passkeys) {
        std::string entry = base64url_encode(passkey.id);
        for (std::string const& transport : passkey.transports)
            entry += " " + transport;
        out.push_back(std::move(entry));
    }
    return out;
}

// "ID text": choices of a page, by which the person knows one from another.
std::vector<std::string> choices(Call const& call, std::vector<Passkey> const& passkeys)
{
    Texts const texts(call.run.plan, call.profile.content_definition, call.run.state.language);
    std::vector<std::string> out;
    for (Passkey const& passkey : passkeys) {
        std::string const text = passkey.last_used ? texts.page("passkey_used", "{name}, last used on {date}")
                                                   : texts.page("passkey_unused", "{name}, not used yet");
        std::string const date = passkey.last_used ? rfc3339(*passkey.last_used).substr(0, 10) : std::string();
        out.push_back(base64url_encode(passkey.id) + " "
            + replace_all(replace_all(text, "{date}", date), "{name}", passkey.name));
    }
    return out;
}

// The first factor that is set up; "none" when there is none, or when the chosen one is.
std::string prove_first(std::string_view chosen, User const& user, Owned const& owned)
{
    auto const phone = user.attributes.find("strongAuthenticationPhoneNumber");
    struct Factor {
        std::string_view method;
        bool set_up;
    };
    Factor const factors[] = {
        { "sms", phone != user.attributes.end() && !text_of(phone->second).empty() },
        { "app", !user.totp_secret.empty() },
        { "passkey", !owned.passkeys.empty() },
    };
    std::string_view first;
    for (Factor const& factor : factors) {
        if (factor.set_up && factor.method == chosen)
            return "none";
        if (factor.set_up && first.empty())
            first = factor.method;
    }
    return std::string(first.empty() ? "none" : first);
}

} // namespace

Result<std::optional<Failure>> run_factors(Call& call)
{
    auto const user = TRY(find_user(call.run, UserId(call.input("objectId"))));
    if (!user)
        return std::nullopt;
    Owned const owned = TRY(read<Owned>(call.run.services.store, [&](Ports& ports) -> Result<Owned> {
        Owned found{ .passkeys = TRY(ports.passkeys.list(call.run.tenant.id, user->id)) };
        found.recovery_codes = TRY(ports.recovery_codes.count(call.run.tenant.id, user->id));
        return found;
    }));
    if (!owned.passkeys.empty()) {
        call.outputs.insert_or_assign("passkeyIds", descriptors(owned.passkeys));
        call.outputs.insert_or_assign("passkeyList", choices(call, owned.passkeys));
    }
    if (owned.recovery_codes > 0)
        call.outputs.insert_or_assign("hasRecoveryCodes", true);
    std::string const method = call.input("mfaMethod");
    std::string const first = prove_first(method, *user, owned);
    // These two are never set up by choosing them: a mailbox is the account's own, recovery codes come after a proof.
    call.outputs.insert_or_assign(
        "proveFirst", method == "email" || method == "recovery_code" ? std::string("none") : first);
    bool const proven = !call.input("mfaPassed").empty() || !call.input("isActiveMFASession").empty();
    if (owned.passkeys.empty() && (proven || first == "none"))
        call.outputs.insert_or_assign("mayOfferPasskey", true);
    return std::nullopt;
}

} // namespace gatehouse::journey
