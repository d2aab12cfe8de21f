#include "core/people/manage.h"

#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse {
namespace {

TEST(ManagePeople, APasswordHasThreeOfFourKindsUnlessThePersonsPoliciesSayOtherwise)
{
    EXPECT_TRUE(is_acceptable_password("Correct-horse", ""));
    EXPECT_TRUE(is_acceptable_password("correct-horse-1", ""));
    EXPECT_FALSE(is_acceptable_password("correcthorse1", ""));
    EXPECT_FALSE(is_acceptable_password("Short-1", ""));
    EXPECT_FALSE(is_acceptable_password(std::string(257, 'a') + "A1-", ""));
    EXPECT_TRUE(is_acceptable_password("four", "DisablePasswordExpiration, DisableStrongPassword"));
    EXPECT_FALSE(is_acceptable_password("abc", "DisableStrongPassword"));
}

TEST(ManagePeople, ATemporaryPasswordIsAcceptableAndAnotherEachTime)
{
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        Password const password = make_temporary_password(random);
        EXPECT_TRUE(is_acceptable_password(password.reveal(), ""));
        EXPECT_EQ(password.reveal().find_first_of("0O1lIio"), std::string_view::npos) << password.reveal();
        EXPECT_TRUE(seen.insert(std::string(password.reveal())).second);
    }
}

TEST(ManagePeople, WhatTakesSomethingAwayVoidsWhatWasGiven)
{
    Time const now = from_unix_seconds(1'800'000'000);
    auto const ends = [&](PersonChange const& change) {
        User user;
        apply(change, now, user);
        return user.tokens_valid_from == now;
    };
    EXPECT_TRUE(ends({ .enabled = false }));
    EXPECT_TRUE(ends({ .identities = std::vector<Identity>{} }));
    EXPECT_TRUE(ends({ .password_hash = "hash" }));
    EXPECT_FALSE(ends({ .enabled = true }));
    EXPECT_FALSE(ends({ .attributes = { { "city", ClaimValue(std::string("Wien")) } } }));
}

TEST(ManagePeople, AnotherAddressIsNotTheOneThatWasProven)
{
    User user;
    user.identities = { { SignInType::EmailAddress, "contoso", "ada@example.test" } };
    user.attributes["emailVerified"] = true;
    apply({ .identities = std::vector<Identity>{ { SignInType::EmailAddress, "contoso", "ADA@example.test" } } }, {},
        user);
    EXPECT_TRUE(user.attributes.contains("emailVerified"));
    apply({ .identities = std::vector<Identity>{ { SignInType::EmailAddress, "contoso", "eve@example.test" } } }, {},
        user);
    EXPECT_FALSE(user.attributes.contains("emailVerified"));
}

} // namespace
} // namespace gatehouse
