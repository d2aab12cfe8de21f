// The policy language as docs/compat.md has it, asked of the compiler: what the page calls absent must be refused, or
// said to have no effect, and nothing else may be.
#include "core/policy/compile.h"
#include "core/policy/language.h"

#include "core/journey/world_test.h"
#include "tests/compat/page.h"

#include <algorithm>
#include <sstream>

namespace gatehouse::compat {
namespace {

// Places of a small policy that a probe fills.
struct Parts {
    std::string claim = "<DataType>string</DataType><UserInputType>TextBox</UserInputType>"; // of ClaimType "x"
    std::string claim_end;
    std::string predicates;
    std::string controls;
    std::string displayed = R"(<DisplayClaim ClaimTypeReferenceId="x" />)";
    std::string profile; // more children of a TechnicalProfile "Probe", from Protocol on
    std::string profile_end;
    std::string steps; // behind the first
    std::string precondition; // of the first step
    std::string party = R"(<DefaultUserJourney ReferenceId="Main" />)";
    std::string protocol = "OpenIdConnect";
};

std::string tag(std::string const& name, std::string const& content)
{
    return content.empty() ? std::string() : "<" + name + ">" + content + "</" + name + ">";
}

std::string policy_text(Parts const& parts)
{
    std::ostringstream out;
    out << R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" )"
        << R"(PolicySchemaVersion="0.3.0.0" TenantId="t.onmicrosoft.com" PolicyId="B2C_1A_probe" )"
        << R"(PublicPolicyUri="http://t.onmicrosoft.com/B2C_1A_probe"><BuildingBlocks><ClaimsSchema>)"
        << R"(<ClaimType Id="objectId"><DataType>string</DataType></ClaimType><ClaimType Id="x">)" << parts.claim
        << parts.claim_end << "</ClaimType></ClaimsSchema>" << parts.predicates
        << R"(<ContentDefinitions><ContentDefinition Id="api.page"><LoadUri>~/page</LoadUri><DataUri>)"
        << "urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.7</DataUri></ContentDefinition>"
        << "</ContentDefinitions>" << tag("DisplayControls", parts.controls) << "</BuildingBlocks>"
        << "<ClaimsProviders><ClaimsProvider><DisplayName>All</DisplayName><TechnicalProfiles>"
        << R"(<TechnicalProfile Id="Ask"><DisplayName>Ask</DisplayName><Protocol Name="Proprietary" )"
        << R"(Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine" /><Metadata>)"
        << R"(<Item Key="ContentDefinitionReferenceId">api.page</Item></Metadata><DisplayClaims>)" << parts.displayed
        << R"(</DisplayClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="x" /><OutputClaim )"
        << R"(ClaimTypeReferenceId="objectId" DefaultValue="me" /></OutputClaims></TechnicalProfile>)";
    if (!parts.profile.empty())
        out << R"(<TechnicalProfile Id="Probe"><DisplayName>Probe</DisplayName>)" << parts.profile << parts.profile_end
            << "</TechnicalProfile>";
    out << R"(<TechnicalProfile Id="JwtIssuer"><DisplayName>Issuer</DisplayName><Protocol Name="OpenIdConnect" />)"
        << "<OutputTokenFormat>JWT</OutputTokenFormat></TechnicalProfile></TechnicalProfiles></ClaimsProvider>"
        << R"(</ClaimsProviders><UserJourneys><UserJourney Id="Main"><OrchestrationSteps>)"
        << R"(<OrchestrationStep Order="1" Type="ClaimsExchange">)" << tag("Preconditions", parts.precondition)
        << R"(<ClaimsExchanges><ClaimsExchange Id="AskExchange" TechnicalProfileReferenceId="Ask" />)"
        << "</ClaimsExchanges></OrchestrationStep>" << parts.steps
        << R"(<OrchestrationStep Order="9" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />)"
        << "</OrchestrationSteps></UserJourney></UserJourneys><RelyingParty>" << parts.party
        << R"(<TechnicalProfile Id="PolicyProfile"><DisplayName>P</DisplayName><Protocol Name=")" << parts.protocol
        << R"(" /><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims>)"
        << R"(<SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
    return out.str();
}

