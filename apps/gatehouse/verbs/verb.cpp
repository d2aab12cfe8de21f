#include "apps/gatehouse/verbs/verb.h"

#include <cstdio>
#include <string>

namespace gatehouse::app {

int run_verb(VerbFrame const& verb, std::span<char const* const> arguments)
{
    auto const complain = [&](std::string const& what) {
        std::fprintf(stderr, "gatehouse %s: %s\n", std::string(verb.name).c_str(), what.c_str());
    };
    auto const options = parse_options(arguments, verb.options);
    if (!options) {
        complain(options.error().detail);
        return 2;
    }
    if (options->has("help") || !verb.fits(*options)) {
        std::printf("%s%s", std::string(verb.usage).c_str(), describe(verb.options).c_str());
        return options->has("help") ? 0 : 2;
    }
    auto const done = verb.run(*options);
    if (done)
        return 0;
    complain(done.error().detail);
    return 1;
}

} // namespace gatehouse::app
