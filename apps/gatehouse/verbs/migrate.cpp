#include "apps/gatehouse/durable_file.h"
#include "apps/gatehouse/migrate/declaration.h"
#include "apps/gatehouse/migrate/people.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "tenant", true, "contoso.onmicrosoft.com" },
    { "client-id", true, "an app of that tenant with the permissions below, consented" },
    { "client-secret-file", true, "file with its secret" },
    { "out", true, "a new directory for what is read, or one of an earlier run to go on" },
    { "password-flow", true, "a resource owner flow of the tenant: B2C_1_ROPC" },
    { "password-client", true, "id of an app that may use it" },
    { "without-people", false, "everything but the people" },
    { "without-factors", false,
        "people without numbers and addresses of second factors, which takes far fewer requests" },
    { "login", true, "where tokens come from (default: https://login.microsoftonline.com)" },
    { "graph", true, "the API (default: https://graph.microsoft.com)" },
    { "ca-file", true, "PEM file of an authority of their certificates" },
    { "help", false, "this list" },
};

constexpr char kReport[] = "MIGRATION.md"; // written last

constexpr char kUsage[]
    = "usage: gatehouse migrate-from-b2c --tenant DOMAIN --client-id ID --client-secret-file FILE --out DIR "
      "[OPTIONS]\n\n"
      "Reads a B2C tenant through Microsoft Graph and changes nothing there. DIR then holds tenant.toml (for "
      "`gatehouse\n"
      "apply`), users.jsonl (for `gatehouse user import`), policies/ (for `gatehouse policy push`) and MIGRATION.md, "
      "which\n"
      "says what cannot come along. Run it again after an interruption: it goes on with the people.\n\n"
      "Permissions, all read-only: Organization.Read.All, Application.Read.All, DelegatedPermissionGrant.Read.All,\n"
      "IdentityUserFlow.Read.All, IdentityProvider.Read.All, APIConnectors.Read.All, Policy.Read.All,\n"
      "TrustFrameworkKeySet.Read.All, User.Read.All, UserAuthenticationMethod.Read.All. What one lacks is left out\n"
      "and said.\n\n";

std::string without_slash(std::string text)
{
    while (text.ends_with('/'))
        text.pop_back();
    return text;
}

Result<std::unique_ptr<DirectoryClient>> open_graph(Options const& options)
{
    for (char const* needed : { "tenant", "client-id", "client-secret-file", "out" })
        if (!options.has(needed))
            return fail(Fault::Invalid, std::string("--") + needed + " is missing");
    std::string const domain = to_lower(options.get("tenant"));
    std::string const graph = without_slash(options.get("graph", "https://graph.microsoft.com"));
    RemoteDirectory remote{ .token_endpoint = without_slash(options.get("login", "https://login.microsoftonline.com"))
            + "/" + url::encode(domain) + "/oauth2/v2.0/token",
        .api = graph,
        .scope = "https://graph.microsoft.com/.default",
        .client_id = options.get("client-id"),
        .secret = TRY(read_client_secret(options.get("client-secret-file"))),
        .ca_file = options.get("ca-file"),
        .domain = domain };
    return make_remote_directory(std::move(remote));
}

// One line that is written over on a terminal; elsewhere a line each.
class Progress {
public:
    void say(std::string const& what)
    {
        std::fprintf(stderr, is_terminal_ ? "\r%s\x1b[K" : "%s\n", what.c_str());
        std::fflush(stderr);
    }
    ~Progress()
    {
        if (is_terminal_)
            std::fputc('\n', stderr);
    }

private:
    bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
};

// An id becomes a file's name; B2C's are letters, digits, "-" and "_".
bool is_file_name(std::string const& id)
{
    return !id.empty()
        && id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        == std::string::npos
        && id.front() != '.';
}

std::vector<std::string> names_of(std::vector<json::Object> const& properties)
{
    std::vector<std::string> names;
    for (json::Object const& property : properties)
        if (auto name = property.text("name"))
            names.push_back(std::move(*name));
    return names;
}

