// One handler on the house's HTTP layer, in a process of its own: what the layer alone can do.
#pragma once

#include "libs/http/router.h"

#include <chrono>
#include <functional>
#include <string>
#include <sys/types.h>

namespace gatehouse::bench {

// Answers GET /measured. Kept to the server's core; ended when the object dies. No thread may run in this process when
// it is made.
class ChildServer {
public:
    // `make` runs in the child.
    ChildServer(int port, std::function<http::Handler()> const& make);
    ~ChildServer();
    ChildServer(ChildServer const&) = delete;
    ChildServer& operator=(ChildServer const&) = delete;

    static void wait_ready(int port);

private:
    pid_t pid_;
};

// Requests a second that are answered with `status`.
double measure_get(
    int port, std::string const& target, std::string const& headers, int status, std::chrono::milliseconds time);
// The same of a server that answers with bytes that never change.
double measure_static(std::string body, std::chrono::milliseconds time);

} // namespace gatehouse::bench
