#include "apps/gatehouse/directory_client.h"

#include "apps/gatehouse/wire.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/url/url.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

namespace gatehouse::app {
namespace {

class LocalDirectory final : public DirectoryClient {
public:
    static Result<std::unique_ptr<DirectoryClient>> open(Options const& options)
    {
        std::unique_ptr<LocalDirectory> local(new LocalDirectory);
        local->directory_ = TRY(
            open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, local->random_));
        local->tenant_ = TRY(choose_tenant(*local->directory_.store, options));
        TRY(local->build());
        return local;
    }
    Result<http::Response> send(http::Method method, std::string const& link, RequestBody const& body) override
    {
        // A page's link is absolute.
        std::string const target = link.starts_with(kHere) ? link.substr(kHere.size()) : link;
        http::Request request;
        request.method = method;
        request.target = target;
        size_t const question = target.find('?');
        request.path = target.substr(0, question);
        if (question != std::string::npos)
            request.query_text = target.substr(question + 1);
        request.headers.set("Host", "localhost");
        request.headers.set("ConsistencyLevel", "eventual");
        if (!body.text.empty())
            request.headers.set("Content-Type", body.type);
        request.body = body.text;
        request.correlation_id = random_guid(random_);
        return router_.handle(std::move(request));
    }
    std::string const& domain() const override { return tenant_.domain; }

private:
    static constexpr std::string_view kHere = "http://localhost";
    LocalDirectory() = default;
    Result<void> build()
    {
        plans_ = std::make_unique<Plans>(*directory_.store);
        keys_ = std::make_unique<KeyRings>(*directory_.store, clock_);
        TRY(plans_->refresh());
        TRY(keys_->refresh(tenant_));
        graph_ = std::make_unique<graph::Graph>(graph::Graph{ *directory_.store, *plans_, *keys_, clock_, random_,
            hasher_, crypto::hkdf_sha256(directory_.master_key, "", "gatehouse directory pages", 32) });
        graph_->owner = tenant_;
        graph::mount(router_, *graph_);
        return {};
    }

    SystemClock clock_;
    SystemRandom random_;
    HashPool hasher_{ {} };
    Directory directory_;
    Tenant tenant_;
    std::unique_ptr<Plans> plans_;
    std::unique_ptr<KeyRings> keys_;
    std::unique_ptr<graph::Graph> graph_;
    http::Router router_;
};

class Remote final : public DirectoryClient {
public:
    using Wait = std::function<void(std::chrono::milliseconds)>;
    Remote(RemoteDirectory remote, std::unique_ptr<http::Client> client, Wait wait)
        : remote_(std::move(remote))
        , client_(std::move(client))
        , wait_(std::move(wait))
    {
    }
    Result<http::Response> send(http::Method method, std::string const& target, RequestBody const& body) override
    {
        // A token may end while a long list is read, and the API may ask for patience.
        for (int tried = 1;; ++tried) {
            if (token_.empty())
                TRY(fetch_token());
            http::ClientRequest request{
                .method = method, .url = TRY(absolute(target)), .headers = {}, .body = body.text
            };
            request.headers.set("Authorization", "Bearer " + token_);
            request.headers.set("ConsistencyLevel", "eventual");
            request.headers.set("Accept", "application/json");
            if (!body.text.empty())
                request.headers.set("Content-Type", body.type);
            http::Response answer = TRY(client_->send(request));
            bool const busy = answer.status == 429 || answer.status == 503;
            if (tried == kPatientTries || (!busy && answer.status != 401))
                return answer;
            if (answer.status == 401 && tried > 1)
                return answer;
            if (busy)
                wait_(patience(answer.headers.get("retry-after"), tried));
            else
                token_.clear();
        }
    }
    std::string const& domain() const override { return remote_.domain; }

private:
    // A page's link is absolute; it is followed only back to where it came from, since a token goes with it.
    Result<std::string> absolute(std::string const& target) const
    {
        if (target.starts_with("/"))
            return remote_.api + target;
        if (target.starts_with(remote_.api + "/"))
            return target;
        return fail(Fault::Denied, "the list goes on at another host, which does not get the token: " + target);
    }
    Result<void> fetch_token()
    {
        http::ClientRequest request{ .method = http::Method::Post,
            .url = remote_.token_endpoint,
            .headers = {},
            .body = "grant_type=client_credentials&client_id=" + url::encode(remote_.client_id)
                + "&client_secret=" + url::encode(remote_.secret.reveal()) + "&scope=" + url::encode(remote_.scope) };
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        http::Response const answer = TRY(client_->send(request));
        auto const body = json::parse_object(answer.content());
        auto const token = body ? body->text("access_token") : std::nullopt;
        if (answer.status != 200 || !token)
            return fail(Fault::Denied,
                "no token from " + remote_.token_endpoint + ": " + reason_of(answer.status, body ? &*body : nullptr));
        token_ = *token;
        return {};
    }

