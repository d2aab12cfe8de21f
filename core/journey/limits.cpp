#include "core/journey/limits.h"

#include "libs/base/log.h"
#include "libs/url/network.h"

namespace gatehouse::journey {
namespace {

// True when the party may; who is nobody may always.
bool take(Run& run, std::string_view what, std::string const& party, Allowance allowance)
{
    return party.empty() || !run.services.limits->actions.take(std::string(what) + " " + party, allowance, run.now);
}

bool may_send_text(Run& run, std::string const& client)
{
    Allowances const& allowances = run.services.limits->allowances;
    UserId const user = known_user(run, run.state.bag);
    std::string const account = user.empty() ? std::string() : run.tenant.id.text() + "/" + user.text();
    if (!take(run, "texts of client", client, allowances.texts)
        || !take(run, "texts of account", account, allowances.account_texts))
        return false;
    if (take(run, "texts of tenant", run.tenant.id.text(), { run.tenant.texts_per_hour, std::chrono::hours(1) }))
        return true;
    log::warning("a tenant has sent all text messages that it may within an hour", { { "tenant", run.tenant.domain } });
    return false;
}

} // namespace

bool may_send(Run& run, Channel channel)
{
    std::string const client = url::client_network(run.input.address);
    if (channel != Channel::Email)
        return may_send_text(run, client);
    return take(run, "emails of client", client, run.services.limits->allowances.emails);
}

Result<void> take_password_check(Run& run)
{
    std::string const client = url::client_network(run.input.address);
    if (!take(run, "passwords of client", client, run.services.limits->allowances.passwords))
        return fail(Fault::Unavailable, "too many passwords from " + client);
    return {};
}

} // namespace gatehouse::journey
