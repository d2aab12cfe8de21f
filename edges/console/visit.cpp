#include "edges/console/visit.h"

#include "edges/console/cookies.h"
#include "libs/base/text.h"

namespace gatehouse::console {

Trouble::Trouble(Error const& error)
    : status(error.fault == Fault::Unavailable ? 503 : 500)
    , text(error.fault == Fault::Unavailable ? "The server is busy. Try again in a few seconds."
                                             : "Something went wrong here. The server's log says what.")
    , cause(error)
{
}

std::string Visit::path(std::string_view below) const
{
    return "/admin/" + tenant().domain + (below.empty() || below.starts_with('/') ? "" : "/") + std::string(below);
}

std::string Visit::value(std::string_view wanted) const
{
    return std::string(trim(form.get(wanted)));
}

std::optional<std::string> Visit::entered(std::string_view wanted) const
{
    if (request.method != http::Method::Post || !form.has(wanted))
        return std::nullopt;
    return value(wanted);
}

std::vector<std::string> lines_of(std::string_view given)
{
    std::vector<std::string> lines;
    for (std::string const& line : split(given, '\n'))
        if (std::string_view const trimmed = trim(line); !trimmed.empty())
            lines.emplace_back(trimmed);
    return lines;
}

Acting acting(Visit const& visit)
{
    return { .administrator = visit.session.user,
        .correlation = CorrelationId(visit.request.correlation_id),
        .address = visit.request.peer,
        .now = visit.now() };
}

Result<void> record(Ports& ports, Visit const& visit, Deed deed)
{
    AuditEvent event = event_of(acting(visit), deed.kind, deed.detail);
    event.user = std::move(deed.user);
    event.client = std::move(deed.client);
    event.policy = std::move(deed.policy);
    return ports.audit.append(visit.tenant().id, event);
}

http::Response done(Visit const& visit, std::string const& path, std::string_view notice)
{
    http::Response response = http::redirect(path, 303);
    set_notice(response, visit, notice);
    return response;
}

} // namespace gatehouse::console
