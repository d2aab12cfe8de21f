// What is measured: a tenant with people and apps in a folder of its own, and how its server is started and asked.
#pragma once

#include "bench/load.h"
#include "bench/processes.h"
#include "libs/base/result.h"
#include "libs/crypto/signing_key.h"
#include "libs/url/url.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::bench {

constexpr std::string_view kPolicy = "b2c_1_signupsignin1";
constexpr std::string_view kPassword = "Correct-Horse-9";
// The server has one core and the load another; a ceiling is what that one core can do.
constexpr int kServerCore = 0;
constexpr int kDriverCore = 1;
constexpr int kConnections = 16;
constexpr int kUsers = 20; // bench0@example.test, ...

struct Subject {
    std::filesystem::path directory;
    std::filesystem::path binaries;
    std::string tenant_file;
    std::string client_id;
    std::string client_secret;
    std::string tenant_id;
    std::string api_client_id;
    std::string redirect_uri;
    crypto::Algorithm algorithm = crypto::Algorithm::Rs256; // of the tenant
    std::chrono::milliseconds time{ 4000 }; // of each measurement

    // The command line of a server for it.
    std::vector<std::string> serve(int port) const;
    std::string log_file() const { return (directory / "gatehouse.log").string(); }
};

// Prints why and ends the program.
[[noreturn]] void stop(std::string const& why);

template <class T, class E>
T need(Result<T, E> result, std::string const& what)
{
    if (!result)
        stop(what);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// Declares the tenant in the folder, and fills in what the apps were given.
void prepare(Subject& subject);
void wait_ready(Process const& server, Subject const& subject, int port);
// Of the policy: "/v2.0/.well-known/openid-configuration".
std::string path(std::string_view rest);
// Codes as a finished journey leaves them, written straight into the store: what is measured is their redemption.
std::vector<std::string> make_codes(Subject const& subject, size_t count);
// With the credentials of the web app.
std::string token_form(Subject const& subject, url::Form form);
// The access token of a person, as an application gets it.
std::string access_token(Subject const& subject, int port);

// Processor time of the server for one request: unlike a rate it does not depend on who else uses the machine.
void say_cost(Process const& server, double before, Load const& load);

} // namespace gatehouse::bench
