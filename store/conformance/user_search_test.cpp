#include "store/conformance/store_test.h"
#include "store/user_condition_test.h"

#include <algorithm>

namespace gatehouse::store {
namespace {

using Kind = UserCondition::Kind;
using enum UserRelation;
using Value = decltype(UserCondition::value);

std::string text(char const* value)
{
    return value;
}

class UserSearchContract : public StoreTest {
protected:
    void SetUp() override
    {
        add("a", "Ann Lee", "ann@example.org",
            { { "mail", text("Ann@Example.org") }, { "extension_Points", std::int64_t{ 5 } } });
        add("b", "bob", "bob@example.org",
            { { "otherMails", std::vector<std::string>{ "Bob@home.test", "x@y.test" } } });
        add("c", "Ann Ω", "cat", { { "extension_Points", std::int64_t{ 50 } }, { "extension_Member", true } },
            SignInType::UserName);
        add("d", "", "sub-1", {}, SignInType::Federated, "google.com");
        add("e", "eve\" ' or 1=1 --", "eve@example.org", {});
        other_tenant_has("f", "Ann Lee");
    }
    static User person(std::string id, std::string display_name, Identity identity)
    {
        User user;
        user.id = UserId(std::move(id));
        if (!display_name.empty())
            user.attributes["displayName"] = std::move(display_name);
        user.identities.push_back(std::move(identity));
        return user;
    }
    void add(char const* id, char const* display_name, char const* name,
        std::vector<std::pair<char const*, ClaimValue>> attributes, SignInType type = SignInType::EmailAddress,
        char const* issuer = "contoso.test")
    {
        User user = person(id, display_name, { type, issuer, name });
        user.enabled = text("b") != id;
        user.created = now() + std::chrono::hours(count_++);
        for (auto& [key, value] : attributes)
            user.attributes[key] = value;
        ASSERT_TRUE(write([&](Ports& ports) { return ports.users.insert(tenant_, user); }));
    }
    void other_tenant_has(char const* id, char const* display_name)
    {
        User const user = person(id, display_name, { SignInType::EmailAddress, "fabrikam.test", "ann@example.org" });
        ASSERT_TRUE(write([&](Ports& ports) { return ports.users.insert(other_tenant_, user); }));
    }
    UserPage page(UserQuery const& query)
    {
        return read([&](Ports& ports) { return ports.user_search.find(tenant_, query); }).value();
    }
    static std::string ids(UserPage const& page)
    {
        std::string all;
        for (User const& user : page.users)
            all += user.id.text();
        return all;
    }
    std::string who(UserCondition const& where)
    {
        std::string const found = ids(page({ .where = where, .order = UserOrder::Id }));
        auto const counted = read([&](Ports& ports) { return ports.user_search.count(tenant_, where); });
        EXPECT_EQ(counted.value(), static_cast<std::int64_t>(found.size()));
        return found;
    }

