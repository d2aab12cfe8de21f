#include "store/conformance/store_test.h"

#include <atomic>

namespace gatehouse::store {
namespace {

class UsersContract : public StoreTest {
protected:
    static Identity email(std::string value)
    {
        return { SignInType::EmailAddress, "insurance.test", std::move(value) };
    }
    static User user(std::string id, std::vector<Identity> identities)
    {
        User user;
        user.id = UserId(std::move(id));
        user.identities = std::move(identities);
        return user;
    }
    Result<void> insert(User const& row)
    {
        return write([&](Ports& ports) { return ports.users.insert(tenant_, row); });
    }
    Result<void> update(User const& row)
    {
        return write([&](Ports& ports) { return ports.users.update(tenant_, row); });
    }
    std::optional<User> find(char const* id)
    {
        return read([&](Ports& ports) { return ports.users.find(tenant_, UserId(id)); }).value();
    }
    std::string who(char const* sign_in_name)
    {
        auto const found
            = read([&](Ports& ports) { return ports.users.find_by_sign_in_name(tenant_, sign_in_name); }).value();
        return found ? found->id.text() : "nobody";
    }
};
ON_EVERY_DRIVER(UsersContract);

TEST_P(UsersContract, AUserComesBackAsItWas)
{
    User ada = user("ada", { email("Ada@Example.test"), { SignInType::Federated, "https://idp.test/", "Sub-1" } });
    ada.enabled = false;
    ada.attributes["displayName"] = std::string("Ada <L>");
    ada.attributes["extension_Points"] = std::int64_t{ 1 } << 60;
    ada.attributes["extension_Member"] = true;
    ada.attributes["otherMails"] = std::vector<std::string>{ "a@x.test", "b@x.test" };
    ada.password_hash = "$argon2id$...";
    ada.must_change_password = true;
    ada.totp_secret = std::string("\0\x01secret", 8);
    ada.totp_last_step = 59'000'000;
    ada.created = now();
    ada.tokens_valid_from = now() + std::chrono::hours(1);
    ASSERT_TRUE(insert(ada));
    User const found = find("ada").value();
    EXPECT_EQ(found.version, 1);
    EXPECT_EQ(found.enabled, false);
    EXPECT_EQ(found.identities, ada.identities);
    EXPECT_EQ(found.attributes, ada.attributes);
    EXPECT_EQ(found.attributes.count("DISPLAYNAME"), 1U);
    EXPECT_EQ(found.password_hash, ada.password_hash);
    EXPECT_EQ(found.must_change_password, true);
    EXPECT_EQ(found.totp_secret, ada.totp_secret);
    EXPECT_EQ(found.totp_last_step, ada.totp_last_step);
    EXPECT_EQ(found.created, ada.created);
    EXPECT_EQ(found.tokens_valid_from, ada.tokens_valid_from);
    EXPECT_EQ(find("bob"), std::nullopt);
}

TEST_P(UsersContract, APersonIsFoundByEveryNameInAnyCase)
{
    ASSERT_TRUE(insert(user("ada",
        { email("Ada@Example.test"), { SignInType::UserName, "insurance.test", "Countess" },
            { SignInType::PhoneNumber, "", "+49 (30) 1234-567" } })));
    for (char const* name : { "ada@example.TEST", " Ada@Example.test ", "countess", "+49301234567", "+49 30 1234 567" })
        EXPECT_EQ(who(name), "ada") << name;
    EXPECT_EQ(who("ada"), "nobody");
    auto const by = [&](SignInType type, char const* issuer, char const* value) {
        return read([&](Ports& ports) { return ports.users.find_by_identity(tenant_, type, issuer, value); })
            .value()
            .has_value();
    };
    EXPECT_TRUE(by(SignInType::EmailAddress, "insurance.test", "ADA@example.test"));
    EXPECT_TRUE(by(SignInType::UserName, "", "countess"));
    EXPECT_FALSE(by(SignInType::UserName, "", "ada@example.test"));
    EXPECT_FALSE(by(SignInType::Federated, "insurance.test", "ada@example.test"));
}

TEST_P(UsersContract, FederatedSubjectsAreExactAndBelongToTheirIssuer)
{
    ASSERT_TRUE(insert(user("ada", { { SignInType::Federated, "https://one.test", "Sub" } })));
    ASSERT_TRUE(insert(user("bob", { { SignInType::Federated, "https://two.test", "Sub" } })));
    ASSERT_TRUE(insert(user("eve", { { SignInType::Federated, "https://one.test", "sub" } })));
    EXPECT_EQ(
        insert(user("dan", { { SignInType::Federated, "https://one.test", "Sub" } })).error().fault, Fault::Conflict);
    EXPECT_EQ(who("Sub"), "nobody");
    auto const found = read([&](Ports& ports) {
        return ports.users.find_by_identity(tenant_, SignInType::Federated, "https://two.test", "Sub");
    }).value();
    EXPECT_EQ(found.value().id, UserId("bob"));
}

TEST_P(UsersContract, Attack35AUserNameEqualToAnothersEmailOrPhoneIsAConflict)
{
    ASSERT_TRUE(insert(
        user("ada", { email("ada@example.test"), { SignInType::PhoneNumber, "insurance.test", "+49301234567" } })));
    for (Identity const& taken : std::vector<Identity>{ { SignInType::UserName, "insurance.test", "ADA@example.test" },
             { SignInType::UserName, "elsewhere.test", "ada@example.test" },
             { SignInType::UserName, "insurance.test", "+49 30 1234567" },
             { SignInType::PhoneNumber, "insurance.test", "ada@example.test" }, email("Ada@Example.test ") }) {
        EXPECT_EQ(insert(user("eve", { taken })).error().fault, Fault::Conflict) << taken.value;
        EXPECT_EQ(find("eve"), std::nullopt);
    }
    ASSERT_TRUE(insert(user("eve", { email("eve@example.test") })));
    User eve = find("eve").value();
    eve.identities.push_back({ SignInType::UserName, "insurance.test", "ada@example.test" });
    EXPECT_EQ(update(eve).error().fault, Fault::Conflict);
    EXPECT_EQ(who("ada@example.test"), "ada");
    EXPECT_EQ(who("eve@example.test"), "eve");
}

TEST_P(UsersContract, OnePersonMayUseOneNameTwice)
{
    EXPECT_TRUE(insert(
        user("ada", { email("ada@example.test"), { SignInType::UserName, "insurance.test", "ada@example.test" } })));
    EXPECT_EQ(who("ada@example.test"), "ada");
}

TEST_P(UsersContract, AReleasedNameIsFree)
{
    ASSERT_TRUE(insert(user("ada", { email("old@example.test") })));
    User ada = find("ada").value();
    ada.identities = { email("new@example.test") };
    ASSERT_TRUE(update(ada));
    EXPECT_EQ(who("old@example.test"), "nobody");
    EXPECT_EQ(who("new@example.test"), "ada");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.remove(tenant_, UserId("ada")); }));
    EXPECT_EQ(who("new@example.test"), "nobody");
    EXPECT_TRUE(insert(user("bob", { email("new@example.test") })));
}

