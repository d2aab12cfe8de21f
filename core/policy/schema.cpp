#include "core/policy/schema.h"

#include <algorithm>
#include <array>
#include <map>

namespace gatehouse::policy {
namespace {

struct Shape {
    std::string_view name;
    std::string_view children; // in order; "*" allows everything
    std::string_view attributes; // "!" marks a required one
};

// Sorted by name. An element of one name but of several shapes has the union of them.
constexpr auto kShapes = std::to_array<Shape>({
    { "Action", "ValidationClaimsExchange", "Id" },
    { "Actions", "Action", "" },
    { "AdditionalRequestParameters", "*", "Key" },
    { "Authorization", "AuthorizationTechnicalProfiles", "" },
    { "AuthorizationTechnicalProfile", "", "ReferenceId!" },
    { "AuthorizationTechnicalProfiles", "AuthorizationTechnicalProfile", "" },
    { "AzureApplicationInsights", "", "InstrumentationKey!" },
    { "BasePolicy", "TenantId PolicyId", "" },
    { "BuildingBlocks",
        "ClaimsSchema Predicates InputValidations PredicateValidations ClaimsTransformations ClientDefinitions "
        "ContentDefinitions Localization DisplayControls",
        "Enabled" },
    { "Candidate", "", "SubJourneyReferenceId!" },
    { "ClaimType",
        "DisplayName DataType DefaultPartnerClaimTypes Mask AdminHelpText UserHelpText UserInputType Restriction "
        "InputValidationReference PredicateValidationReference",
        "Id! StatementType" },
    { "ClaimsExchange", "", "Id! TechnicalProfileReferenceId!" },
    { "ClaimsExchanges", "ClaimsExchange", "UserIdentity" },
    { "ClaimsProvider", "Domains Domain DisplayName TechnicalProfiles", "" },
    { "ClaimsProviderSelection", "", "TargetClaimsExchangeId ValidationClaimsExchangeId" },
    { "ClaimsProviderSelections", "ClaimsProviderSelection", "DisplayOption" },
    { "ClaimsProviders", "ClaimsProvider", "" },
    { "ClaimsSchema", "ClaimType", "" },
    { "ClaimsTransformation", "InputClaims InputParameters OutputClaims", "Id! TransformationMethod!" },
    { "ClaimsTransformations", "ClaimsTransformation", "" },
    { "ClientDefinition", "ClientUIFilterFlags", "Id ReferenceId" },
    { "ClientDefinitions", "ClientDefinition", "" },
    { "ConstraintHandler", "*", "Id Handler" },
    { "Contact", "DisplayName TelephoneNumber Email Role", "Id!" },
    { "Contacts", "Contact", "" },
    { "ContentDefinition", "LoadUri RecoveryUri DataUri Metadata LocalizedResourcesReferences", "Id! MergeBehavior" },
    { "ContentDefinitionParameters", "Parameter", "" },
    { "ContentDefinitions", "ContentDefinition", "" },
    { "CryptographicKeys", "Key", "" },
    { "DefaultPartnerClaimTypes", "Protocol", "" },
    { "DefaultUserJourney", "", "ReferenceId!" },
    { "DisplayClaim", "", "ClaimTypeReferenceId DisplayControlReferenceId ControlClaimType Required" },
    { "DisplayClaims", "DisplayClaim", "" },
    { "DisplayControl", "InputClaims DisplayClaims OutputClaims Actions", "Id! UserInterfaceControlType" },
    { "DisplayControls", "DisplayControl", "" },
    { "DocumentReference", "DisplayName Url", "Id!" },
    { "DocumentReferences", "DocumentReference", "" },
    { "Domains", "Domain", "" },
    { "Endpoint", "", "Id! UserJourneyReferenceId!" },
    { "Endpoints", "Endpoint", "" },
    { "Enumeration", "", "Text! Value! SelectByDefault" },
    { "ErrorHandler", "ErrorResponseFormat ResponseMatch Action AdditionalRequestParameters", "" },
    { "ErrorHandlers", "ErrorHandler", "" },
    { "Extensions", "*", "" },
    { "From", "", "TechnicalProfileReferenceId!" },
    { "IncludeTechnicalProfile", "", "ReferenceId!" },
    { "Inheritance", "Tenants ConstraintHandler", "DerivingPolicies!" },
    { "InputClaim", "From",
        "ClaimTypeReferenceId! TransformationClaimType PartnerClaimType Required DefaultValue AlwaysUseDefaultValue" },
    { "InputClaims", "InputClaim", "" },
    { "InputClaimsTransformation", "", "ReferenceId!" },
    { "InputClaimsTransformations", "InputClaimsTransformation", "" },
    { "InputParameter", "", "Id! DataType! Value!" },
    { "InputParameters", "InputParameter", "" },
    { "InputTokenSources", "TechnicalProfile", "" },
    { "InputValidation", "PredicateReferences", "Id!" },
    { "InputValidationReference", "", "Id!" },
    { "InputValidations", "InputValidation", "" },
    { "Item", "", "Key Text Value SelectByDefault" },
    { "JourneyFraming", "", "Enabled! Sources!" },
    { "JourneyInsights", "",
        "InstrumentationKey! TelemetryEngine! DeveloperMode ClientEnabled ServerEnabled TelemetryVersion" },
    { "JourneyList", "Candidate", "" },
    { "Key", "", "Id! StorageReferenceId!" },
    { "Localization", "SupportedLanguages LocalizedResources", "Enabled" },
    { "LocalizedCollection", "Item", "ElementType! ElementId! TargetCollection!" },
    { "LocalizedCollections", "LocalizedCollection", "" },
    { "LocalizedResources", "LocalizedCollections LocalizedStrings", "Id! Culture" },
    { "LocalizedResourcesReference", "", "Language! Url LocalizedResourcesReferenceId" },
    { "LocalizedResourcesReferences", "LocalizedResourcesReference", "MergeBehavior" },
    { "LocalizedString", "", "ElementType! ElementId StringId!" },
    { "LocalizedStrings", "LocalizedString", "" },
    { "Mask", "", "Type! Regex" },
    { "Metadata", "Item", "" },
    { "OnError", "", "Mode!" },
    { "OrchestrationStep", "Preconditions ClaimsProviderSelections ClaimsExchanges JourneyList",
        "Order! Type! ContentDefinitionReferenceId CpimIssuerTechnicalProfileReferenceId" },
    { "OrchestrationSteps", "OrchestrationStep", "" },
    { "OutputClaim", "From",
        "ClaimTypeReferenceId! TransformationClaimType PartnerClaimType Required DefaultValue AlwaysUseDefaultValue" },
    { "OutputClaims", "OutputClaim", "" },
    { "OutputClaimsTransformation", "", "ReferenceId!" },
    { "OutputClaimsTransformations", "OutputClaimsTransformation", "" },
    { "Parameter", "", "Id Name" },
    { "Parameters", "Parameter", "" },
    { "Pattern", "", "RegularExpression! HelpText" },
    { "PersistedClaim", "",
        "ClaimTypeReferenceId! PartnerClaimType DefaultValue OverwriteIfExists AlwaysUseDefaultValue" },
    { "PersistedClaims", "PersistedClaim", "" },
    { "PolicyConstraints", "Inheritance RerouteRules", "" },
    { "Precondition", "Value Action", "Type! ExecuteActionsIf!" },
    { "Preconditions", "Precondition", "" },
    { "Predicate", "UserHelpText Parameters", "Id! Method! HelpText" },
    { "PredicateGroup", "UserHelpText PredicateReferences", "Id!" },
    { "PredicateGroups", "PredicateGroup", "" },
    { "PredicateReference", "", "Id!" },
    { "PredicateReferences", "PredicateReference", "Id HelpText MatchAtLeast Reject" },
    { "PredicateValidation", "PredicateGroups", "Id!" },
    { "PredicateValidationReference", "", "Id!" },
    { "PredicateValidations", "PredicateValidation", "" },
    { "Predicates", "Predicate", "" },
    { "Protocol", "", "Name! Handler PartnerClaimType" },
    { "RelyingParty", "DefaultUserJourney Endpoints UserJourneyBehaviors TechnicalProfile", "" },
    { "RequiredAssuranceLevelsOfInputClaims", "RequiredAssuranceLevelOfInputClaims", "" },
    { "RerouteRule", "*", "PolicyId Weight Match" },
    { "RerouteRules", "RerouteRule", "Type" },
    { "Restriction", "Enumeration Pattern", "MergeBehavior" },
    { "SingleSignOn", "", "Scope! KeepAliveInDays EnforceIdTokenHintOnLogout" },
    { "SubJourney", "OrchestrationSteps", "Id! Type!" },
    { "SubJourneys", "SubJourney", "" },
    { "SubjectAuthenticationRequirements", "", "TimeToLive! ResetExpiryWhenTokenIssued" },
    { "SubjectNamingInfo", "", "ClaimType! NameQualifier SPNameQualifier Format SPProvidedID ExcludeAsClaim" },
    { "SupportedLanguages", "SupportedLanguage", "DefaultLanguage PolicyLanguage MergeBehavior" },
    { "Suppressions", "Item", "" },
    { "TechnicalProfile",
        "Domains Domain DisplayName Description Protocol InputTokenFormat OutputTokenFormat "
        "AssuranceLevelOfOutputClaims RequiredAssuranceLevelsOfInputClaims SubjectAuthenticationRequirements Metadata "
        "CryptographicKeys Suppressions PreferredBinding IncludeInSso InputTokenSources InputClaimsTransformations "
        "InputClaims DisplayClaims PersistedClaims OutputClaims OutputClaimsTransformations "
        "ValidationTechnicalProfiles "
        "SubjectNamingInfo Extensions IncludeClaimsFromTechnicalProfile IncludeTechnicalProfile "
        "UseTechnicalProfileForSessionManagement ErrorHandlers EnabledForUserJourneys",
        "Id!" },
    { "TechnicalProfiles", "TechnicalProfile", "" },
    { "Tenant", "", "ReferenceId!" },
    { "Tenants", "Tenant", "" },
    { "TrustFrameworkPolicy",
        "BasePolicy PolicyConstraints Contacts DocumentReferences BuildingBlocks ClaimsProviders UserJourneys "
        "SubJourneys "
        "RelyingParty",
        "PolicySchemaVersion! TenantId! TenantObjectId PolicyId! PublicPolicyUri! StateTableName DeploymentMode "
        "UserJourneyRecorderEndpoint" },
    { "UseTechnicalProfileForSessionManagement", "", "ReferenceId!" },
    { "UserJourney",
        "AssuranceLevel PreserveOriginalAssertion Authorization OrchestrationSteps ClientDefinition CryptographicKeys",
        "Id! NonInteractive DefaultCpimIssuerTechnicalProfileReferenceId" },
    { "UserJourneyBehaviors",
        "SingleSignOn SessionExpiryType SessionExpiryInSeconds AzureApplicationInsights JourneyInsights "
        "ContentDefinitionParameters JourneyFraming ScriptExecution OnError",
        "" },
    { "UserJourneys", "UserJourney", "" },
    { "ValidationClaimsExchange", "ValidationClaimsExchangeTechnicalProfile", "" },
    { "ValidationClaimsExchangeTechnicalProfile", "Preconditions",
        "TechnicalProfileReferenceId! ContinueOnSuccess ContinueOnError" },
    { "ValidationTechnicalProfile", "Preconditions", "ReferenceId! ContinueOnSuccess ContinueOnError" },
    { "ValidationTechnicalProfiles", "ValidationTechnicalProfile", "" },
});
static_assert(std::ranges::is_sorted(kShapes, {}, &Shape::name));

// Elements that hold text and nothing else.
constexpr Shape kLeaf{ "", "", "*" };

// A shape, taken apart once.
struct Rules {
    std::vector<std::string> children;
    std::vector<std::string> attributes; // without "!"
    std::vector<std::string> required;
    bool any_child = false;
    bool any_attribute = false;
};

Rules make_rules(Shape const& shape)
{
    Rules rules;
    rules.any_child = shape.children == "*";
    rules.any_attribute = shape.attributes == "*";
    rules.children = split_words(shape.children);
    for (std::string& name : split_words(shape.attributes)) {
        bool const required = name.ends_with('!');
        if (required)
            name.pop_back();
        if (required)
            rules.required.push_back(name);
        rules.attributes.push_back(std::move(name));
    }
    return rules;
}

Rules const& rules_of(std::string_view name)
{
    static auto const all = [] {
        std::map<std::string_view, Rules> made;
        for (Shape const& shape : kShapes)
            made.emplace(shape.name, make_rules(shape));
        return made;
    }();
    static Rules const leaf = make_rules(kLeaf);
    auto const found = all.find(name);
    return found == all.end() ? leaf : found->second;
}

// A step that a child file opens again may leave out what the base says.
bool may_be_inherited(std::string_view element, std::string_view attribute)
{
    return (element == "OrchestrationStep" && attribute == "Type") || (element == "SubJourney" && attribute == "Type");
}

void check_attributes(Element const& element, Rules const& rules, Diagnostics& diagnostics)
{
    if (rules.any_attribute)
        return;
    for (std::string const& name : rules.required)
        if (!element.find(name) && !may_be_inherited(element.name, name))
            diagnostics.error(element, "The required attribute '" + name + "' is missing.");
    for (Attribute const& item : element.attributes)
        if (std::ranges::find(rules.attributes, item.name) == rules.attributes.end())
            diagnostics.warning(element, "The '" + item.name + "' attribute is not declared.", "it has no effect");
}

std::string quoted_from(std::vector<std::string> const& names, size_t first)
{
    return "'" + join({ names.begin() + static_cast<std::ptrdiff_t>(first), names.end() }, ", ") + "'";
}

// What the schema would say about a child at a place where `reached` names of the order are behind it.
std::string invalid_child(
    Element const& element, Element const& child, std::vector<std::string> const& order, size_t reached)
{
    std::string const in_namespace = " in namespace '" + std::string(kNamespace) + "'";
    std::string message = "The element '" + element.name + "'" + in_namespace + " has invalid child element '"
        + child.name + "'" + in_namespace + ".";
    if (!order.empty())
        message += " List of possible elements expected: " + quoted_from(order, reached) + ".";
    return message;
}

void check_children(Element const& element, Rules const& rules, Diagnostics& diagnostics)
{
    size_t reached = 0;
    for (Element const& child : element.children) {
        auto const found = std::ranges::find(rules.children, child.name);
        auto const place = static_cast<size_t>(found - rules.children.begin());
        if (found == rules.children.end())
            diagnostics.error(child, invalid_child(element, child, rules.children, reached),
                rules.children.empty() ? "this element holds no others" : "");
        else if (place < reached)
            diagnostics.error(child, invalid_child(element, child, rules.children, reached),
                "move it before '" + rules.children[reached] + "': the order of elements is fixed");
        else
            reached = place;
    }
}

// B2C takes a key twice; which value counts is written nowhere.
void check_keys(Element const& metadata, Diagnostics& diagnostics)
{
    CaseMap<int> seen;
    for (Element const& item : metadata.children)
        if (++seen[item.value("Key")] == 2)
            diagnostics.warning(item, "The metadata item \"" + item.value("Key") + "\" stands twice in one list.",
                "the last one counts");
}

void walk(Element const& element, Diagnostics& diagnostics)
{
    Rules const& rules = rules_of(element.name);
    check_attributes(element, rules, diagnostics);
    if (rules.any_child)
        return;
    check_children(element, rules, diagnostics);
    if (element.name == "Metadata")
        check_keys(element, diagnostics);
    for (Element const& child : element.children)
        walk(child, diagnostics);
}

} // namespace

void check_schema(Element const& root, Diagnostics& diagnostics)
{
    walk(root, diagnostics);
}

size_t place_in_schema(std::string_view element, std::string_view child)
{
    auto const& children = rules_of(element).children;
    return static_cast<size_t>(std::ranges::find(children, child) - children.begin());
}

} // namespace gatehouse::policy