    int count_ = 0;
};
ON_EVERY_DRIVER(UserSearchContract);

TEST_P(UserSearchContract, FindsByProperties)
{
    EXPECT_EQ(who({}), "abcde");
    EXPECT_EQ(who(property("displayName", Equal, text("ANN LEE"))), "a");
    EXPECT_EQ(who(property("displayName", NotEqual, text("ann lee"))), "bcde");
    EXPECT_EQ(who(property("displayName", StartsWith, text("ann"))), "ac");
    EXPECT_EQ(who(property("displayName", StartsWith, text("Ann Ω"))), "c");
    EXPECT_EQ(who(property("displayName", EndsWith, text("LEE"))), "a");
    EXPECT_EQ(who(property("displayName", Contains, text("nn"))), "ac");
    EXPECT_EQ(who(property("displayName", Less, text("b"))), "ac") << "d has no name";
    EXPECT_EQ(who(property("displayName", Equal, {})), "d");
    EXPECT_EQ(who(property("displayName", NotEqual, {})), "abce");
    EXPECT_EQ(who(property("mail", Equal, text("ann@example.ORG"))), "a");
    EXPECT_EQ(who(property("mail", Equal, {})), "bcde");
    EXPECT_EQ(who(property("mail", NotEqual, text("ann@example.org"))), "bcde");
    EXPECT_EQ(who(property("id", Equal, text("c"))), "c");
    EXPECT_EQ(who(property("accountEnabled", Equal, false)), "b");
    EXPECT_EQ(who(property("extension_Member", Equal, true)), "c");
    EXPECT_EQ(who(property("extension_Points", GreaterOrEqual, std::int64_t{ 5 })), "ac");
    EXPECT_EQ(who(property("extension_Points", Greater, std::int64_t{ 5 })), "c");
    EXPECT_EQ(who(property("extension_Points", LessOrEqual, std::int64_t{ 5 })), "a");
    EXPECT_EQ(who(property("createdDateTime", Greater, unix_micros(now() + std::chrono::hours(2)))), "de");
    EXPECT_EQ(who(property("otherMails", Includes, text("bob@HOME.test"))), "b");
    EXPECT_EQ(who(property("otherMails", IncludesStart, text("x@"))), "b");
    EXPECT_EQ(who(property("mail", Includes, text("ann@example.org"))), "a");
}

TEST_P(UserSearchContract, ConditionsAreCombined)
{
    auto const ann = property("displayName", StartsWith, text("ann"));
    auto const points = property("extension_Points", Greater, std::int64_t{ 10 });
    EXPECT_EQ(who(combined(Kind::All, { ann, points })), "c");
    EXPECT_EQ(who(combined(Kind::Any, { points, property("id", Equal, text("b")) })), "bc");
    EXPECT_EQ(who(combined(Kind::Not, { points })), "abde");
    EXPECT_EQ(who(combined(Kind::Not, { combined(Kind::Any, { ann, points }) })), "bde");
    EXPECT_EQ(who(combined(Kind::All, {})), "abcde");
    EXPECT_EQ(who(combined(Kind::Any, {})), "");
}

TEST_P(UserSearchContract, FindsByIdentity)
{
    EXPECT_EQ(who(identity("contoso.test", "ANN@example.org")), "a");
    EXPECT_EQ(
        who(identity("elsewhere.test", "ann@example.org")), "a"); // as B2C: of a local name the issuer is not compared
    EXPECT_EQ(who(identity("google.com", "sub-1")), "d");
    EXPECT_EQ(who(identity("google.com", "SUB-1")), "");
    EXPECT_EQ(who(identity("facebook.com", "sub-1")), "");
    EXPECT_EQ(who(identity("google.com", "")), "d");
    EXPECT_EQ(who(identity("", "sub-1")), "d");
    EXPECT_EQ(who(identity("", "SUB-1")), "");
    EXPECT_EQ(who(identity("", "ANN@example.org")), "a");
    EXPECT_EQ(who(identity("", "nobody")), "");
    add("g", "Gus", "sub-1", {}, SignInType::Federated, "facebook.com");
    add("h", "Hal", "sub-1", {}, SignInType::UserName);
    EXPECT_EQ(who(identity("", "sub-1")), "dgh");
    EXPECT_EQ(who(identity("contoso.test", "cat", "username")), "c");
    EXPECT_EQ(who(identity("contoso.test", "cat", "emailAddress")), "");
    UserCondition starts;
    starts.kind = Kind::SignInNameStarts;
    starts.value = text("ANN@");
    EXPECT_EQ(who(starts), "a");
}

TEST_P(UserSearchContract, Attack55NothingOfTheCallersIsReadAsAStatement)
{
    for (char const* hostile : { "'", "\"", "' or 1=1 --", "x') or ('1'='1", "\\", "%", "_", "$.id", "a\"] or 1=1" }) {
        EXPECT_EQ(who(property("displayName", Equal, text(hostile))), "") << hostile;
        EXPECT_EQ(who(property(hostile, Equal, text("x"))), "") << hostile;
        EXPECT_EQ(who(property(hostile, Includes, text("x"))), "") << hostile;
        EXPECT_EQ(who(identity(hostile, hostile)), "") << hostile;
    }
    EXPECT_EQ(who(property("displayName", Equal, text("eve\" ' or 1=1 --"))), "e");
}

TEST_P(UserSearchContract, PagesFollowEachOtherInEveryOrder)
{
    struct Case {
        UserOrder order;
        bool descending;
        char const* expected;
    };
    constexpr Case kCases[] = {
        { UserOrder::Id, false, "abcde" },
        { UserOrder::Id, true, "edcba" },
        { UserOrder::DisplayName, false, "dacbe" },
        { UserOrder::DisplayName, true, "ebcad" },
        { UserOrder::Created, false, "abcde" },
        { UserOrder::Created, true, "edcba" },
    };
    for (Case const& one : kCases) {
        UserQuery query{ .order = one.order, .descending = one.descending, .limit = 2 };
        std::string all;
        int pages = 0;
        do {
            UserPage const found = page(query);
            EXPECT_LE(found.users.size(), 2U);
            all += ids(found);
            query.after = found.next;
        } while (query.after && ++pages < 10);
        EXPECT_EQ(all, one.expected);
    }
    EXPECT_FALSE(page({ .limit = 5 }).next);
}

// Whatever order a condition is answered in, pages hold everybody whom it fits once.
TEST_P(UserSearchContract, PagesOfEveryConditionHoldEverybodyOnce)
{
    User ann = read([&](Ports& ports) { return ports.users.find(tenant_, UserId("a")); }).value().value();
    ann.identities.push_back({ SignInType::UserName, "contoso.test", "anna" });
    ann.identities.push_back({ SignInType::PhoneNumber, "contoso.test", "+49301234567" });
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.update(tenant_, ann); }));
    for (char const* id : { "g", "h", "i" })
        add(id, "Ann", (std::string("an") + id + "@example.org").c_str(), {});
    for (char const* id : { "j", "k", "l" })
        add(id, "Gus", id, {}, SignInType::Federated, "google.com");
    UserCondition starts;
    starts.kind = Kind::SignInNameStarts;
    starts.value = text("an");
    UserCondition all = starts;
    all.value = text("");
    auto const created = property("createdDateTime", GreaterOrEqual, unix_micros(now() + std::chrono::hours(2)));
    auto const named = [&](char const* name) { return property("displayName", Equal, text(name)); };
    std::pair<UserCondition, std::string> const cases[] = {
        { starts, "aghi" },
        { all, "abceghi" },
        { combined(Kind::All, { starts, property("id", NotEqual, text("h")) }), "agi" },
        { combined(Kind::Any, { starts, property("id", Equal, text("b")) }), "abghi" },
        { identity("google.com", ""), "djkl" },
        { combined(Kind::All, { identity("google.com", ""), property("displayName", Equal, text("gus")) }), "jkl" },
        { property("displayName", StartsWith, text("ann")), "acghi" },
        { property("displayName", Greater, text("ann")), "abcejkl" },
        { created, "cdeghijkl" },
        { combined(Kind::All, { created, property("displayName", StartsWith, text("ann")) }), "cghi" },
        { combined(Kind::Any, { named("ann"), named("gus"), named("bob") }), "bghijkl" },
        { named("ann"), "ghi" },
        { combined(Kind::Not, { named("ann") }), "abcdejkl" },
    };
    for (auto const& [where, expected] : cases)
        for (UserOrder const order : { UserOrder::Any, UserOrder::Id, UserOrder::DisplayName, UserOrder::Created })
            for (bool const descending : { false, true }) {
                UserQuery query{ .where = where, .order = order, .descending = descending, .limit = 2 };
                std::string found;
                for (int pages = 0; pages < 10; ++pages) {
                    UserPage const one = page(query);
                    found += ids(one);
                    query.after = one.next;
                    if (!query.after)
                        break;
                }
                std::ranges::sort(found);
                EXPECT_EQ(found, expected) << static_cast<int>(order) << descending;
            }
}

