#include "bench/logins.h"

#include "bench/measurements.h"
#include "bench/table.h"
#include "libs/crypto/password_hash.h"

#include <cstdio>
#include <thread>

namespace gatehouse::bench {

using namespace std::chrono_literals;

namespace {

std::string between(std::string const& text, std::string_view before, std::string_view after)
{
    size_t const start = text.find(before);
    if (start == std::string::npos)
        return {};
    size_t const from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

std::string authorize_target(Subject const& subject)
{
    url::Form query;
    query.add("client_id", subject.client_id);
    query.add("response_type", "code");
    query.add("redirect_uri", subject.redirect_uri);
    query.add("scope", "openid offline_access https://insurance.onmicrosoft.com/insurance-api/Accounts.Read");
    query.add("state", "s");
    query.add("nonce", "n");
    return url::with_query(path("/oauth2/v2.0/authorize"), query);
}

} // namespace

bool sign_in(Connection& connection, Subject const& subject, std::string const& name)
{
    auto const page = connection.send(get(authorize_target(subject)));
    std::string const cookie
        = "Cookie: " + page.header("set-cookie").substr(0, page.header("set-cookie").find(';')) + "\r\n";
    std::string const csrf = between(page.body, "\"csrf\":\"", "\"");
    std::string const tx = between(page.body, "\"transId\":\"", "\"");
    std::string const prefix = between(page.body, "\"tenant\":\"", "\"");
    if (page.status != 200 || csrf.empty() || tx.empty())
        return false;
    url::Form form;
    form.add("request_type", "RESPONSE");
    form.add("signInName", name);
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
    redeem.add("redirect_uri", subject.redirect_uri);
    return connection.send(post_form(path("/oauth2/v2.0/token"), token_form(subject, std::move(redeem)))).status == 200;
}

void measure_logins(Subject const& subject, Process const& server, int port)
{
    SystemRandom random;
    auto const stored = need(crypto::hash_password(Password(std::string(kPassword)), {}, random), "no hash");
    auto const log_in = [&](Connection& connection, int thread, std::uint64_t) {
        return sign_in(connection, subject, "bench" + std::to_string(thread % kUsers) + "@example.test");
    };
    // Interleaved twice, so that a drift of the machine hits both.
    double hashes = 0;
    Load logins;
    for (int pass = 0; pass < 2; ++pass) {
        hashes += rate(kServerCore, subject.time / 2,
            [&] { (void)crypto::check_password(Password(std::string(kPassword)), stored, {}).value(); });
        double const before = server.processor_seconds();
        Load const half = drive(port, kConnections, subject.time / 2, log_in);
        say_cost(server, before, half);
        logins.per_second += half.per_second;
        logins.failures += half.failures;
    }
    add_ratio("whole password login, five requests, against Argon2id", logins.per_second / 2, hashes / 2, 0.85);
    Load discovery;
    std::jthread reader([&] {
        // At a modest pace: what others feel while the hash pool is saturated.
        discovery = drive(port, 1, subject.time, [](Connection& connection, int, std::uint64_t) {
            std::this_thread::sleep_for(2ms);
            return connection.send(get(path("/v2.0/.well-known/openid-configuration"))).status == 200;
        });
    });
    logins.failures += drive(port, kConnections, subject.time, log_in).failures;
    reader.join();
    // The pause of 2 ms is part of each sample.
    add_limit("discovery p99 while logins saturate the hash pool", discovery.p99_ms - 2, 5, "ms");
    if (logins.failures > 0)
        std::fprintf(stderr, "  failures: %llu\n", static_cast<unsigned long long>(logins.failures));
}

} // namespace gatehouse::bench
