// The certificate of the https listener: read at the start, and again whenever its files change.
#pragma once

#include "apps/gatehouse/config.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/http/server.h"

#include <string>

namespace gatehouse::app {

class Certificates {
public:
    // Both must outlive it.
    Certificates(Config const& config, Clock const& clock)
        : config_(config)
        , clock_(clock)
    {
    }

    // From the files of the configuration; without them the demo's own, which is made and renewed as needed.
    Result<http::TlsFiles> load();
    // Gives listener `index` what the files hold now, when that has changed. A file that is missing or broken leaves
    // the former certificate in place, and is an error once and not at every look.
    Result<void> follow(http::Server& server, size_t index);

private:
    Result<http::TlsFiles> read() const;

    Config const& config_;
    Clock const& clock_;
    std::string seen_; // digest of what was looked at last
};

} // namespace gatehouse::app