class DeletedUsersContract : public UserSearchContract {
protected:
    void set_aside(char const* id)
    {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_users.set_aside(tenant_, UserId(id), now()); }));
    }
    std::string deleted()
    {
        std::string all;
        for (DeletedUser const& one :
            read([&](Ports& ports) { return ports.deleted_users.list(tenant_, UserId(""), 10); }).value())
            all += one.user.id.text();
        return all;
    }
};
ON_EVERY_DRIVER(DeletedUsersContract);

TEST_P(DeletedUsersContract, ADeletedPersonIsFoundByNothingAndComesBackWhole)
{
    User ann = read([&](Ports& ports) { return ports.users.find(tenant_, UserId("a")); }).value().value();
    ann.totp_secret = "secret";
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.update(tenant_, ann); }));
    set_aside("a");
    set_aside("nobody");
    EXPECT_EQ(who({}), "bcde");
    EXPECT_EQ(who(identity("contoso.test", "ann@example.org")), "");
    EXPECT_FALSE(read([&](Ports& ports) { return ports.users.find(tenant_, UserId("a")); }).value());
    EXPECT_FALSE(
        read([&](Ports& ports) { return ports.users.find_by_sign_in_name(tenant_, "ann@example.org"); }).value());
    EXPECT_EQ(deleted(), "a");
    auto const kept = read([&](Ports& ports) { return ports.deleted_users.find(tenant_, UserId("a")); }).value();
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->deleted, now());
    EXPECT_EQ(kept->user.totp_secret, "secret");
    EXPECT_FALSE(read([&](Ports& ports) { return ports.deleted_users.find(other_tenant_, UserId("a")); }).value());

    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_users.restore(tenant_, UserId("a")); }));
    EXPECT_EQ(who(identity("contoso.test", "ann@example.org")), "a");
    EXPECT_EQ(deleted(), "");
    User const back = read([&](Ports& ports) { return ports.users.find(tenant_, UserId("a")); }).value().value();
    EXPECT_EQ(back.totp_secret, "secret");
    EXPECT_EQ(back.attributes, ann.attributes);
}

