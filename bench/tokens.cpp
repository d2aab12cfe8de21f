#include "bench/measurements.h"
#include "bench/table.h"
#include "libs/json/json.h"

#include <atomic>
#include <cstdio>
#include <ctime>

namespace gatehouse::bench {
namespace {

double own_processor_seconds()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Load drive_client_credentials(Subject const& subject, int port)
{
    url::Form form;
    form.add("grant_type", "client_credentials");
    form.add("scope", "https://insurance.onmicrosoft.com/insurance-api/.default");
    std::string const request = post_form(path("/oauth2/v2.0/token"), token_form(subject, std::move(form)));
    return drive(port, kConnections, subject.time,
        [&](Connection& connection, int, std::uint64_t) { return connection.send(request).status == 200; });
}

} // namespace

double measure_signing(Subject const& subject)
{
    auto const key = need(crypto::SigningKey::generate(crypto::Algorithm::Rs256), "no key");
    std::string const message(900, 'x');
    double const before = own_processor_seconds();
    std::atomic<std::uint64_t> count = 0;
    double const signatures = rate(kServerCore, subject.time, [&] {
        (void)key.sign(message).value();
        ++count;
    });
    std::fprintf(stderr, "  RSA signature: %.0f us of processor time\n",
        (own_processor_seconds() - before) * 1e6 / static_cast<double>(count));
    return signatures;
}

void measure_exchange_and_refresh(Subject const& subject, Process const& server, int port, double signatures)
{
    auto const codes = make_codes(subject, 20'000);
    std::atomic<size_t> next = 0;
    std::vector<std::string> refresh(kConnections);
    // Redeems what the form holds, and keeps the refresh token of the answer for the thread's next request.
    auto const redeem = [&](Connection& connection, int thread, url::Form form) {
        auto const answer
            = connection.send(post_form(path("/oauth2/v2.0/token"), token_form(subject, std::move(form))));
        if (answer.status != 200)
            return false;
        refresh[static_cast<size_t>(thread)] = json::parse_object(answer.body)->text("refresh_token").value_or("");
        return true;
    };
    double before = server.processor_seconds();
    Load const exchange
        = drive(port, kConnections, subject.time, [&](Connection& connection, int thread, std::uint64_t) {
              size_t const index = next++;
              if (index >= codes.size())
                  return false;
              url::Form form;
              form.add("grant_type", "authorization_code");
              form.add("code", codes[index]);
              form.add("redirect_uri", subject.redirect_uri);
              return redeem(connection, thread, std::move(form));
          });
    add_ratio("code exchange, two tokens, against RSA signing", exchange.per_second * 2, signatures, 0.85);
    say_cost(server, before, exchange);
    before = server.processor_seconds();
    Load const renewed
        = drive(port, kConnections, subject.time, [&](Connection& connection, int thread, std::uint64_t) {
              url::Form form;
              form.add("grant_type", "refresh_token");
              form.add("refresh_token", refresh[static_cast<size_t>(thread)]);
              return redeem(connection, thread, std::move(form));
          });
    add_ratio("refresh with rotation, two tokens, against RSA signing", renewed.per_second * 2, signatures, 0.85);
    say_cost(server, before, renewed);
    if (exchange.failures + renewed.failures > 0)
        std::fprintf(stderr, "  failures: %llu and %llu\n", static_cast<unsigned long long>(exchange.failures),
            static_cast<unsigned long long>(renewed.failures));
}

void measure_client_credentials(Subject const& subject, Process const& server, int port, double signatures)
{
    double const before = server.processor_seconds();
    Load const rsa = drive_client_credentials(subject, port);
    add_ratio("client credentials, one token, against RSA signing", rsa.per_second, signatures, 0.9);
    say_cost(server, before, rsa);
    // Keycloak publishes 120 client credential grants a second for one core (its sizing guide).
    add_ratio("RS256 tokens a core against Keycloak's published 120/s", rsa.per_second, 120, 5);
}

void measure_es256(Subject subject, double signatures)
{
    subject.algorithm = crypto::Algorithm::Es256;
    subject.directory /= "es256";
    std::filesystem::create_directories(subject.directory);
    prepare(subject);
    int const port = free_port();
    Process server(subject.serve(port), {}, subject.log_file(), kServerCore);
    wait_ready(server, subject, port);
    double const before = server.processor_seconds();
    Load const load = drive_client_credentials(subject, port);
    add_ratio("client credentials with ES256, against RSA signing", load.per_second, signatures, 2);
    say_cost(server, before, load);
}

} // namespace gatehouse::bench
