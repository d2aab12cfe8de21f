#include "apps/gatehouse/trust.h"

#include "apps/gatehouse/demo_certificate.h"
#include "apps/gatehouse/options.h"
#include "apps/gatehouse/run_command.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "data", true, "the server's directory (default: ./data)" },
    { "remove", false, "take back what this verb has done" },
    { "user-only", false, "leave the system's store alone: nothing needs sudo" },
    { "help", false, "this list" },
};

void tell(std::string const& line)
{
    std::fprintf(stderr, "%s\n", line.c_str());
}

// True when every step was done.
bool take(std::vector<TrustStep> const& steps)
{
    bool all = true;
    for (TrustStep const& step : steps) {
        std::vector<std::string> command = step.command;
        if (step.needs == Needs::Root && ::geteuid() != 0)
            command.insert(command.begin(), "sudo");
        if (!step.what.empty())
            tell("gatehouse trust: " + step.what + ":");
        tell("  " + join(command, " "));
        auto const done = run_command(command);
        if (done || step.may_fail)
            continue;
        all = false;
        tell("gatehouse trust: " + done.error().detail);
    }
    return all;
}

Result<TrustRequest> make_request(Options const& options)
{
    std::filesystem::path const directory = std::filesystem::absolute(options.get("data", "data")) / "tls";
    TrustRequest request;
    request.action = options.has("remove") ? TrustAction::Remove : TrustAction::Add;
    request.authority = (directory / "ca.pem").lexically_normal();
    // Made here when the server has not started yet, so that the order does not matter.
    auto const authority = TRY(demo_authority(directory, SystemClock().now()));
    request.id = hex_encode(crypto::sha256(authority)).substr(0, 8);
    char const* const home = std::getenv("HOME");
    request.home = home ? home : "";
    return request;
}

bool apply(TrustRequest const& request, Options const& options)
{
    bool all = true;
    if (!options.has("user-only"))
        all = take(system_steps(request)) && all;
    if (request.home.empty())
        tell("gatehouse trust: HOME is not set, so Chromium's database is left alone.");
    else if (is_installed("certutil"))
        all = take(browser_steps(request)) && all;
    else
        tell("gatehouse trust: certutil is missing (Debian: libnss3-tools), so Chromium's database is left alone.");
    tell("gatehouse trust: Node needs this line in its shell; `eval \"$(gatehouse trust ...)\"` puts it there:");
    std::printf("%s\n", node_line(request).c_str());
    return all;
}

} // namespace

std::vector<VerbFrame> trust_frames()
{
    return { { .name = "trust",
        .options = { std::begin(kOptions), std::end(kOptions) },
        .usage = "usage: eval \"$(gatehouse trust [OPTIONS])\"\n\n"
                 "Makes the system, Chromium and Node of this shell trust the demo's local authority.\n\n",
        .fits = [](Options const& options) { return options.words.empty(); },
        .run = {} } };
}

int trust_verb(std::span<char const* const> arguments)
{
    auto const options = parse_options(arguments, kOptions);
    if (!options || !options->words.empty()) {
        tell("gatehouse trust: " + (options ? "it takes no words" : options.error().detail));
        return 2;
    }
    if (options->has("help")) {
        std::fputs((trust_frames().front().usage + describe(kOptions)).c_str(), stdout);
        return 0;
    }
    auto const request = make_request(*options);
    if (!request) {
        tell("gatehouse trust: " + request.error().detail);
        return 1;
    }
    return apply(*request, *options) ? 0 : 1;
}

} // namespace gatehouse::app