// A step between the first and the last that runs the profile of the probe.
void run_profile(Parts& parts)
{
    parts.steps = R"(<OrchestrationStep Order="2" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange )"
                  R"(Id="ProbeExchange" TechnicalProfileReferenceId="Probe" /></ClaimsExchanges></OrchestrationStep>)";
}

Parts with_profile(std::string const& handler, std::string const& metadata, std::string const& end)
{
    Parts parts;
    parts.profile = R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.)" + handler + "\" />"
        + tag("Metadata", metadata) + end;
    run_profile(parts);
    return parts;
}

std::string item(std::string const& key, std::string const& value)
{
    return "<Item Key=\"" + key + "\">" + value + "</Item>";
}

Parts rest(std::string const& key, std::string const& value)
{
    std::string keys;
    for (char const* one : { "BasicAuthenticationUsername", "BasicAuthenticationPassword", "BearerAuthenticationToken",
             "ClientCertificate" })
        keys += "<Key Id=\"" + std::string(one) + R"(" StorageReferenceId="B2C_1A_key" />)";
    return with_profile("RestfulProvider", item("ServiceUrl", "https://api.example.test/") + item(key, value),
        tag("CryptographicKeys", keys));
}

Parts display_control(std::string const& type)
{
    Parts parts;
    parts.displayed = R"(<DisplayClaim DisplayControlReferenceId="c" />)";
    std::string const exchange = R"(<ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile )"
                                 R"(TechnicalProfileReferenceId="Probe" /></ValidationClaimsExchange>)";
    parts.controls = R"(<DisplayControl Id="c" UserInterfaceControlType=")" + type
        + R"("><DisplayClaims><DisplayClaim ClaimTypeReferenceId="x" ControlClaimType="VerificationCode" />)"
        + R"(</DisplayClaims><Actions><Action Id="SendCode">)" + exchange + R"(</Action><Action Id="VerifyCode">)"
        + exchange + "</Action></Actions></DisplayControl>";
    parts.profile
        = R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, W" />)";
    return parts;
}

Parts predicate(std::string const& method)
{
    Parts parts;
    parts.predicates = R"(<Predicates><Predicate Id="p" Method=")" + method
        + R"("><Parameters><Parameter Id="CharacterSet">a-z</Parameter></Parameters></Predicate></Predicates>)"
        + R"(<PredicateValidations><PredicateValidation Id="v"><PredicateGroups><PredicateGroup Id="g">)"
        + R"(<PredicateReferences><PredicateReference Id="p" /></PredicateReferences></PredicateGroup>)"
        + "</PredicateGroups></PredicateValidation></PredicateValidations>";
    parts.claim_end = R"(<PredicateValidationReference Id="v" />)";
    return parts;
}

