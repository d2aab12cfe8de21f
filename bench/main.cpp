// Prints the table of performance.md §3: each row against its ceiling, measured on the same machine in the same run.
// Bounded in time, loopback only.

#include "apps/gatehouse/apply.h"
#include "apps/gatehouse/environment_files.h"
#include "apps/gatehouse/wire.h"
#include "bench/load.h"
#include "bench/processes.h"
#include "core/directory/hash_pool.h"
#include "core/grants/bearer.h"
#include "core/tokens/issuer.h"
#include "libs/crypto/digest.h"
#include "libs/crypto/password_hash.h"
#include "libs/crypto/signing_key.h"
#include "libs/http/client.h"
#include "libs/http/server.h"
#include "libs/jose/jwt.h"

#include <gatehouse/token_validator.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPolicy = "b2c_1_signupsignin1";
constexpr std::string_view kTenant = "insurance.onmicrosoft.com";
constexpr std::string_view kPassword = "Correct-Horse-9";
// The server has one core and the load another; a ceiling is what that one core can do.
constexpr int kServerCore = 0;
constexpr int kDriverCore = 1;
constexpr int kConnections = 16;
constexpr int kUsers = 20;

struct Setup {
    std::filesystem::path directory;
    std::filesystem::path binaries;
    std::string client_id;
    std::string client_secret;
    std::string tenant_id;
    std::string api_client_id;
    std::string redirect_uri;
    crypto::Algorithm algorithm = crypto::Algorithm::Rs256; // of the tenant
    std::chrono::milliseconds time{ 4000 };
    std::string only; // part of a name: other measurements are left out
};

struct Row {
    std::string name;
    std::string measured;
    std::string ceiling;
    double value = 0; // ratio, ms or MB
    double bar = 0;
    bool higher_is_better = true;
    std::string unit;
};

std::vector<Row> rows;

