// The OpenID provider under test: the whole server in this process without sockets, with the tenant of tenant.toml.
#pragma once

#include "apps/gatehouse/wire.h"
#include "libs/json/json.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"

#include <filesystem>
#include <map>
#include <string>

namespace gatehouse::conformance {

inline constexpr char const* kOrigin = "https://op.example";
inline constexpr char const* kIssuer
    = "https://op.example/tfp/c0ffee00-0000-4000-8000-000000000001/b2c_1_conformance/v2.0/";
inline constexpr char const* kClient = "c0ffee00-0000-4000-8000-00000000000a";
inline constexpr char const* kClient2 = "c0ffee00-0000-4000-8000-00000000000b";
inline constexpr char const* kCallback = "https://rp.example/callback";
inline constexpr char const* kAfterLogout = "https://rp.example/post_logout_redirect";
inline constexpr char const* kEmail = "ada@example.test";
inline constexpr char const* kPassword = "Correct-horse-1";

class Provider {
public:
    Provider();
    ~Provider();
    Provider(Provider const&) = delete;
    Provider& operator=(Provider const&) = delete;

    // A person's browser, and a program that calls without cookies; both over TLS.
    testkit::Browser browser() const;
    std::string secret(std::string const& app) const { return secrets_.at("apps." + app + ".secret"); }

    testkit::FakeClock clock;

private:
    testkit::FakeRandom random_;
    std::filesystem::path directory_;
    std::unique_ptr<app::World> world_;
    http::Router router_;
    std::map<std::string, std::string> secrets_;
};

} // namespace gatehouse::conformance
