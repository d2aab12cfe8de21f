#include "apps/gatehouse/directory_client.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/people_export.h"
#include "apps/gatehouse/people_import.h"
#include "apps/gatehouse/verbs/progress_line.h"
#include "apps/gatehouse/verbs/resource.h"
#include "apps/gatehouse/wire.h"
#include "core/people/find.h"
#include "core/personal_data/personal_data.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOneTenant{ "tenant", true, "domain or id; needed when there are several" };
constexpr OptionSpec kHelp{ "help", false, "this list" };

constexpr OptionSpec kImportOptions[] = {
    kDataOption,
    kMasterKeyOption,
    kOneTenant,
    { "dry-run", false, "say what would happen, and write nothing" },
    { "refused", true, "file for the rows that were refused, one JSON object a line" },
    kHelp,
};
constexpr OptionSpec kExportOptions[] = {
    kDataOption,
    kMasterKeyOption,
    kOneTenant,
    { "out", true, "file (default: standard output); .csv and .json say the format" },
    { "format", true, "jsonl (one JSON object a line), graph (a page of Microsoft Graph's a line) or csv" },
    { "hashes", false, "with the password hashes: keep the file as you keep the database" },
    kHelp,
};

Result<Directory> open_named(Options const& options, Random& random)
{
    return open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random);
}

// Without the end of the line.
Result<std::string> read_first_line(std::string const& path)
{
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line))
        return fail(Fault::Invalid, "cannot read a line from " + path);
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

double part_of(std::uint64_t done, std::uint64_t all)
{
    return all == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(all));
}

// What a person was going to sign in with stays out of the report.
std::string refused_line(PersonRow const& row, std::string const& why)
{
    json::Object fields = row.fields;
    for (char const* secret : { "passwordProfile", "passwordHash" })
        fields.erase(secret);
    json::Object line;
    if (row.place.line > 0)
        line.set("line", std::int64_t{ row.place.line });
    if (row.place.item > 0)
        line.set("item", std::int64_t{ row.place.item });
    line.set("why", why);
    line.set("row", std::move(fields));
    return json::write(line);
}

void print_report(ImportReport const& report, bool dry_run)
{
    std::printf("%zu %s, %zu were there already, %zu refused\n", report.created,
        dry_run ? "would be created" : "created", report.already, report.refused);
    for (auto const& [property, rows] : report.ignored)
        std::printf("left out: %s, in %zu rows\n", property.c_str(), rows);
}

Result<void> import(Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_named(options, random));
    Tenant const tenant = TRY(choose_tenant(*directory.store, options));
    PeopleFile file = TRY(PeopleFile::open(options.words.back()));
    std::ofstream refused;
    if (options.has("refused")) {
        refused.open(options.get("refused"));
        if (!refused)
            return fail(Fault::Invalid, "cannot write " + options.get("refused"));
    }
    HashPool hasher({});
    ImportReport report;
    {
        ProgressLine progress(stderr);
        report = TRY(import_people(*directory.store, tenant, hasher, file,
            { .dry_run = options.has("dry-run"),
                .refused =
                    [&](PersonRow const& row, std::string const& why) {
                        if (refused.is_open())
                            refused << refused_line(row, why) << '\n';
                        else
                            std::fprintf(stderr, "%s%s: %s\n", ::isatty(2) ? "\r\x1b[K" : "", text(row.place).c_str(),
                                why.c_str());
                    },
                .progress =
                    [&](ImportReport const& now) {
                        progress.show(part_of(file.position(), file.size()), now.created + now.already + now.refused,
                            std::to_string(now.created) + " created, " + std::to_string(now.already)
                                + " there already, " + std::to_string(now.refused) + " refused");
                    } },
            clock, random));
    }
    print_report(report, options.has("dry-run"));
    if (refused.is_open() && !refused.flush())
        return fail(Fault::Unavailable, "cannot write " + options.get("refused"));
    if (report.refused > 0)
        return fail(
            Fault::Invalid, std::to_string(report.refused) + " rows were refused; mend them and import the file again");
    return {};
}

// --format, or else the ending of the file.
Result<PeopleForm> form_of(Options const& options)
{
    if (options.has("format")) {
        auto const form = parse_people_form(to_lower(options.get("format")));
        if (!form)
            return fail(Fault::Invalid, "--format is jsonl, graph or csv, not " + options.get("format"));
        return *form;
    }
    std::string const path = to_lower(options.get("out"));
    return path.ends_with(".csv") ? PeopleForm::Csv : path.ends_with(".json") ? PeopleForm::Graph : PeopleForm::Lines;
}

