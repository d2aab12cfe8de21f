#include "apps/gatehouse/run_command.h"

#include "libs/base/text.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::app {

Result<void> run_command(std::vector<std::string> const& command)
{
    std::vector<char*> arguments;
    for (std::string const& part : command)
        arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    pid_t child = 0;
    int const problem = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (problem != 0)
        return fail(Fault::Unavailable, "cannot run " + command.front() + ": " + std::strerror(problem));
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(Fault::Unavailable, join(command, " ") + " has failed");
    return {};
}

bool is_installed(std::string const& program)
{
    char const* const path = std::getenv("PATH");
    for (std::string const& directory : split(path ? path : "", ':'))
        if (::access((directory + "/" + program).c_str(), X_OK) == 0)
            return true;
    return false;
}

} // namespace gatehouse::app
