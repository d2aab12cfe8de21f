#include "core/tokens/standard_claims.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

json::Object person()
{
    return { { "sub", "ada" }, { "name", "Ada" }, { "given_name", "Ada" },
        { "emails", json::Array{ json::Value("ada@example.test"), json::Value("other@example.test") } },
        { "email_verified", true }, { "city", "London" }, { "streetAddress", "12 St James's Square" },
        { "strongAuthenticationPhoneNumber", "+442071234567" }, { "phone_number_verified", true },
        { "jobTitle", "Countess" } };
}

struct Selected {
    json::Object claims = person();
    policy::TokenSettings settings;
};

Selected select(std::string_view scope, std::string_view request = "", bool id_token_alone = false)
{
    Selected selected;
    selected.settings.strict = true;
    ClaimsRequest const wanted = parse_claims_request(request).value();
    select_claims(
        selected.claims, selected.settings, { .scope = scope, .request = wanted, .id_token_alone = id_token_alone });
    return selected;
}

std::vector<std::string> names(json::Object const& object)
{
    std::vector<std::string> out;
    for (json::Member const& member : object.members())
        out.push_back(member.name);
    return out;
}

using Names = std::vector<std::string>;

TEST(StandardClaims, AScopeSelectsItsClaimsUnderTheirStandardNames)
{
    EXPECT_EQ(names(select("openid").claims), (Names{ "sub", "jobTitle" }));
    EXPECT_EQ(names(select("openid profile").claims), (Names{ "sub", "name", "given_name", "jobTitle" }));
    json::Object const all = select("openid email phone address").claims;
    EXPECT_EQ(all.text("email"), "ada@example.test");
    EXPECT_EQ(all.boolean("email_verified"), true);
    EXPECT_EQ(all.text("phone_number"), "+442071234567");
    EXPECT_EQ(all.boolean("phone_number_verified"), true);
    EXPECT_EQ(json::write(*all.object("address")), R"({"street_address":"12 St James's Square","locality":"London"})");
    for (char const* b2c : { "emails", "city", "streetAddress", "strongAuthenticationPhoneNumber", "name" })
        EXPECT_FALSE(all.find(b2c)) << b2c;
}

TEST(StandardClaims, NothingIsSaidOfWhatThereIsNot)
{
    Selected nobody;
    nobody.settings.strict = true;
    nobody.claims = { { "sub", "bob" }, { "email_verified", false }, { "phone_number_verified", true } };
    ClaimsRequest const nothing;
    select_claims(nobody.claims, nobody.settings, { .scope = "openid email address phone", .request = nothing });
    EXPECT_EQ(names(nobody.claims), Names{ "sub" });
}

TEST(StandardClaims, TheIdTokenCarriesWhatNothingElseCanBring)
{
    EXPECT_EQ(select("openid profile").settings.id_token_claims, Names{});
    EXPECT_EQ(select("openid profile", "", true).settings.id_token_claims,
        (Names{ "sub", "name", "given_name", "jobTitle" }));
}

// OIDC Core §5.5
TEST(StandardClaims, TheClaimsParameterAsksForSingleOnes)
{
    Selected const asked
        = select("openid", R"({"userinfo":{"given_name":{"essential":true}},"id_token":{"name":null,"fax":null}})");
    EXPECT_EQ(names(asked.claims), (Names{ "sub", "name", "given_name", "jobTitle" }));
    EXPECT_EQ(asked.settings.id_token_claims, Names{ "name" });
    ClaimsRequest const wishes
        = parse_claims_request(R"({"id_token":{"sub":{"value":"ada"},"acr":{"values":["mfa","x"]}}})").value();
    EXPECT_EQ(wishes.subject, "ada");
    EXPECT_EQ(wishes.acr_values, "mfa x");
    for (char const* wrong : { "x", "[]", R"({"userinfo":1})", R"({"id_token":{"sub":{"values":["a","b"]}}})" })
        EXPECT_FALSE(parse_claims_request(wrong).has_value()) << wrong;
}

TEST(StandardClaims, APolicyThatIsNotStrictGivesWhatItSays)
{
    Selected b2c;
    ClaimsRequest const nothing;
    select_claims(b2c.claims, b2c.settings, { .scope = "openid", .request = nothing, .id_token_alone = true });
    EXPECT_EQ(b2c.claims, person());
    EXPECT_EQ(b2c.settings.id_token_claims, Names{});
}

} // namespace
} // namespace gatehouse
