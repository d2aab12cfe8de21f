// Brings a tenant into the declared state in one transaction and says what changed.
#pragma once

#include "apps/gatehouse/tenant_file.h"
#include "core/directory/password_hasher.h"
#include "core/ports/ports.h"
#include "libs/base/random.h"
#include "libs/base/time.h"

#include <map>
#include <string>
#include <vector>

namespace gatehouse::app {

struct Applied {
    // "app insurance-web: created", "flow B2C_1_x: unchanged".
    std::vector<std::string> lines;
    bool changed = false;
    // For ${...} in environment files: "apps.insurance-web.client_id", "tenant.id". Secrets are there only when they
    // were made now: the directory keeps digests.
    std::map<std::string, std::string> values;
};

// `new_secrets_for` lists the app keys that need a new secret, and the e-mail addresses of administrators who need a
// new password, although they have one.
Result<Applied> apply(Store& store, TenantDeclaration const& declaration,
    std::vector<std::string> const& new_secrets_for, PasswordHasher& hasher, Clock const& clock, Random& random);

} // namespace gatehouse::app
