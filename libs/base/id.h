// Identifiers that cannot be mixed up: a UserId does not convert to a ClientId, nor a string to either.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace gatehouse {

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}

    std::string const& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(Id const&, Id const&) = default;

private:
    std::string text_;
};

} // namespace gatehouse

template <class Tag>
struct std::hash<gatehouse::Id<Tag>> {
    size_t operator()(gatehouse::Id<Tag> const& id) const noexcept { return std::hash<std::string>{}(id.text()); }
};