TEST_P(UsersContract, OfSixteenUpdatesOfOneVersionOneWins)
{
    ASSERT_TRUE(insert(user("ada", { email("ada@example.test") })));
    User const seen = find("ada").value();
    std::atomic<int> won = 0;
    race([&](int thread) {
        User mine = seen;
        mine.attributes["displayName"] = std::to_string(thread);
        auto const done = update(mine);
        EXPECT_TRUE(done || done.error().fault == Fault::Conflict);
        won += done.has_value();
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(find("ada")->version, 2);
}

TEST_P(UsersContract, TenantsDoNotShareNamesOrIds)
{
    ASSERT_TRUE(insert(user("ada", { email("ada@example.test") })));
    User same = user("ada", { email("ada@example.test") });
    same.attributes["displayName"] = std::string("other");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.insert(other_tenant_, same); }));
    EXPECT_TRUE(find("ada")->attributes.empty());
    ASSERT_TRUE(write([&](Ports& ports) { return ports.users.remove(other_tenant_, UserId("ada")); }));
    EXPECT_EQ(who("ada@example.test"), "ada");
}

TEST_P(UsersContract, AttemptsAreKeptAndCleared)
{
    auto const load
        = [&] { return read([&](Ports& ports) { return ports.attempts.load(tenant_, UserId("ada")); }).value(); };
    EXPECT_EQ(load().failures, 0);
    for (int failures : { 1, 11 }) {
        Attempts const saved{ .failures = failures, .locked_until = now(), .last_failed = "$argon2id$x" };
        ASSERT_TRUE(write([&](Ports& ports) { return ports.attempts.save(tenant_, UserId("ada"), saved); }));
        EXPECT_EQ(load().failures, failures);
        EXPECT_EQ(load().locked_until, now());
        EXPECT_EQ(load().last_failed, "$argon2id$x");
    }
    ASSERT_TRUE(write([&](Ports& ports) { return ports.attempts.clear(tenant_, UserId("ada")); }));
    EXPECT_EQ(load().failures, 0);
}

} // namespace
} // namespace gatehouse::store
