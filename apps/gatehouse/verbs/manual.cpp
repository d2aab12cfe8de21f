#include "apps/gatehouse/verbs/manual.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::app {
namespace {

// For roff: a backslash, and a dot or an apostrophe at the beginning of a line, mean something.
std::string roff(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

void add_frame(std::string& page, VerbFrame const& frame)
{
    constexpr std::string_view kUsage = "usage: ";
    std::string const text = frame.usage.substr(kUsage.size());
    size_t const end = text.find('\n');
    page += ".SS " + roff(frame.name) + "\n.B " + roff(text.substr(0, end)) + "\n.PP\n"
        + roff(trim(std::string_view(text).substr(end))) + "\n";
    for (OptionSpec const& option : frame.options)
        page += ".TP\n.B \\-\\-" + roff(option.name) + (option.takes_value ? " VALUE\n" : "\n") + roff(option.help)
            + "\n";
}

bool begins(std::string_view candidate, std::string const& typed)
{
    return candidate.starts_with(typed);
}

std::vector<std::string> options_after(VerbFrame const& frame, std::span<std::string const> words)
{
    std::string const& typed = words.back();
    // The value of the option before it.
    if (words.size() > 1 && words[words.size() - 2].starts_with("--"))
        if (auto const option = std::ranges::find(frame.options, words[words.size() - 2].substr(2), &OptionSpec::name);
            option != frame.options.end() && option->takes_value)
            return {};
    std::vector<std::string> next;
    if (typed.starts_with('-'))
        for (OptionSpec const& option : frame.options)
            if (std::string const name = "--" + std::string(option.name); begins(name, typed))
                next.push_back(name);
    return next;
}

} // namespace

std::string manual_page(std::span<Verb const> verbs)
{
    std::string page
        = ".TH GATEHOUSE 1\n.SH NAME\ngatehouse \\- consumer identity server\n.SH SYNOPSIS\n"
          ".B gatehouse\nVERB [WORD] [OPTIONS]\n.SH DESCRIPTION\n"
          "Runs a server that speaks as Azure AD B2C does, and administers its tenants. Verbs that work on "
          "a tenant open the database of the directory\n.I \\-\\-data\nor call a server that\n"
          ".I \\-\\-server\nnames; both do the same.\n.SH VERBS\n";
    for (Verb const& verb : verbs)
        for (VerbFrame const& frame : verb.frames())
            add_frame(page, frame);
    page += ".SH EXIT STATUS\n0: done. 1: it could not be done, and standard error says why. 2: the call was wrong.\n";
    return page;
}

std::optional<std::string> completion_script(std::string_view shell)
{
    std::string const bash = "_gatehouse() {\n"
                             "  mapfile -t COMPREPLY < <(gatehouse complete -- \"${COMP_WORDS[@]:1:COMP_CWORD}\")\n"
                             "}\n"
                             "complete -o default -F _gatehouse gatehouse\n";
    if (shell == "bash")
        return bash;
    if (shell == "zsh")
        return "autoload -U +X bashcompinit && bashcompinit\n"
               "_gatehouse() {\n"
               "  COMPREPLY=(${(f)\"$(gatehouse complete -- \"${COMP_WORDS[@]:1:COMP_CWORD}\")\"})\n"
               "}\n"
               "complete -o default -F _gatehouse gatehouse\n";
    return std::nullopt;
}

std::vector<std::string> complete(std::span<Verb const> verbs, std::span<std::string const> words)
{
    std::vector<std::string> next;
    if (words.size() <= 1) {
        for (Verb const& verb : verbs)
            if (begins(verb.name, words.empty() ? "" : words[0]))
                next.emplace_back(verb.name);
        return next;
    }
    auto const verb = std::ranges::find(verbs, words[0], &Verb::name);
    if (verb == verbs.end())
        return {};
    auto const frames = verb->frames();
    std::string const prefix = words[0] + " ";
    if (auto const named = std::ranges::find(frames, prefix + words[1], &VerbFrame::name);
        named != frames.end() && words.size() > 2)
        return options_after(*named, words);
    if (words.size() == 2)
        for (VerbFrame const& frame : frames)
            if (frame.name.starts_with(prefix) && begins(std::string_view(frame.name).substr(prefix.size()), words[1]))
                next.push_back(frame.name.substr(prefix.size()));
    if (auto const own = std::ranges::find(frames, words[0], &VerbFrame::name); own != frames.end())
        for (std::string& option : options_after(*own, words))
            next.push_back(std::move(option));
    return next;
}

} // namespace gatehouse::app