Result<void> write_policies(B2cTenant& tenant, std::filesystem::path const& out)
{
    std::filesystem::create_directories(out / "policies");
    for (auto const& [id, xml] : tenant.policies) {
        if (!is_file_name(id)) {
            tenant.unreadable.push_back("a policy with the id " + id);
            continue;
        }
        TRY(write_durable_file(out / "policies" / (id + ".xml"), xml, 0600));
    }
    return {};
}

std::string report(B2cTenant const& tenant, Migration const& migration, std::optional<PeopleCount> const& people)
{
    std::string text = "# Moving " + tenant.domain + "\n\n| Read | |\n|---|---|\n";
    for (auto const& [what, count] : { std::pair{ "app registrations", tenant.applications.size() },
             std::pair{ "user flows", tenant.flows.size() }, std::pair{ "custom policies", tenant.policies.size() },
             std::pair{ "API connectors", tenant.api_connectors.size() },
             std::pair{ "identity providers", tenant.identity_providers.size() },
             std::pair{ "user attributes", tenant.attributes.size() } })
        text += std::string("| ") + what + " | " + std::to_string(count) + " |\n";
    if (people)
        text += "| people | " + std::to_string(people->people) + ", of whom " + std::to_string(people->with_password)
            + " have a password |\n";
    text += "\n## Next\n\n"
            "1. Read tenant.toml and the notes below; `gatehouse apply tenant.toml --data DATA`.\n"
            "2. `gatehouse policy check policies`, then `gatehouse policy push policies --data DATA`.\n"
            "3. `gatehouse user import users.jsonl --data DATA --dry-run`, then without --dry-run.\n"
            "4. Start the server, point one app at it, and sign in.\n\n"
            "## What needs a hand, and what stays behind\n\n";
    for (std::string const& note : migration.notes)
        text += "- " + note + "\n";
    for (std::string const& note : people ? notes_on(*people) : std::vector<std::string>())
        text += "- " + note + "\n";
    return text;
}

Result<void> run(Options const& options)
{
    auto const graph = TRY(open_graph(options));
    std::filesystem::path const out = options.get("out");
    if (std::filesystem::exists(out / kReport))
        return fail(Fault::Invalid, out.string() + " is finished: it has a " + kReport + "; name another directory");
    std::error_code failed;
    std::filesystem::create_directories(out, failed);
    if (failed)
        return fail(Fault::Invalid, "cannot make " + out.string() + ": " + failed.message());
    B2cTenant tenant;
    std::optional<PeopleCount> people;
    {
        Progress progress;
        tenant = TRY(read_b2c_tenant(*graph, [&](std::string const& what) { progress.say("reading " + what); }));
        TRY(write_policies(tenant, out));
        if (!options.has("without-people"))
            people = TRY(fetch_people(*graph,
                { .extension_properties = names_of(tenant.extension_properties),
                    .passwords_elsewhere = options.has("password-flow") && options.has("password-client"),
                    .factors = !options.has("without-factors") },
                out / "users.jsonl",
                [&](PeopleCount const& count) { progress.say("reading people: " + std::to_string(count.people)); }));
    }
    Migration const migration
        = declare_tenant(tenant, { options.get("password-flow"), options.get("password-client") });
    TRY(write_durable_file(out / "tenant.toml", migration.declaration, 0600));
    TRY(write_durable_file(out / kReport, report(tenant, migration, people), 0600));
    forget_rest(out / "users.jsonl");
    std::printf("%s holds tenant.toml%s, policies/ and MIGRATION.md, which says what to do next\n", out.c_str(),
        people ? ", users.jsonl" : "");
    return {};
}

} // namespace

std::vector<VerbFrame> migrate_frames()
{
    return { { .name = "migrate-from-b2c",
        .options = { std::begin(kOptions), std::end(kOptions) },
        .usage = kUsage,
        .fits = [](Options const& options) { return options.words.empty(); },
        .run = run } };
}

} // namespace gatehouse::app
