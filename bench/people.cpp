// Many people: how fast they come in, and how fast one of them is found among all.
#include "edges/console/people.h"
#include "apps/gatehouse/people_import.h"
#include "apps/gatehouse/wire.h"
#include "bench/logins.h"
#include "bench/measurements.h"
#include "bench/table.h"
#include "core/directory/hash_pool.h"
#include "core/directory/user_search.h"
#include "core/flows/parts.h"
#include "libs/crypto/password_hash.h"
#include "libs/sql/sql.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>

namespace gatehouse::bench {
namespace {

constexpr int kLookups = 2000;
constexpr int kSearches = 100;
constexpr int kBatch = 1000;
constexpr int kFew = 100;
constexpr int kSignIns = 200;

double now_s()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string guid_of(int number)
{
    char text[40];
    std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012x", static_cast<unsigned>(number) * 2654435761U, number);
    return text;
}

std::string email_of(int number)
{
    return "person" + std::to_string(number) + "@example.org";
}

// As an export has them: a name, an address, two attributes and a hash that all share, of the password of the subject.
void write_people(std::filesystem::path const& path, int count)
{
    SystemRandom random;
    std::string const hash = need(crypto::hash_password(Password(std::string(kPassword)), {}, random), "no hash");
    std::ofstream out(path);
    for (int i = 0; i < count; ++i)
        out << R"({"id":")" << guid_of(i) << R"(","displayName":"Person )" << i
            << R"(","givenName":"Person","createdDateTime":"2024-01-01T00:00:00Z","identities":[{"signInType":"emailAddress",)"
            << R"("issuer":"old.onmicrosoft.com","issuerAssignedId":")" << email_of(i)
            << R"("}],"extension_831374b3bd5041bfaa54263ec9e050fc_Number":")" << i << R"(","passwordHash":")" << hash
            << R"("})" << '\n';
}

// The same rows with nothing around them: what SQLite takes in transactions of a thousand, people a second.
double rate_of_sqlite(std::filesystem::path const& path, int count)
{
    auto const database
        = need(sql::Database::open({ .path = path.string() },
                   { { "1",
                       "create table users (tenant_id text, user_id text, name text, attributes text,"
                       " created bigint, primary key (tenant_id, user_id));"
                       "create index by_name on users (tenant_id, name, user_id);"
                       "create index by_time on users (tenant_id, created, user_id);"
                       "create table names (tenant_id text, name text, user_id text, primary key (tenant_id, name));"
                       "create index by_user on names (tenant_id, user_id);" } }),
            "no database");
    std::string const rest(300, 'x');
    double const begin = now_s();
    for (int first = 0; first < count; first += kBatch)
        need(database->transact([&](sql::Connection& connection) -> Result<void> {
            for (int i = first; i < std::min(count, first + kBatch); ++i) {
                TRY(connection.execute("insert into users values ($1, $2, $3, $4, $5)",
                    { std::string("11111111-1111-4111-8111-111111111111"), guid_of(i), "person " + std::to_string(i),
                        rest, std::int64_t{ 1704067200000000 } }));
                TRY(connection.execute("insert into names values ($1, $2, $3)",
                    { std::string("11111111-1111-4111-8111-111111111111"), email_of(i), guid_of(i) }));
            }
            return {};
        }),
            "no rows");
    return count / (now_s() - begin);
}

// The middle of the times, in milliseconds.
double median_ms(int times, std::function<void()> const& work)
{
    std::vector<double> spent;
    for (int i = 0; i < times; ++i) {
        double const begin = now_s();
        work();
        spent.push_back((now_s() - begin) * 1000);
    }
    std::ranges::nth_element(spent, spent.begin() + times / 2);
    return spent[static_cast<size_t>(times / 2)];
}

double rate_of_import(Store& store, Tenant const& tenant, std::filesystem::path const& path)
{
    SystemClock const clock;
    SystemRandom random;
    HashPool hasher({});
    auto file = need(app::PeopleFile::open(path.string()), "no file");
    double const begin = now_s();
    double said = begin;
    auto const report = need(
        app::import_people(store, tenant, hasher, file,
            { .refused
                = [](auto const&, std::string const& why) { std::fprintf(stderr, "  refused: %s\n", why.c_str()); },
                .progress =
                    [&](app::ImportReport const& now) {
                        if (now_s() - said < 5)
                            return;
                        said = now_s();
                        std::fprintf(stderr, "  %zu people, %.0f/s\n", now.created,
                            static_cast<double>(now.created) / (said - begin));
                    } },
            clock, random),
        "no import");
    return static_cast<double>(report.created) / (now_s() - begin);
}

// A tenant with so many people, beside its own few.
struct Crowd {
    Subject subject;
    int count = 0;
    app::Directory directory;
    Tenant tenant;
};

Crowd make_crowd(Subject subject, int count)
{
    subject.directory /= std::to_string(count);
    std::filesystem::create_directories(subject.directory);
    prepare(subject);
    SystemRandom random;
    app::Directory directory = need(
        app::open_directory({ .data = subject.directory, .master_key_file = "" }, random), "cannot open the database");
    Tenant const tenant = need(read<std::optional<Tenant>>(*directory.store,
                                   [&](Ports& ports) { return ports.tenants.find(subject.tenant_id); }),
        "no tenant")
                              .value();
    need(directory.store->transact([&](Ports& ports) -> Result<void> {
        TRY(flows::save_attribute(ports, { tenant, {} }, { .id = "extension_Number" }));
        return {};
    }),
        "no attribute");
    return { std::move(subject), count, std::move(directory), tenant };
}

