#include "apps/gatehouse/verbs/progress_line.h"

#include <unistd.h>

#include <algorithm>

namespace gatehouse::app {

ProgressLine::ProgressLine(std::FILE* out)
    : out_(out)
    , is_terminal_(::isatty(::fileno(out)) == 1)
{
}

ProgressLine::~ProgressLine()
{
    if (is_terminal_ && shown_)
        std::fputc('\n', out_);
}

void ProgressLine::show(double part, size_t count, std::string const& what)
{
    auto const now = std::chrono::steady_clock::now();
    if (now - last_ < (is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000)))
        return;
    last_ = now;
    shown_ = true;
    double const seconds = std::chrono::duration<double>(now - begin_).count();
    auto const left = static_cast<long>(seconds / std::max(part, 0.001) * (1 - part));
    constexpr size_t kWidth = 20;
    std::string bar(static_cast<size_t>(part * kWidth), '#');
    bar.resize(kWidth, '-');
    std::fprintf(out_, "%s[%s] %3.0f%%  %s  %.0f/s  %ld:%02ld left%s", is_terminal_ ? "\r" : "", bar.c_str(),
        part * 100, what.c_str(), static_cast<double>(count) / std::max(seconds, 0.001), left / 60, left % 60,
        is_terminal_ ? "\x1b[K" : "\n");
    std::fflush(out_);
}

} // namespace gatehouse::app
