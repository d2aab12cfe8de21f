#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/people_by_name.h"
#include "apps/gatehouse/people_import.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/sessions/end.h"
#include "edges/graph/user_shape.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <utility>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kData{ "data", true, "directory of the database (default: ./data)" };
constexpr OptionSpec kTenant{ "tenant", true, "domain or id; needed when several tenants have such a person" };
constexpr OptionSpec kOneTenant{ "tenant", true, "domain or id; needed when there are several" };
constexpr OptionSpec kHelp{ "help", false, "this list" };

constexpr OptionSpec kPersonOptions[] = { kData, kMasterKeyOption, kTenant, kHelp };
constexpr OptionSpec kImportOptions[] = {
    kData,
    kMasterKeyOption,
    kOneTenant,
    { "dry-run", false, "say what would happen, and write nothing" },
    { "refused", true, "file for the rows that were refused, one JSON object a line" },
    kHelp,
};
constexpr OptionSpec kExportOptions[] = {
    kData,
    kMasterKeyOption,
    kOneTenant,
    { "out", true, "file (default: standard output)" },
    { "hashes", false, "with the password hashes: keep the file as you keep the database" },
    kHelp,
};

Result<Directory> open_named(Options const& options, Random& random)
{
    return open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random);
}

Result<void> revoke(Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_named(options, random));
    std::string const& who = options.words.back();
    CorrelationId const correlation(random_guid(random));
    TRY(directory.store->transact([&](Ports& ports) -> Result<void> {
        Found const person = TRY(find_person(ports, who, to_lower(options.get("tenant"))));
        TRY(revoke_sessions(ports, person.tenant.id, person.user, correlation, clock.now()));
        std::printf("%s: %s is signed out everywhere; refresh tokens are worth nothing\n", person.tenant.domain.c_str(),
            who.c_str());
        return {};
    }));
    return {};
}

Result<void> show(Options const& options)
{
    SystemRandom random;
    auto const directory = TRY(open_named(options, random));
    std::string const& who = options.words.back();
    return directory.store->read([&](Ports& ports) -> Result<void> {
        auto const people = TRY(find_people(ports, who, to_lower(options.get("tenant"))));
        if (people.empty())
            return fail(Fault::Invalid, "there is nobody called " + who);
        for (Found const& one : people) {
            auto const user = TRY(ports.users.find(one.tenant.id, one.user));
            if (user)
                std::printf("%s\n", json::write_pretty(graph::write_user(*user, one.tenant)).c_str());
        }
        return {};
    });
}

Result<Tenant> only_tenant(Store& store, Options const& options)
{
    auto const tenants = TRY(read<std::vector<Tenant>>(store, [](Ports& ports) { return ports.tenants.list(); }));
    std::string const wanted = to_lower(options.get("tenant"));
    for (Tenant const& tenant : tenants)
        if (tenant.domain == wanted || tenant.id.text() == wanted || (wanted.empty() && tenants.size() == 1))
            return tenant;
    if (wanted.empty())
        return fail(Fault::Invalid, "name the tenant with --tenant: there are " + std::to_string(tenants.size()));
    return fail(Fault::Invalid, "there is no tenant " + wanted);
}

// "[########------------]  41%  410,000 created, 2 refused  18,200/s  0:32 left", on one line of a terminal; elsewhere
// a line every five seconds.
class ProgressLine {
public:
    ProgressLine(PeopleFile const& file, std::FILE* out)
        : file_(file)
        , out_(out)
        , is_terminal_(::isatty(::fileno(out)) == 1)
    {
    }
    ~ProgressLine()
    {
        if (is_terminal_ && shown_)
            std::fputc('\n', out_);
    }
    void show(ImportReport const& report)
    {
        auto const now = std::chrono::steady_clock::now();
        if (now - last_ < (is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000)))
            return;
        last_ = now;
        shown_ = true;
        double const seconds = std::chrono::duration<double>(now - begin_).count();
        double const part = file_.size() == 0
            ? 1
            : std::min(1.0, static_cast<double>(file_.position()) / static_cast<double>(file_.size()));
        auto const rows = static_cast<double>(report.created + report.already + report.refused);
        auto const left = static_cast<long>(seconds / std::max(part, 0.001) * (1 - part));
        constexpr size_t kWidth = 20;
        std::string bar(static_cast<size_t>(part * kWidth), '#');
        bar.resize(kWidth, '-');
        std::fprintf(out_, "%s[%s] %3.0f%%  %zu created, %zu there already, %zu refused  %.0f/s  %ld:%02ld left%s",
            is_terminal_ ? "\r" : "", bar.c_str(), part * 100, report.created, report.already, report.refused,
            rows / std::max(seconds, 0.001), left / 60, left % 60, is_terminal_ ? "\x1b[K" : "\n");
        std::fflush(out_);
    }

