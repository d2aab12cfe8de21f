#include "apps/insurance_web/sessions.h"

#include "apps/insurance_web/session_text.h"
#include "libs/crypto/digest.h"
#include "libs/sql/sql.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace gatehouse::insurance_web {
namespace {

constexpr size_t kKeyBytes = 32;
// A visitor who keeps starting sign-ins must not fill the disk.
constexpr int kJourneysPerSession = 20;

sql::Migration const kSchema{ "2026-11-22_sessions", R"sql(
create table sessions (
    digest blob primary key,
    sealed blob not null,
    created_at bigint not null,
    seen_at bigint not null
);
create index sessions_by_age on sessions (seen_at);
create table journeys (
    state_digest blob primary key,
    session_digest blob not null,
    sealed blob not null,
    expires_at bigint not null
);
create index journeys_by_session on journeys (session_digest);
create index journeys_by_age on journeys (expires_at);
)sql" };

sql::Blob digest_of(std::string_view secret)
{
    return { crypto::sha256(secret) };
}

struct Row {
    std::string sealed;
    Time created_at;
    Time seen_at;
};

Result<std::optional<Row>> read_row(sql::Connection& connection, sql::Blob const& digest)
{
    return connection.one<Row>(
        "select sealed, created_at, seen_at from sessions where digest = $1", { digest }, [](sql::Row const& row) {
            return Row{ row.blob(0), from_unix_micros(row.integer(1)), from_unix_micros(row.integer(2)) };
        });
}

std::string read_file(std::string const& path)
{
    std::ifstream in(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

} // namespace

Result<crypto::SealingKey> load_or_make_key(std::string const& path, Random& random)
{
    std::string key = read_file(path);
    if (key.size() == kKeyBytes)
        return crypto::SealingKey(std::move(key));
    if (!key.empty())
        return fail(Fault::Invalid, "the session key file is damaged: " + path);
    // Written beside and linked into place: another instance sees the whole key or none.
    std::string const draft = path + "." + random_token(random, 8);
    int const file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(Fault::Unavailable, "cannot write " + draft + ": " + std::strerror(errno));
    std::string const made = random_bytes(random, kKeyBytes);
    bool const written
        = ::write(file, made.data(), made.size()) == static_cast<ssize_t>(made.size()) && ::fsync(file) == 0;
    ::close(file);
    if (written)
        std::ignore = ::link(draft.c_str(), path.c_str());
    ::unlink(draft.c_str());
    key = read_file(path);
    if (key.size() != kKeyBytes)
        return fail(Fault::Unavailable, "cannot write " + path);
    return crypto::SealingKey(std::move(key));
}

Sessions::Sessions(std::unique_ptr<sql::Database> database, crypto::SealingKey key, Random& random, Clock const& clock)
    : database_(std::move(database))
    , key_(std::move(key))
    , random_(random)
    , clock_(clock)
{
}

Sessions::~Sessions() = default;

Result<std::unique_ptr<Sessions>> Sessions::open(
    std::string const& path, crypto::SealingKey key, Random& random, Clock const& clock)
{
    auto database = TRY(sql::Database::open({ .path = path, .sync_full = false }, { kSchema }));
    return std::unique_ptr<Sessions>(new Sessions(std::move(database), std::move(key), random, clock));
}

std::string Sessions::seal(std::string_view plain, std::string_view purpose, std::string_view digest)
{
    return crypto::seal(key_, plain, std::string(purpose) + std::string(digest), random_);
}

std::optional<std::string> Sessions::unseal(
    std::string_view sealed, std::string_view purpose, std::string_view digest) const
{
    auto plain = crypto::open(key_, sealed, std::string(purpose) + std::string(digest));
    if (!plain)
        return std::nullopt;
    return std::move(*plain);
}

Result<std::optional<Session>> Sessions::find(std::string_view id)
{
    sql::Blob const digest = digest_of(id);
    std::optional<Row> row;
    {
        auto const reader = TRY(database_->reader());
        row = TRY(read_row(*reader, digest));
    }
    Time const now = clock_.now();
    if (!row || now >= row->created_at + kLongest || now >= row->seen_at + kIdle)
        return std::nullopt;
    auto const plain = unseal(row->sealed, "session", digest.bytes);
    // Sealed under a key that is gone: as good as no session.
    if (!plain)
        return std::nullopt;
    // Not on every request: a page view should not cost a write.
    if (now >= row->seen_at + std::chrono::minutes(1)) {
        TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
            TRY(connection.execute("update sessions set seen_at = $1 where digest = $2", { unix_micros(now), digest }));
            return {};
        }));
    }
    return Session{ .id = std::string(id), .data = session_in(*plain) };
}