Result<ExportReport> export_into(std::FILE* out, Directory const& directory, Tenant const& tenant, PeopleForm form,
    Options const& options, Random& random)
{
    SystemClock const clock;
    ProgressLine progress(stderr);
    bool written = true;
    auto report = export_people(*directory.store, tenant,
        { .form = form,
            .hashes = options.has("hashes"),
            .write = [&](std::string const& text) { written = std::fputs(text.c_str(), out) >= 0 && written; },
            .progress = [&](size_t done,
                            size_t all) { progress.show(part_of(done, all), done, std::to_string(done) + " read"); } },
        clock, random);
    if (report && (!written || std::fflush(out) != 0))
        return fail(Fault::Unavailable, "not everything could be written");
    return report;
}

Result<void> export_to(Options const& options)
{
    SystemRandom random;
    PeopleForm const form = TRY(form_of(options));
    auto const directory = TRY(open_named(options, random));
    Tenant const tenant = TRY(choose_tenant(*directory.store, options));
    std::string const path = options.get("out");
    // Of people: for the eyes of whoever runs it.
    ::umask(077);
    std::FILE* const out = path.empty() ? stdout : std::fopen(path.c_str(), "w");
    if (!out)
        return fail(Fault::Invalid, "cannot write " + path);
    auto const report = export_into(out, directory, tenant, form, options, random);
    bool const closed = path.empty() || std::fclose(out) == 0;
    TRY(report);
    if (!closed)
        return fail(Fault::Unavailable, "not everything could be written");
    std::fprintf(stderr, "%zu people of %s\n", report->people, tenant.domain.c_str());
    for (auto const& [property, people] : report->left_out)
        std::fprintf(stderr, "CSV does not hold all of it: %s, of %zu people\n", property.c_str(), people);
    return {};
}

// What a new person signs in with, and the password.
Result<void> complete_new_person(DirectoryClient& client, Options const& options, json::Object& body)
{
    json::Array identities;
    for (auto const& [option, type] : { std::pair{ "email", "emailAddress" }, std::pair{ "user-name", "userName" },
             std::pair{ "phone", "phoneNumber" } })
        for (std::string const& value : options.all(option))
            identities.emplace_back(
                json::Object{ { "signInType", type }, { "issuer", client.domain() }, { "issuerAssignedId", value } });
    if (identities.empty())
        return fail(Fault::Invalid, "say what the person signs in with: --email, --user-name or --phone");
    body.set("identities", std::move(identities));
    if (options.has("password-file"))
        set_member(body, "passwordProfile/password", TRY(read_first_line(options.get("password-file"))));
    return {};
}

constexpr std::string_view kExtension = "extension_";

Result<std::vector<json::Object>> read_extensions(DirectoryClient& client)
{
    json::Object const answer = TRY(
        expect_object(client.send(http::Method::Post, "/v1.0/directoryObjects/getAvailableExtensionProperties", "{}")));
    std::vector<json::Object> extensions;
    json::Array const* values = answer.array("value");
    for (json::Value const& value : values ? *values : json::Array())
        if (auto const* extension = value.as_object())
            extensions.push_back(*extension);
    return extensions;
}

// "extension_831374b3bd5041bfaa54263ec9e050fc_Points", as it is or as "extension_Points".
bool is_called(std::string const& full, std::string_view given)
{
    if (equals_ignoring_case(full, given))
        return true;
    constexpr size_t kId = 32;
    std::string_view const rest = given.substr(kExtension.size());
    return full.size() == kExtension.size() + kId + 1 + rest.size() && to_lower(full).ends_with("_" + to_lower(rest));
}

// Other words than JSON are text, and so are numbers; of an extension attribute that is no text, numbers are numbers.
json::Value value_of(std::string const& text, std::string const& type)
{
    auto const value = json::parse(text);
    bool const is_number = value && (value->as_integer() || value->as_double());
    bool const is_text = type == "String" ? is_number || (value && value->as_bool()) : type.empty() && is_number;
    return value && !is_text ? *value : json::Value(text);
}

