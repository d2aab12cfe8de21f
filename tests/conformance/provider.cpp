#include "tests/conformance/provider.h"

#include "apps/gatehouse/apply.h"
#include "apps/gatehouse/tenant_file.h"
#include "core/directory/hash_pool.h"
#include "libs/testkit/golden.h"

#include <cstdlib>

namespace gatehouse::conformance {

Provider::Provider()
{
    std::string name = (std::filesystem::temp_directory_path() / "gatehouse-conformance-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a directory for the provider");
    directory_ = name;
    app::Config config;
    config.data = directory_;
    config.mode = app::Mode::Demo;
    config.hash_threads = 1;
    config.sync_full = false;
    config.oidc.origins = { kOrigin };
    world_ = app::World::make(std::move(config), clock, random_).value();
    router_ = world_->router();
    auto declared = app::read_tenant_file(testkit::read_file("tests/conformance/tenant.toml"), "tenant.toml", {});
    check(declared.has_value(), declared ? "" : toml::text(declared.error().front()));
    // What costs time in earnest is cheap here.
    declared->tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
    HashPool hasher({ .threads = 1, .queue = 16 });
    secrets_ = app::apply(world_->store(), *declared, {}, hasher, clock, random_).value().values;
    check(world_->maintain().has_value(), "the server follows the tenant");
}

Provider::~Provider()
{
    world_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

testkit::Browser Provider::browser() const
{
    testkit::Browser browser(router_, kOrigin);
    browser.tls = true;
    return browser;
}

} // namespace gatehouse::conformance
