#include "libs/http/router.h"

#include "libs/http/correlation.h"

#include <algorithm>
#include <array>

namespace gatehouse::http {
namespace {

using Middleware = std::function<Response(Request const&, Handler const&)>;
using Fallback = std::function<Response(Request const&, int)>;

constexpr size_t kMaxSegments = 32;

struct Route {
    Method method = Method::Get;
    RunsOn where = RunsOn::Workers;
    Handler handler; // middleware included
    std::vector<std::string> names; // of the captured segments, in order
};

// Where a pattern ends: its methods and the answer for every other method.
struct End {
    std::vector<Route> routes;
    std::string allow; // "GET, HEAD, POST"
    Handler not_allowed;

    bool empty() const { return routes.empty(); }
    Route const* find(Method method) const
    {
        auto const found = std::ranges::find(routes, method, &Route::method);
        if (found != routes.end())
            return &*found;
        return method == Method::Head ? find(Method::Get) : nullptr;
    }
};

struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> fixed;
    std::unique_ptr<Node> any;
    End here;
    End rest; // of "{name...}"
};

std::string allowed_methods(std::vector<Route> const& routes)
{
    std::vector<std::string> names;
    for (Route const& route : routes) {
        names.emplace_back(name(route.method));
        if (route.method == Method::Get)
            names.emplace_back(name(Method::Head));
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return join(names, ", ");
}

Response plain_fallback(Request const&, int status)
{
    return text_response(status, status == 404 ? "Not found.\n" : "Method not allowed.\n");
}

bool is_never_in_a_path(char c)
{
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\';
}

// The path cut at its slashes, each piece decoded. Pieces point into the request or into `decoded`.
class Segments {
public:
    // False when no route may match: attack-76, where an encoded slash, dot or NUL names another file or policy.
    bool read(std::string_view path)
    {
        if (!path.starts_with('/') || std::ranges::any_of(path, is_never_in_a_path))
            return false;
        for (size_t start = 1;;) {
            size_t const end = std::min(path.find('/', start), path.size());
            if (count_ == kMaxSegments || !add(path.substr(start, end - start)))
                return false;
            if (end == path.size())
                return true;
            start = end + 1;
        }
    }

    size_t size() const { return count_; }
    std::string_view operator[](size_t index) const { return pieces_[index]; }

private:
    bool add(std::string_view piece)
    {
        if (piece.find('%') != std::string_view::npos) {
            std::optional<std::string> text = url::decode(piece);
            if (!text || !is_utf8(*text) || has_control_characters(*text)
                || text->find_first_of("/\\") != std::string::npos)
                return false;
            // The piece must not move while others are added.
            piece = *decoded_.emplace_back(std::make_unique<std::string>(std::move(*text)));
        }
        if (piece == "." || piece == "..")
            return false;
        pieces_[count_++] = piece;
        return true;
    }

    std::array<std::string_view, kMaxSegments> pieces_;
    std::vector<std::unique_ptr<std::string>> decoded_;
    size_t count_ = 0;
};

// Walks the tree depth first: a fixed segment before "{name}", that before "{name...}".
class Search {
public:
    Search(Segments const& segments, Method method)
        : segments_(segments)
        , method_(method)
    {
    }

    bool walk(Node const& node, size_t at)
    {
        if (at == segments_.size())
            return ends(node.here);
        std::string_view const segment = segments_[at];
        for (auto const& [text, next] : node.fixed)
            if (text.size() == segment.size() && (text == segment || equals_ignoring_case(text, segment))
                && walk(*next, at + 1))
                return true;
        if (node.any && !segment.empty()) {
            captured_[captures_++] = at;
            if (walk(*node.any, at + 1))
                return true;
            --captures_;
        }
        if (node.rest.empty() || has_empty_inner_segment(at) || !ends(node.rest))
            return false;
        rest_at_ = at;
        return true;
    }

    Route const* route() const { return route_; }
    // Patterns fit the path, but none of them has the method.
    End const* other_methods() const { return other_methods_; }

    void fill(CaseMap<std::string>& values) const
    {
        for (size_t i = 0; i < captures_; ++i)
            values.emplace(route_->names[i], segments_[captured_[i]]);
        if (!rest_at_)
            return;
        std::string text;
        for (size_t i = *rest_at_; i < segments_.size(); ++i) {
            text += i == *rest_at_ ? "" : "/";
            text += segments_[i];
        }
        values.emplace(route_->names[captures_], std::move(text));
    }

private:
    bool ends(End const& end)
    {
        route_ = end.find(method_);
        if (!route_ && !end.empty() && !other_methods_)
            other_methods_ = &end;
        return route_ != nullptr;
    }

    bool has_empty_inner_segment(size_t at) const
    {
        for (; at + 1 < segments_.size(); ++at)
            if (segments_[at].empty())
                return true;
        return false;
    }

    Segments const& segments_;
    Method method_;
    std::array<size_t, kMaxSegments> captured_{};
    size_t captures_ = 0;
    std::optional<size_t> rest_at_;
    Route const* route_ = nullptr;
    End const* other_methods_ = nullptr;
};

} // namespace

struct Router::State {
    Node root;
    std::vector<Middleware> middlewares;
    Fallback fallback = plain_fallback;
    Handler not_found;

