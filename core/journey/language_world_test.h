// Small policies over the built-in base, put together from their elements, and a journey that runs them.
#pragma once

#include "core/journey/world_test.h"

namespace gatehouse::journey {

constexpr std::string_view kProviders = "Web.TPEngine.Providers.";

inline std::string protocol(std::string_view handler)
{
    return R"(<Protocol Name="Proprietary" Handler=")" + std::string(kProviders) + std::string(handler) + "\" />";
}
inline std::string profile(std::string const& id, std::string_view handler, std::string const& rest)
{
    return "<TechnicalProfile Id=\"" + id + "\"><DisplayName>" + id + "</DisplayName>" + protocol(handler) + rest
        + "</TechnicalProfile>";
}
inline std::string metadata(Pairs const& items)
{
    std::string out = "<Metadata>";
    for (auto const& [key, value] : items)
        out += "<Item Key=\"" + key + "\">" + value + "</Item>";
    return out + "</Metadata>";
}
inline std::string claim(std::string_view element, std::string const& id, std::string const& attributes = {})
{
    return "<" + std::string(element) + " ClaimTypeReferenceId=\"" + id + "\" " + attributes + " />";
}
inline std::string fixed(std::string const& id, std::string const& value)
{
    return claim("OutputClaim", id, "DefaultValue=\"" + value + R"(" AlwaysUseDefaultValue="true")");
}
// Sets claims to constants.
inline std::string setting(std::string const& id, std::string const& outputs, std::string const& end = {})
{
    return profile(id, "ClaimsTransformationProtocolProvider", "<OutputClaims>" + outputs + "</OutputClaims>" + end);
}
inline std::string form_page(std::string const& id, std::string const& outputs, std::string const& validations,
    Pairs const& items = {}, std::string const& inputs = {})
{
    Pairs all{ { "ContentDefinitionReferenceId", "api.selfasserted" } };
    all.insert(all.end(), items.begin(), items.end());
    return profile(id, "SelfAssertedAttributeProvider",
        metadata(all) + inputs + "<OutputClaims>" + outputs + "</OutputClaims>"
            + (validations.empty() ? std::string()
                                   : "<ValidationTechnicalProfiles>" + validations + "</ValidationTechnicalProfiles>"));
}
inline std::string validated_by(std::string const& id, std::string const& attributes = {})
{
    return "<ValidationTechnicalProfile ReferenceId=\"" + id + "\" " + attributes + " />";
}
inline std::string claim_type(std::string const& id, std::string const& type, std::string const& rest = {})
{
    return "<ClaimType Id=\"" + id + "\"><DisplayName>" + id + "</DisplayName><DataType>" + type + "</DataType>" + rest
        + "</ClaimType>";
}

inline std::string step(int order, std::string const& type, std::string const& content)
{
    return "<OrchestrationStep Order=\"" + std::to_string(order) + "\" Type=\"" + type + "\">" + content
        + "</OrchestrationStep>";
}
inline std::string exchange(int order, std::string const& id)
{
    return step(order, "ClaimsExchange",
        "<ClaimsExchanges><ClaimsExchange Id=\"" + id + "Exchange" + std::to_string(order)
            + "\" TechnicalProfileReferenceId=\"" + id + "\" /></ClaimsExchanges>");
}
inline std::string send_claims(int order)
{
    return "<OrchestrationStep Order=\"" + std::to_string(order)
        + R"(" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />)";
}

// A journey of these profiles about Ada, whom the first one names; the token has the claims.
class LanguageTest : public testing::Test, public World {
protected:
    LanguageTest() { ada = add_user(kAda, "Correct-horse-1"); }

    Leaf leaf(std::vector<std::string> const& profiles, std::string const& providers,
        std::vector<std::string> const& claims = {})
    {
        std::string steps = exchange(1, "Who");
        int order = 1;
        for (std::string const& id : profiles)
            steps += exchange(++order, id);
        Leaf out;
        out.journey = "Own";
        out.providers = setting("Who", fixed("objectId", ada.text())) + providers;
        out.journeys = "<UserJourney Id=\"Own\"><OrchestrationSteps>" + steps + send_claims(order + 1)
            + "</OrchestrationSteps></UserJourney>";
        for (std::string const& id : claims)
            out.outputs += claim("OutputClaim", id);
        return out;
    }
    void go(Leaf const& wanted)
    {
        use(wanted);
        ASSERT_TRUE(plan);
        start();
    }
    std::string told(std::string_view name) { return finished() ? finished()->claims.text(name).value_or("") : ""; }
    std::string attribute(std::string const& name)
    {
        auto const user = find_user(kAda);
        auto const found = user ? user->attributes.find(name) : std::map<std::string, ClaimValue>::const_iterator();
        return user && found != user->attributes.end() ? text_of(found->second) : "";
    }

    UserId ada;
};

} // namespace gatehouse::journey
