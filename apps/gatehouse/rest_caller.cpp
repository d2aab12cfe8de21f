#include "apps/gatehouse/rest_caller.h"

#include "apps/gatehouse/outbound.h"

namespace gatehouse::app {
namespace {

// One try; the engine makes two at most, which is B2C's limit of 20 s for both.
constexpr std::chrono::milliseconds kLongestCall{ 10'000 };
constexpr size_t kLargestReply = 256 * 1024;

journey::NoReply reason_of(http::NoAnswer why)
{
    switch (why) {
    case http::NoAnswer::UnknownHost:
        return journey::NoReply::UnknownHost;
    case http::NoAnswer::TimedOut:
        return journey::NoReply::TooLate;
    case http::NoAnswer::Other:
        break;
    }
    return journey::NoReply::Other;
}

class HttpRestCaller final : public journey::RestCaller {
public:
    explicit HttpRestCaller(std::unique_ptr<http::Client> client)
        : client_(std::move(client))
    {
    }

    journey::RestResult call(journey::RestRequest const& request) override
    {
        http::ClientRequest outgoing;
        outgoing.method = request.method == journey::RestRequest::Method::Get ? http::Method::Get : http::Method::Post;
        outgoing.url = request.url;
        outgoing.body = request.body;
        for (auto const& [name, value] : request.headers)
            outgoing.headers.add(name, value);
        if (request.client_certificate) {
            std::string const pem(request.client_certificate->reveal());
            outgoing.certificate = http::ClientCertificate{ pem, http::ClientKeyPem(pem) };
        }
        auto response = client_->send(outgoing);
        if (!response)
            return std::unexpected(journey::CallError(response.error(), reason_of(response.error().why)));
        return journey::RestReply{ response->status, std::move(response->body) };
    }

private:
    std::unique_ptr<http::Client> client_;
};

} // namespace

std::unique_ptr<journey::RestCaller> make_rest_caller(http::ClientOptions outbound)
{
    return std::make_unique<HttpRestCaller>(
        make_outbound_client(std::move(outbound), { .time = kLongestCall, .bytes = kLargestReply }));
}

} // namespace gatehouse::app
