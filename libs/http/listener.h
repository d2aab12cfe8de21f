// Listening TCP sockets and the connections that come in.
#pragma once

#include "libs/base/result.h"

#include <optional>
#include <string>

namespace gatehouse::http {

// Owns a file descriptor; -1 is none.
class Descriptor {
public:
    explicit Descriptor(int number = -1)
        : number_(number)
    {
    }
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int number() const { return number_; }
    // Gives up ownership.
    int release();

private:
    int number_;
};

// Bound, listening, non-blocking. Fault::Invalid: no such address. Fault::Unavailable: port in use or not permitted;
// the detail names address and port.
Result<Descriptor> open_listener(std::string const& address, int port);
int bound_port(Descriptor const& listener);

enum class Family { V4, V6 };
struct Accepted {
    Descriptor socket;
    Family family = Family::V4;
    std::string peer; // without port; an IPv4 address in IPv6 clothes is shown as IPv4
};
// The next waiting connection, non-blocking. Nothing: none waits. Fault::Unavailable: out of descriptors or memory.
Result<std::optional<Accepted>> accept_one(int listener);

} // namespace gatehouse::http
