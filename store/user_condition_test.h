// Questions about people, for tests.
#pragma once

#include "core/directory/user_search.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::store {

inline UserCondition property(std::string name, UserRelation relation, decltype(UserCondition::value) value)
{
    UserCondition one;
    one.kind = UserCondition::Kind::Property;
    one.property = std::move(name);
    one.relation = relation;
    one.value = std::move(value);
    return one;
}
inline UserCondition combined(UserCondition::Kind kind, std::vector<UserCondition> parts)
{
    UserCondition one;
    one.kind = kind;
    one.parts = std::move(parts);
    return one;
}
inline UserCondition identity(std::string issuer, std::string name, std::string type = {})
{
    UserCondition one;
    one.kind = UserCondition::Kind::Identity;
    one.issuer = std::move(issuer);
    one.name = std::move(name);
    one.type = std::move(type);
    return one;
}

} // namespace gatehouse::store
