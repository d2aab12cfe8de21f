#include "edges/console/areas.h"
#include "edges/console/console_world_test.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using enum AdminRole;
constexpr AdminRole kAll[] = { Global, User, Application, Policy, Auditor };

// What each role reads and changes, written out: the other place than edges/console/areas.cpp.
struct Reach {
    std::string path;
    std::vector<AdminRole> readers;
    std::vector<AdminRole> writers;
};
std::vector<Reach> const kReach{
    { "", { Global, User, Application, Policy, Auditor }, { Global } },
    { "users", { Global, User }, { Global, User } },
    { "deleted-users", { Global, User }, { Global, User } },
    { "consent", { Global, Application }, { Global, Application } },
    { "deleted-apps", { Global, Application, Policy, Auditor }, { Global, Application } },
    { "apps", { Global, Application, Policy, Auditor }, { Global, Application } },
    { "flows", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "providers", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "attributes", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "connectors", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "branding", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "policies", { Global, Application, Policy, Auditor }, { Global, Policy } },
    { "keys", { Global, Policy, Auditor }, { Global, Policy } },
    { "administrators", { Global, Auditor }, { Global } },
    { "settings", { Global, Auditor }, { Global } },
    { "search", { Global, User, Application, Policy, Auditor }, { Global } },
    { "audit", { Global, User, Policy, Auditor }, { Global } },
    { "sign-out", { Global, User, Application, Policy, Auditor }, { Global, User, Application, Policy, Auditor } },
};

bool has(std::vector<AdminRole> const& roles, AdminRole role)
{
    return std::ranges::find(roles, role) != roles.end();
}

TEST(ConsoleRoles, EachAreaIsReadAndWrittenByTheRolesThatReachIt)
{
    for (Area const& area : areas()) {
        auto const expected = std::ranges::find(kReach, area.path, &Reach::path);
        ASSERT_NE(expected, kReach.end()) << area.path << ": say here who reaches it";
        for (AdminRole const role : kAll) {
            EXPECT_EQ(may_read(area, { role }), has(expected->readers, role)) << area.path << " " << name(role);
            EXPECT_EQ(may_write(area, { role }), has(expected->writers, role)) << area.path << " " << name(role);
        }
    }
}

using ConsoleRolesOnPages = ConsoleWorld;

TEST_F(ConsoleRolesOnPages, APageIsShownToWhoReachesItAndIsInTheirMenuAlone)
{
    for (AdminRole const role : kAll) {
        browser.cookies.clear();
        sign_in_as(role);
        ASSERT_TRUE(is_in()) << name(role);
        std::string const home(browser.html());
        for (Area const& area : areas()) {
            std::string const path = at(area.path.empty() ? "" : "/" + std::string(area.path));
            bool const reaches = may_read(area, { role });
            browser.get(path);
            EXPECT_EQ(browser.page.status,
                area.path == "search" || (area.path == "consent" && reaches) ? 400
                    : reaches                                                ? 200
                                                                             : 403)
                << name(role) << " at " << path;
            bool const in_menu = home.find("<li><a href=\"" + path + "\"") != std::string::npos;
            EXPECT_EQ(in_menu, reaches && !area.title.empty()) << name(role) << " at " << path;
        }
    }
}

TEST_F(ConsoleRolesOnPages, WhoseRoleDoesNotReachIsOnRecordAndChangesNothing)
{
    UserId const eve = add_user(kTenant, "eve@example.test", "Eve");
    sign_in_as(Auditor);
    post(at("/users/" + eve.text() + "/block"));
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_TRUE(load(eve)->enabled);
    auto const events = audited(AuditKind::AdministratorRefused);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user, ada);
    EXPECT_NE(events[0].detail.find("\"area\":\"users\""), std::string::npos) << events[0].detail;
}

} // namespace
} // namespace gatehouse::console
