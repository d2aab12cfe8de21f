// The programs under measurement, as child processes on ports of this machine.
#pragma once

#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gatehouse::bench {

// A port that was free a moment ago.
int free_port();

// The calling thread, and those it starts from now on, keep to one core.
void keep_to_core(int core);

// Ended with SIGTERM, and with SIGKILL when it does not follow, when the object dies.
class Process {
public:
    // `core`: the only one it may run on.
    Process(std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
        std::string const& log_file, int core);
    ~Process();
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;

    // Waits for HTTP 200 on /health, at most ten seconds; answers the milliseconds since the start, negative when it
    // never came.
    double wait_ready(int port) const;
    // Resident memory in MB.
    double resident_mb() const;
    // Processor time used so far, user and system.
    double processor_seconds() const;
    void stop();

private:
    pid_t pid_ = -1;
    double started_ = 0;
};

} // namespace gatehouse::bench
