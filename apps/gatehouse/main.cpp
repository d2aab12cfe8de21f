#include "apps/gatehouse/verbs/verb.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

using gatehouse::app::Verb;

constexpr Verb kVerbs[] = {
    { "administrator", "who may sign in to the console, and what they may do there",
        gatehouse::app::administrator_verb },
    { "apply", "create or update a tenant from a file", gatehouse::app::apply_verb },
    { "audit", "print what happened under a correlation id", gatehouse::app::audit_verb },
    { "backup", "copy the database while servers run", gatehouse::app::backup_verb },
    { "key", "list, rotate and reseal keys", gatehouse::app::key_verb },
    { "policy", "check or explain policy files", gatehouse::app::policy_verb },
    { "serve", "run the identity server", gatehouse::app::serve_verb },
    { "trust", "make this machine trust the demo's https", gatehouse::app::trust_verb },
    { "user", "import, export, show people; end their sessions", gatehouse::app::user_verb },
};

std::string usage()
{
    std::string text = "usage: gatehouse VERB [OPTIONS]\n\n";
    for (Verb const& verb : kVerbs) {
        std::string line = "  " + std::string(verb.name);
        line.resize(16, ' ');
        text += line + std::string(verb.help) + "\n";
    }
    return text + "\n`gatehouse VERB --help` lists the options of a verb.\n";
}

int run(std::vector<char const*> const& arguments)
{
    if (arguments.empty()) {
        std::fputs(usage().c_str(), stderr);
        return 2;
    }
    std::string_view const name = arguments.front();
    if (name == "--help" || name == "-h" || name == "help") {
        std::fputs(usage().c_str(), stdout);
        return 0;
    }
    auto const verb = std::ranges::find(kVerbs, name, &Verb::name);
    if (verb == std::end(kVerbs)) {
        std::fprintf(stderr, "gatehouse: there is no verb '%s'\n\n%s", arguments.front(), usage().c_str());
        return 2;
    }
    return verb->run(std::span(arguments).subspan(1));
}

} // namespace

int main(int count, char** values)
{
    try {
        return run(std::vector<char const*>(values + 1, values + count));
    } catch (std::exception const& problem) {
        std::fprintf(stderr, "gatehouse: %s\n", problem.what());
        return 1;
    }
}