// In a folder that was kept from an earlier time.
bool is_there(Crowd const& crowd)
{
    return need(
        read<std::optional<User>>(*crowd.directory.store,
            [&](Ports& ports) { return ports.users.find_by_sign_in_name(crowd.tenant.id, email_of(crowd.count - 1)); }),
        "no look-up")
        .has_value();
}

// People a second.
double rate_of_crowd(Crowd const& crowd, std::filesystem::path const& file)
{
    write_people(file, crowd.count);
    return rate_of_import(*crowd.directory.store, crowd.tenant, file);
}

void measure_look_ups(Crowd const& crowd, std::mt19937& chance)
{
    Store& store = *crowd.directory.store;
    TenantId const& tenant = crowd.tenant.id;
    std::uniform_int_distribution<int> anybody(0, crowd.count - 1);
    add_limit("finding somebody by e-mail among them",
        median_ms(kLookups,
            [&] {
                std::string const email = email_of(anybody(chance));
                auto const found
                    = need(read<std::optional<User>>(
                               store, [&](Ports& ports) { return ports.users.find_by_sign_in_name(tenant, email); }),
                        "no look-up");
                check(found.has_value(), "somebody was not found");
            }),
        1, "ms");
    auto const search = [&](UserCondition::Kind kind, std::string const& start) {
        UserQuery query;
        query.where.kind = kind;
        query.where.property = "displayName";
        query.where.relation = UserRelation::StartsWith;
        query.where.value = start;
        auto const page = need(
            read<UserPage>(store, [&](Ports& ports) { return ports.user_search.find(tenant, query); }), "no search");
        check(!page.users.empty(), "a search found nobody");
    };
    auto const begins = [&](std::string const& word) { return word + std::to_string(anybody(chance) / 100); };
    add_limit("a hundred by the beginning of their display name",
        median_ms(kSearches, [&] { search(UserCondition::Kind::Property, begins("person ")); }), 50, "ms");
    add_limit("a hundred by the beginning of their sign-in name",
        median_ms(kSearches, [&] { search(UserCondition::Kind::SignInNameStarts, begins("person")); }), 50, "ms");
    auto const search_in_console = [&](std::string const& asked) {
        auto const found = need(read<std::vector<User>>(store,
                                    [&](Ports& ports) { return console::search_people(ports, tenant, asked, 50); }),
            "no search");
        check(!found.empty(), "a search found nobody");
    };
    add_limit("the console's search for a page of people",
        median_ms(kSearches, [&] { search_in_console(begins("person")); }), 100, "ms");
    // What everybody begins with.
    add_limit("the console's search for one letter", median_ms(kSearches, [&] { search_in_console("p"); }), 100, "ms");
}

// A server on the crowd's data, and whoever signs in there.
struct Door {
    Door(Crowd const& crowd)
        : crowd(crowd)
        , server(crowd.subject.serve(port), {}, crowd.subject.log_file(), kServerCore)
    {
        start_ms = server.wait_ready(port);
        if (start_ms < 0)
            stop("gatehouse did not start; see " + crowd.subject.log_file());
        connection.emplace(port);
    }

    void let_in(std::mt19937& chance)
    {
        std::uniform_int_distribution<int> anybody(0, crowd.count - 1);
        double const begin = now_s();
        check(sign_in(*connection, crowd.subject, email_of(anybody(chance))), "somebody could not sign in");
        times.push_back((now_s() - begin) * 1000);
    }

    double median()
    {
        std::ranges::sort(times);
        return times[times.size() / 2];
    }

    Crowd const& crowd;
    int port = free_port();
    Process server;
    double start_ms = 0;
    std::optional<Connection> connection;
    std::vector<double> times;
};

// In turns, so that whatever else the machine does hits both.
void measure_doors(Crowd const& few, Crowd const& many, std::mt19937& chance)
{
    Door narrow(few);
    Door wide(many);
    add_limit("start of gatehouse among them", wide.start_ms, 1000, "ms");
    for (int i = 0; i < kSignIns; ++i) {
        narrow.let_in(chance);
        wide.let_in(chance);
    }
    std::fprintf(stderr, "    a sign-in: %.1f ms among %d, %.1f ms among %d\n", narrow.median(), few.count,
        wide.median(), many.count);
    add_ratio("sign-ins one after the other, against those among a hundred", 1000 / wide.median(),
        1000 / narrow.median(), 0.9);
    std::fprintf(stderr, "    memory: %.1f MB and %.1f MB\n", narrow.server.resident_mb(), wide.server.resident_mb());
    add_limit("memory of gatehouse more than among a hundred", wide.server.resident_mb() - narrow.server.resident_mb(),
        20, "MB");
}

} // namespace

void measure_people(Subject const& subject, int count)
{
    std::filesystem::path const file = subject.directory / "people.jsonl";
    Crowd const few = make_crowd(subject, kFew);
    Crowd const many = make_crowd(subject, count);
    if (!is_there(few))
        rate_of_crowd(few, file);
    if (!is_there(many)) {
        double const ceiling = rate_of_sqlite(subject.directory / "rows.db", count);
        std::filesystem::remove(subject.directory / "rows.db");
        add_ratio(
            std::to_string(count) + " people imported, against SQLite's own rate", rate_of_crowd(many, file), ceiling, 0.5);
    }
    std::mt19937 chance(1);
    measure_look_ups(many, chance);
    measure_doors(few, many, chance);
}

} // namespace gatehouse::bench