Parts behavior(std::string const& name)
{
    static std::map<std::string, std::string> const contents{
        { "SingleSignOn", R"(<SingleSignOn Scope="Tenant" />)" },
        { "SessionExpiryType", "<SessionExpiryType>Rolling</SessionExpiryType>" },
        { "SessionExpiryInSeconds", "<SessionExpiryInSeconds>900</SessionExpiryInSeconds>" },
        { "ScriptExecution", "<ScriptExecution>Allow</ScriptExecution>" },
        { "JourneyFraming", R"(<JourneyFraming Enabled="true" Sources="https://app.example" />)" },
        { "OnError", R"(<OnError Mode="DisplayInService" />)" },
        { "AzureApplicationInsights", R"(<AzureApplicationInsights InstrumentationKey="k" />)" },
    };
    auto const known = contents.find(name);
    Parts parts;
    parts.party += tag("UserJourneyBehaviors", known == contents.end() ? "<" + name + " />" : known->second);
    return parts;
}

Parts endpoint(std::string const& name)
{
    Parts parts;
    parts.party += R"(<Endpoints><Endpoint Id=")" + name + R"(" UserJourneyReferenceId="Main" /></Endpoints>)";
    return parts;
}

Parts probe(std::string_view kind, std::string const& name)
{
    Parts parts;
    if (kind == "DataType")
        parts.claim = tag("DataType", name);
    else if (kind == "UserInputType")
        parts.claim = "<DataType>string</DataType>" + tag("UserInputType", name);
    else if (kind == "Predicate")
        return predicate(name);
    else if (kind == "DisplayControl")
        return display_control(name);
    else if (kind == "Step")
        parts.steps = "<OrchestrationStep Order=\"2\" Type=\"" + name + "\" />";
    else if (kind == "Precondition")
        parts.precondition = "<Precondition Type=\"" + name + R"(" ExecuteActionsIf="true"><Value>x</Value>)"
            + (name == "ClaimEquals" ? "<Value>1</Value>" : "")
            + "<Action>SkipThisOrchestrationStep</Action></Precondition>";
    else if (kind == "EnabledForUserJourneys")
        return with_profile("ClaimsTransformationProtocolProvider", item("ClaimTypeOnWhichToEnable", "x"),
            tag("EnabledForUserJourneys", name));
    else if (kind == "Endpoint")
        return endpoint(name);
    else if (kind == "Behavior")
        return behavior(name);
    else if (kind == "Operation")
        return with_profile("AzureActiveDirectoryProvider", item("Operation", name),
            R"(<InputClaims><InputClaim ClaimTypeReferenceId="objectId" /></InputClaims>)");
    else if (kind == "REST authentication")
        return rest("AuthenticationType", name);
    else if (kind == "REST claims in")
        return rest("SendClaimsIn", name);
    else if (kind == "REST")
        return rest(name, "true");
    else if (kind == "Relying party")
        parts.protocol = name;
    else
        ADD_FAILURE() << "no probe for " << kind;
    return parts;
}

std::vector<policy::Diagnostic> compile(Parts const& parts)
{
    auto const compiled = policy::compile("B2C_1A_probe",
        [text = policy_text(parts)](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
            if (id == policy::kCatalogue)
                return std::optional<policy::SourceFile>();
            return policy::SourceFile{ "probe.xml", text };
        });
    return compiled.has_value() ? compiled->diagnostics : std::vector<policy::Diagnostic>();
}

// What the compiler says of this name, when it says that it cannot, or will not.
std::string refusal(std::string_view kind, std::string const& name)
{
    for (policy::Diagnostic const& one : compile(probe(kind, name))) {
        std::string const said = policy::text(one);
        if (said.find(name) == std::string::npos)
            continue;
        for (char const* words : { "not executable", "not known", "unknown", "no effect", "invalid" })
            if (said.find(words) != std::string::npos)
                return said;
    }
    return {};
}

struct Element {
    std::string kind; // "DataType"
    std::string name;
    Row const* row;
};

std::vector<Element> elements()
{
    std::vector<Element> found;
    for (Row const& row : rows())
        if (row.table == "policy language")
            for (std::string const& name : row.names())
                found.push_back({ std::string(trim(row.feature.substr(0, row.feature.find('`')))), name, &row });
    return found;
}

TEST(CompatLanguage, TheProbeItselfCompiles)
{
    for (policy::Diagnostic const& one : compile({}))
        if (one.message.find("order") == std::string::npos)
            ADD_FAILURE() << policy::text(one);
}

TEST(CompatLanguage, WhatIsThereCompilesAndWhatIsAbsentIsRefused)
{
    auto const all = elements();
    EXPECT_GT(all.size(), 80U);
    for (Element const& one : all) {
        std::string const said = refusal(one.kind, one.name);
        EXPECT_EQ(said.empty(), one.row->is_there())
            << "docs/compat.md:" << one.row->line << ": " << one.kind << " " << one.name << ": " << said;
    }
}

