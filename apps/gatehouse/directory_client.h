// The directory API as the command line calls it: of a server over HTTP, or of the database in this process. Either way
// the API decides what is right, so a verb does the same wherever its tenant is.
#pragma once

#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/options.h"
#include "core/tenants/tenants.h"
#include "core/transaction/store.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/http/client.h"
#include "libs/http/message.h"
#include "libs/json/json.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace gatehouse::app {

// What a call carries; nothing when the text is empty.
struct RequestBody {
    RequestBody(std::string json) // NOLINT(google-explicit-constructor): nearly every body is JSON
        : text(std::move(json))
    {
    }
    RequestBody(char const* json) // NOLINT(google-explicit-constructor)
        : text(json)
    {
    }
    RequestBody(std::string content, std::string content_type)
        : text(std::move(content))
        , type(std::move(content_type))
    {
    }
    std::string text;
    std::string type = "application/json";
};

class DirectoryClient {
public:
    virtual ~DirectoryClient() = default;
    // `target` is relative: "/v1.0/users?$top=5". Any HTTP status is an answer.
    virtual Result<http::Response> send(http::Method method, std::string const& target, RequestBody const& body) = 0;
    // The tenant's default domain.
    virtual std::string const& domain() const = 0;
};

// The only tenant, or that of --tenant.
Result<Tenant> choose_tenant(Store& store, Options const& options);

inline constexpr OptionSpec kServerOption{ "server", true, "call a server instead: its public address" };
inline constexpr OptionSpec kClientIdOption{ "client-id", true, "with --server: an app that has the permissions" };
inline constexpr OptionSpec kClientSecretOption{ "client-secret-file", true, "with --server: file with its secret" };
inline constexpr OptionSpec kCaOption{ "ca-file", true, "with --server: PEM file of an authority of its certificate" };
// The first three for a database, all but the first two for a server.
inline constexpr OptionSpec kDirectoryOptions[] = {
    kDataOption,
    kMasterKeyOption,
    { "tenant", true, "domain or id; needed when there are several, and for a server" },
    kServerOption,
    kClientIdOption,
    kClientSecretOption,
    kCaOption,
};
Result<std::unique_ptr<DirectoryClient>> open_directory_client(Options const& options);

using ClientSecret = Secret<struct ClientSecretTag>;
// Without white space around it; Fault::Invalid when there is none.
Result<ClientSecret> read_client_secret(std::string const& path);

// An API in the shapes of Microsoft Graph, and the endpoint that gives tokens for it.
struct RemoteDirectory {
    std::string token_endpoint; // "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
    std::string api; // "https://graph.microsoft.com"
    std::string scope = "https://graph.microsoft.com/.default";
    std::string client_id;
    ClientSecret secret;
    std::string ca_file = {};
    std::string domain;
};
std::unique_ptr<DirectoryClient> make_remote_directory(RemoteDirectory remote);
// The same on another line and with another patience.
std::unique_ptr<DirectoryClient> make_remote_directory(RemoteDirectory remote, std::unique_ptr<http::Client> client,
    std::function<void(std::chrono::milliseconds)> const& wait);

// How often a busy API is asked, and how long to wait after the try of that number: what its Retry-After says, or else
// twice as long each time.
inline constexpr int kPatientTries = 8;
std::chrono::milliseconds patience(std::string_view retry_after, int tried);

// Why it refused, in the API's own words, for a person at a terminal. `body` may be null.
std::string reason_of(int status, json::Object const* body);

// The API's own words when it refused.
Result<void> expect_success(http::Response const& response);
// The answer's object. Fault and text as above.
Result<json::Object> expect_object(Result<http::Response> const& answer);
// Every object of a collection, page by page, until `each` answers false. Fault and text as above.
Result<void> for_each_object(
    DirectoryClient& client, std::string const& target, std::function<bool(json::Object const&)> const& each);

} // namespace gatehouse::app
