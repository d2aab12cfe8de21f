#include "core/administration/console_app.h"

#include "libs/base/text.h"

namespace gatehouse {
namespace {

Application public_app(std::string_view id, std::string name, std::string redirect_uri)
{
    Application app;
    app.id = ClientId(std::string(id));
    app.name = std::move(name);
    app.kind = AppKind::Spa;
    app.redirect_uris = { { std::move(redirect_uri), AppKind::Spa } };
    return app;
}

} // namespace

std::string trial_return(std::string const& domain)
{
    return "/admin/" + domain + "/flows/result";
}

Application console_app(std::string const& origin)
{
    return public_app(kConsoleId, "Console", origin + std::string(kConsoleReturn));
}

Application trial_app(std::string const& origin, std::string const& domain)
{
    return public_app(kTrialId, "Console, trying a flow", origin + trial_return(domain));
}

bool is_console_policy(PolicyId const& policy)
{
    return equals_ignoring_case(policy.text(), kConsolePolicy);
}

} // namespace gatehouse
