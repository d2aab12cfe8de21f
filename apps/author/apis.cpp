#include "apps/author/apis.h"

#include <algorithm>

namespace gatehouse::author {

void Apis::declare(std::string url, journey::RestReply reply)
{
    std::erase_if(apis_, [&](Api const& known) { return known.url == url; });
    apis_.push_back({ std::move(url), std::move(reply) });
    std::ranges::sort(apis_, [](Api const& a, Api const& b) { return a.url.size() > b.url.size(); });
}

bool Apis::is_declared(std::string const& url) const
{
    std::string const place = url.substr(0, url.find('?'));
    return std::ranges::any_of(apis_, [&](Api const& api) { return place.starts_with(api.url); });
}

journey::RestResult Apis::call(journey::RestRequest const& request)
{
    calls_.push_back({ request.url, request.body });
    std::string const place = request.url.substr(0, request.url.find('?'));
    auto const found = std::ranges::find_if(apis_, [&](Api const& api) { return place.starts_with(api.url); });
    if (found == apis_.end())
        return fail(Fault::Unavailable, "no line of the script says what " + place + " answers: api " + place);
    return found->reply;
}

} // namespace gatehouse::author
