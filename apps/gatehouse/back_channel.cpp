#include "apps/gatehouse/back_channel.h"

#include "apps/gatehouse/outbound.h"
#include "core/tokens/logout_token.h"
#include "libs/base/log.h"
#include "libs/url/url.h"

namespace gatehouse::app {
namespace {

constexpr int kBatch = 20;
// An application that is slower than this is tried again; the others wait behind it.
constexpr std::chrono::milliseconds kLongestCall{ 3'000 };
// Nothing of the answer is read but its status.
constexpr size_t kLargestReply = 16 * 1024;

} // namespace

BackChannel::BackChannel(Store& store, KeyRings& keys, Clock const& clock, Random& random, http::ClientOptions outbound)
    : store_(store)
    , keys_(keys)
    , clock_(clock)
    , random_(random)
{
    client_ = make_outbound_client(std::move(outbound), { .time = kLongestCall, .bytes = kLargestReply });
}

Result<void> BackChannel::send(LogoutNotice const& notice, std::string const& address)
{
    SigningKeyInUse const key = TRY(keys_.signing(notice.tenant));
    url::Form form;
    form.add("logout_token", TRY(make_logout_token(notice, key, random_guid(random_), clock_.now())));
    http::ClientRequest request;
    request.method = http::Method::Post;
    request.url = address;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = url::build_form(form);
    http::Response const response = TRY(client_->send(request));
    if (response.status / 100 != 2)
        return fail(Fault::Unavailable, "the application answered " + std::to_string(response.status));
    return {};
}

Result<void> BackChannel::deliver()
{
    auto const due = TRY(read<std::vector<LogoutNotice>>(
        store_, [&](Ports& ports) { return ports.logout_notices.due(clock_.now(), kBatch); }));
    for (LogoutNotice const& notice : due) {
        auto const app = TRY(read<std::optional<Application>>(
            store_, [&](Ports& ports) { return ports.applications.find(notice.tenant, notice.client); }));
        // Removed, disabled, or no longer to be told.
        bool const wanted = app && app->enabled && !app->back_channel_logout_uri.empty();
        auto const sent = wanted ? send(notice, app->back_channel_logout_uri) : Result<void>();
        if (!sent)
            log::warning("a logout was not delivered",
                { { "client", notice.client.text() }, { "attempt", std::int64_t{ notice.attempts + 1 } },
                    { "detail", sent.error().detail } });
        TRY(store_.transact([&](Ports& ports) {
            return sent ? ports.logout_notices.remove(notice)
                        : ports.logout_notices.mark_failed(notice, clock_.now(), sent.error().detail);
        }));
    }
    return {};
}

} // namespace gatehouse::app
