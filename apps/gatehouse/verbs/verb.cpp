#include "apps/gatehouse/verbs/verb.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::app {

int run_frame(VerbFrame const& frame, std::span<char const* const> arguments)
{
    auto const complain = [&](std::string const& what) {
        std::fprintf(stderr, "gatehouse %s: %s\n", frame.name.c_str(), what.c_str());
    };
    auto const options = parse_options(arguments, frame.options);
    if (!options) {
        complain(options.error().detail);
        return 2;
    }
    if (options->has("help") || !frame.fits(*options)) {
        std::fputs((frame.usage + describe(frame.options)).c_str(), options->has("help") ? stdout : stderr);
        return options->has("help") ? 0 : 2;
    }
    auto const done = frame.run(*options);
    if (done)
        return 0;
    complain(done.error().detail);
    return 1;
}

int run_frames(std::vector<VerbFrame> const& frames, std::span<char const* const> arguments)
{
    std::string const verb = frames.front().name.substr(0, frames.front().name.find(' '));
    std::string const word = arguments.empty() ? "" : arguments.front();
    if (auto const named = std::ranges::find(frames, verb + " " + word, &VerbFrame::name); named != frames.end())
        return run_frame(*named, arguments.subspan(1));
    if (auto const own = std::ranges::find(frames, verb, &VerbFrame::name); own != frames.end())
        return run_frame(*own, arguments);
    bool const is_help = word == "--help" || word == "-h";
    std::string text = "usage: gatehouse " + verb + " WORD ...\n\n";
    for (VerbFrame const& frame : frames)
        text += "  " + frame.usage.substr(7, frame.usage.find('\n') - 7) + "\n";
    text += "\n`gatehouse " + verb + " WORD --help` tells more.\n";
    std::fputs(text.c_str(), is_help ? stdout : stderr);
    return is_help ? 0 : 2;
}

} // namespace gatehouse::app