std::string format(char const* pattern, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

void add_ratio(std::string name, double measured, double ceiling, double bar)
{
    rows.push_back(
        { std::move(name), format("%.0f/s", measured), format("%.0f/s", ceiling), measured / ceiling, bar, true, "" });
    std::fprintf(stderr, "  %s\n", rows.back().name.c_str());
}

void add_limit(std::string name, double value, double bar, std::string unit)
{
    rows.push_back({ std::move(name), format("%.1f ", value) + unit, "", value, bar, false, std::move(unit) });
    std::fprintf(stderr, "  %s\n", rows.back().name.c_str());
}

[[noreturn]] void stop(std::string const& why)
{
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

template <class T, class E>
T need(Result<T, E> result, std::string const& what)
{
    if (!result)
        stop(what);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::string path(std::string_view rest)
{
    return "/" + std::string(kTenant) + "/" + std::string(kPolicy) + std::string(rest);
}

void prepare(Setup& setup, std::string const& tenant_file)
{
    SystemClock const clock;
    SystemRandom random;
    std::ifstream file(tenant_file);
    std::ostringstream text;
    text << file.rdbuf();
    auto declaration = app::read_tenant_file(text.str(), tenant_file, {});
    if (!declaration)
        stop("cannot read " + tenant_file);
    declaration->tenant.signing_algorithm = setup.algorithm;
    for (app::DeclaredApp& declared : declaration->apps) {
        if (declared.key == "insurance-api")
            declared.roles.push_back({ "Accounts.Export", "" });
        if (declared.key == "insurance-web")
            declared.permissions.push_back({ "insurance-api", "Accounts.Export", true, PermissionKind::Role });
    }
    for (int i = 0; i < kUsers; ++i) {
        app::DeclaredUser user;
        user.email = "bench" + std::to_string(i) + "@example.test";
        user.password = Password(std::string(kPassword));
        user.attributes = { { "displayName", "Bench Person" }, { "givenName", "Bench" }, { "surname", "Person" } };
        declaration->users.push_back(std::move(user));
    }
    auto const directory = need(
        app::open_directory({ .data = setup.directory, .master_key_file = "" }, random), "cannot open the database");
    HashPool hasher({});
    auto const applied
        = need(app::apply(*directory.store, *declaration, {}, hasher, clock, random), "cannot apply the tenant");
    need(app::write_environment_files(*declaration, applied.values, setup.directory / "demo"),
        "cannot write the environment files");
    setup.client_id = applied.values.at("apps.insurance-web.client_id");
    setup.client_secret = applied.values.at("apps.insurance-web.secret");
    setup.api_client_id = applied.values.at("apps.insurance-api.client_id");
    setup.tenant_id = applied.values.at("tenant.id");
    setup.redirect_uri = "http://localhost:5000/getAToken";
}

// Codes as a finished journey leaves them, written straight into the store: what is measured is their redemption.
std::vector<std::string> make_codes(Setup const& setup, size_t count)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = need(
        app::open_directory({ .data = setup.directory, .master_key_file = "" }, random), "cannot open the database");
    std::vector<std::string> codes;
    TenantId const tenant(setup.tenant_id);
    need(directory.store->transact([&](Ports& ports) -> Result<void> {
        auto const user = TRY(ports.users.find_by_sign_in_name(tenant, "bench0@example.test"));
        json::Object claims;
        claims.set("sub", user->id.text());
        claims.set("oid", user->id.text());
        claims.set("name", "Bench Person");
        claims.set("given_name", "Bench");
        claims.set("family_name", "Person");
        claims.set("emails", json::Array{ json::Value("bench0@example.test") });
        Grant grant{ .family = {},
            .client = ClientId(setup.client_id),
            .user = user->id,
            .policy = PolicyId("B2C_1_signupsignin1"),
            .scope = "openid offline_access https://insurance.onmicrosoft.com/insurance-api/Accounts.Read",
            .claims = json::write(claims),
            .token_settings = write_settings({}),
            .nonce = "n",
            .auth_time = clock.now(),
            .session = "",
            .correlation = CorrelationId(random_guid(random)) };
        for (size_t i = 0; i < count; ++i) {
            codes.push_back(make_bearer(random, clock.now()));
            grant.family = FamilyId(ordered_guid(random, clock.now()));
            TRY(ports.codes.insert(tenant,
                { .digest = CodeDigest(bearer_digest(codes.back())),
                    .grant = grant,
                    .redirect_uri = setup.redirect_uri,
                    .code_challenge = "",
                    .expires = clock.now() + 10min }));
        }
        return {};
    }),
        "cannot make codes");
    return codes;
}

std::string token_form(Setup const& setup, url::Form form)
{
    form.add("client_id", setup.client_id);
    form.add("client_secret", setup.client_secret);
    return url::build_form(form);
}

double own_processor_seconds()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

double measure_signing(Setup const& setup)
{
    auto const key = need(crypto::SigningKey::generate(crypto::Algorithm::Rs256), "no key");
    std::string const message(900, 'x');
    double const before = own_processor_seconds();
    std::atomic<std::uint64_t> count = 0;
    double const signatures = rate(kServerCore, setup.time, [&] {
        (void)key.sign(message).value();
        ++count;
    });
    std::fprintf(stderr, "  RSA signature: %.0f us of processor time\n",
        (own_processor_seconds() - before) * 1e6 / static_cast<double>(count));
    return signatures;
}

// Processor time of the server for one request: unlike a rate it does not depend on who else uses the machine.
void say_cost(Process const& server, double before, Load const& load)
{
    double const requests = std::max(1.0, load.per_second * load.seconds);
    std::fprintf(stderr, "    server processor time: %.0f us a request\n",
        (server.processor_seconds() - before) * 1e6 / requests);
}

void measure_exchange_and_refresh(Setup const& setup, Process const& server, int port, double signatures)
{
    auto const codes = make_codes(setup, 20'000);
    std::atomic<size_t> next = 0;
    std::vector<std::string> refresh(kConnections);
    double before = server.processor_seconds();
    Load const exchange = drive(port, kConnections, setup.time, [&](Connection& connection, int thread, std::uint64_t) {
        size_t const index = next++;
        if (index >= codes.size())
            return false;
        url::Form form;
        form.add("grant_type", "authorization_code");
        form.add("code", codes[index]);
        form.add("redirect_uri", setup.redirect_uri);
        auto const answer = connection.send(post_form(path("/oauth2/v2.0/token"), token_form(setup, std::move(form))));
        if (answer.status != 200)
            return false;
        refresh[static_cast<size_t>(thread)] = json::parse_object(answer.body)->text("refresh_token").value_or("");
        return true;
    });
    add_ratio("code exchange, two tokens, against RSA signing", exchange.per_second * 2, signatures, 0.85);
    say_cost(server, before, exchange);
    before = server.processor_seconds();
    Load const renewed = drive(port, kConnections, setup.time, [&](Connection& connection, int thread, std::uint64_t) {
        url::Form form;
        form.add("grant_type", "refresh_token");
        form.add("refresh_token", refresh[static_cast<size_t>(thread)]);
        auto const answer = connection.send(post_form(path("/oauth2/v2.0/token"), token_form(setup, std::move(form))));
        if (answer.status != 200)
            return false;
        refresh[static_cast<size_t>(thread)] = json::parse_object(answer.body)->text("refresh_token").value_or("");
        return true;
    });
    add_ratio("refresh with rotation, two tokens, against RSA signing", renewed.per_second * 2, signatures, 0.85);
    say_cost(server, before, renewed);
    if (exchange.failures + renewed.failures > 0)
        std::fprintf(stderr, "  failures: %llu and %llu\n", static_cast<unsigned long long>(exchange.failures),
            static_cast<unsigned long long>(renewed.failures));
}

Load drive_client_credentials(Setup const& setup, int port)
{
    url::Form form;
    form.add("grant_type", "client_credentials");
    form.add("scope", "https://insurance.onmicrosoft.com/insurance-api/.default");
    std::string const request = post_form(path("/oauth2/v2.0/token"), token_form(setup, std::move(form)));
    return drive(port, kConnections, setup.time,
        [&](Connection& connection, int, std::uint64_t) { return connection.send(request).status == 200; });
}

void measure_client_credentials(Setup const& setup, Process const& server, int port, double signatures)
{
    double const before = server.processor_seconds();
    Load const rsa = drive_client_credentials(setup, port);
    add_ratio("client credentials, one token, against RSA signing", rsa.per_second, signatures, 0.9);
    say_cost(server, before, rsa);
    // Keycloak publishes 120 client credential grants a second for one core (its sizing guide).
    add_ratio("RS256 tokens a core against Keycloak's published 120/s", rsa.per_second, 120, 5);
}

// The same with a tenant that signs with P-256, on a server of its own.
void measure_es256(Setup setup, std::string const& tenant_file, double signatures)
{
    setup.algorithm = crypto::Algorithm::Es256;
    setup.directory /= "es256";
    std::filesystem::create_directories(setup.directory);
    prepare(setup, tenant_file);
    int const port = free_port();
    Process server({ (setup.binaries / "apps/gatehouse/gatehouse").string(), "serve", "--data",
                       setup.directory.string(), "--http", "127.0.0.1:" + std::to_string(port) },
        {}, (setup.directory / "gatehouse.log").string(), kServerCore);
    if (server.wait_ready(port) < 0)
        stop("gatehouse did not start; see " + (setup.directory / "gatehouse.log").string());
    double const before = server.processor_seconds();
    Load const load = drive_client_credentials(setup, port);
    add_ratio("client credentials with ES256, against RSA signing", load.per_second, signatures, 2);
    say_cost(server, before, load);
}

std::string between(std::string const& text, std::string_view before, std::string_view after)
{
    size_t const start = text.find(before);
    if (start == std::string::npos)
        return {};
    size_t const from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

std::string authorize_target(Setup const& setup)
{
    url::Form query;
    query.add("client_id", setup.client_id);
    query.add("response_type", "code");
    query.add("redirect_uri", setup.redirect_uri);
    query.add("scope", "openid offline_access https://insurance.onmicrosoft.com/insurance-api/Accounts.Read");
    query.add("state", "s");
    query.add("nonce", "n");
    return url::with_query(path("/oauth2/v2.0/authorize"), query);
}

// The four calls of a sign-in: authorize, SelfAsserted, confirmed, token. Facts: b2c_wire.md §6.7.
bool sign_in(Connection& connection, Setup const& setup, int user)
{
    auto const page = connection.send(get(authorize_target(setup)));
    std::string const cookie
        = "Cookie: " + page.header("set-cookie").substr(0, page.header("set-cookie").find(';')) + "\r\n";
    std::string const csrf = between(page.body, "\"csrf\":\"", "\"");
    std::string const tx = between(page.body, "\"transId\":\"", "\"");
    std::string const prefix = between(page.body, "\"tenant\":\"", "\"");
    if (page.status != 200 || csrf.empty() || tx.empty())
        return false;
    url::Form form;
    form.add("request_type", "RESPONSE");
    form.add("signInName", "bench" + std::to_string(user) + "@example.test");
    form.add("password", std::string(kPassword));
    std::string const query = "?tx=" + url::encode(tx) + "&p=B2C_1_signupsignin1";
    auto const posted = connection.send(post_form(prefix + "/SelfAsserted" + query, url::build_form(form),
        cookie + "X-CSRF-TOKEN: " + csrf + "\r\nX-Requested-With: XMLHttpRequest\r\n"));
    if (posted.body.find("\"200\"") == std::string::npos)
        return false;
    auto const confirmed = connection.send(
        get(prefix + "/api/CombinedSigninAndSignup/confirmed" + query + "&csrf_token=" + url::encode(csrf), cookie));
    std::string const code = between(confirmed.header("location") + "&", "code=", "&");
    url::Form redeem;
    redeem.add("grant_type", "authorization_code");
    redeem.add("code", code);
    redeem.add("redirect_uri", setup.redirect_uri);
    return connection.send(post_form(path("/oauth2/v2.0/token"), token_form(setup, std::move(redeem)))).status == 200;
}

void measure_logins(Setup const& setup, Process const& server, int port)
{
    SystemRandom random;
    auto const stored = need(crypto::hash_password(Password(std::string(kPassword)), {}, random), "no hash");
    double const hashes = rate(kServerCore, setup.time,
        [&] { (void)crypto::check_password(Password(std::string(kPassword)), stored, {}).value(); });
    std::atomic<bool> done = false;
    Load discovery;
    std::jthread const reader([&] {
        // Beside the logins, at a modest pace: what others feel while the hash pool is saturated.
        discovery = drive(port, 1, setup.time, [](Connection& connection, int, std::uint64_t) {
            std::this_thread::sleep_for(2ms);
            auto const before = std::chrono::steady_clock::now();
            (void)before;
            return connection.send(get(path("/v2.0/.well-known/openid-configuration"))).status == 200;
        });
        done = true;
    });
    double const before = server.processor_seconds();
    Load const logins = drive(port, kConnections, setup.time,
        [&](Connection& connection, int thread, std::uint64_t) { return sign_in(connection, setup, thread % kUsers); });
    while (!done)
        std::this_thread::sleep_for(10ms);
    add_ratio("whole password login, five requests, against Argon2id", logins.per_second, hashes, 0.85);
    say_cost(server, before, logins);
    // The pause of 2 ms is part of each sample.
    add_limit("discovery p99 while logins saturate the hash pool", discovery.p99_ms - 2, 5, "ms");
    if (logins.failures > 0)
        std::fprintf(stderr, "  failures: %llu\n", static_cast<unsigned long long>(logins.failures));
}

// One handler on the house's HTTP layer, in a process of its own.
class ChildServer {
public:
    // `make` runs in the child.
    ChildServer(int port, std::function<http::Handler()> const& make)
    {
        pid_ = ::fork();
        if (pid_ != 0)
            return;
        keep_to_core(kServerCore);
        http::Router router;
        router.on(http::Method::Get, "/health", http::RunsOn::Loop,
            [](http::Request const&) { return http::text_response(200, "ok"); });
        router.on(http::Method::Get, "/measured", http::RunsOn::Loop, make());
        http::ServerOptions options;
        options.listen = { { "127.0.0.1", port, std::nullopt } };
        auto server = http::Server::start(options, std::move(router));
        if (!server)
            ::_exit(1);
        for (;;)
            ::pause();
    }
    ~ChildServer()
    {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ChildServer(ChildServer const&) = delete;
    ChildServer& operator=(ChildServer const&) = delete;

    static void wait_ready(int port)
    {
        for (int i = 0; i < 1000 && Connection(port).send(get("/health", "Connection: close\r\n")).status != 200; ++i)
            std::this_thread::sleep_for(1ms);
    }

private:
    pid_t pid_;
};

// Bytes that never change.
http::Handler static_handler(std::string body)
{
    auto const shared = std::make_shared<std::string const>(std::move(body));
    return [shared](http::Request const&) {
        http::Response response;
        response.headers.add("Content-Type", "application/json; charset=utf-8");
        response.shared_body = shared;
        return response;
    };
}

// What an API does before it looks at its own data: the client library's whole check of a token.
http::Handler checking_handler(auth::ValidatorConfig const& config)
{
    auto validator = auth::TokenValidator::make(config);
    if (!validator)
        ::_exit(1);
    auth::Requirement requirement;
    requirement.scopes = { "Accounts.Read" };
    return [validator = std::move(*validator), requirement](http::Request const& request) {
        auto const token = validator.validate_header(request.headers.get("authorization"));
        if (!token || !validator.check(*token, requirement))
            return http::text_response(401, "refused");
        return http::json_response(200, R"({"beneficiary":"","email":"bench0@example.test","policynumber":12345678})");
    };
}

double measure_get(
    int port, std::string const& target, std::string const& headers, int status, std::chrono::milliseconds time)
{
    std::string const request = get(target, headers);
    return drive(port, 4, time, [&](Connection& connection, int, std::uint64_t) {
        return connection.send(request).status == status;
    }).per_second;
}

double measure_static(std::string body, std::chrono::milliseconds time)
{
    int const port = free_port();
    ChildServer const server(port, [&] { return static_handler(std::move(body)); });
    ChildServer::wait_ready(port);
    return measure_get(port, "/measured", {}, 200, time);
}

void measure_documents(Setup const& setup, int port)
{
    for (auto const& [name, target] :
        { std::pair<std::string, std::string>{ "discovery", path("/v2.0/.well-known/openid-configuration") },
            std::pair<std::string, std::string>{ "keys", path("/discovery/v2.0/keys") } }) {
        std::string const body = Connection(port).send(get(target)).body;
        // Interleaved twice, so that a drift of the machine hits both.
        double ours = 0;
        double ceiling = 0;
        for (int pass = 0; pass < 2; ++pass) {
            ours += measure_get(port, target, {}, 200, setup.time / 2);
            ceiling += measure_static(body, setup.time / 2);
        }
        add_ratio(name + " against the same HTTP layer with static bytes", ours / 2, ceiling / 2, 0.8);
    }
}

// The access token of a person, as an application gets it.
std::string access_token(Setup const& setup, int port)
{
    url::Form form;
    form.add("grant_type", "authorization_code");
    form.add("code", make_codes(setup, 1)[0]);
    form.add("redirect_uri", setup.redirect_uri);
    auto const tokens
        = Connection(port).send(post_form(path("/oauth2/v2.0/token"), token_form(setup, std::move(form))));
    return json::parse_object(tokens.body)->text("access_token").value_or("");
}

// A request costs an RSA verification and the HTTP layer: rates add like resistances in series.
double verify_and_answer(Setup const& setup, std::string const& token, std::string const& body)
{
    double const http = measure_static(body, setup.time);
    auto const key = need(crypto::SigningKey::generate(crypto::Algorithm::Rs256), "no key");
    auto const verifier = key.verifying_key();
    std::string const message(token.substr(0, token.rfind('.')));
    std::string const signature = key.sign(message).value();
    double const verify = rate(kServerCore, setup.time, [&] { (void)verifier.verify(message, signature); });
    return 1 / (1 / verify + 1 / http);
}

void measure_api(Setup const& setup, int gatehouse_port)
{
    std::string const token = access_token(setup, gatehouse_port);
    std::string const header = "Authorization: Bearer " + token + "\r\n";
    std::string const host = "http://localhost:" + std::to_string(gatehouse_port);
    auth::ValidatorConfig config;
    config.authority = host + "/insurance.onmicrosoft.com/B2C_1_signupsignin1";
    config.issuers = auth::b2c_issuers(host, setup.tenant_id, { "B2C_1_signupsignin1" });
    config.audiences = { setup.api_client_id };
    int const port = free_port();
    ChildServer const api(port, [&] { return checking_handler(config); });
    ChildServer::wait_ready(port);
    auto const first = Connection(port).send(get("/measured", header));
    if (first.status != 200)
        stop("the API refused a good token");
    double const ours = measure_get(port, "/measured", header, 200, setup.time);
    add_ratio("API token check against RSA verify plus the HTTP layer", ours,
        verify_and_answer(setup, token, first.body), 0.7);
}

void measure_userinfo(Setup const& setup, int port)
{
    std::string const token = access_token(setup, port);
    std::string const header = "Authorization: Bearer " + token + "\r\n";
    std::string const target = path("/openid/v2.0/userinfo");
    std::string const body = Connection(port).send(get(target, header)).body;
    double const ours = measure_get(port, target, header, 200, setup.time);
    // Beside these two it asks the database whether person and app may still be here.
    add_ratio("userinfo against RSA verify plus the HTTP layer", ours, verify_and_answer(setup, token, body), 0.3);
}

double measure_client_get(std::string const& url, std::string const& ca_file, std::chrono::milliseconds time)
{
    http::ClientOptions options;
    options.ca_file = ca_file;
    auto const client = http::make_client(options);
    http::ClientRequest request;
    request.url = url;
    auto const answer = client->send(request);
    if (!answer || answer->status != 200)
        stop("no answer from " + url);
    return rate(kDriverCore, time, [&] { (void)client->send(request); });
}

// The same document by the same client with and without encryption, one kept connection: what TLS 1.3 costs a request.
void measure_tls(Setup const& setup)
{
    int const http = free_port();
    int const https = free_port();
    Process server(
        { (setup.binaries / "apps/gatehouse/gatehouse").string(), "serve", "--demo", "--data", setup.directory.string(),
            "--http", "127.0.0.1:" + std::to_string(http), "--https", "127.0.0.1:" + std::to_string(https) },
        {}, (setup.directory / "gatehouse.log").string(), kServerCore);
    if (server.wait_ready(http) < 0)
        stop("gatehouse did not start; see " + (setup.directory / "gatehouse.log").string());
    std::string const document = path("/v2.0/.well-known/openid-configuration");
    std::string const authority = (setup.directory / "tls/ca.pem").string();
    double const plain = measure_client_get("http://127.0.0.1:" + std::to_string(http) + document, "", setup.time);
    double const tls
        = measure_client_get("https://127.0.0.1:" + std::to_string(https) + document, authority, setup.time);
    add_ratio("discovery over TLS 1.3 against http, one kept connection", tls, plain, 0.7);
}

void print_table()
{
    std::printf("| %-62s | %12s | %12s | %8s | %8s | %s |\n", "what", "measured", "ceiling", "figure", "bar", "met");
    std::printf("|%.64s|%.14s|%.14s|%.10s|%.10s|-----|\n", std::string(64, '-').c_str(), std::string(14, '-').c_str(),
        std::string(14, '-').c_str(), std::string(10, '-').c_str(), std::string(10, '-').c_str());
    for (Row const& row : rows) {
        bool const met = row.higher_is_better ? row.value >= row.bar : row.value <= row.bar;
        std::printf("| %-62s | %12s | %12s | %8.2f | %s%6.2f | %-3s |\n", row.name.c_str(), row.measured.c_str(),
            row.ceiling.c_str(), row.value, row.higher_is_better ? "≥ " : "≤ ", row.bar, met ? "yes" : "no");
    }
}

void measure_start(Setup const& setup, std::vector<std::string> const& command, int port)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        Process server(command, {}, (setup.directory / "gatehouse.log").string(), kServerCore);
        times.push_back(server.wait_ready(port));
    }
    std::ranges::sort(times);
    add_limit("cold start of gatehouse to the first answer", times[2], 100, "ms");
}

int run(Setup setup, std::string const& tenant_file)
{
    keep_to_core(kDriverCore);
    prepare(setup, tenant_file);
    int const port = free_port();
    std::vector<std::string> const command{ (setup.binaries / "apps/gatehouse/gatehouse").string(), "serve", "--data",
        setup.directory.string(), "--http", "127.0.0.1:" + std::to_string(port) };
    {
        // The first start makes the signing keys; it is not what a restart costs.
        Process first(command, {}, (setup.directory / "gatehouse.log").string(), kServerCore);
        if (first.wait_ready(port) < 0)
            stop("gatehouse did not start; see " + (setup.directory / "gatehouse.log").string());
    }
    measure_start(setup, command, port);
    Process server(command, {}, (setup.directory / "gatehouse.log").string(), kServerCore);
    server.wait_ready(port);
    std::this_thread::sleep_for(2s);
    add_limit("idle memory of gatehouse", server.resident_mb(), 40, "MB");
    // Children that are forked later must not inherit threads of this process: none runs between measurements.
    auto const wanted = [&](std::string_view name) { return name.find(setup.only) != std::string_view::npos; };
    if (wanted("tokens") || wanted("apps")) {
        double const signatures = measure_signing(setup);
        if (wanted("tokens"))
            measure_exchange_and_refresh(setup, server, port, signatures);
        if (wanted("apps")) {
            measure_client_credentials(setup, server, port, signatures);
            measure_es256(setup, tenant_file, signatures);
        }
    }
    if (wanted("userinfo"))
        measure_userinfo(setup, port);
    if (wanted("tls"))
        measure_tls(setup);
    if (wanted("documents"))
        measure_documents(setup, port);
    if (wanted("logins"))
        measure_logins(setup, server, port);
    if (wanted("api"))
        measure_api(setup, port);
    print_table();
    return 0;
}

} // namespace
} // namespace gatehouse::bench

int main(int count, char** values)
{
    using namespace gatehouse;
    constexpr app::OptionSpec kOptions[] = { { "bin", true, "build directory" }, { "tenant", true, "tenant.toml" },
        { "seconds", true, "for each measurement (default 4)" },
        { "only", true, "tokens, apps, userinfo, tls, documents, logins or api" } };
    auto const options = app::parse_options({ values + 1, static_cast<size_t>(count - 1) }, kOptions);
    if (!options || !options->has("bin") || !options->has("tenant")) {
        std::fprintf(stderr, "usage: bench/run [--seconds N] [--only tokens|apps|userinfo|tls|documents|logins|api]\n");
        return 2;
    }
    bench::Setup setup;
    setup.binaries = options->get("bin");
    setup.time = std::chrono::milliseconds(1000 * parse_integer(options->get("seconds", "4")).value_or(4));
    setup.only = options->get("only");
    setup.directory = std::filesystem::temp_directory_path() / ("gatehouse-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(setup.directory);
    int const status = bench::run(setup, options->get("tenant"));
    std::filesystem::remove_all(setup.directory);
    return status;
}