    Handler wrapped(Handler handler) const
    {
        for (Middleware const& middleware : middlewares)
            handler
                = [middleware, next = std::move(handler)](Request const& request) { return middleware(request, next); };
        return handler;
    }

    void set_fallbacks(End& end) const
    {
        end.allow = allowed_methods(end.routes);
        end.not_allowed = wrapped([fallback = fallback, allow = end.allow](Request const& request) {
            Response response = fallback(request, 405);
            response.headers.set("Allow", allow);
            return response;
        });
    }

    // Calls `visit` for every End that has routes.
    template <class Visit>
    static void each_end(Node& node, Visit const& visit)
    {
        for (End* end : { &node.here, &node.rest })
            if (!end->empty())
                visit(*end);
        for (auto& [text, next] : node.fixed)
            each_end(*next, visit);
        if (node.any)
            each_end(*node.any, visit);
    }

    void refresh_fallbacks()
    {
        not_found = wrapped([fallback = fallback](Request const& request) { return fallback(request, 404); });
        each_end(root, [this](End& end) { set_fallbacks(end); });
    }

    End& end_of(std::string const& pattern, std::vector<std::string>& names);
};

End& Router::State::end_of(std::string const& pattern, std::vector<std::string>& names)
{
    check(pattern.starts_with('/'), "a route pattern begins with a slash");
    std::vector<std::string> const segments = split(std::string_view(pattern).substr(1), '/');
    check(segments.size() <= kMaxSegments, "a route pattern has too many segments");
    Node* node = &root;
    for (size_t i = 0; i < segments.size(); ++i) {
        std::string const& segment = segments[i];
        if (!segment.starts_with('{')) {
            auto const found = std::ranges::find_if(
                node->fixed, [&](auto const& entry) { return equals_ignoring_case(entry.first, segment); });
            node = found != node->fixed.end()
                ? found->second.get()
                : node->fixed.emplace_back(segment, std::make_unique<Node>()).second.get();
            continue;
        }
        check(segment.size() > 2 && segment.ends_with('}'), "a route pattern has an unfinished name");
        names.push_back(segment.substr(1, segment.size() - 2));
        if (names.back().ends_with("...")) {
            check(i + 1 == segments.size(), "{name...} stands last in a route pattern");
            names.back().resize(names.back().size() - 3);
            return node->rest;
        }
        if (!node->any)
            node->any = std::make_unique<Node>();
        node = node->any.get();
    }
    return node->here;
}

Router::Router()
    : state_(std::make_unique<State>())
{
    state_->refresh_fallbacks();
}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Router& Router::on(Method method, std::string const& pattern, RunsOn where, Handler handler)
{
    Route route;
    End& end = state_->end_of(pattern, route.names);
    check(
        std::ranges::find(end.routes, method, &Route::method) == end.routes.end(), "a route stands twice: " + pattern);
    route.method = method;
    route.where = where;
    route.handler = state_->wrapped(std::move(handler));
    end.routes.push_back(std::move(route));
    state_->set_fallbacks(end);
    return *this;
}

Router& Router::wrap(Middleware middleware)
{
    State::each_end(state_->root, [&](End& end) {
        for (Route& route : end.routes)
            route.handler = [middleware, next = std::move(route.handler)](
                                Request const& request) { return middleware(request, next); };
    });
    state_->middlewares.push_back(std::move(middleware));
    state_->refresh_fallbacks();
    return *this;
}

Router& Router::otherwise(Fallback handler)
{
    state_->fallback = std::move(handler);
    state_->refresh_fallbacks();
    return *this;
}

Router::Match Router::match(Request& request) const
{
    request.path_values.clear();
    Segments segments;
    if (!segments.read(request.path))
        return { &state_->not_found, RunsOn::Loop };
    Search search(segments, request.method);
    if (search.walk(state_->root, 0)) {
        search.fill(request.path_values);
        return { &search.route()->handler, search.route()->where };
    }
    if (search.other_methods() != nullptr)
        return { &search.other_methods()->not_allowed, RunsOn::Loop };
    return { &state_->not_found, RunsOn::Loop };
}

Response Router::handle(Request request) const
{
    if (request.correlation_id.empty())
        request.correlation_id = new_correlation_id();
    return (*match(request).handler)(request);
}

} // namespace gatehouse::http
