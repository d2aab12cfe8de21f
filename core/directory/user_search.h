// People by what is known of them: a condition, and pages of them in a lasting order. The directory API and the console
// ask through this. Facts: directory.md §1.3, §1.4.
#pragma once

#include "core/directory/users.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

enum class UserRelation {
    Equal,
    NotEqual, // also true of people without the property
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    EndsWith,
    Contains,
    Includes, // one of the texts of a collection is equal
    IncludesStart, // or starts so
};

// Texts compare without ASCII case.
struct UserCondition {
    enum class Kind {
        Everybody,
        All, // of the parts
        Any, // of the parts
        Not, // the one part
        Property,
        Identity,
        SignInNameStarts, // some local name begins with the value
    };
    Kind kind = Kind::Everybody;
    std::vector<UserCondition> parts;

    // Property: "id", "accountEnabled", "createdDateTime" (microseconds since 1970), "hasLocalIdentity", or the name of
    // an attribute. No value stands for being absent.
    std::string property;
    UserRelation relation = UserRelation::Equal;
    std::variant<std::monostate, std::string, bool, std::int64_t> value;

    // Identity: somebody who is told by it. As B2C does, the issuer of a local identity is not compared; an empty value
    // is any identity of that issuer, and an empty issuer any issuer.
    std::string type; // as written; "" is any
    std::string issuer;
    std::string name;
};

// Any: one that lasts, too, in which whoever fulfils the condition is found soonest.
enum class UserOrder { Any, Id, DisplayName, Created };

// Where a page ended: the sort key of its last person, and the id, which makes it unique.
struct UserCursor {
    std::string text; // DisplayName, or the name in whose order people are found
    std::int64_t number = 0; // Created
    UserId id;
};

struct UserQuery {
    UserCondition where = {};
    UserOrder order = UserOrder::Any;
    bool descending = false;
    std::optional<UserCursor> after = {};
    int limit = 100;
};

struct UserPage {
    std::vector<User> users;
    std::optional<UserCursor> next; // nothing on the last page
};

// What became of people since a change of theirs, oldest first; each person once, as they are now.
struct UserChanges {
    struct Removed {
        UserId id;
        bool restorable = false; // set aside, not erased
    };
    std::vector<User> present;
    std::vector<Removed> removed;
    std::int64_t last = 0; // number of the last change that is told here
    bool more = false;
};

class UserSearch {
public:
    virtual ~UserSearch() = default;
    virtual Result<UserPage> find(TenantId const& tenant, UserQuery const& query) = 0;
    virtual Result<std::int64_t> count(TenantId const& tenant, UserCondition const& where) = 0;
    // Changes are numbered from 1 in each tenant, in the order in which they were committed. That somebody was erased
    // is told for as long as deleted people are kept.
    virtual Result<UserChanges> changes(TenantId const& tenant, std::int64_t after, int limit) = 0;
    virtual Result<std::int64_t> last_change(TenantId const& tenant) = 0; // 0: none yet
};

// Kept for a while after they were deleted, found by nothing else; their names are free at once.
struct DeletedUser {
    User user;
    Time deleted;
};
// B2C: 30 days.
inline constexpr std::chrono::hours kDeletedUsersKept{ 24 * 30 };

class DeletedUsers {
public:
    virtual ~DeletedUsers() = default;
    // Takes the person out of the directory; credentials and factors stay with them. Nothing happens to who is not
    // there.
    virtual Result<void> set_aside(TenantId const& tenant, UserId const& id, Time now) = 0;
    virtual Result<std::optional<DeletedUser>> find(TenantId const& tenant, UserId const& id) = 0;
    // In order of id, those behind `after`.
    virtual Result<std::vector<DeletedUser>> list(TenantId const& tenant, UserId const& after, int limit) = 0;
    // Fault::Conflict when one of the names has been taken meanwhile.
    virtual Result<void> restore(TenantId const& tenant, UserId const& id) = 0;
    // For good, with everything that was theirs.
    virtual Result<void> remove(TenantId const& tenant, UserId const& id) = 0;
};

} // namespace gatehouse