private:
    PeopleFile const& file_;
    std::FILE* out_;
    bool is_terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_ = begin_;
};

// What a person was going to sign in with stays out of the report.
std::string refused_line(PersonRow const& row, std::string const& why)
{
    json::Object fields = row.fields;
    for (char const* secret : { "passwordProfile", "passwordHash" })
        fields.erase(secret);
    return json::write(
        json::Object{ { "line", static_cast<std::int64_t>(row.line) }, { "why", why }, { "row", fields } });
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
    Tenant const tenant = TRY(only_tenant(*directory.store, options));
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
        ProgressLine progress(file, stderr);
        report = TRY(import_people(*directory.store, tenant, hasher, file,
            { .dry_run = options.has("dry-run"),
                .refused =
                    [&](PersonRow const& row, std::string const& why) {
                        if (refused.is_open())
                            refused << refused_line(row, why) << '\n';
                        else
                            std::fprintf(
                                stderr, "%sline %zu: %s\n", ::isatty(2) ? "\r\x1b[K" : "", row.line, why.c_str());
                    },
                .progress = [&](ImportReport const& now) { progress.show(now); } },
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

Result<void> export_to(Options const& options)
{
    SystemRandom random;
    auto const directory = TRY(open_named(options, random));
    Tenant const tenant = TRY(only_tenant(*directory.store, options));
    std::string const path = options.get("out");
    // Of people: for the eyes of whoever runs it.
    ::umask(077);
    std::FILE* const out = path.empty() ? stdout : std::fopen(path.c_str(), "w");
    if (!out)
        return fail(Fault::Invalid, "cannot write " + path);
    bool written = true;
    auto const count = export_people(*directory.store, tenant, options.has("hashes"),
        [&](std::string const& line) { written = std::fputs((line + "\n").c_str(), out) >= 0 && written; });
    written = (path.empty() ? std::fflush(out) : std::fclose(out)) == 0 && written;
    TRY(count);
    if (!written)
        return fail(Fault::Unavailable, "not everything could be written");
    std::fprintf(stderr, "%zu people of %s\n", *count, tenant.domain.c_str());
    return {};
}

bool names_somebody(Options const& options)
{
    return options.words.size() == 1;
}
bool names_nobody(Options const& options)
{
    return options.words.empty();
}

constexpr std::pair<std::string_view, VerbFrame> kSubverbs[] = {
    { "export",
        { "user export", kExportOptions,
            "usage: gatehouse user export [OPTIONS]\n\n"
            "Prints everybody of a tenant, one JSON object a line, in the names of the directory API. `user import`\n"
            "takes it back.\n\n",
            names_nobody, export_to } },
    { "import",
        { "user import", kImportOptions,
            "usage: gatehouse user import FILE [OPTIONS]\n\n"
            "Creates the people in a file: one JSON object a line, a list that Microsoft Graph printed, or CSV with a\n"
            "header (.csv). Whoever is there already is left alone, so an import that was interrupted is simply run\n"
            "again. docs/running.md lists the columns and the password hashes of other products that are taken.\n\n",
            names_somebody, import } },
    { "revoke",
        { "user revoke", kPersonOptions,
            "usage: gatehouse user revoke NAME|OBJECT_ID [OPTIONS]\n\n"
            "Ends every session and refresh token of a person. Access tokens that are out stay good until they\n"
            "expire. Running servers follow at once and tell the applications that asked to be told.\n\n",
            names_somebody, revoke } },
    { "show",
        { "user show", kPersonOptions,
            "usage: gatehouse user show NAME|OBJECT_ID [OPTIONS]\n\n"
            "Prints a person as the directory API shows one. Passwords and secrets are no part of it.\n\n",
            names_somebody, show } },
};

} // namespace

int user_verb(std::span<char const* const> arguments)
{
    std::string_view const name = arguments.empty() ? "" : arguments.front();
    for (auto const& [subverb, frame] : kSubverbs)
        if (subverb == name)
            return run_verb(frame, arguments.subspan(1));
    bool const is_help = name == "--help" || name == "-h";
    std::fputs("usage: gatehouse user export|import|revoke|show ...\n\n"
               "`gatehouse user WORD --help` tells more.\n",
        is_help ? stdout : stderr);
    return is_help ? 0 : 2;
}

} // namespace gatehouse::app