// "--set givenName=Ann", "--set extension_Points=7", "--set extension_x=null".
Result<void> complete_change(DirectoryClient& client, Options const& options, json::Object& body)
{
    std::optional<std::vector<json::Object>> extensions;
    for (std::string const& setting : options.all("set")) {
        size_t const equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(Fault::Invalid, "--set takes PROPERTY=VALUE, not " + setting);
        std::string name = setting.substr(0, equals);
        std::string type;
        if (starts_with_ignoring_case(name, kExtension)) {
            if (!extensions)
                extensions = TRY(read_extensions(client));
            for (json::Object const& extension : *extensions)
                if (std::string const full = extension.text("name").value_or(""); is_called(full, name)) {
                    name = full;
                    type = extension.text("dataType").value_or("");
                    break;
                }
        }
        body.set(name, value_of(setting.substr(equals + 1), type));
    }
    if (options.has("password-file")) {
        set_member(body, "passwordProfile/password", TRY(read_first_line(options.get("password-file"))));
        set_member(body, "passwordProfile/forceChangePasswordNextSignIn", options.has("must-change"));
    }
    if (body.empty())
        return fail(Fault::Invalid, "nothing is to be changed: --set PROPERTY=VALUE or --password-file FILE");
    return {};
}

constexpr OptionSpec kPasswordFile{ "password-file", true, "file whose first line is the password" };

ResourceCommand const kCommands[] = {
    { .name = "user list",
        .help = "Prints people, or those of a filter of the directory API.",
        .target = "/v1.0/users?$select=id,displayName,accountEnabled,identities,createdDateTime",
        .columns = { { "OBJECT ID", "id", 36 }, { "NAME", "displayName", 24 },
            { "SIGNS IN WITH", "identities/issuerAssignedId", 32 }, { "ENABLED", "accountEnabled", 7 },
            { "SINCE", "createdDateTime" } } },
    { .name = "user show",
        .words = "PERSON",
        .help
        = "Prints a person, who is named by an object id, by what they sign in with or by their id at a provider.\n"
          "Passwords and secrets are no part of it.",
        .target = "/beta/users/{person}" },
    { .name = "user create",
        .help = "Creates a person.",
        .method = http::Method::Post,
        .target = "/v1.0/users",
        .body = R"({"accountEnabled":true,"passwordPolicies":"DisablePasswordExpiration"})",
        .fields = { { "name", "displayName", BodyField::Kind::Text, "display name", true },
            { "given-name", "givenName", BodyField::Kind::Text, "given name" },
            { "surname", "surname", BodyField::Kind::Text, "surname" } },
        .complete = complete_new_person,
        .options = { { "email", true, "address to sign in with" }, { "user-name", true, "name to sign in with" },
            { "phone", true, "number to sign in with, +49..." }, kPasswordFile } },
    { .name = "user change",
        .words = "PERSON",
        .help = "Changes properties of a person, under the names of the directory API, or the password. Both end the\n"
                "person's sessions where the directory API does.",
        .method = http::Method::Patch,
        .target = "/v1.0/users/{person}",
        .done = "changed",
        .complete = complete_change,
        .options
        = { { "set", true, "PROPERTY=VALUE; may stand several times; null clears; extension_NAME is enough of a name" },
            kPasswordFile, { "must-change", false, "with a password: it is changed at the next sign-in" } } },
    { .name = "user block",
        .words = "PERSON",
        .help = "Keeps a person from signing in, and ends sessions and refresh tokens.",
        .method = http::Method::Patch,
        .target = "/v1.0/users/{person}",
        .body = R"({"accountEnabled":false})",
        .done = "blocked" },
    { .name = "user unblock",
        .words = "PERSON",
        .help = "Lets a person sign in again.",
        .method = http::Method::Patch,
        .target = "/v1.0/users/{person}",
        .body = R"({"accountEnabled":true})",
        .done = "may sign in again" },
    { .name = "user factors",
        .words = "PERSON",
        .help = "Prints what a person can show beside a password.",
        .target = "/v1.0/users/{person}/authentication/methods",
        .columns = { { "ID", "id", 36 }, { "KIND", "@odata.type", 54 }, { "NUMBER", "phoneNumber", 18 },
            { "ADDRESS", "emailAddress" } } },
    { .name = "user delete",
        .words = "PERSON",
        .help = "Deletes a person, who can be restored for 30 days.",
        .method = http::Method::Delete,
        .target = "/v1.0/users/{person}",
        .done = "deleted; `gatehouse user restore OBJECT_ID` takes it back within 30 days" },
    { .name = "user deleted",
        .help = "Prints the people who can be restored.",
        .target = "/v1.0/directory/deletedItems/microsoft.graph.user",
        .columns = { { "OBJECT ID", "id", 36 }, { "NAME", "displayName", 24 }, { "DELETED", "deletedDateTime" } } },
    { .name = "user restore",
        .words = "OBJECT_ID",
        .help = "Restores a deleted person.",
        .method = http::Method::Post,
        .target = "/v1.0/directory/deletedItems/{word}/restore",
        .done = "restored" },
    { .name = "user purge",
        .words = "OBJECT_ID",
        .help = "Erases a deleted person at once and for good.",
        .method = http::Method::Delete,
        .target = "/v1.0/directory/deletedItems/{word}",
        .done = "gone for good" },
    { .name = "user revoke",
        .words = "PERSON",
        .help = "Ends every session and refresh token of a person. Access tokens that are out stay good until they\n"
                "expire. Running servers follow at once and tell the applications that asked to be told.",
        .method = http::Method::Post,
        .target = "/v1.0/users/{person}/revokeSignInSessions",
        .done = "signed out everywhere; refresh tokens are worth nothing" },
};

