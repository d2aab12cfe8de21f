// An API of the tenant's, asked in a step whose commit meets a conflict.
#include "core/journeys/journeys.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

// Counts, and lets another request of the same journey be first as often as it is told to.
class BusyApi final : public journey::RestCaller {
public:
    journey::RestResult call(journey::RestRequest const&) override
    {
        ++calls;
        if (conflicts-- > 0)
            in_the_way();
        return journey::RestReply{ 200, R"({"version":"1.0.0","action":"Continue","displayName":"By the API"})" };
    }
    int calls = 0;
    int conflicts = 0;
    std::function<void()> in_the_way;
};

class ConnectorConflictTest : public testing::Test, public World {
protected:
    ConnectorConflictTest()
    {
        services.rest = &api;
        change_flow([](policy::UserFlow& flow) {
            flow.before_token = policy::ApiConnector{ .name = "enrich",
                .url = "https://api.example.test/enrich",
                .authentication = policy::ApiConnector::Authentication::None,
                .header = {} };
        });
        api.in_the_way = [this] {
            write([&](Ports& ports) -> Result<void> {
                StoredJourney stored = *TRY(ports.journeys.find(tenant.id, id, clock.now()));
                return ports.journeys.update(tenant.id, stored);
            });
        };
    }
    // At the page; the journey's id is in the address of its form.
    void open()
    {
        ask(web_request());
        std::string const action = testkit::first_form(browser.html()).value_or(testkit::HtmlForm()).action;
        id = read_transaction(url::parse_form(action.substr(action.find('?') + 1)).value().get("tx")).value();
    }
    BusyApi api;
    JourneyId id;
};

TEST_F(ConnectorConflictTest, IsAskedOnceThoughTheStepRunsAgain)
{
    open();
    api.conflicts = 1;
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    std::string const code = browser.answer("code");
    ASSERT_NE(code, "") << browser.html();
    EXPECT_EQ(api.calls, 1);
    EXPECT_EQ(claims(token(redeem(code)).text("id_token").value_or("")).text("name"), "By the API");
}

TEST_F(ConnectorConflictTest, AnotherJourneyAsksAnew)
{
    for (int journeys = 1; journeys <= 2; ++journeys) {
        browser.cookies.clear();
        open();
        browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
        EXPECT_NE(browser.answer("code"), "");
        EXPECT_EQ(api.calls, journeys);
    }
}

} // namespace
} // namespace gatehouse::oidc
