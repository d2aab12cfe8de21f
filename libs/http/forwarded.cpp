#include "libs/http/forwarded.h"

#include <algorithm>
#include <ranges>

namespace gatehouse::http {
namespace {

// All values of a field as one list: RFC 9110 §5.3.
std::vector<std::string> list_of(Headers const& headers, std::string_view name)
{
    std::vector<std::string> items;
    for (auto const& [field, value] : headers.fields())
        if (equals_ignoring_case(field, name))
            for (std::string const& item : split(value, ','))
                items.emplace_back(trim(item));
    return items;
}

// What the proxy next to us added stands last; what stands before it came from the network.
std::string last_of(Headers const& headers, std::string_view name)
{
    auto const items = list_of(headers, name);
    return items.empty() ? std::string() : items.back();
}

// From the nearest hop outwards, up to the first that is not ours: whatever stands before it anybody may have written.
// A hop that is no address ends the walk at the last one that was.
std::string client_of(Request const& request, std::span<url::Network const> trusted)
{
    std::string client = request.peer;
    auto const hops = list_of(request.headers, "x-forwarded-for");
    for (std::string const& hop : hops | std::views::reverse) {
        if (!url::is_address(hop))
            break;
        client = hop;
        if (!is_trusted(hop, trusted))
            break;
    }
    return client;
}

bool is_host(std::string_view text)
{
    return url::is_origin("https://" + std::string(text));
}

} // namespace

bool is_trusted(std::string_view peer, std::span<url::Network const> trusted)
{
    return std::ranges::any_of(trusted, [&](url::Network const& network) { return network.contains(peer); });
}

void apply_forwarded(Request& request, std::span<url::Network const> trusted)
{
    if (!is_trusted(request.peer, trusted))
        return;
    request.peer = client_of(request, trusted);
    std::string const scheme = last_of(request.headers, "x-forwarded-proto");
    if (equals_ignoring_case(scheme, "https") || equals_ignoring_case(scheme, "http"))
        request.tls = equals_ignoring_case(scheme, "https");
    if (std::string const host = last_of(request.headers, "x-forwarded-host"); is_host(host))
        request.headers.set("Host", host);
}

} // namespace gatehouse::http
