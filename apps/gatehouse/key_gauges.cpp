#include "apps/gatehouse/key_gauges.h"

#include "core/ports/ports.h"
#include "libs/base/log.h"
#include "libs/json/json.h"

#include <algorithm>
#include <optional>

namespace gatehouse::app {
namespace {

using metrics::Sample;
using Look = std::function<Result<void>(Ports&, Tenant const&, std::vector<Sample>&)>;

// What a database says that cannot be read is in the log, and /ready tells.
std::vector<Sample> look(Store& store, Look const& each)
{
    std::vector<Sample> samples;
    auto const done = store.read([&](Ports& ports) -> Result<void> {
        for (Tenant const& tenant : TRY(ports.tenants.list()))
            TRY(each(ports, tenant, samples));
        return {};
    });
    if (!done)
        log::error("keys cannot be watched", { { "detail", done.error().detail } });
    return samples;
}

void watch_signing_keys(Observer& observer, Store& store, metrics::Gauge gauge, Time StoredSigningKey::* when)
{
    gauge.labels = { "tenant", "kid" };
    observer.add_gauges(std::move(gauge), [&store, when] {
        return look(store, [when](Ports& ports, Tenant const& tenant, std::vector<Sample>& samples) -> Result<void> {
            for (StoredSigningKey const& key : TRY(ports.signing_keys.list(tenant.id)))
                samples.push_back({ { tenant.domain, key.kid }, static_cast<double>(unix_seconds(key.*when)) });
            return {};
        });
    });
}

// The first end that is still to come of what an app proves itself with.
std::optional<Time> next_end(Application const& app, Time now)
{
    std::vector<Time> ends;
    for (AppSecret const& secret : app.secrets)
        ends.push_back(secret.expires);
    auto const keys = json::parse_object(app.keys);
    if (json::Array const* all = keys ? keys->array("keys") : nullptr)
        for (json::Value const& key : *all)
            if (auto const end = key.as_object() ? key.as_object()->integer("exp") : std::nullopt)
                ends.push_back(from_unix_seconds(*end));
    std::erase_if(ends, [now](Time end) { return end <= now; });
    auto const first = std::ranges::min_element(ends);
    return first == ends.end() ? std::nullopt : std::optional(*first);
}

} // namespace

void watch_keys(Observer& observer, Store& store, Clock const& clock)
{
    watch_signing_keys(observer, store,
        { "gatehouse_signing_key_created_timestamp_seconds", "When a signing key was made." },
        &StoredSigningKey::created);
    watch_signing_keys(observer, store,
        { "gatehouse_signing_key_signs_from_timestamp_seconds", "When it begins to sign; published before." },
        &StoredSigningKey::signs_from);
    watch_signing_keys(observer, store,
        { "gatehouse_signing_key_signs_until_timestamp_seconds", "When it stops signing; a successor comes before." },
        &StoredSigningKey::signs_until);
    observer.add_gauges({ "gatehouse_app_credential_end_timestamp_seconds",
                            "When the next secret or certificate of an app ends.", { "tenant", "client_id", "app" } },
        [&store, &clock] {
            return look(
                store, [&clock](Ports& ports, Tenant const& tenant, std::vector<Sample>& samples) -> Result<void> {
                    for (Application const& app : TRY(ports.applications.list(tenant.id)))
                        if (auto const end = next_end(app, clock.now()))
                            samples.push_back({ { tenant.domain, app.id.text(), app.name },
                                static_cast<double>(unix_seconds(*end)) });
                    return {};
                });
        });
}

} // namespace gatehouse::app
