#include "libs/http/listener.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::http {
namespace {

constexpr int kBacklog = 1024;

std::string place(std::string const& address, int port)
{
    bool const is_v6 = address.find(':') != std::string::npos;
    return (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

std::unexpected<Error> cannot_listen(std::string const& address, int port)
{
    int const problem = errno;
    std::string const why = problem == EADDRINUSE ? "the port is in use" : std::strerror(problem);
    return fail(Fault::Unavailable, "cannot listen on " + place(address, port) + ": " + why);
}

std::string text_of(sockaddr_storage const& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in const&>(address).sin_addr, text.data(), text.size());
        return text.data();
    }
    in6_addr const& v6 = reinterpret_cast<sockaddr_in6 const&>(address).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6))
        inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
    else
        inet_ntop(AF_INET6, &v6, text.data(), text.size());
    return text.data();
}

} // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept
    : number_(other.release())
{
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor()
{
    if (number_ >= 0)
        ::close(number_);
}

int Descriptor::release()
{
    return std::exchange(number_, -1);
}

Result<Descriptor> open_listener(std::string const& address, int port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (port < 0 || port > 65535 || getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return fail(Fault::Invalid, "no address to listen on: " + place(address, port));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> const list(found, freeaddrinfo);
    Descriptor listener(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // Lets a restarted server bind while connections of the old one linger. SO_REUSEPORT is left out on purpose: with
    // it a second server would start on the same port instead of saying that it is taken.
    int const on = 1;
    if (listener.number() < 0 || setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || bind(listener.number(), found->ai_addr, found->ai_addrlen) != 0 || listen(listener.number(), kBacklog) != 0)
        return cannot_listen(address, port);
    return listener;
}

int bound_port(Descriptor const& listener)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<sockaddr_in6 const&>(address).sin6_port);
    return ntohs(reinterpret_cast<sockaddr_in const&>(address).sin_port);
}

Result<std::optional<Accepted>> accept_one(int listener)
{
    for (;;) {
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        int const number
            = accept4(listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (number >= 0) {
            Accepted accepted;
            accepted.socket = Descriptor(number);
            accepted.family = address.ss_family == AF_INET6 ? Family::V6 : Family::V4;
            accepted.peer = text_of(address);
            int const on = 1;
            setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            return std::optional<Accepted>(std::move(accepted));
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return std::optional<Accepted>();
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return fail(Fault::Unavailable, "cannot accept: " + std::string(std::strerror(errno)));
        if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK)
            return fail(Fault::Internal, "cannot accept: " + std::string(std::strerror(errno)));
        // What remains (accept(2): ECONNABORTED, EPROTO, EINTR, ...) concerns the one connection that went away.
    }
}

} // namespace gatehouse::http
