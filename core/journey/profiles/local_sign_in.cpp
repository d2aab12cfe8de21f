// Checks a user name and password against our own directory. B2C: login-NonInteractive.
#include "core/journey/people.h"
#include "core/journey/profiles/handler.h"

namespace gatehouse::journey {

Result<std::optional<Failure>> run_local_sign_in(Call& call)
{
    auto user = TRY(find_user_by_name(call.run, std::nullopt, call.input("username")));
    if (user) {
        auto const check = TRY(call.run.services.hasher.check(
            Password(call.input("password")), user->password_hash, call.run.tenant.hash_cost));
        if (check.matches) {
            call.outputs.insert_or_assign("oid", user->id.text());
            prove_password(call.run);
            return std::nullopt;
        }
    }
    return Failure{
        .message_id = "UserMessageIfInvalidPassword", .text = "Wrong.", .code = "AADB2C90053", .refusal = {}
    };
}

} // namespace gatehouse::journey
