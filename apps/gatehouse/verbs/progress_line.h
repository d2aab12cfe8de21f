// How far a long run is, for whoever waits for it.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

namespace gatehouse::app {

// "[########------------]  41%  410,000 created, 2 refused  18,200/s  0:32 left", on one line of a terminal; elsewhere
// a line every five seconds.
class ProgressLine {
public:
    explicit ProgressLine(std::FILE* out);
    ~ProgressLine();
    ProgressLine(ProgressLine const&) = delete;
    ProgressLine& operator=(ProgressLine const&) = delete;
    // `part` of all, from 0 to 1; `count` of things are done, which `what` tells.
    void show(double part, size_t count, std::string const& what);

private:
    std::FILE* out_;
    bool is_terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_ = begin_;
};

} // namespace gatehouse::app
