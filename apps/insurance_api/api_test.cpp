#include "apps/insurance_api/api.h"
#include "libs/json/json.h"
#include "tests/fake_identity/fake_identity.h"

#include <gtest/gtest.h>
#include <thread>

namespace gatehouse::insurance_api {
namespace {

using fake_identity::Person;

constexpr std::string_view kSignIn = "B2C_1_signupsignin1";
constexpr std::string_view kMfa = "B2C_1_signupsignin1_mfa";

insurance_program::Environment environment(std::map<std::string, std::string> extra = {})
{
    std::map<std::string, std::string> values{ { "CLIENT_ID", std::string(fake_identity::kApiClient) },
        { "TENANT_ID", std::string(fake_identity::kTenantId) }, { "B2C_DIR", "insurance" },
        { "B2C_POLICY", std::string(kSignIn) } };
    for (auto const& [name, value] : extra)
        values[name] = value;
    return [values](std::string const& name) -> std::optional<std::string> {
        auto const found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

class ApiTest : public testing::Test {
protected:
    explicit ApiTest(std::map<std::string, std::string> extra = {})
        : router(make(extra))
    {
    }

    http::Router make(std::map<std::string, std::string> const& extra)
    {
        Config config = read_config(environment(extra)).value();
        auth::ValidatorConfig checks = validator_config(config);
        checks.ports = fake_identity::ports(identity, clock);
        api = std::make_shared<Api>(
            config, auth::TokenValidator::make(checks).value(), open_contracts(":memory:", random, clock).value());
        return make_router(api);
    }
    http::Response send(http::Method method, std::string const& target, std::string const& token,
        std::string const& body = "", std::map<std::string, std::string> const& fields = {}) const
    {
        http::Request request;
        request.method = method;
        request.target = target;
        size_t const mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string::npos)
            request.query_text = target.substr(mark + 1);
        request.body = body;
        request.correlation_id = "c-1";
        if (!token.empty())
            request.headers.set("Authorization", "Bearer " + token);
        if (!body.empty())
            request.headers.set("Content-Type", "application/json");
        for (auto const& [name, value] : fields)
            request.headers.set(name, value);
        return router.handle(std::move(request));
    }
    http::Response get(std::string const& target, std::string const& token = "") const
    {
        return send(http::Method::Get, target, token);
    }
    http::Response patch(
        std::string const& name, std::string const& token, std::map<std::string, std::string> const& fields = {}) const
    {
        return send(
            http::Method::Patch, "/acctinfo", token, json::write(json::Object{ { "beneficiary", name } }), fields);
    }
    static json::Object body(http::Response const& response)
    {
        return json::parse_object(response.content()).value_or(json::Object());
    }
    static std::string code(http::Response const& response) { return body(response).text("code").value_or(""); }
    std::string plain(Person const& person = {}) const { return identity->access_token(kSignIn, person); }
    std::string strong(Person const& person = {}) const { return identity->access_token(kMfa, person); }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::shared_ptr<fake_identity::FakeIdentity> identity = std::make_shared<fake_identity::FakeIdentity>(clock);
    std::shared_ptr<Api> api;
    http::Router router;
};

TEST(ApiConfig, AllMissingNamesStandInOneMessage)
{
    auto const config = read_config([](std::string const&) { return std::nullopt; });
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error(), "missing settings: CLIENT_ID, TENANT_ID, B2C_DIR, B2C_POLICY");
}

TEST(ApiConfig, TheHostFollowsTheTenant)
{
    EXPECT_EQ(read_config(environment())->host, "https://insurance.b2clogin.com");
    EXPECT_EQ(read_config(environment({ { "B2C_HOST", "http://localhost:8400" } }))->host, "http://localhost:8400");
    EXPECT_FALSE(read_config(environment({ { "B2C_HOST", "http://login.example.test" } })));
}

TEST_F(ApiTest, PublicNeedsNoToken)
{
    EXPECT_EQ(get("/public").status, 200);
}

TEST_F(ApiTest, HealthIsOk)
{
    EXPECT_EQ(get("/health").status, 200);
}

TEST_F(ApiTest, TheFirstVisitMakesARecordAndTheSecondFindsIt)
{
    auto const first = get("/acctinfo", plain());
    ASSERT_EQ(first.status, 200) << first.content();
    std::int64_t const number = body(first).integer("policynumber").value();
    EXPECT_GE(number, 10'000'000);
    EXPECT_LE(number, 99'999'999);
    EXPECT_EQ(body(first).text("email"), "ada@example.test");
    EXPECT_EQ(body(first).text("beneficiary"), "");
    EXPECT_EQ(body(get("/acctinfo", strong())).integer("policynumber"), number);
}

TEST_F(ApiTest, Row07RecordsHangOnTheObjectIdAndNotOnTheAddress)
{
    Person ada;
    std::int64_t const number = body(get("/acctinfo", plain(ada))).integer("policynumber").value();
    ada.email = "married@example.test";
    EXPECT_EQ(body(get("/acctinfo", plain(ada))).integer("policynumber"), number);
    Person mallory{ .oid = "bbbbbbbb-0000-4000-8000-000000000002", .email = "ada@example.test", .name = "Mallory" };
    EXPECT_NE(body(get("/acctinfo", plain(mallory))).integer("policynumber"), number);
}

TEST_F(ApiTest, AnImportedRecordIsAdoptedByItsFirstOwnerOnly)
{
    auto const records
        = parse_accounts(R"([{"email":"Ada@Example.test","policynumber":12345678,"beneficiary":"Byron"}])");
    ASSERT_TRUE(records);
    EXPECT_EQ(api->contracts->import(*records).value(), 1);
    EXPECT_EQ(api->contracts->import(*records).value(), 0);
    EXPECT_EQ(body(get("/acctinfo", plain())).integer("policynumber"), 12345678);
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "Byron");
    Person second{ .oid = "bbbbbbbb-0000-4000-8000-000000000002", .email = "ada@example.test", .name = "B" };
    EXPECT_NE(body(get("/acctinfo", plain(second))).integer("policynumber"), 12345678);
}

TEST(Accounts, AllThreeShapesAreRead)
{
    EXPECT_EQ(parse_accounts(R"([{"email":"a@x","policynumber":"12345678","beneficiary":"B"}])")->at(0).policy_number,
        12345678);
    EXPECT_EQ(parse_accounts(R"({"accounts":[{"email":"a@x","policynumber":12345678,"beneficiary":""}]})")->at(0).email,
        "a@x");
    EXPECT_EQ(parse_accounts(R"({"a@x":{"policynumber":12345678,"beneficiary":"B"}})")->at(0).email, "a@x");
    EXPECT_FALSE(parse_accounts(R"([{"email":"a@x","policynumber":1}])"));
    EXPECT_FALSE(parse_accounts(R"([{"policynumber":12345678}])"));
    EXPECT_FALSE(parse_accounts("nonsense"));
}

TEST_F(ApiTest, Row01AWriteNeedsTheSecondFactorAtTheApi)
{
    auto const refused = patch("Byron", plain());
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(code(refused), "insufficient_user_authentication");
    auto const challenge = auth::read_step_up_challenge(refused.headers.get("WWW-Authenticate"));
    ASSERT_TRUE(challenge);
    EXPECT_EQ(challenge->acr_values, std::vector<std::string>{ std::string(kMfa) });
    EXPECT_EQ(challenge->max_age, 300);
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "");
    auto const done = patch("Byron", strong());
    EXPECT_EQ(done.status, 200) << done.content();
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "Byron");
}

