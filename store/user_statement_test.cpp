// How SQLite goes about a question. A test cannot ask whether a search is fast among a million people, but it can ask
// whether an index is walked in its own order, so that a page ends after as many people as it holds.
#include "store/user_statement.h"

#include "libs/base/text.h"
#include "store/user_condition_test.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace gatehouse::store {
namespace {

using Kind = UserCondition::Kind;
using enum UserRelation;

UserCondition names(std::string start)
{
    UserCondition one;
    one.kind = Kind::SignInNameStarts;
    one.value = std::move(start);
    return one;
}
class UserPlans : public testing::Test {
protected:
    UserPlans()
    {
        std::vector<sql::Migration> migrations;
        for (auto const& entry : std::filesystem::directory_iterator("store/migrations")) {
            std::ifstream file(entry.path());
            migrations.push_back(
                { entry.path().stem().string(), std::string(std::istreambuf_iterator<char>(file), {}) });
        }
        database_ = sql::Database::open({ .path = ":memory:" }, migrations).value();
        reader_ = database_->reader().value();
    }
    std::string plan(UserStatement const& statement)
    {
        auto const steps = reader_->all<std::string>("explain query plan " + statement.text, statement.parameters,
            [](sql::Row const& row) { return row.text(3); });
        EXPECT_TRUE(steps) << steps.error().detail << "\n" << statement.text;
        return steps ? join(*steps, "\n") : "";
    }
    std::string plan(UserQuery const& query) { return plan(page_statement(TenantId("tenant"), query)); }
    // Both pages look into the index so far only, and nothing is put in order afterwards.
    void expect_walk(UserQuery query, std::string const& first, std::string const& second)
    {
        for (std::string const& expected : { first, second }) {
            std::string const steps = plan(query);
            EXPECT_NE(steps.find(expected), std::string::npos) << steps;
            EXPECT_EQ(steps.find("TEMP B-TREE"), std::string::npos) << steps;
            EXPECT_EQ(steps.find("SCAN"), std::string::npos) << steps;
            query.after = UserCursor{ "key", 7, UserId("id") };
        }
    }

private:
    std::unique_ptr<sql::Database> database_;
    std::shared_ptr<sql::Connection> reader_;
};

TEST_F(UserPlans, BeginningsOfSignInNamesAreWalkedInOrder)
{
    std::string const walk = "SEARCH n USING INDEX sqlite_autoindex_user_names_1 (tenant_id=? AND issuer=? AND "
                             "name_key>? AND name_key<?)";
    expect_walk({ .where = names("u") }, walk, walk);
    auto const enabled = property("accountEnabled", Equal, true);
    expect_walk({ .where = combined(Kind::All, { combined(Kind::All, { names("u") }), enabled }) }, walk, walk);
    expect_walk({ .where = identity("google.com", "") }, walk, walk);
    std::string const steps = plan({ .where = names("u") });
    EXPECT_NE(steps.find("SEARCH m USING INDEX user_names_by_user (tenant_id=? AND user_id=?)"), std::string::npos)
        << steps;
}

TEST_F(UserPlans, BeginningsOfDisplayNamesAreWalkedInOrder)
{
    std::string const index = "SEARCH u USING INDEX users_by_display_name (tenant_id=? AND ";
    auto const start = property("displayName", StartsWith, std::string("u"));
    std::string const first = index + "display_name_key>? AND display_name_key<?)";
    std::string const second = index + "(display_name_key,user_id)>(?,?) AND display_name_key<?)";
    expect_walk({ .where = start }, first, second);
    auto const enabled = property("accountEnabled", Equal, true);
    expect_walk({ .where = combined(Kind::All, { enabled, start }) }, first, second);
    expect_walk({ .where = start, .order = UserOrder::DisplayName }, first, second);
    expect_walk({ .where = start, .order = UserOrder::DisplayName, .descending = true }, first,
        index + "display_name_key>? AND (display_name_key,user_id)<(?,?))");
    expect_walk({ .where = property("displayName", GreaterOrEqual, std::string("u")) }, index + "display_name_key>?)",
        index + "(display_name_key,user_id)>(?,?))");
}

TEST_F(UserPlans, TimesAreWalkedInOrder)
{
    std::string const index = "SEARCH u USING INDEX users_by_creation (tenant_id=? AND ";
    expect_walk({ .where = property("createdDateTime", GreaterOrEqual, std::int64_t{ 1 }) }, index + "created_at>?)",
        index + "(created_at,user_id)>(?,?))");
    expect_walk({ .where = property("mail", Equal, std::string("x")), .order = UserOrder::Created },
        "SEARCH u USING INDEX users_by_creation (tenant_id=?)", index + "(created_at,user_id)>(?,?))");
}

TEST_F(UserPlans, WhoIsNamedIsLookedUp)
{
    auto const ids
        = combined(Kind::Any, { property("id", Equal, std::string("a")), property("id", Equal, std::string("b")) });
    std::string const by_id = "SEARCH u USING INDEX sqlite_autoindex_users_1 (tenant_id=? AND user_id=?)";
    expect_walk({ .where = ids }, by_id, by_id);
    EXPECT_NE(plan({ .where = ids, .order = UserOrder::DisplayName }).find(by_id), std::string::npos);
    auto const called = combined(Kind::Any,
        { property("displayName", Equal, std::string("a")), property("displayName", Equal, std::string("b")) });
    std::string const by_name = "SEARCH u USING INDEX users_by_display_name (tenant_id=? AND display_name_key=?)";
    expect_walk({ .where = called }, by_name, by_name);
    EXPECT_NE(plan({ .where = called, .order = UserOrder::Id }).find(by_name), std::string::npos);
    for (char const* issuer : { "google.com", "" }) {
        std::string const steps = plan({ .where = identity(issuer, "118") });
        EXPECT_NE(steps.find(by_id), std::string::npos) << steps;
        EXPECT_NE(steps.find("user_names_1 (tenant_id=? AND issuer=? AND name_key=?)"), std::string::npos) << steps;
    }
}

} // namespace
} // namespace gatehouse::store
