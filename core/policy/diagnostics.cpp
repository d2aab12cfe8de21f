#include "core/policy/diagnostics.h"

#include <algorithm>
#include <tuple>

namespace gatehouse::policy {

std::string text(Diagnostic const& diagnostic)
{
    Origin const& at = diagnostic.origin;
    std::string out = at.file;
    if (at.line > 0)
        out += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    out += diagnostic.severity == Severity::Error ? ": error: " : ": warning: ";
    out += diagnostic.message;
    if (!diagnostic.hint.empty())
        out += " (" + diagnostic.hint + ")";
    return out;
}

void Diagnostics::add(Severity severity, Element const& at, std::string message, std::string hint)
{
    failed_ = failed_ || severity == Severity::Error;
    std::string path = root_ ? path_of(*root_, at) : std::string();
    items_.push_back({ severity, at.origin, std::move(path), std::move(message), std::move(hint) });
}

void Diagnostics::error(Element const& at, std::string message, std::string hint)
{
    add(Severity::Error, at, std::move(message), std::move(hint));
}

void Diagnostics::warning(Element const& at, std::string message, std::string hint)
{
    add(Severity::Warning, at, std::move(message), std::move(hint));
}

void Diagnostics::error(Origin origin, std::string message, std::string hint)
{
    failed_ = true;
    items_.push_back({ Severity::Error, std::move(origin), "", std::move(message), std::move(hint) });
}

std::vector<Diagnostic> Diagnostics::take(std::vector<std::string> const& files) &&
{
    auto const subject = [&](Diagnostic const& item) {
        auto const file = std::ranges::find(files, item.origin.file) - files.begin();
        return std::make_tuple(file, item.origin.line, item.origin.column, std::string_view(item.message));
    };
    // The error first: a warning of the same words is left out.
    std::ranges::sort(items_, {}, [&](Diagnostic const& item) { return std::make_pair(subject(item), item.severity); });
    auto const same = [&](Diagnostic const& left, Diagnostic const& right) { return subject(left) == subject(right); };
    auto const rest = std::ranges::unique(items_, same);
    items_.erase(rest.begin(), rest.end());
    return std::move(items_);
}

} // namespace gatehouse::policy