    RemoteDirectory remote_;
    std::unique_ptr<http::Client> client_;
    Wait wait_;
    std::string token_;
};

Result<std::unique_ptr<DirectoryClient>> open_remote(Options const& options)
{
    for (char const* needed : { "tenant", "client-id", "client-secret-file" })
        if (!options.has(needed))
            return fail(Fault::Invalid, std::string("--server needs --") + needed);
    std::string server = options.get("server");
    while (server.ends_with('/'))
        server.pop_back();
    std::string const tenant = to_lower(options.get("tenant"));
    RemoteDirectory remote{ .token_endpoint = server + "/" + url::encode(tenant) + "/oauth2/v2.0/token",
        .api = server,
        .client_id = options.get("client-id"),
        .secret = TRY(read_client_secret(options.get("client-secret-file"))),
        .ca_file = options.get("ca-file"),
        .domain = tenant };
    return make_remote_directory(std::move(remote));
}

} // namespace

Result<ClientSecret> read_client_secret(std::string const& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    std::string secret(trim(text.str()));
    if (!file || secret.empty())
        return fail(Fault::Invalid, "there is no secret in the file " + path);
    return ClientSecret(std::move(secret));
}

Result<Tenant> choose_tenant(Store& store, Options const& options)
{
    auto const tenants = TRY(read<std::vector<Tenant>>(store, [](Ports& ports) { return ports.tenants.list(); }));
    std::string const wanted = to_lower(options.get("tenant"));
    for (Tenant const& tenant : tenants)
        if (tenant.domain == wanted || tenant.id.text() == wanted || (wanted.empty() && tenants.size() == 1))
            return tenant;
    if (!wanted.empty())
        return fail(Fault::Invalid, "there is no tenant " + wanted);
    if (tenants.empty())
        return fail(Fault::Invalid, "there is no tenant yet; `gatehouse apply TENANT.TOML` makes one");
    return fail(Fault::Invalid, "name the tenant with --tenant: there are " + std::to_string(tenants.size()));
}

Result<std::unique_ptr<DirectoryClient>> open_directory_client(Options const& options)
{
    if (options.has("server"))
        return open_remote(options);
    return LocalDirectory::open(options);
}

std::unique_ptr<DirectoryClient> make_remote_directory(RemoteDirectory remote)
{
    http::ClientOptions settings;
    settings.connect_timeout = std::chrono::seconds(10);
    settings.total_timeout = std::chrono::seconds(120);
    settings.max_body = size_t{ 64 } << 20;
    settings.ca_file = remote.ca_file;
    return make_remote_directory(std::move(remote), http::make_client(std::move(settings)),
        [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); });
}

std::unique_ptr<DirectoryClient> make_remote_directory(RemoteDirectory remote, std::unique_ptr<http::Client> client,
    std::function<void(std::chrono::milliseconds)> const& wait)
{
    return std::make_unique<Remote>(std::move(remote), std::move(client), wait);
}

std::chrono::milliseconds patience(std::string_view retry_after, int tried)
{
    auto const seconds = parse_integer(retry_after);
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds.value_or(1LL << tried), 1, 300));
}

std::string reason_of(int status, json::Object const* body)
{
    json::Object const* error = body ? body->object("error") : nullptr;
    if (!error) {
        auto const oauth = body ? body->text("error_description") : std::nullopt;
        return oauth ? oauth->substr(0, oauth->find_first_of("\r\n")) : "status " + std::to_string(status);
    }
    std::string reason = error->text("message").value_or("");
    if (auto const* details = error->array("details"))
        for (json::Value const& detail : *details)
            if (auto const* fields = detail.as_object())
                reason += "\n  " + fields->text("target").value_or("") + ": " + fields->text("message").value_or("");
    return reason;
}

Result<void> expect_success(http::Response const& response)
{
    if (response.status < 300)
        return {};
    auto const body = json::parse_object(response.content());
    return fail(response.status >= 500 ? Fault::Unavailable : Fault::Invalid,
        reason_of(response.status, body ? &*body : nullptr));
}

Result<json::Object> expect_object(Result<http::Response> const& answer)
{
    http::Response const& response = TRY(answer);
    TRY(expect_success(response));
    if (response.content().empty())
        return json::Object();
    auto body = json::parse_object(response.content(), { .bytes = size_t{ 64 } << 20 });
    if (!body)
        return fail(Fault::Unavailable, "the answer is no JSON object");
    return std::move(*body);
}

Result<void> for_each_object(
    DirectoryClient& client, std::string const& target, std::function<bool(json::Object const&)> const& each)
{
    for (std::string next = target; !next.empty();) {
        json::Object const page = TRY(expect_object(client.send(http::Method::Get, next, "")));
        json::Array const* values = page.array("value");
        if (!values)
            return fail(Fault::Unavailable, "the answer is no collection");
        for (json::Value const& value : *values)
            if (auto const* object = value.as_object(); object && !each(*object))
                return {};
        next = page.text("@odata.nextLink").value_or("");
    }
    return {};
}

} // namespace gatehouse::app
