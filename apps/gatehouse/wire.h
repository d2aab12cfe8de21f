// The composition root: the only place that sees every layer.
#pragma once

#include "apps/gatehouse/config.h"
#include "apps/gatehouse/observer.h"
#include "apps/gatehouse/old_directory.h"
#include "apps/gatehouse/sender.h"
#include "core/directory/hash_pool.h"
#include "core/journey/advance.h"
#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/ports/ports.h"
#include "edges/console/console.h"
#include "edges/graph/graph.h"
#include "edges/oidc/edge.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/router.h"
#include "libs/http/server.h"
#include "store/open.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace gatehouse::app {

// The directory's database and what belongs to it; every verb that touches a tenant opens it.
struct Directory {
    std::string master_key;
    std::unique_ptr<Store> store;
};
struct DirectoryPlace {
    std::filesystem::path data;
    std::string master_key_file; // "": see load_master_key
    bool sync_full = true;
    std::function<void(AuditEvent const&)> on_event = {}; // see StoreOptions
};
// Fault::Denied when the master key is missing or another one than the database was made under.
Result<Directory> open_directory(DirectoryPlace const& place, Random& random);
// The same for verbs that look at what is there: a mistyped directory is a Fault::Invalid instead of a new database.
Result<Directory> open_existing_directory(DirectoryPlace const& place, Random& random);
// Of the database in that directory.
StoreOptions store_options(std::filesystem::path const& data, std::string const& master_key);

// Everything of a server but its sockets: tests drive the router directly.
class World {
public:
    static Result<std::unique_ptr<World>> make(Config config, Clock const& clock, Random& random);
    ~World();

    http::Router router();
    // /metrics, /health and /ready.
    http::Router operators_router();
    // Follows changed tenants and policies, rotates keys that are due, drops what has expired.
    Result<void> maintain();
    // The origins that go into documents; known only once the ports are.
    void set_origins(std::vector<std::string> origins)
    {
        console_->origins = origins;
        graph_->origins = origins;
        edge_->settings.origins = std::move(origins);
    }
    std::vector<std::string> const& origins() const { return edge_->settings.origins; }
    // Instead of the tenant's hosts, who are strangers: an author's script says what an API answers.
    void answer_calls_with(journey::RestCaller& caller) { services_->rest = &caller; }
    Store& store() { return *directory_.store; }
    Config const& config() const { return config_; }
    Plans& plans() { return *plans_; }
    KeyRings& keys() { return *keys_; }

private:
    World(Config config, Clock const& clock, Random& random)
        : config_(std::move(config))
        , clock_(clock)
        , random_(random)
    {
    }
    Result<void> build();
    http::Response ready();

    Config config_;
    Clock const& clock_;
    Random& random_;
    Observer observer_;
    Directory directory_;
    std::unique_ptr<HashPool> hasher_;
    std::unique_ptr<MigratingHasher> migrating_hasher_;
    std::unique_ptr<Plans> plans_;
    std::unique_ptr<KeyRings> keys_;
    std::unique_ptr<journey::RestCaller> rest_;
    std::unique_ptr<pages::TemplateSource> templates_;
    std::unique_ptr<journey::Services> services_;
    std::unique_ptr<graph::Graph> graph_;
    std::unique_ptr<oidc::Edge> edge_;
    std::unique_ptr<console::Console> console_;
    Time swept_{};
};

// Does its jobs every second until it dies. A failure is logged, and the job is tried again.
class Maintainer {
public:
    using Job = std::function<Result<void>()>;
    explicit Maintainer(std::vector<Job> jobs);
    ~Maintainer();
    Maintainer(Maintainer const&) = delete;
    Maintainer& operator=(Maintainer const&) = delete;

private:
    std::vector<Job> jobs_;
    std::mutex lock_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace gatehouse::app
