#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::json {

Object::Object() = default;
Object::Object(Object const&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(Object const&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Object::Object(std::initializer_list<Member> members)
{
    members_.reserve(members.size());
    for (Member const& member : members)
        set(member.name, member.value);
}

bool Object::empty() const
{
    return members_.empty();
}

void Object::set(std::string_view name, Value value)
{
    auto const at = std::ranges::find(members_, name, &Member::name);
    if (at != members_.end()) {
        at->value = std::move(value);
        return;
    }
    // Growing moves every member; few objects have more than these.
    if (members_.empty())
        members_.reserve(8);
    members_.push_back(Member{ std::string(name), std::move(value) });
}

void Object::reserve(size_t members)
{
    members_.reserve(members);
}

void Object::erase(std::string_view name)
{
    std::erase_if(members_, [name](Member const& member) { return member.name == name; });
}

Value const* Object::find(std::string_view name) const
{
    auto const at = std::ranges::find(members_, name, &Member::name);
    return at == members_.end() ? nullptr : &at->value;
}

std::optional<std::string> Object::text(std::string_view name) const
{
    Value const* value = find(name);
    std::string const* text = value ? value->as_text() : nullptr;
    return text ? std::optional(*text) : std::nullopt;
}

std::optional<std::int64_t> Object::integer(std::string_view name) const
{
    Value const* value = find(name);
    std::int64_t const* number = value ? value->as_integer() : nullptr;
    return number ? std::optional(*number) : std::nullopt;
}

std::optional<bool> Object::boolean(std::string_view name) const
{
    Value const* value = find(name);
    bool const* truth = value ? value->as_bool() : nullptr;
    return truth ? std::optional(*truth) : std::nullopt;
}

Object const* Object::object(std::string_view name) const
{
    Value const* value = find(name);
    return value ? value->as_object() : nullptr;
}

Array const* Object::array(std::string_view name) const
{
    Value const* value = find(name);
    return value ? value->as_array() : nullptr;
}

Value::Value(Array value)
    : value_(std::move(value))
{
}
Value::Value(Object value)
    : value_(std::move(value))
{
}

bool operator==(Value const& left, Value const& right)
{
    return left.value_ == right.value_;
}

bool operator==(Object const& left, Object const& right)
{
    if (left.members_.size() != right.members_.size())
        return false;
    // Names are distinct on both sides, so the same count and every left one found means equal. Members mostly stand
    // at the same place, which keeps comparing two large objects linear.
    for (size_t i = 0; i < left.members_.size(); ++i) {
        Member const& member = left.members_[i];
        Member const& same_place = right.members_[i];
        Value const* other = same_place.name == member.name ? &same_place.value : right.find(member.name);
        if (!other || !(*other == member.value))
            return false;
    }
    return true;
}

} // namespace gatehouse::json
