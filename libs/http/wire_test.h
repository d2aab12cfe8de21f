// For the tests: a client that sends exactly the bytes it is told.
#pragma once

#include "libs/http/server.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::http {

class Wire {
public:
    explicit Wire(int port)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Wire() { ::close(socket_); }
    Wire(Wire const&) = delete;
    Wire& operator=(Wire const&) = delete;

    // False when the server has closed.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            ssize_t const count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<size_t>(count));
        }
        return true;
    }

    // One whole answer by its Content-Length; what was read behind it stays for the next call. A shorter text when the
    // server closed first.
    std::string read_answer()
    {
        while (buffer_.find("\r\n\r\n") == std::string::npos)
            if (!read_more())
                return take(buffer_.size());
        size_t const head = buffer_.find("\r\n\r\n") + 4;
        size_t const field = buffer_.find("Content-Length: ");
        size_t const length = field < head ? std::stoul(buffer_.substr(field + 16)) : 0;
        while (buffer_.size() < head + length)
            if (!read_more())
                break;
        return take(std::min(buffer_.size(), head + length));
    }

    // The head only: for HEAD and 100 Continue.
    std::string read_head()
    {
        while (buffer_.find("\r\n\r\n") == std::string::npos)
            if (!read_more())
                return take(buffer_.size());
        return take(buffer_.find("\r\n\r\n") + 4);
    }

    // That many bytes, and none is taken from the socket beyond them.
    std::string read_some(size_t count)
    {
        std::string piece(count, '\0');
        ssize_t const got = ::recv(socket_, piece.data(), count, MSG_WAITALL);
        piece.resize(got > 0 ? static_cast<size_t>(got) : 0);
        return piece;
    }

    // Everything until the server closes.
    std::string read_to_end()
    {
        while (read_more()) { }
        return take(buffer_.size());
    }

    std::string ask(std::string_view bytes)
    {
        send(bytes);
        return read_answer();
    }

private:
    bool read_more()
    {
        char piece[16384];
        ssize_t const count = ::recv(socket_, piece, sizeof piece, 0);
        if (count > 0)
            buffer_.append(piece, static_cast<size_t>(count));
        return count > 0;
    }
    std::string take(size_t count)
    {
        std::string text = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return text;
    }

    int socket_;
    std::string buffer_;
};

// "HTTP/1.1 404 Not Found..." gives 404; 0 when there is no answer.
inline int status_of(std::string const& answer)
{
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

inline std::string body_of(std::string const& answer)
{
    size_t const end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

inline ServerOptions loopback_options()
{
    ServerOptions options;
    options.listen.emplace_back();
    options.loops = 2;
    options.workers = 2;
    return options;
}

// GET /hello and POST /echo on the loop, GET /work on the workers.
inline Router small_router()
{
    Router router;
    router.on(Method::Get, "/hello", RunsOn::Loop, [](Request const&) { return text_response(200, "hello"); });
    router.on(
        Method::Post, "/echo", RunsOn::Loop, [](Request const& request) { return text_response(200, request.body); });
    router.get("/work", [](Request const& request) { return text_response(200, "work for " + request.peer); });
    return router;
}

inline Server start_server(ServerOptions options = loopback_options(), Router router = small_router())
{
    Result<Server> server = Server::start(std::move(options), std::move(router));
    EXPECT_TRUE(server.has_value());
    return std::move(*server);
}

} // namespace gatehouse::http
