// Maps method and path to a handler. Fixed segments compare without case, "{name}" takes one segment, "{name...}" takes
// the rest.
#pragma once

#include "libs/http/message.h"

#include <functional>
#include <memory>
#include <string>

namespace gatehouse::http {

// A handler is a plain function; it may block when it runs on the workers.
using Handler = std::function<Response(Request const&)>;

// Where a handler runs.
enum class RunsOn {
    Loop, // ready bytes or pure computation of well under a millisecond: on the I/O thread
    Workers, // whatever blocks: database, hashing, signing, calls out
};

class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // Ends the program when the pattern is malformed or stands twice. A fixed segment wins over "{name}", and that over
    // "{name...}"; "{name}" takes at least one character, "{name...}" may be empty but has no empty segment inside.
    Router& on(Method method, std::string const& pattern, RunsOn where, Handler handler);
    Router& get(std::string const& pattern, Handler handler)
    {
        return on(Method::Get, pattern, RunsOn::Workers, std::move(handler));
    }
    Router& post(std::string const& pattern, Handler handler)
    {
        return on(Method::Post, pattern, RunsOn::Workers, std::move(handler));
    }
    // Wraps every route and the answers of otherwise(), outermost last added. Runs where the route runs.
    Router& wrap(std::function<Response(Request const&, Handler const& next)> middleware);
    // Answers 404 and 405 (Allow is added), on the loop. The default is a short text; HEAD is served by GET routes.
    Router& otherwise(std::function<Response(Request const&, int status)> handler);

    struct Match {
        Handler const* handler = nullptr; // never null: 404 and 405 have handlers too
        RunsOn where = RunsOn::Loop;
    };
    // Fills request.path_values. A segment with a broken escape, "%2F", "%00" or ".." matches nothing (attack-76).
    Match match(Request& request) const;
    // match + middleware + handler, in this thread: for tests and for the in-process browser.
    Response handle(Request request) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gatehouse::http