TEST(CompatLanguage, ANameOfNoFeatureIsRefused)
{
    std::set<std::string> kinds;
    for (Element const& one : elements())
        kinds.insert(one.kind);
    EXPECT_GT(kinds.size(), 12U);
    for (std::string const& kind : kinds)
        if (kind != "REST") // any metadata may stand there
            EXPECT_NE(refusal(kind, "Nonsense"), "") << kind;
}

// --- claim resolvers ------------------------------------------------------------------------------------------------

std::set<std::string> known_resolvers()
{
    std::set<std::string> known;
    for (policy::ResolverGroup const& group : policy::resolver_groups())
        for (std::string const& name : split_words(group.names))
            known.insert(std::string(group.name) + ":" + (name == "*" ? "name" : name));
    // Of metadata and of a handler that is absent.
    known.erase("service:name");
    known.erase("property:name");
    return known;
}

journey::Leaf leaf_with(std::vector<std::string> const& resolvers)
{
    journey::Leaf leaf;
    for (size_t at = 0; at < resolvers.size(); ++at)
        leaf.outputs += R"(<OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="r)" + std::to_string(at)
            + R"(" DefaultValue="{)" + replace_all(resolvers[at], "Claim:name", "Claim:objectId")
            + R"(}" AlwaysUseDefaultValue="true" />)";
    return leaf;
}

journey::Request full_request()
{
    journey::Request request;
    request.host = "https://login.example.test:8443";
    request.redirect_uri = "https://app.example.test/cb";
    request.scope = "openid";
    request.nonce = "n";
    request.prompt = "login";
    request.login_hint = "ada@example.test";
    request.domain_hint = "example.test";
    request.acr_values = "mfa";
    request.max_age = 60;
    request.parameters.add("name", "value");
    request.parameters.add("resource", "r");
    request.ui_locales = "en";
    return request;
}

TEST(CompatTables, ResolversThatAreThereYieldSomething)
{
    Named const page = named_in("resolvers");
    std::set<std::string> all = page.there;
    all.insert(page.absent.begin(), page.absent.end());
    EXPECT_EQ(all, known_resolvers());
    // Behind an identity provider only: ProviderTest.AResolverYieldsTheProvidersToken.
    std::erase_if(all, [](std::string const& name) { return name.starts_with("OAuth2:"); });
    std::vector<std::string> const names(all.begin(), all.end());
    journey::World world(leaf_with(names));
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start(full_request());
    journey::State state = world.load();
    state.language = "de-AT";
    journey::Input input{ .action = journey::Action::Submit,
        .form = journey::form_of({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } }),
        .target = {},
        .address = "192.0.2.7",
        .page = {},
        .username = "ada",
        .password = "secret" };
    world.run(state, input);
    ASSERT_TRUE(world.accepted());
    input.action = journey::Action::Confirm;
    world.post(input);
    ASSERT_TRUE(world.finished());
    for (size_t at = 0; at < names.size(); ++at)
        EXPECT_EQ(world.finished()->claims.find("r" + std::to_string(at)) != nullptr, page.there.contains(names[at]))
            << names[at];
    auto const value = [&](std::string const& name) {
        auto const at = std::ranges::find(names, name) - names.begin();
        return world.finished()->claims.text("r" + std::to_string(at)).value_or("");
    };
    EXPECT_EQ(value("Context:HostName"), "login.example.test");
    EXPECT_EQ(value("Culture:LanguageName"), "de");
    EXPECT_EQ(value("Culture:RegionName"), "AT");
    EXPECT_EQ(value("OIDC:MaxAge"), "60");
    EXPECT_EQ(value("OAUTH-KV:name"), "value");
}

} // namespace
} // namespace gatehouse::compat
