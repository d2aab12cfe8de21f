#include "core/applications/secrets.h"

#include "libs/base/secret.h"
#include "libs/crypto/digest.h"

namespace gatehouse {

bool check_secret(Application const& application, std::string_view secret, Time now)
{
    if (secret.empty())
        return false;
    std::string const digest = crypto::sha256_text(secret);
    bool found = false;
    // All of them, so that the time does not tell which one it was.
    for (AppSecret const& known : application.secrets)
        found = (constant_time_equal(known.digest.text(), digest) && known.expires > now) || found;
    return found;
}

} // namespace gatehouse
