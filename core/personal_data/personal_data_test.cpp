#include "core/personal_data/personal_data.h"

#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

class PersonalDataTest : public testing::Test {
protected:
    PersonalDataTest()
    {
        tenant.id = TenantId("tenant");
        tenant.domain = "contoso.test";
        User user;
        user.id = ann;
        user.identities = { { SignInType::EmailAddress, "contoso.test", "ann@example.test" } };
        user.attributes["givenName"] = std::string("Ann");
        user.password_hash = "$argon2id$hash";
        user.totp_secret = "totp-secret";
        user.created = clock.now();
        user.tokens_valid_from = clock.now();
        work([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            TRY(ports.users.insert(tenant.id, user));
            TRY(ports.passkeys.insert(tenant.id,
                { .user = ann,
                    .id = "cred",
                    .public_key = "public-key",
                    .transports = {},
                    .name = "Phone",
                    .created = clock.now(),
                    .last_used = {} }));
            for (char const* person : { "ann", "bob" })
                TRY(ports.audit.append(tenant.id,
                    { .kind = AuditKind::SignInSucceeded,
                        .time = clock.now(),
                        .correlation = {},
                        .user = UserId(person),
                        .client = ClientId("portal"),
                        .policy = {},
                        .address = "192.0.2.7",
                        .detail = R"({"name":"ann@example.test"})" }));
            return ports.sessions.insert(tenant.id,
                { .digest = SessionDigest("digest"),
                    .sid = "sid",
                    .user = ann,
                    .created = clock.now(),
                    .auth_time = clock.now(),
                    .expires = clock.now() + std::chrono::hours(1),
                    .records = "{}",
                    .participants = { { ClientId("portal"), PolicyId("p"), "issuer", "ann" } } });
        });
    }
    void work(std::function<Result<void>(Ports&)> const& call)
    {
        auto const done = store->transact(call);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }
    Acting acting() const { return { .correlation = CorrelationId("c"), .now = clock.now() }; }
    std::optional<json::Object> exported()
    {
        std::optional<json::Object> data;
        work([&](Ports& ports) -> Result<void> {
            data = TRY(export_personal_data(ports, tenant, ann, acting()));
            return {};
        });
        return data;
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random).value();
    Tenant tenant;
    UserId const ann{ "ann" };
};

TEST_F(PersonalDataTest, EverythingIsInTheExportAndNoSecret)
{
    auto const data = exported();
    ASSERT_TRUE(data);
    std::string const text = json::write(*data);
    for (char const* part : { "ann@example.test", "\"givenName\":\"Ann\"", "\"authenticatorApp\":true", "\"Phone\"",
             "portal", "sign_in_succeeded", "192.0.2.7" })
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    for (char const* secret : { "argon2id", "totp-secret", "public-key", "digest" })
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    // The second one tells of the first.
    EXPECT_NE(json::write(*exported()).find("personal_data_exported"), std::string::npos);
}

TEST_F(PersonalDataTest, NothingIsLeftOfAnErasedPersonButTheProof)
{
    work([&](Ports& ports) -> Result<void> {
        EXPECT_TRUE(TRY(erase_person(ports, tenant, ann, acting())));
        EXPECT_FALSE(TRY(erase_person(ports, tenant, ann, acting())));
        EXPECT_FALSE(TRY(ports.users.find(tenant.id, ann)));
        EXPECT_FALSE(TRY(ports.deleted_users.find(tenant.id, ann)));
        EXPECT_TRUE(TRY(ports.passkeys.list(tenant.id, ann)).empty());
        EXPECT_TRUE(TRY(ports.sessions.list_user(tenant.id, ann, clock.now())).empty());
        bool proof = false;
        for (AuditEvent const& event : TRY(ports.audit.list(tenant.id, {}))) {
            if (event.user != ann) {
                EXPECT_EQ(event.address, "192.0.2.7") << "another person's events stay whole";
                continue;
            }
            EXPECT_EQ(event.address, "");
            EXPECT_EQ(event.detail.find("ann@example.test"), std::string::npos);
            proof = proof || event.kind == AuditKind::UserErased;
        }
        EXPECT_TRUE(proof);
        return {};
    });
    EXPECT_FALSE(exported());
}

TEST_F(PersonalDataTest, ADeletedPersonCanAskForBoth)
{
    work([&](Ports& ports) { return ports.deleted_users.set_aside(tenant.id, ann, clock.now()); });
    auto const data = exported();
    ASSERT_TRUE(data);
    EXPECT_NE(json::write(*data).find("\"deleted\""), std::string::npos);
    work([&](Ports& ports) -> Result<void> {
        EXPECT_TRUE(TRY(erase_person(ports, tenant, ann, acting())));
        EXPECT_FALSE(TRY(ports.deleted_users.find(tenant.id, ann)));
        return {};
    });
}

} // namespace
} // namespace gatehouse