TEST_F(ApiTest, Attack28AStepUpWearsOff)
{
    std::string const token = strong();
    EXPECT_EQ(patch("Byron", token).status, 200);
    clock.advance(std::chrono::minutes(7));
    EXPECT_EQ(code(patch("Babbage", token)), "insufficient_user_authentication");
    EXPECT_EQ(body(get("/acctinfo", token)).text("beneficiary"), "Byron");
}

TEST_F(ApiTest, Attack73AWeakerPolicysTokenIsRefused)
{
    EXPECT_EQ(code(get("/acctinfo", identity->access_token("B2C_1_weaker"))), "invalid_claims");
}

TEST_F(ApiTest, Row02AWriteIsNoGet)
{
    EXPECT_EQ(get("/acctupdate?name=Byron", strong()).status, 404);
    EXPECT_EQ(send(http::Method::Post, "/acctinfo", strong(), "{}").status, 405);
}

TEST_F(ApiTest, Row08EachFaultHasItsStatusAndCode)
{
    EXPECT_EQ(get("/acctinfo").status, 401);
    EXPECT_EQ(code(get("/acctinfo")), "authorization_header_missing");
    EXPECT_EQ(get("/acctinfo").headers.get("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(code(get("/acctinfo", "abc")), "invalid_header");
    json::Object claims = identity->access_claims(kSignIn);
    claims.set("exp", unix_seconds(clock.now()) - 100);
    EXPECT_EQ(code(get("/acctinfo", identity->sign(claims))), "token_expired");
    claims = identity->access_claims(kSignIn);
    claims.set("aud", "another");
    EXPECT_EQ(code(get("/acctinfo", identity->sign(claims))), "invalid_claims");
    claims = identity->access_claims(kSignIn);
    claims.set("scp", "Accounts.Write");
    EXPECT_EQ(get("/acctinfo", identity->sign(claims)).status, 403);
    EXPECT_EQ(code(get("/acctinfo", identity->sign(claims))), "Unauthorized");
}

TEST_F(ApiTest, Row08AnUnreachableIdentityServerIs503AndNotABadToken)
{
    identity->down = true;
    auto const answer = get("/acctinfo", plain());
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(code(answer), "identity_server_unavailable");
    EXPECT_EQ(answer.headers.get("WWW-Authenticate"), "");
}

TEST_F(ApiTest, Row06KeysAreCachedNotFetchedPerCall)
{
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(get("/acctinfo", plain()).status, 200);
    EXPECT_EQ(identity->count("/keys"), 1);
}

TEST_F(ApiTest, Attack47AnIdTokenOpensNothing)
{
    json::Object claims = identity->id_claims(kMfa, "n");
    claims.set("aud", fake_identity::kApiClient);
    EXPECT_EQ(get("/acctinfo", identity->sign(claims)).status, 401);
}

TEST_F(ApiTest, ABadBeneficiaryIsRefusedAndTheRecordStays)
{
    EXPECT_EQ(patch("  Byron  ", strong()).status, 200);
    std::string const hundred(100, 'x');
    for (std::string const& name :
        { std::string(), std::string("   "), hundred + "x", std::string("a\nb"), std::string("a\0b", 3),
            std::string("a\xc2\x85"
                        "b") }) {
        auto const answer = patch(name, strong());
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(code(answer), "invalid_beneficiary");
    }
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "Byron");
    std::string umlauts;
    for (int i = 0; i < 100; ++i)
        umlauts += "ü";
    EXPECT_EQ(patch(umlauts, strong()).status, 200);
}

TEST_F(ApiTest, ABrokenBodyIsRefused)
{
    for (char const* text : { "{", "[]", "{}", R"({"beneficiary":7})", R"({"beneficiary":"a","beneficiary":"b"})",
             R"({"beneficiary":"a","policynumber":1})", "{\"beneficiary\":\"\xff\"}" })
        EXPECT_EQ(send(http::Method::Patch, "/acctinfo", strong(), text).status, 400) << text;
    EXPECT_EQ(send(http::Method::Patch, "/acctinfo", strong(), "beneficiary=a",
                  { { "Content-Type", "application/x-www-form-urlencoded" } })
                  .status,
        415);
}

TEST_F(ApiTest, OfTwoChangesOnOneVersionOneWins)
{
    std::string const tag = get("/acctinfo", plain()).headers.get("ETag");
    EXPECT_EQ(patch("Byron", strong(), { { "If-Match", tag } }).status, 200);
    auto const second = patch("Babbage", strong(), { { "If-Match", tag } });
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(code(second), "version_conflict");
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "Byron");
    EXPECT_EQ(patch("Babbage", strong(), { { "If-Match", "*" } }).status, 200);
    EXPECT_EQ(patch("Byron", strong(), { { "If-Match", "nonsense" } }).status, 412);
}

