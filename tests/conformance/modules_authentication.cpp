#include "tests/conformance/plans.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::conformance::module {

// OIDC Core §3.1.2.1: login MUST ask again.
void prompt_login(Run& run)
{
    Grant const first = run.complete();
    run.provider.clock.advance(seconds(5));
    Grant const second = run.complete({ { "prompt", "login" } });
    EXPECT_GT(second.auth_time, first.auth_time);
    EXPECT_EQ(second.id_token.text("sub"), first.id_token.text("sub"));
}

void prompt_none_not_logged_in(Run& run)
{
    run.state = std::string(128, 's');
    Arrival const arrival = run.authorize(run.request({ { "prompt", "none" } }), Person::Watches);
    std::string const error = run.expect_error(arrival, Run::Page::Refused);
    // OIDC Core §3.1.2.6.
    constexpr std::string_view kErrors[]
        = { "login_required", "interaction_required", "consent_required", "account_selection_required" };
    EXPECT_NE(std::ranges::find(kErrors, error), std::end(kErrors)) << error;
}

void prompt_none_logged_in(Run& run)
{
    Grant const first = run.complete();
    run.provider.clock.advance(seconds(5));
    Grant const second = run.complete({ { "prompt", "none" } }, Person::IsSignedIn);
    EXPECT_EQ(second.auth_time, first.auth_time);
    EXPECT_EQ(second.id_token.text("sub"), first.id_token.text("sub"));
}

void max_age_1(Run& run)
{
    Grant const first = run.complete();
    run.provider.clock.advance(seconds(2));
    Grant const second = run.complete({ { "max_age", "1" } });
    EXPECT_TRUE(second.id_token.find("auth_time"));
    EXPECT_GT(second.auth_time, first.auth_time);
    EXPECT_EQ(second.id_token.text("sub"), first.id_token.text("sub"));
}

void max_age_10000(Run& run)
{
    Grant const first = run.complete();
    run.provider.clock.advance(seconds(2));
    Grant const second = run.complete({ { "max_age", "10000" } }, Person::IsSignedIn);
    EXPECT_TRUE(second.id_token.find("auth_time"));
    EXPECT_EQ(second.auth_time, first.auth_time);
    EXPECT_EQ(second.id_token.text("sub"), first.id_token.text("sub"));
}

void id_token_hint(Run& run)
{
    Grant const first = run.complete();
    Grant const second
        = run.complete({ { "prompt", "none" }, { "id_token_hint", first.id_token_text } }, Person::IsSignedIn);
    EXPECT_EQ(second.id_token.text("sub"), first.id_token.text("sub"));
}

void acr_values(Run& run)
{
    run.complete({ { "acr_values", "1 2" } });
}

} // namespace gatehouse::conformance::module
