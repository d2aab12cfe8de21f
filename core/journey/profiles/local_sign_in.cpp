// Checks a user name and password against our own directory. B2C: login-NonInteractive. Counting and the time it takes
// are core/directory/sign_in's; it writes attempts at once, outside of the step's transaction, so that a guess counts
// even when the step is never committed.
#include "core/directory/sign_in.h"

#include "core/journey/limits.h"
#include "core/journey/people.h"
#include "core/journey/profiles/directory_attributes.h"
#include "core/journey/profiles/handler.h"

namespace gatehouse::journey {
namespace {

using Kind = SignInOutcome::Kind;

Failure failure(std::string_view id, std::string_view text, std::string_view code)
{
    return Failure{
        .message_id = std::string(id), .text = std::string(text), .code = std::string(code), .refusal = {}
    };
}

std::string_view reason_of(Kind kind)
{
    switch (kind) {
    case Kind::Ok:
        break;
    case Kind::WrongPassword:
        return "wrong_password";
    case Kind::UnknownUser:
        return "unknown_user";
    case Kind::Locked:
        return "locked";
    case Kind::Disabled:
        return "disabled";
    case Kind::MustChangePassword:
        return "must_change_password";
    }
    return "";
}

// What the password grant is told, where no page is. B2C: one number for every wrong pair.
Refusal without_page(Run const& run, Kind kind)
{
    if (kind == Kind::Locked)
        return refuse(
            90114, "access_denied", "Your account is temporarily locked to prevent unauthorized use. Try again later.");
    if (kind == Kind::Disabled)
        return refuse(90111, "access_denied",
            "Your account has been locked. Contact your support person to unlock it, then try again.");
    if (kind == Kind::MustChangePassword)
        return interaction_required(run);
    return refuse(90225, "access_denied", "The username or password provided in the request are invalid.");
}

Failure message_of(Kind kind, policy::Profile const& profile)
{
    switch (kind) {
    case Kind::Locked:
        return failure("UserMessageIfUserAccountLocked",
            "Your account is temporarily locked to prevent unauthorized use. Try again later.", "AADB2C90114");
    case Kind::Disabled:
        return failure(
            "UserMessageIfUserAccountDisabled", "Your account has been disabled. Contact your support person.", "");
    case Kind::MustChangePassword:
        return failure("UserMessageIfPasswordExpired", "Your password has expired. Please choose a new one.", "");
    case Kind::UnknownUser:
        // Differs from B2C, which tells the two apart: nobody learns here who has an account (attack-29), unless the
        // policy's author asks for it.
        if (profile.flag("gatehouse.distinguishUnknownUser", false))
            return failure(
                "UserMessageIfClaimsPrincipalDoesNotExist", "We can't seem to find your account.", "AADB2C90053");
        break;
    case Kind::WrongPassword:
    case Kind::Ok:
        break;
    }
    return failure("UserMessageIfInvalidPassword", "The user name or password is incorrect.", "AADB2C90054");
}

Failure failure_of(Call const& call, Kind kind)
{
    Failure failure = message_of(kind, call.profile);
    failure.without_page = without_page(call.run, kind);
    return failure;
}

Failure refused(Call& call, SignInOutcome const& outcome)
{
    UserId const user = outcome.user ? outcome.user->id : UserId();
    audit(call.run, AuditKind::SignInFailed, json::Object{ { "reason", reason_of(outcome.kind) } }).user = user;
    if (outcome.locked_now)
        audit(call.run, AuditKind::AccountLocked, json::Object{ { "until", rfc3339(outcome.locked_until) } }).user
            = user;
    return failure_of(call, outcome.kind);
}

Result<void> save_new_hash(Call& call, User user, Password const& password)
{
    user.password_hash = TRY(call.run.services.hasher.hash(password, call.run.tenant.hash_cost));
    change_user(call.run, std::move(user));
    return {};
}

} // namespace

Result<std::optional<Failure>> run_local_sign_in(Call& call)
{
    Password const password(call.input("password"));
    TRY(take_password_check(call.run));
    SignInOutcome outcome = TRY(sign_in(call.run.services.store, call.run.services.hasher, call.run.tenant,
        call.input("username"), password, call.run.now));
    // B2C: forced password reset. The journey goes on to a page for a new password, and to nothing else before.
    bool const may_change = call.profile.flag("gatehouse.PasswordMayHaveToChange", false);
    if (outcome.kind != Kind::Ok && !(outcome.kind == Kind::MustChangePassword && may_change))
        return refused(call, outcome);
    User& user = *outcome.user;
    call.outputs = attributes_of(user, call.run.tenant);
    call.outputs.insert_or_assign("oid", user.id.text());
    call.outputs.insert_or_assign("tid", call.run.tenant.id.text());
    call.outputs.insert_or_assign("upn", user.id.text() + "@" + call.run.tenant.domain);
    for (auto const& [partner, attribute] :
        { std::pair("name", "displayName"), std::pair("given_name", "givenName"), std::pair("family_name", "surname") })
        if (auto const found = user.attributes.find(attribute); found != user.attributes.end())
            call.outputs.insert_or_assign(partner, found->second);
    if (outcome.rehash)
        TRY(save_new_hash(call, std::move(user), password));
    call.run.state.failed_passwords = outcome.failures_before;
    prove_password(call.run);
    return std::nullopt;
}

} // namespace gatehouse::journey
