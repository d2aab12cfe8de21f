// Prints the table of performance.md §3: each row against its ceiling, measured on the same machine in the same run.
// Bounded in time, loopback only.

#include "apps/gatehouse/options.h"
#include "bench/measurements.h"
#include "bench/table.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace gatehouse::bench {
namespace {

using namespace std::chrono_literals;

void measure_start(Subject const& subject, int port)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        Process server(subject.serve(port), {}, subject.log_file(), kServerCore);
        times.push_back(server.wait_ready(port));
    }
    std::ranges::sort(times);
    add_limit("cold start of gatehouse to the first answer", times[2], 100, "ms");
}

// `only`: part of a name; other measurements are left out.
void run(Subject subject, std::string const& only, int people)
{
    keep_to_core(kDriverCore);
    prepare(subject);
    int const port = free_port();
    {
        // The first start makes the signing keys; it is not what a restart costs.
        Process first(subject.serve(port), {}, subject.log_file(), kServerCore);
        wait_ready(first, subject, port);
    }
    measure_start(subject, port);
    Process server(subject.serve(port), {}, subject.log_file(), kServerCore);
    wait_ready(server, subject, port);
    std::this_thread::sleep_for(2s);
    add_limit("idle memory of gatehouse", server.resident_mb(), 40, "MB");
    // Children that are forked later must not inherit threads of this process: none runs between measurements.
    auto const wanted = [&](std::string_view name) { return name.find(only) != std::string_view::npos; };
    if (wanted("tokens") || wanted("apps")) {
        double const signatures = measure_signing(subject);
        if (wanted("tokens"))
            measure_exchange_and_refresh(subject, server, port, signatures);
        if (wanted("apps")) {
            measure_client_credentials(subject, server, port, signatures);
            measure_es256(subject, signatures);
        }
    }
    if (wanted("userinfo"))
        measure_userinfo(subject, port);
    if (wanted("tls"))
        measure_tls(subject);
    if (wanted("documents"))
        measure_documents(subject, port);
    if (wanted("logins"))
        measure_logins(subject, server, port);
    if (wanted("api"))
        measure_api(subject, port);
    if (wanted("policies"))
        measure_policies(subject);
    if (people > 0 && wanted("people"))
        measure_people(subject, people);
    print_table();
}

} // namespace
} // namespace gatehouse::bench

int main(int count, char** values)
{
    using namespace gatehouse;
    constexpr app::OptionSpec kOptions[] = { { "bin", true, "build directory" }, { "tenant", true, "tenant.toml" },
        { "seconds", true, "for each measurement (default 4)" },
        { "only", true, "tokens, apps, userinfo, tls, documents, logins, api, policies or people" },
        { "people", true, "how many are imported (default 1000000; 0: none)" },
        { "keep", true, "a folder that is left: people who are there already are not imported again" } };
    auto const options = app::parse_options({ values + 1, static_cast<size_t>(count - 1) }, kOptions);
    if (!options || !options->has("bin") || !options->has("tenant")) {
        std::fprintf(stderr,
            "usage: bench/run [--seconds N] [--only tokens|apps|userinfo|tls|documents|logins|api|policies|people] "
            "[--people N] [--keep DIR]\n");
        return 2;
    }
    bench::Subject subject;
    subject.binaries = options->get("bin");
    subject.tenant_file = options->get("tenant");
    subject.time = std::chrono::milliseconds(1000 * parse_integer(options->get("seconds", "4")).value_or(4));
    bool const keep = options->has("keep");
    subject.directory = keep
        ? std::filesystem::path(options->get("keep"))
        : std::filesystem::temp_directory_path() / ("gatehouse-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(subject.directory);
    bench::run(
        subject, options->get("only"), static_cast<int>(parse_integer(options->get("people", "1000000")).value_or(0)));
    if (!keep)
        std::filesystem::remove_all(subject.directory);
    return 0;
}