TEST_F(ApiTest, Row12SixteenWritersLoseNothing)
{
    std::string const token = strong();
    ASSERT_EQ(get("/acctinfo", token).status, 200);
    std::vector<std::thread> threads;
    std::atomic<int> done = 0;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] { done += patch("Person " + std::to_string(i), token).status == 200 ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(done, 16);
    auto const changes = api->contracts->changes(Person().oid).value();
    ASSERT_EQ(changes.size(), 16U);
    for (size_t i = 1; i < changes.size(); ++i)
        EXPECT_EQ(changes[i].before, changes[i - 1].after);
    EXPECT_EQ(get("/acctinfo", token).headers.get("ETag"), "\"17\"");
}

TEST_F(ApiTest, EachChangeIsARowOfTheAudit)
{
    EXPECT_EQ(patch("Byron", strong()).status, 200);
    auto const changes = api->contracts->changes(Person().oid).value();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].before, "");
    EXPECT_EQ(changes[0].after, "Byron");
    EXPECT_EQ(changes[0].correlation_id, "c-1");
    EXPECT_EQ(changes[0].policy, kMfa);
    EXPECT_EQ(changes[0].at, clock.now());
}

TEST_F(ApiTest, Attack56OnlyListedOriginsMayRead)
{
    EXPECT_EQ(send(http::Method::Get, "/public", "", "", { { "Origin", "http://localhost:5000" } })
                  .headers.get("Access-Control-Allow-Origin"),
        "http://localhost:5000");
    EXPECT_EQ(send(http::Method::Get, "/public", "", "", { { "Origin", "https://evil.example.test" } })
                  .headers.get("Access-Control-Allow-Origin"),
        "");
    auto const preflight = send(http::Method::Options, "/acctinfo", "", "", { { "Origin", "http://localhost:5000" } });
    EXPECT_EQ(preflight.status, 204);
    EXPECT_NE(preflight.headers.get("Access-Control-Allow-Headers").find("Authorization"), std::string::npos);
    EXPECT_EQ(preflight.headers.get("Access-Control-Allow-Credentials"), "");
}

class LegacyApi : public ApiTest {
protected:
    LegacyApi()
        : ApiTest({ { "ENABLE_LEGACY_ACCTUPDATE", "1" }, { "CORS_ORIGINS", "*" } })
    {
    }
};

TEST_F(LegacyApi, TheReferencesFrontEndCanUpdate)
{
    EXPECT_EQ(get("/acctupdate?name=Homer%20Simpson", plain()).content(), "Success");
    EXPECT_EQ(body(get("/acctinfo", plain())).text("beneficiary"), "Homer Simpson");
    EXPECT_EQ(get("/acctupdate?name=", plain()).status, 400);
    EXPECT_EQ(get("/acctupdate?name=x").status, 401);
    EXPECT_EQ(send(http::Method::Get, "/public", "", "", { { "Origin", "https://any.example.test" } })
                  .headers.get("Access-Control-Allow-Origin"),
        "*");
}

} // namespace
} // namespace gatehouse::insurance_api
