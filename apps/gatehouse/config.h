// How the server runs: options of `serve`,.
#pragma once

#include "apps/gatehouse/options.h"
#include "core/captcha/captcha.h"
#include "core/model/ids.h"
#include "core/throttle/limits.h"
#include "edges/oidc/edge.h"
#include "libs/base/result.h"
#include "libs/http/client.h"
#include "libs/http/server.h"
#include "libs/mail/mail.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::app {

enum class Mode {
    Normal,
    Demo, // messages are kept and shown at /outbox; loopback only
};

struct Endpoint {
    std::string address; // "127.0.0.1"
    int port = 0;
};

// Public addresses only.
inline http::ClientOptions guarded_calls()
{
    http::ClientOptions options;
    options.guard = http::Guard();
    return options;
}

struct Config {
    std::filesystem::path data;
    Endpoint http;
    std::optional<Endpoint> https;
    std::optional<Endpoint> metrics; // a listener of its own: what is told there is of every tenant
    // Both or none; in demo mode a certificate is made when there are none.
    std::filesystem::path certificate_file;
    std::filesystem::path key_file;
    std::vector<url::Network> trusted_proxies;
    Mode mode = Mode::Normal;
    oidc::Settings oidc;
    unsigned hash_threads = 0; // 0: one a core
    size_t hash_queue = 16;
    Allowances allowances; // 0: no limit
    size_t connections_per_client = 256; // 0: no limit
    bool keep_traces = false; // of every journey, for its author: docs/policy.md
    bool sync_full = true;
    std::string master_key_file; // "": see load_master_key
    std::optional<mail::SmtpSettings> smtp;
    std::optional<mail::SmsSettings> sms;
    std::shared_ptr<CaptchaProvider const> captcha = std::make_shared<BuiltInCaptcha>();
    // For every call whose address a tenant names. Its guard is always set; each user adds limits of its own.
    http::ClientOptions outbound = guarded_calls();
};

extern OptionSpec const kServeOptions[];
extern size_t const kServeOptionCount;

// Every problem at once, one sentence each.
Result<Config, std::vector<std::string>> read_config(Options const& options);

} // namespace gatehouse::app
