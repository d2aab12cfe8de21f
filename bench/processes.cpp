#include "bench/processes.h"

#include "bench/load.h"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::bench {
namespace {

double now_ms()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

int free_port()
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

void keep_to_core(int core)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<size_t>(core), &cores);
    // On a machine with one core everything shares it, and the figures say so.
    static_cast<void>(::sched_setaffinity(0, sizeof cores, &cores));
}

Process::Process(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
    std::string const& log_file, int core)
{
    std::vector<char*> arguments;
    for (std::string const& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    started_ = now_ms();
    pid_ = ::fork();
    if (pid_ != 0)
        return;
    // However the measurement ends, its servers end with it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    keep_to_core(core);
    int const log = ::open(log_file.c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    for (auto const& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

Process::~Process()
{
    stop();
}

double Process::wait_ready(int port) const
{
    std::string const request = get("/health", "Connection: close\r\n");
    while (now_ms() - started_ < 10'000) {
        if (Connection(port).send(request).status == 200)
            return now_ms() - started_;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return -1;
}

double Process::resident_mb() const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024;
    return -1;
}

double Process::processor_seconds() const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    // The name may hold spaces; behind it, utime and stime are the 12th and 13th field. proc(5).
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void Process::stop()
{
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGTERM);
    for (int i = 0; i < 800; ++i) {
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
            pid_ = -1;
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

} // namespace gatehouse::bench