Result<Session> Sessions::create(SessionData data)
{
    return rotate("", std::move(data));
}

Result<Session> Sessions::rotate(std::string_view id, SessionData data)
{
    Session session{ .id = random_token(random_), .data = std::move(data) };
    if (session.data.csrf.empty() || !id.empty())
        session.data.csrf = random_token(random_);
    sql::Blob const digest = digest_of(session.id);
    sql::Blob const sealed{ seal(to_json(session.data), "session", digest.bytes) };
    std::int64_t const now = unix_micros(clock_.now());
    TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
        TRY(connection.execute("delete from sessions where seen_at < $1", { unix_micros(clock_.now() - kIdle) }));
        TRY(connection.execute("insert into sessions (digest, sealed, created_at, seen_at) values ($1, $2, $3, $3)",
            { digest, sealed, now }));
        if (id.empty())
            return {};
        TRY(connection.execute(
            "update journeys set session_digest = $1 where session_digest = $2", { digest, digest_of(id) }));
        TRY(connection.execute("delete from sessions where digest = $1", { digest_of(id) }));
        return {};
    }));
    return session;
}

Result<void> Sessions::update(std::string_view id, std::function<void(SessionData&)> const& change)
{
    sql::Blob const digest = digest_of(id);
    return database_->transact([&](sql::Connection& connection) -> Result<void> {
        auto const row = TRY(read_row(connection, digest));
        auto const plain = row ? unseal(row->sealed, "session", digest.bytes) : std::nullopt;
        if (!plain)
            return {};
        SessionData data = session_in(*plain);
        change(data);
        TRY(connection.execute("update sessions set sealed = $1 where digest = $2",
            { sql::Blob{ seal(to_json(data), "session", digest.bytes) }, digest }));
        return {};
    });
}

Result<void> Sessions::remove(std::string_view id)
{
    sql::Blob const digest = digest_of(id);
    return database_->transact([&](sql::Connection& connection) -> Result<void> {
        TRY(connection.execute("delete from journeys where session_digest = $1", { digest }));
        TRY(connection.execute("delete from sessions where digest = $1", { digest }));
        return {};
    });
}

Result<void> Sessions::keep(std::string_view id, std::string_view state, Journey const& journey)
{
    sql::Blob const session = digest_of(id);
    sql::Blob const digest = digest_of(state);
    sql::Blob const sealed{ seal(to_json(journey), "journey", digest.bytes) };
    Time const now = clock_.now();
    return database_->transact([&](sql::Connection& connection) -> Result<void> {
        TRY(connection.execute("delete from journeys where expires_at <= $1", { unix_micros(now) }));
        TRY(connection.execute(
            "delete from journeys where state_digest in (select state_digest from journeys where session_digest = $1"
            " order by expires_at desc, state_digest limit -1 offset $2)",
            { session, std::int64_t{ kJourneysPerSession - 1 } }));
        TRY(connection.execute(
            "insert into journeys (state_digest, session_digest, sealed, expires_at) values ($1, $2, $3, $4)",
            { digest, session, sealed, unix_micros(now + kJourney) }));
        return {};
    });
}

Result<std::optional<Journey>> Sessions::take(std::string_view id, std::string_view state)
{
    sql::Blob const digest = digest_of(state);
    std::optional<std::string> sealed;
    TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
        sealed = TRY(connection.one<std::string>(
            "delete from journeys where state_digest = $1 and session_digest = $2 and expires_at > $3 returning sealed",
            { digest, digest_of(id), unix_micros(clock_.now()) }, [](sql::Row const& row) { return row.blob(0); }));
        return {};
    }));
    auto const plain = sealed ? unseal(*sealed, "journey", digest.bytes) : std::nullopt;
    if (!plain)
        return std::nullopt;
    return journey_in(*plain);
}

Result<void> Sessions::ping()
{
    auto const reader = TRY(database_->reader());
    TRY(reader->execute("select 1"));
    return {};
}

} // namespace gatehouse::insurance_web
