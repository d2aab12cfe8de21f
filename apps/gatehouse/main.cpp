#include "apps/gatehouse/verbs/manual.h"
#include "apps/gatehouse/verbs/verb.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace gatehouse::app;

constexpr Verb kVerbs[] = {
    { "administrator", "say who administers a tenant at /admin", administrator_frames },
    { "app", "list, register, change and delete apps; their secrets", app_frames },
    { "apply", "create or update a tenant from a file", apply_frames },
    { "audit", "print what happened", audit_frames },
    { "backup", "copy the database while servers run, and check the copy", backup_frames },
    { "flow", "list, make and delete user flows", flow_frames },
    { "key", "list, rotate and reseal keys", key_frames },
    { "migrate-from-b2c", "read a B2C tenant through Microsoft Graph", migrate_frames },
    { "policy", "check, explain, run, store policy files", policy_frames, policy_verb },
    { "restore", "make a database of a backup, when it is whole", restore_frames },
    { "serve", "run the identity server", serve_frames, serve_verb },
    { "trust", "make this machine trust the demo's https", trust_frames, trust_verb },
    { "user", "list, change, import, export people; end their sessions", user_frames },
};

std::string usage()
{
    std::string text = "usage: gatehouse VERB [OPTIONS]\n\n";
    for (Verb const& verb : kVerbs) {
        std::string line = "  " + std::string(verb.name);
        line.resize(20, ' ');
        text += line + std::string(verb.help) + "\n";
    }
    return text
        + "\n`gatehouse VERB --help` lists the options of a verb, `gatehouse man | man -l -` shows all of them, and\n"
          "`source <(gatehouse completion bash)` teaches them to the shell.\n";
}

int print_completion(std::vector<std::string> const& words)
{
    auto const script = completion_script(words.size() == 2 ? words[1] : "");
    if (script)
        std::fputs(script->c_str(), stdout);
    else
        std::fputs("usage: gatehouse completion bash|zsh\n", stderr);
    return script ? 0 : 2;
}

// Asked by the completion script: `gatehouse complete -- user imp`.
int print_candidates(std::vector<std::string> const& words)
{
    for (std::string const& word : complete(kVerbs, std::span(words).subspan(std::min<size_t>(2, words.size()))))
        std::printf("%s\n", word.c_str());
    return 0;
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
    if (name == "man") {
        std::fputs(manual_page(kVerbs).c_str(), stdout);
        return 0;
    }
    if (name == "completion")
        return print_completion({ arguments.begin(), arguments.end() });
    if (name == "complete")
        return print_candidates({ arguments.begin(), arguments.end() });
    auto const verb = std::ranges::find(kVerbs, name, &Verb::name);
    if (verb == std::end(kVerbs)) {
        std::fprintf(stderr, "gatehouse: there is no verb '%s'\n\n%s", arguments.front(), usage().c_str());
        return 2;
    }
    auto const rest = std::span(arguments).subspan(1);
    return verb->run ? verb->run(rest) : run_frames(verb->frames(), rest);
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
