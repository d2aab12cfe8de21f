#include "apps/gatehouse/config.h"

#include "apps/gatehouse/master_key.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <fstream>
#include <sstream>

namespace gatehouse::app {

OptionSpec const kServeOptions[] = {
    { "data", true, "directory of the database, keys and certificates (default: ./data)" },
    { "http", true, "address and port for http (default: 127.0.0.1:8400)" },
    { "https", true, "address and port for https (default: none; 127.0.0.1:8443 in demo mode)" },
    { "metrics", true, "address and port for /metrics, /health and /ready (default: none); for your own network only" },
    { "certificate", true, "file with the TLS certificate chain, PEM" },
    { "key", true, "file with the TLS private key, PEM" },
    { "public-url", true, "origin that clients use; may stand several times, the first is the default" },
    { "trusted-proxy", true,
        "address or network (10.0.0.0/8) of proxies whose X-Forwarded fields are believed; may stand several times" },
    { "demo", false, "keep messages and show them at /outbox; loopback only" },
    { "journey-traces", false,
        "keep for a day what journeys did, for `policy trace` (always in demo mode); it names people" },
    { "any-logout-return", false, "as B2C: do not check post_logout_redirect_uri" },
    { "hash-threads", true, "threads that hash passwords (default: one a core)" },
    { "hash-queue", true, "sign-ins that may wait for a hash; past it the answer is 429 (default: 16)" },
    { "requests-per-client", true,
        "requests for a tenant in five minutes, for each address or IPv6 /64 (default: 6000)" },
    { "passwords-per-client", true, "passwords looked at in five minutes, for each of them (default: 300)" },
    { "emails-per-client", true, "codes sent by e-mail in an hour, for each of them (default: 100)" },
    { "texts-per-client", true, "codes sent by text message in an hour, for each of them (default: 20)" },
    { "connections-per-client", true, "connections at the same time, for each of them (default: 256)" },
    kMasterKeyOption,
    { "relaxed-sync", false, "faster commits that survive a crash of the program but not of the machine" },
    { "smtp-url", true, "smtp://host:587 or smtps://host:465" },
    { "smtp-from", true, "sender of e-mails" },
    { "smtp-user", true, "user name at the mail server" },
    { "smtp-password-file", true, "file with the password at the mail server" },
    { "sms-url", true, "address of the text-message gateway: receives POST {\"to\",\"text\"}; calls have \"kind\"" },
    { "sms-token-file", true, "file with the bearer token for the gateway" },
    { "captcha", true,
        "who tells people from programs: built-in, hcaptcha, turnstile or recaptcha (default: built-in)" },
    { "captcha-site-key", true, "the key that pages show to it" },
    { "captcha-secret-file", true, "file with the secret that the server shows to it" },
    { "captcha-verify-url", true, "where an answer is checked, if not at its provider's own address" },
    { "outbound-allow", true,
        "host that a tenant's APIs and pages may have though its address is not public; may stand several times" },
    { "outbound-ca", true, "file with authorities for calls to a tenant's hosts, PEM (default: the system's)" },
    { "help", false, "this list" },
};
size_t const kServeOptionCount = std::size(kServeOptions);

namespace {

using Problems = std::vector<std::string>;

std::optional<Endpoint> parse_endpoint(std::string_view text)
{
    size_t const colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto const port = parse_integer(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535 || colon == 0)
        return std::nullopt;
    return Endpoint{ std::string(text.substr(0, colon)), static_cast<int>(*port) };
}

std::optional<std::string> read_secret_file(std::string const& path)
{
    std::ifstream file(path);
    if (!file)
        return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return std::string(trim(text.str()));
}

// A secret is named by its file and never stands on a command line, where every user of the machine can read it.
std::string secret_from(Options const& options, std::string_view option, Problems& problems)
{
    if (!options.has(option))
        return {};
    auto text = read_secret_file(options.get(option));
    if (!text)
        problems.push_back("--" + std::string(option) + ": cannot read " + options.get(option));
    return text.value_or("");
}

void read_mail(Options const& options, Config& config, Problems& problems)
{
    if (options.has("smtp-url") != options.has("smtp-from"))
        problems.emplace_back("--smtp-url and --smtp-from go together");
    if (options.has("smtp-url"))
        config.smtp = mail::SmtpSettings{ .url = options.get("smtp-url"),
            .from = options.get("smtp-from"),
            .user = options.get("smtp-user"),
            .password = Secret<mail::SmtpPasswordTag>(secret_from(options, "smtp-password-file", problems)),
            .ca_file = {} };
    if (options.has("sms-url"))
        config.sms = mail::SmsSettings{ .url = options.get("sms-url"),
            .token = Secret<mail::SmsTokenTag>(secret_from(options, "sms-token-file", problems)) };
}

void read_captcha(Options const& options, Config& config, Problems& problems)
{
    std::string const name = options.get("captcha", "built-in");
    bool const outside = name != "built-in";
    for (std::string_view const option : { "captcha-site-key", "captcha-secret-file" })
        if (options.has(option) != outside)
            problems.push_back("--" + std::string(option)
                + (outside ? " is needed with --captcha " + name
                           : " goes with --captcha hcaptcha, turnstile or recaptcha"));
    if (!outside)
        return;
    auto settings = find_outside_captcha(name);
    if (!settings) {
        problems.push_back("--captcha: expected built-in, hcaptcha, turnstile or recaptcha, not " + name);
        return;
    }
    settings->widget.site_key = options.get("captcha-site-key");
    settings->secret = Secret<CaptchaSecretTag>(secret_from(options, "captcha-secret-file", problems));
    settings->verify_url = options.get("captcha-verify-url", settings->verify_url);
    config.captcha = std::make_shared<OutsideCaptcha>(std::move(*settings));
}

void read_listeners(Options const& options, Config& config, Problems& problems)
{
    auto const http = parse_endpoint(options.get("http", "127.0.0.1:8400"));
    if (!http)
        problems.emplace_back("--http: expected ADDRESS:PORT, like 127.0.0.1:8400");
    config.http = http.value_or(Endpoint{});
    std::string const https = options.get("https", config.mode == Mode::Demo ? "127.0.0.1:8443" : "");
    if (!https.empty()) {
        config.https = parse_endpoint(https);
        if (!config.https)
            problems.emplace_back("--https: expected ADDRESS:PORT, like 127.0.0.1:8443");
    }
    for (std::string const& text : options.all("trusted-proxy")) {
        if (auto const network = url::Network::parse(text))
            config.trusted_proxies.push_back(*network);
        else
            problems.push_back("--trusted-proxy: expected an address or a network like 10.0.0.0/8, not " + text);
    }
    config.certificate_file = options.get("certificate");
    config.key_file = options.get("key");
    if (config.certificate_file.empty() != config.key_file.empty())
        problems.emplace_back("--certificate and --key go together");
    if (std::string const metrics = options.get("metrics"); !metrics.empty()) {
        config.metrics = parse_endpoint(metrics);
        if (!config.metrics)
            problems.emplace_back("--metrics: expected ADDRESS:PORT, like 127.0.0.1:9400");
    }
    if (config.https && config.certificate_file.empty() && config.mode == Mode::Normal)
        problems.emplace_back("--https needs --certificate and --key");
    // The outbox shows one-time codes to whoever asks: never beyond this machine.
    bool const loopback
        = url::is_loopback_host(config.http.address) && (!config.https || url::is_loopback_host(config.https->address));
    if (config.mode == Mode::Demo && !loopback)
        problems.emplace_back("--demo shows one-time codes at /outbox and therefore listens on loopback only");
    if (config.mode == Mode::Normal && !url::is_loopback_host(config.http.address))
        problems.emplace_back("--http: plain http is for loopback only; put TLS in front or use --https");
}

// attack-59: who may be called at a tenant's request.
void read_outbound(Options const& options, Config& config, Problems& problems)
{
    http::Guard guard;
    for (std::string const& host : options.all("outbound-allow")) {
        if (host.empty() || host.find_first_of("/:@[] ") != std::string::npos)
            problems.push_back("--outbound-allow: expected a host name or an IPv4 address, not " + host);
        guard.allowed_hosts.push_back(to_lower(host));
    }
    if (config.mode == Mode::Demo)
        guard.own_machine = http::Guard::OwnMachine::Allowed;
    config.outbound.ca_file = options.get("outbound-ca");
    config.outbound.guard = std::move(guard);
}

void read_numbers(Options const& options, Config& config, Problems& problems)
{
    auto const number = [&](std::string_view name, long long otherwise, long long most) {
        auto const value = options.has(name) ? parse_integer(options.get(name)) : otherwise;
        if (!value || *value < 0 || *value > most)
            problems.push_back("--" + std::string(name) + ": expected a number from 0 to " + std::to_string(most));
        return value.value_or(otherwise);
    };
    auto const limit
        = [&](std::string_view name, int& value) { value = static_cast<int>(number(name, value, 1'000'000'000)); };
    limit("requests-per-client", config.allowances.requests.count);
    limit("passwords-per-client", config.allowances.passwords.count);
    limit("emails-per-client", config.allowances.emails.count);
    limit("texts-per-client", config.allowances.texts.count);
    config.connections_per_client = static_cast<size_t>(number("connections-per-client", 256, 1'000'000));
    config.hash_threads = static_cast<unsigned>(number("hash-threads", 0, 256));
    config.hash_queue = static_cast<size_t>(number("hash-queue", 16, 10'000));
}

} // namespace

Result<Config, std::vector<std::string>> read_config(Options const& options)
{
    Config config;
    Problems problems;
    for (std::string const& word : options.words)
        problems.push_back("'" + word + "' is not an option");
    config.mode = options.has("demo") ? Mode::Demo : Mode::Normal;
    config.data = options.get("data", "data");
    config.keep_traces = config.mode == Mode::Demo || options.has("journey-traces");
    config.sync_full = !options.has("relaxed-sync");
    config.master_key_file = options.get("master-key-file");
    read_listeners(options, config, problems);
    read_numbers(options, config, problems);
    read_mail(options, config, problems);
    read_captcha(options, config, problems);
    read_outbound(options, config, problems);
    config.oidc.logout_return
        = options.has("any-logout-return") ? oidc::LogoutReturn::Any : oidc::LogoutReturn::Registered;
    for (std::string const& origin : options.all("public-url")) {
        if (!url::is_origin(origin))
            problems.push_back("--public-url: expected an origin like https://login.example.com, not " + origin);
        else
            config.oidc.origins.push_back(origin);
    }
    if (!problems.empty())
        return std::unexpected(std::move(problems));
    return config;
}

} // namespace gatehouse::app
