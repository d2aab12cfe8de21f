#include "libs/base/text.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

#define MESSAGE_COLUMNS                                                                                                \
    "message_id, channel, recipient, subject, plain_body, html_body, created_at, attempts, sent_at, error, tenant_id"

Result<Message> take(sql::Row const& row, Sealer const& sealer)
{
    Message message;
    message.id = row.text(0);
    auto const channel = parse_channel(row.text(1));
    if (!channel)
        return fail(Fault::Internal, "a stored message has an unknown channel");
    message.channel = *channel;
    message.to = row.text(2);
    message.subject = row.text(3);
    std::string const tenant = row.text(10);
    // Blank once it is sent.
    if (std::string const sealed = row.blob(4); !sealed.empty())
        message.text = TRY(sealer.open(sealed, { "messages.plain_body", tenant, message.id }));
    if (std::string const sealed = row.blob(5); !sealed.empty())
        message.html = TRY(sealer.open(sealed, { "messages.html_body", tenant, message.id }));
    message.created = time_of(row, 6);
    message.attempts = static_cast<int>(row.integer(7));
    if (!row.is_null(8))
        message.sent = time_of(row, 8);
    message.error = row.text(9);
    return message;
}

} // namespace

Result<void> SqlMessages::append(TenantId const& tenant, Message const& message)
{
    TRY(connection_.execute(
        "insert into messages (tenant_id, message_id, position, channel, recipient, recipient_key, subject, "
        "plain_body, html_body,"
        " created_at, attempts, due_at, error)"
        " select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $7, $8, $9, 0, $9, '' from messages",
        { tenant.text(), message.id, std::string(name(message.channel)), message.to, to_lower(message.to),
            message.subject, sealer_.seal(message.text, { "messages.plain_body", tenant.text(), message.id }),
            sealer_.seal(message.html, { "messages.html_body", tenant.text(), message.id }),
            micros(message.created) }));
    return {};
}

// The address in another case is the same mailbox to most hosts, so it counts as the same.
Result<int> SqlMessages::count_since(TenantId const& tenant, std::string const& to, Time since)
{
    auto const count = TRY(connection_.one<std::int64_t>(
        "select count(*) from messages where tenant_id = $1 and recipient_key = $2 and created_at >= $3",
        { tenant.text(), to_lower(to), micros(since) }, [](sql::Row const& row) { return row.integer(0); }));
    return static_cast<int>(count.value_or(0));
}

Result<std::vector<Message>> SqlMessages::select(
    std::string_view statement, std::vector<sql::Parameter> const& parameters)
{
    return all<Message>(connection_, statement, parameters, [&](sql::Row const& row) { return take(row, sealer_); });
}

Result<std::vector<Message>> SqlMessages::due(Time now, int limit)
{
    return select("select " MESSAGE_COLUMNS
                  " from messages where due_at is not null and due_at <= $1 order by due_at, position limit $2",
        { micros(now), std::int64_t{ limit } });
}

Result<void> SqlMessages::mark_sent(std::string const& id, Time now, bool keep_text)
{
    TRY(connection_.execute(keep_text
            ? "update messages set sent_at = $2, due_at = null, error = '' where message_id = $1"
            : "update messages set sent_at = $2, due_at = null, error = '', plain_body = '', html_body = '' where "
              "message_id = $1",
        { id, micros(now) }));
    return {};
}

Result<void> SqlMessages::mark_failed(std::string const& id, Time now, std::string const& error)
{
    TRY(connection_.execute(
        "update messages set attempts = attempts + 1, error = $3,"
        " due_at = case when attempts + 1 >= 8 then null else $2 + 1000000 * (1 << (attempts + 1)) end"
        " where message_id = $1",
        { id, micros(now), error }));
    return {};
}

Result<std::vector<Message>> SqlMessages::list(int limit)
{
    return select(
        "select " MESSAGE_COLUMNS " from messages order by position desc limit $1", { std::int64_t{ limit } });
}

Result<void> SqlMessages::remove_before(Time time)
{
    TRY(connection_.execute("delete from messages where created_at < $1", { micros(time) }));
    return {};
}

} // namespace gatehouse::store