// By what they sign in with, or by object id, which also finds somebody who was deleted.
Result<UserId> find_person(Ports& ports, Tenant const& tenant, std::string const& who)
{
    auto const called = TRY(find_called(ports, tenant.id, who));
    if (called.size() > 1)
        return fail(Fault::Invalid, "several people are called " + who + ": name the object id");
    return called.empty() ? UserId(to_lower(who)) : called.front().id;
}

Result<void> with_person(Options const& options,
    std::function<Result<bool>(Ports&, Tenant const&, UserId const&, Acting const&)> const& work)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_named(options, random));
    Tenant const tenant = TRY(choose_tenant(*directory.store, options));
    std::string const& who = options.words.front();
    return directory.store->transact([&](Ports& ports) -> Result<void> {
        UserId const person = TRY(find_person(ports, tenant, who));
        Acting const acting{ .correlation = CorrelationId(random_guid(random)), .now = clock.now() };
        if (!TRY(work(ports, tenant, person, acting)))
            return fail(Fault::Invalid, "there is nobody called " + who);
        return {};
    });
}

Result<void> print_data(Options const& options)
{
    return with_person(
        options, [](Ports& ports, Tenant const& tenant, UserId const& person, Acting const& acting) -> Result<bool> {
            auto const data = TRY(export_personal_data(ports, tenant, person, acting));
            if (data)
                std::printf("%s\n", json::write_pretty(*data).c_str());
            return data.has_value();
        });
}

Result<void> erase(Options const& options)
{
    if (!options.has("yes"))
        return fail(Fault::Invalid, "nothing can bring an erased person back; say --yes");
    TRY(with_person(options, [](Ports& ports, Tenant const& tenant, UserId const& person, Acting const& acting) {
        return erase_person(ports, tenant, person, acting);
    }));
    std::printf("erased; the audit log says that it was done\n");
    return {};
}

bool names_one(Options const& options)
{
    return options.words.size() == 1;
}
bool has_no_words(Options const& options)
{
    return options.words.empty();
}

} // namespace

std::vector<VerbFrame> user_frames()
{
    std::vector<VerbFrame> frames = resource_frames(kCommands);
    frames.push_back({ .name = "user data",
        .options = { kDataOption, kMasterKeyOption, kOneTenant, kHelp },
        .usage
        = "usage: gatehouse user data PERSON [OPTIONS]\n\n"
          "Prints everything that is kept of a person, for them, as JSON. The audit log says that it was done.\n\n",
        .fits = names_one,
        .run = print_data });
    frames.push_back({ .name = "user erase",
        .options = { kDataOption, kMasterKeyOption, kOneTenant,
            { "yes", false, "really: nothing can bring the person back" }, kHelp },
        .usage
        = "usage: gatehouse user erase PERSON --yes [OPTIONS]\n\n"
          "Erases a person for good, with everything that is kept of them. The audit log keeps the object id and "
          "that\nit was done.\n\n",
        .fits = names_one,
        .run = erase });
    frames.push_back({ .name = "user export",
        .options = { std::begin(kExportOptions), std::end(kExportOptions) },
        .usage = "usage: gatehouse user export [OPTIONS]\n\n"
                 "Prints everybody of a tenant in the names of the directory API; `user import` takes it back. CSV has "
                 "texts\nonly and one name of a kind: what it does not hold is counted. The audit log says that it was "
                 "done.\n\n",
        .fits = has_no_words,
        .run = export_to });
    frames.push_back({ .name = "user import",
        .options = { std::begin(kImportOptions), std::end(kImportOptions) },
        .usage = "usage: gatehouse user import FILE [OPTIONS]\n\n"
                 "Creates the people in a file: one JSON object a line, a list that Microsoft Graph printed, or CSV "
                 "with a\nheader (.csv). Whoever is there already is left alone, so an import that was interrupted is "
                 "simply run\nagain. docs/running.md lists the columns and the password hashes of other products that "
                 "are taken.\n\n",
        .fits = names_one,
        .run = import });
    return frames;
}

} // namespace gatehouse::app