TEST_P(DeletedUsersContract, ANameThatWasTakenMeanwhileStaysWithItsNewOwner)
{
    set_aside("a");
    add("g", "New Ann", "ann@example.org", {});
    auto const restored = write([&](Ports& ports) { return ports.deleted_users.restore(tenant_, UserId("a")); });
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().fault, Fault::Conflict);
    EXPECT_EQ(deleted(), "a");
    EXPECT_EQ(who(identity("contoso.test", "ann@example.org")), "g");
}

TEST_P(DeletedUsersContract, AfterThirtyDaysNothingIsLeft)
{
    set_aside("a");
    clock().advance(kDeletedUsersKept - std::chrono::hours(1));
    set_aside("b");
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(deleted(), "ab");
    clock().advance(std::chrono::hours(1));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(deleted(), "b");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_users.remove(tenant_, UserId("b")); }));
    EXPECT_EQ(deleted(), "");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_users.remove(tenant_, UserId("c")); }));
    EXPECT_EQ(who({}), "cde");
}

class UserChangesContract : public DeletedUsersContract {
protected:
    // "+a" is there, "~b" was set aside, "-c" is gone for good.
    std::string changes(std::int64_t after, int limit = 100)
    {
        UserChanges const found
            = read([&](Ports& ports) { return ports.user_search.changes(tenant_, after, limit); }).value();
        std::string told;
        for (User const& user : found.present)
            told += "+" + user.id.text();
        for (UserChanges::Removed const& removed : found.removed)
            told += (removed.restorable ? "~" : "-") + removed.id.text();
        last = found.last;
        return told + (found.more ? "..." : "");
    }
    std::int64_t last = 0;
};
ON_EVERY_DRIVER(UserChangesContract);

TEST_P(UserChangesContract, EachPersonOnceAsTheyAreNow)
{
    EXPECT_EQ(changes(0), "+a+b+c+d+e");
    EXPECT_EQ(changes(last), "");
    std::int64_t const before = last;
    set_aside("b");
    User ann = read([&](Ports& ports) { return ports.users.find(tenant_, UserId("a")); }).value().value();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.users.update(tenant_, ann); }));
        ++ann.version;
    }
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.remove(tenant_, UserId("c")); }));
    EXPECT_EQ(changes(before), "+a~b-c");
    EXPECT_EQ(last, read([&](Ports& ports) { return ports.user_search.last_change(tenant_); }).value());
    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_users.restore(tenant_, UserId("b")); }));
    EXPECT_EQ(changes(last), "+b");
    EXPECT_EQ(changes(0, 2), "+d+e...");
    EXPECT_EQ(changes(last, 3), "+a+b-c");
}

TEST_P(UserChangesContract, ErasedPeopleAreForgottenAfterAWhile)
{
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.remove(tenant_, UserId("a")); }));
    ASSERT_TRUE(store().remove_expired(now()));
    clock().advance(kDeletedUsersKept - std::chrono::hours(1));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(changes(0), "+b+c+d+e-a");
    clock().advance(std::chrono::hours(1));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(changes(0), "+b+c+d+e");
}

} // namespace
} // namespace gatehouse::store
