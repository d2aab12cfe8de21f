// What a request may state by a token of somebody else's: GetClaims. Facts: policy_language.md §3.6.
#include "core/journey/language_world_test.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/crypto/signing_key.h"
#include "libs/jose/jwt.h"

namespace gatehouse::journey {
namespace {

constexpr std::string_view kSecret = "a-secret-of-the-application-that-is-long-enough";
constexpr std::string_view kMetadata = "https://app.example.test/metadata";

// Answers by address.
class Documents final : public RestCaller {
public:
    RestResult call(RestRequest const& request) override
    {
        auto const found = at.find(request.url);
        if (found == at.end())
            return fail(Fault::Unavailable, "no answer");
        return RestReply{ 200, found->second };
    }
    std::map<std::string, std::string> at;
};

std::string hint_profile(std::string const& checked_by, std::string const& outputs)
{
    return R"(<TechnicalProfile Id="Hint"><DisplayName>Hint</DisplayName><Protocol Name="None" />)" + checked_by
        + "<OutputClaims>" + outputs + "</OutputClaims></TechnicalProfile>";
}
std::string by_secret(std::string const& audience = "policies")
{
    return metadata({ { "IdTokenAudience", audience }, { "issuer", "app" } })
        + R"(<CryptographicKeys><Key Id="client_secret" StorageReferenceId="B2C_1A_Hint" /></CryptographicKeys>)";
}
std::string by_metadata()
{
    return metadata({ { "METADATA", std::string(kMetadata) }, { "IdTokenAudience", "other, policies" } });
}

class HintTest : public LanguageTest {
protected:
    HintTest()
    {
        EXPECT_TRUE(store
                ->transact([&](Ports& ports) {
                    return ports.policy_secrets.save(tenant.id, "B2C_1A_Hint", PolicySecret(std::string(kSecret)));
                })
                .has_value());
        use_leaf(by_secret());
    }
    // The city is of the hint; the surname is, too, but the relying party does not ask for it.
    void use_leaf(std::string const& checked_by, std::string const& attributes = {})
    {
        Leaf wanted = leaf({},
            hint_profile(checked_by,
                claim("OutputClaim", "city", R"(PartnerClaimType="town")") + claim("OutputClaim", "surname")),
            { "city", "surname" });
        wanted.journeys
            = R"(<UserJourney Id="Own"><OrchestrationSteps><OrchestrationStep Order="1" Type="GetClaims" CpimIssuerTechnicalProfileReferenceId="Hint" />)"
            + exchange(2, "Who") + send_claims(3) + "</OrchestrationSteps></UserJourney>";
        wanted.inputs = claim("InputClaim", "city", attributes);
        use(wanted);
        ASSERT_TRUE(plan);
    }
    json::Object stated(Pairs const& changes = {}) const
    {
        json::Object claims{ { "iss", "app" }, { "aud", "policies" }, { "exp", unix_seconds(clock.now()) + 60 },
            { "nbf", unix_seconds(clock.now()) }, { "town", "London" }, { "surname", "Byron" } };
        for (auto const& [name, value] : changes)
            claims.set(name, value);
        return claims;
    }
    static std::string sign(
        json::Object const& claims, std::string_view secret = kSecret, std::string const& alg = "HS256")
    {
        std::string text = base64url_encode(json::write(json::Object{ { "alg", alg }, { "typ", "JWT" } })) + "."
            + base64url_encode(json::write(claims));
        return text + "." + base64url_encode(crypto::hmac_sha256(secret, text));
    }
    Outcome const& ask(std::string const& hint)
    {
        return start(asked([&](Request& request) {
            if (!hint.empty())
                request.parameters.add("id_token_hint", hint);
        }));
    }
};

TEST_F(HintTest, ClaimsThatTheRelyingPartyAsksForAreTaken)
{
    ask(sign(stated()));
    ASSERT_TRUE(finished());
    EXPECT_EQ(told("city"), "London");
    EXPECT_EQ(told("surname"), "") << "the relying party does not ask for it";
}

TEST_F(HintTest, WithoutAHintThereAreNoClaimsUnlessOneIsRequired)
{
    ask("");
    ASSERT_TRUE(finished());
    EXPECT_EQ(told("city"), "");
    use_leaf(by_secret(), R"(Required="true")");
    ask("");
    EXPECT_EQ(refused(), 90272);
    json::Object without = stated();
    without.erase("town");
    ask(sign(without));
    EXPECT_EQ(refused(), 90210);
    ask(sign(stated()));
    EXPECT_TRUE(finished());
}

TEST_F(HintTest, EachFaultHasItsNumber)
{
    ask(sign(stated({ { "aud", "others" } })));
    EXPECT_EQ(refused(), 90209);
    ask(sign(stated({ { "iss", "evil" } })));
    EXPECT_EQ(refused(), 90232);
    ask("nonsense");
    EXPECT_EQ(refused(), 90210);
    json::Object claims = stated();
    claims.set("exp", unix_seconds(clock.now()) - 600);
    ask(sign(claims));
    EXPECT_EQ(refused(), 90208);
    claims = stated();
    claims.set("nbf", unix_seconds(clock.now()) + 600);
    ask(sign(claims));
    EXPECT_EQ(refused(), 90234);
}

// attack-44, attack-45: the policy says how a hint is signed, never the hint.
TEST_F(HintTest, Attack44OnlyTheSignatureThatThePolicyNamesCounts)
{
    for (std::string const& hint : { sign(stated(), "another-secret-that-is-long-enough-as-well"),
             sign(stated(), kSecret, "none"), sign(stated(), kSecret, "RS256") }) {
        ask(hint);
        EXPECT_EQ(refused(), 90233) << hint;
    }
}

TEST_F(HintTest, AShortSecretProvesNothing)
{
    EXPECT_TRUE(store
            ->transact([&](Ports& ports) {
                return ports.policy_secrets.save(tenant.id, "B2C_1A_Hint", PolicySecret("short"));
            })
            .has_value());
    ask(sign(stated(), "short"));
    EXPECT_EQ(refused(), 90233);
}

TEST_F(HintTest, PublishedKeysSignHintsAsWell)
{
    auto const key = crypto::SigningKey::generate(crypto::Algorithm::Rs256).value();
    Documents documents;
    services.rest = &documents;
    use_leaf(by_metadata());
    std::string const hint = jose::sign_jwt(stated(), "k1", key).value();
    ask(hint);
    EXPECT_EQ(refused(), 90210) << "nobody says which keys there are";
    documents.at[std::string(kMetadata)] = R"({"issuer":"app","jwks_uri":"https://app.example.test/keys"})";
    documents.at["https://app.example.test/keys"]
        = json::write(json::Object{ { "keys", json::Array{ jose::public_jwk("k1", 0, key) } } });
    ask(hint);
    ASSERT_TRUE(finished());
    EXPECT_EQ(told("city"), "London");
    ask(sign(stated()));
    EXPECT_EQ(refused(), 90233) << "a secret is no published key";
}

TEST_F(LanguageTest, TheRelyingPartyTakesParametersOfTheRequest)
{
    Leaf wanted = leaf({}, "", { "city" });
    wanted.inputs = claim("InputClaim", "city", R"(DefaultValue="{OAUTH-KV:town}")");
    use(wanted);
    ASSERT_TRUE(plan);
    start(asked([](Request& request) { request.parameters.add("town", "Paris"); }));
    EXPECT_EQ(told("city"), "Paris");
    start();
    EXPECT_EQ(told("city"), "");
}

} // namespace
} // namespace gatehouse::journey
