#include "bench/child_server.h"

#include "bench/load.h"
#include "bench/processes.h"
#include "bench/subject.h"
#include "libs/http/server.h"

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::bench {

using namespace std::chrono_literals;

namespace {

http::Handler static_handler(std::string body)
{
    auto const shared = std::make_shared<std::string const>(std::move(body));
    return [shared](http::Request const&) {
        http::Response response;
        response.headers.add("Content-Type", "application/json; charset=utf-8");
        response.shared_body = shared;
        return response;
    };
}

} // namespace

ChildServer::ChildServer(int port, std::function<http::Handler()> const& make)
{
    pid_ = ::fork();
    if (pid_ != 0)
        return;
    keep_to_core(kServerCore);
    http::Router router;
    router.on(http::Method::Get, "/health", http::RunsOn::Loop,
        [](http::Request const&) { return http::text_response(200, "ok"); });
    router.on(http::Method::Get, "/measured", http::RunsOn::Loop, make());
    http::ServerOptions options;
    options.listen = { { "127.0.0.1", port, std::nullopt } };
    auto server = http::Server::start(options, std::move(router));
    if (!server)
        ::_exit(1);
    for (;;)
        ::pause();
}

ChildServer::~ChildServer()
{
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void ChildServer::wait_ready(int port)
{
    for (int i = 0; i < 1000 && Connection(port).send(get("/health", "Connection: close\r\n")).status != 200; ++i)
        std::this_thread::sleep_for(1ms);
}

double measure_get(
    int port, std::string const& target, std::string const& headers, int status, std::chrono::milliseconds time)
{
    std::string const request = get(target, headers);
    return drive(port, 4, time, [&](Connection& connection, int, std::uint64_t) {
        return connection.send(request).status == status;
    }).per_second;
}

double measure_static(std::string body, std::chrono::milliseconds time)
{
    int const port = free_port();
    ChildServer const server(port, [&] { return static_handler(std::move(body)); });
    ChildServer::wait_ready(port);
    return measure_get(port, "/measured", {}, 200, time);
}

} // namespace gatehouse::bench
