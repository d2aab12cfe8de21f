// One request of an administrator who is signed in and whose role reaches the page.
#pragma once

#include "edges/console/answer.h"
#include "edges/console/areas.h"
#include "edges/console/console.h"

#include "core/audit/acting.h"
#include "core/audit/audit.h"
#include "core/ports/ports.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

#include <functional>
#include <memory>
#include <optional>

namespace gatehouse::console {

struct Visit {
    Console& console;
    http::Request const& request;
    std::shared_ptr<TenantPlans const> site;
    AdminSession session;
    std::vector<AdminRole> roles;
    std::string name; // of the administrator, for people
    url::Form form; // the query of a GET, the form of a POST
    std::string notice = {}; // what the last action did

    Tenant const& tenant() const { return site->tenant; }
    Time now() const { return console.clock.now(); }
    // "/admin/contoso.onmicrosoft.com/users" of "users".
    std::string path(std::string_view below) const;
    // Of the form, without white space around it.
    std::string value(std::string_view name) const;
    // What a form brought for a field. Never what a link did: it would fill in a form in somebody's name.
    std::optional<std::string> entered(std::string_view name) const;
    bool may_write(std::string_view area_path) const { return console::may_write(area(area_path), roles); }
    bool may_read(std::string_view area_path) const { return console::may_read(area(area_path), roles); }
};

// Of a text area: without white space around each, and without empty ones.
std::vector<std::string> lines_of(std::string_view given);

using Handler = std::function<Response(Visit const&)>;

// Whether a page is shown to somebody who signed in long ago (kRecent).
enum class Needs { Session, FreshSignIn };

// A GET changes nothing and asks for a reader of the area; a POST carries the session's form key and asks for a writer.
// Every path that takes a POST answers a GET, too: where a person lands who had to sign in again.
struct Route {
    http::Method method = http::Method::Get;
    std::string path; // below the area: "/{id}/block"
    Handler handler;
    Needs needs = Needs::Session;
};

// One transaction; a refusal rolls it back.
template <class T>
Answer<T> write(Console& console, std::function<Answer<T>(Ports&)> const& work)
{
    std::optional<Answer<T>> answer;
    auto const done = console.store.transact([&](Ports& ports) -> Result<void> {
        answer = work(ports);
        if (!*answer)
            return fail(Fault::Denied, "the page was refused");
        return {};
    });
    if (answer && !*answer)
        return std::move(*answer);
    if (!done)
        return std::unexpected(Trouble(done.error()));
    return std::move(*answer);
}

// A snapshot.
template <class T>
Answer<T> look(Console& console, std::function<Answer<T>(Ports&)> const& work)
{
    std::optional<Answer<T>> answer;
    TRY(console.store.read([&](Ports& ports) -> Result<void> {
        answer = work(ports);
        return {};
    }));
    return std::move(*answer);
}

// Whoever is signed in, for what core does and records itself.
Acting acting(Visit const& visit);

// Who did what to whom. `detail` never holds a value of a person's, nor a secret.
struct Deed {
    AuditKind kind = AuditKind::UserUpdated;
    UserId user = {};
    ClientId client = {};
    PolicyId policy = {};
    json::Object detail = {};
};
Result<void> record(Ports& ports, Visit const& visit, Deed deed);

// 303 to a page of the console, which says once what was done.
http::Response done(Visit const& visit, std::string const& path, std::string_view notice);

} // namespace gatehouse::console
