#include "libs/base/random.h"
#include "libs/http/client.h"

#include <gatehouse/ports.h>

namespace gatehouse::auth {
namespace {

class CurlTransport final : public HttpTransport {
public:
    explicit CurlTransport(std::unique_ptr<http::Client> client)
        : client_(std::move(client))
    {
    }

    std::expected<HttpResponse, std::string> send(HttpRequest const& request) override
    {
        http::ClientRequest out;
        out.method = request.method == "POST" ? http::Method::Post : http::Method::Get;
        out.url = request.url;
        for (auto const& [name, value] : request.headers)
            out.headers.add(name, value);
        out.body = request.body;
        auto answer = client_->send(out);
        if (!answer)
            return std::unexpected(answer.error().detail);
        return HttpResponse{ .status = answer->status, .body = std::string(answer->content()) };
    }

private:
    std::unique_ptr<http::Client> client_;
};

class RealClock final : public Clock {
public:
    Time now() const override { return std::chrono::system_clock::now(); }
};

class RealRandom final : public Random {
public:
    void fill(std::span<unsigned char> out) override { random_.fill(out); }

private:
    SystemRandom random_;
};

} // namespace

std::shared_ptr<HttpTransport> make_http_transport(HttpTransportOptions const& options)
{
    http::ClientOptions wanted;
    wanted.connect_timeout = options.connect_timeout;
    wanted.total_timeout = options.total_timeout;
    wanted.ca_file = options.ca_file;
    return std::make_shared<CurlTransport>(http::make_client(wanted));
}

std::shared_ptr<Clock const> make_system_clock()
{
    return std::make_shared<RealClock>();
}

std::shared_ptr<Random> make_system_random()
{
    return std::make_shared<RealRandom>();
}

} // namespace gatehouse::auth
