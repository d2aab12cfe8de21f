#include "core/administration/console_app.h"

#include "libs/base/text.h"

namespace gatehouse {

Application console_app(std::string const& origin)
{
    Application app;
    app.id = ClientId(std::string(kConsoleId));
    app.name = "Console";
    app.kind = AppKind::Spa;
    app.redirect_uris = { { origin + std::string(kConsoleReturn), AppKind::Spa } };
    return app;
}

bool is_console_policy(PolicyId const& policy)
{
    return equals_ignoring_case(policy.text(), kConsolePolicy);
}

} // namespace gatehouse
