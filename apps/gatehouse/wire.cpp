#include "apps/gatehouse/wire.h"

#include "apps/gatehouse/key_gauges.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/page_templates.h"
#include "apps/gatehouse/rest_caller.h"
#include "edges/pages/pages.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

namespace gatehouse::app {
namespace {

constexpr std::chrono::minutes kSweepPeriod{ 5 };
constexpr int kOutboxMessages = 100;

http::Response health(http::Request const&)
{
    return http::json_response(200, R"({"status":"ok"})");
}

http::Response static_file(http::Request const& request)
{
    auto const asset = pages::asset(request.path_value("path"));
    if (!asset)
        return http::text_response(404, "There is no such file here.\n");
    http::Response response;
    response.headers.add("Content-Type", std::string(asset->content_type));
    response.headers.add("ETag", asset->etag);
    response.headers.add("Cache-Control", "public, max-age=3600");
    if (request.headers.get("if-none-match") == asset->etag)
        response.status = 304;
    else
        response.body = asset->bytes;
    return response;
}

Result<std::vector<Message>> outbox(Store& store)
{
    return read<std::vector<Message>>(store, [](Ports& ports) { return ports.messages.list(kOutboxMessages); });
}

http::Response outbox_json(Store& store)
{
    auto const messages = outbox(store);
    if (!messages)
        return http::text_response(500, "The outbox cannot be read.\n");
    json::Array items;
    for (Message const& message : *messages) {
        json::Object item;
        item.set("id", message.id);
        item.set("channel", name(message.channel));
        item.set("to", message.to);
        item.set("subject", message.subject);
        item.set("text", message.text);
        item.set("created", rfc3339(message.created));
        items.emplace_back(std::move(item));
    }
    json::Object body;
    body.set("messages", std::move(items));
    http::Response response = http::json_response(200, json::write(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

http::Response outbox_page(Store& store)
{
    auto const messages = outbox(store);
    if (!messages)
        return http::text_response(500, "The outbox cannot be read.\n");
    std::vector<pages::OutboxEntry> entries;
    for (Message const& message : *messages)
        entries.push_back({ .channel = std::string(name(message.channel)),
            .to = message.to,
            .subject = message.subject,
            .text = message.text,
            .created = message.created });
    return pages::render_outbox(entries);
}

// The loopback listener is a setting; the peer's address is a fact.
bool is_local(http::Request const& request)
{
    return request.peer == "127.0.0.1" || request.peer == "::1" || request.peer.empty();
}

void mount_outbox(http::Router& router, Store& store)
{
    auto const guarded = [](http::Handler handler) -> http::Handler {
        return [handler = std::move(handler)](http::Request const& request) {
            if (!is_local(request))
                return http::text_response(403, "The outbox is shown on this machine only.\n");
            return handler(request);
        };
    };
    router.get("/outbox", guarded([&store](http::Request const&) { return outbox_page(store); }));
    router.get("/outbox/messages", guarded([&store](http::Request const&) { return outbox_json(store); }));
}

// What names no tenant in its path (the directory API: its token does) is of the only one, or of nobody.
TenantId tenant_of(PlanSnapshot const& snapshot, http::Request const& request)
{
    if (snapshot.tenants.size() == 1)
        return snapshot.tenants.front()->tenant.id;
    auto const site = snapshot.find_tenant(request.path_value("tenant"));
    return site ? site->tenant.id : TenantId();
}

std::filesystem::path database_file(std::filesystem::path const& data)
{
    return data / "gatehouse.db";
}

} // namespace

StoreOptions store_options(std::filesystem::path const& data, std::string const& master_key)
{
    return { .path = database_file(data), .master_key = crypto::SealingKey(master_key) };
}

Result<Directory> open_directory(DirectoryPlace const& place, Random& random)
{
    auto key = TRY(load_master_key(place.data, place.master_key_file));
    StoreOptions options = store_options(place.data, key.bytes);
    options.sync_full = place.sync_full;
    options.on_event = place.on_event;
    auto store = open_store(options, random);
    if (!store && store.error().fault == Fault::Denied)
        return fail(Fault::Denied,
            "the master key from " + key.from + " does not open " + options.path
                + ", which was made under another one; nothing was changed");
    return Directory{ .master_key = std::move(key.bytes), .store = TRY(std::move(store)) };
}

Result<Directory> open_existing_directory(DirectoryPlace const& place, Random& random)
{
    auto const file = database_file(place.data);
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(Fault::Invalid, "there is no " + file.string() + "; name the server's directory with --data");
    return open_directory(place, random);
}

Result<std::unique_ptr<World>> World::make(Config config, Clock const& clock, Random& random)
{
    std::unique_ptr<World> world(new World(std::move(config), clock, random));
    TRY(world->build());
    return world;
}

World::~World() = default;

Result<void> World::build()
{
    DirectoryPlace place{ config_.data, config_.master_key_file, config_.sync_full };
    if (config_.metrics)
        place.on_event = [this](AuditEvent const& event) { observer_.count(event); };
    directory_ = TRY(open_directory(place, random_));
    hasher_
        = std::make_unique<HashPool>(HashPool::Options{ .threads = config_.hash_threads, .queue = config_.hash_queue });
    migrating_hasher_
        = std::make_unique<MigratingHasher>(*hasher_, make_old_directory_client(config_.outbound), clock_);
    plans_ = std::make_unique<Plans>(*directory_.store);
    keys_ = std::make_unique<KeyRings>(*directory_.store, clock_);
    TRY(maintain());
    rest_ = make_rest_caller(config_.outbound);
    templates_ = make_page_templates(config_.outbound, clock_);
    services_ = std::make_unique<journey::Services>(
        journey::Services{ *directory_.store, *migrating_hasher_, clock_, random_, rest_.get() });
    services_->limits->allowances = config_.allowances;
    services_->captcha = config_.captcha;
    if (!config_.sms && config_.mode == Mode::Normal)
        services_->text_messages = journey::Services::TextMessages::Nowhere;
    services_->traces = config_.keep_traces ? journey::Services::Traces::Kept : journey::Services::Traces::Off;
    std::string csrf_key = crypto::hkdf_sha256(directory_.master_key, "", "gatehouse page forms", 32);
    graph_ = std::make_unique<graph::Graph>(graph::Graph{ *directory_.store, *plans_, *keys_, clock_, random_,
        *migrating_hasher_, crypto::hkdf_sha256(directory_.master_key, "", "gatehouse directory pages", 32) });
    graph_->origins = config_.oidc.origins;
    edge_ = std::make_unique<oidc::Edge>(oidc::Edge{ config_.oidc, *directory_.store, *plans_, *keys_, *services_,
        clock_, random_, Secret<oidc::CsrfKeyTag>(std::move(csrf_key)), templates_.get() });
    console_ = std::make_unique<console::Console>(console::Console{ *directory_.store, *plans_, *keys_, clock_, random_,
        *hasher_, crypto::hkdf_sha256(directory_.master_key, "", "gatehouse console", 32), config_.oidc.origins });
    console_->latencies = [this](TenantId const& tenant, std::string_view endpoint) {
        return observer_.latencies(tenant, endpoint, clock_.now());
    };
    return {};
}

Result<void> World::maintain()
{
    TRY(plans_->refresh());
    for (auto const& tenant : plans_->snapshot()->tenants)
        TRY(keys_->refresh(tenant->tenant));
    if (clock_.now() - swept_ < kSweepPeriod)
        return {};
    swept_ = clock_.now();
    return directory_.store->remove_expired(clock_.now());
}

// Whether requests would be answered: the database can be read.
http::Response World::ready()
{
    auto const tenants = directory_.store->read([](Ports& ports) -> Result<void> {
        TRY(ports.tenants.list());
        return {};
    });
    if (tenants)
        return http::json_response(200, R"({"status":"ready"})");
    log::error("not ready", { { "detail", tenants.error().detail } });
    return http::json_response(503, R"({"status":"the database cannot be read"})");
}

http::Router World::operators_router()
{
    observer_.add_gauge({ "gatehouse_hash_queue", "Passwords that wait for a thread to be hashed." },
        [this] { return static_cast<double>(hasher_->waiting()); });
    observer_.add_gauge({ "gatehouse_tenants", "Tenants of this server." },
        [this] { return static_cast<double>(plans_->snapshot()->tenants.size()); });
    observer_.add_gauge({ "gatehouse_database_bytes", "Size of the database and its log." }, [this] {
        double bytes = 0;
        for (char const* ending : { "", "-wal" }) {
            std::error_code absent;
            auto const size = std::filesystem::file_size(database_file(config_.data).string() + ending, absent);
            bytes += absent ? 0 : static_cast<double>(size);
        }
        return bytes;
    });
    watch_keys(observer_, *directory_.store, clock_);
    http::Router router;
    router.get("/metrics", [this](http::Request const&) {
        http::Response response = http::text_response(200, observer_.text());
        response.headers.set("Content-Type", metrics::kContentType);
        return response;
    });
    router.on(http::Method::Get, "/health", http::RunsOn::Loop, health);
    router.get("/ready", [this](http::Request const&) { return ready(); });
    return router;
}

http::Router World::router()
{
    http::Router router;
    observer_.watch(
        router, clock_, [this](http::Request const& request) { return tenant_of(*plans_->snapshot(), request); });
    router.on(http::Method::Get, "/health", http::RunsOn::Loop, health);
    router.get("/ready", [this](http::Request const&) { return ready(); });
    router.on(http::Method::Get, "/static/{path...}", http::RunsOn::Loop, static_file);
    router.get("/", [this](http::Request const&) { return pages::render_index(config_.mode == Mode::Demo); });
    if (config_.mode == Mode::Demo)
        mount_outbox(router, *directory_.store);
    oidc::mount(router, *edge_);
    graph::mount(router, *graph_);
    console::mount(router, *console_);
    return router;
}

Maintainer::Maintainer(std::vector<Job> jobs)
    : jobs_(std::move(jobs))
    , thread_([this] {
        std::unique_lock lock(lock_);
        while (!wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
            for (Job const& job : jobs_)
                if (auto const done = job(); !done)
                    log::error("maintenance failed", { { "detail", done.error().detail } });
        }
    })
{
}

Maintainer::~Maintainer()
{
    {
        std::lock_guard const lock(lock_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

} // namespace gatehouse::app
