#include "apps/author/terminal.h"

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace gatehouse::author {
namespace {

// What is typed is not seen while this lives.
class Unseen {
public:
    explicit Unseen(bool wanted)
        : active_(wanted && ::tcgetattr(STDIN_FILENO, &before_) == 0)
    {
        if (!active_)
            return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~Unseen()
    {
        if (active_)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Unseen(Unseen const&) = delete;
    Unseen& operator=(Unseen const&) = delete;

private:
    termios before_{};
    bool active_;
};

} // namespace

std::optional<std::string> ask(std::string const& question, Echo echo)
{
    bool const terminal = ::isatty(STDIN_FILENO) != 0;
    std::printf("%s", question.c_str());
    std::fflush(stdout);
    std::string answer;
    bool read = false;
    {
        Unseen const unseen(terminal && echo == Echo::Hidden);
        read = static_cast<bool>(std::getline(std::cin, answer));
    }
    if (!answer.empty() && answer.back() == '\r')
        answer.pop_back();
    if (!terminal || echo == Echo::Hidden)
        std::printf("%s\n", echo == Echo::Shown ? answer.c_str() : answer.empty() ? "" : terminal ? "" : "***");
    return read ? std::optional(answer) : std::nullopt;
}

} // namespace gatehouse::author
