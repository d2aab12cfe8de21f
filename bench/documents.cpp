#include "bench/child_server.h"
#include "bench/measurements.h"
#include "bench/table.h"
#include "libs/http/client.h"

namespace gatehouse::bench {
namespace {

double measure_client_get(std::string const& url, std::string const& ca_file, std::chrono::milliseconds time)
{
    http::ClientOptions options;
    options.ca_file = ca_file;
    auto const client = http::make_client(options);
    http::ClientRequest request;
    request.url = url;
    auto const answer = client->send(request);
    if (!answer || answer->status != 200)
        stop("no answer from " + url);
    return rate(kDriverCore, time, [&] { (void)client->send(request); });
}

} // namespace

void measure_documents(Subject const& subject, int port)
{
    for (auto const& [name, target] :
        { std::pair<std::string, std::string>{ "discovery", path("/v2.0/.well-known/openid-configuration") },
            std::pair<std::string, std::string>{ "keys", path("/discovery/v2.0/keys") } }) {
        std::string const body = Connection(port).send(get(target)).body;
        // Interleaved twice, so that a drift of the machine hits both.
        double ours = 0;
        double ceiling = 0;
        for (int pass = 0; pass < 2; ++pass) {
            ours += measure_get(port, target, {}, 200, subject.time / 2);
            ceiling += measure_static(body, subject.time / 2);
        }
        add_ratio(name + " against the same HTTP layer with static bytes", ours / 2, ceiling / 2, 0.8);
    }
}

// The same document by the same client with and without encryption, one kept connection: what TLS 1.3 costs a request.
void measure_tls(Subject const& subject)
{
    int const http = free_port();
    int const https = free_port();
    auto command = subject.serve(http);
    command.insert(command.end(), { "--demo", "--https", "127.0.0.1:" + std::to_string(https) });
    Process server(command, {}, subject.log_file(), kServerCore);
    wait_ready(server, subject, http);
    std::string const document = path("/v2.0/.well-known/openid-configuration");
    std::string const authority = (subject.directory / "tls/ca.pem").string();
    double const plain = measure_client_get("http://127.0.0.1:" + std::to_string(http) + document, "", subject.time);
    double const tls
        = measure_client_get("https://127.0.0.1:" + std::to_string(https) + document, authority, subject.time);
    add_ratio("discovery over TLS 1.3 against http, one kept connection", tls, plain, 0.7);
}

} // namespace gatehouse::bench
