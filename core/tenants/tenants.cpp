#include "core/tenants/tenants.h"

#include "libs/base/text.h"
#include "libs/crypto/digest.h"

namespace gatehouse {

std::string extension_prefix(Tenant const& tenant)
{
    std::string const app = tenant.extensions_app.empty() ? crypto::digest_guid("extensions app\n" + tenant.id.text())
                                                          : tenant.extensions_app.text();
    return "extension_" + replace_all(to_lower(app), "-", "") + "_";
}

} // namespace gatehouse
