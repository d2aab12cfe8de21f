#include "edges/graph/user_shape.h"

#include "core/directory/identity.h"
#include "core/people/manage.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using enum UserPropertyKind;

constexpr auto kProperties = std::to_array<UserProperty>({
    { "ageGroup", 16 },
    { "businessPhones", 64, Collection },
    { "city", 128 },
    { "companyName", 64 },
    { "consentProvidedForMinor", 16 },
    { "country", 128 },
    { "department", 64 },
    { "displayName", 256 },
    { "employeeId", 16 },
    { "givenName", 64 },
    { "jobTitle", 128 },
    { "mail", 256 },
    { "mailNickname", 64 },
    { "mobilePhone", 64 },
    { "officeLocation", 128 },
    { "otherMails", 256, Collection },
    { "passwordPolicies", 128 },
    { "postalCode", 40 },
    { "preferredLanguage", 64 },
    { "state", 128 },
    { "streetAddress", 1024 },
    { "surname", 64 },
    { "usageLocation", 2 },
});
constexpr size_t kMostItems = 250;
constexpr size_t kMostBusinessPhones = 1; // Graph

// Properties of which Graph lists the values, and null.
struct Choice {
    std::string_view property;
    std::array<std::string_view, 3> values;
};
constexpr auto kChoices = std::to_array<Choice>({
    { "ageGroup", { "minor", "notAdult", "adult" } },
    { "consentProvidedForMinor", { "granted", "denied", "notRequired" } },
});
constexpr size_t kMostIdentities = 10;

constexpr std::string_view kPrincipalName = "userPrincipalName";
constexpr std::string_view kSocialPrefix = "cpim_";

json::Array write_identities(User const& user, Tenant const& tenant)
{
    json::Array all;
    auto const add = [&](std::string_view type, std::string const& issuer, std::string const& value) {
        all.emplace_back(
            json::Object{ { "signInType", std::string(type) }, { "issuer", issuer }, { "issuerAssignedId", value } });
    };
    for (Identity const& one : user.identities)
        add(type_text(one), one.issuer, one.value);
    add(kPrincipalName, tenant.domain, user_principal_name(user, tenant));
    return all;
}

Answer<ClaimValue> read_text(std::string const& name, json::Value const& value, size_t longest)
{
    auto const* text = value.as_text();
    if (!text || count_code_points(*text) > longest || has_control_characters(*text))
        return std::unexpected(
            invalid_value(name, "The value is a text of at most " + std::to_string(longest) + " characters, or null."));
    return ClaimValue(*text);
}

Answer<ClaimValue> read_texts(std::string const& name, json::Value const& value, size_t longest)
{
    auto const* items = value.as_array();
    if (!items || items->size() > kMostItems)
        return std::unexpected(invalid_value(name, "The value is a list of texts."));
    std::vector<std::string> texts;
    for (json::Value const& item : *items) {
        ClaimValue const text = TRY(read_text(name, item, longest));
        texts.push_back(std::get<std::string>(text));
    }
    return ClaimValue(std::move(texts));
}

Answer<bool> read_truth(std::string const& name, json::Value const& value)
{
    auto const* truth = value.as_bool();
    if (!truth)
        return std::unexpected(invalid_value(name, "The value is true or false."));
    return *truth;
}

GraphError wrong_identities(std::string why)
{
    GraphError error(400, "BadRequest", "Property identities in payload has a value that does not match schema.");
    error.details.push_back({ "InvalidValue", std::move(why), "identities" });
    return error;
}

// Nothing for the user principal name, which is ours to give.
Answer<std::optional<Identity>> read_identity(json::Object const* fields, Tenant const& tenant)
{
    if (!fields)
        return std::unexpected(wrong_identities("Each identity is an object."));
    std::string const type = fields->text("signInType").value_or("");
    std::string const issuer = fields->text("issuer").value_or("");
    std::string const value = fields->text("issuerAssignedId").value_or("");
    if (equals_ignoring_case(type, kPrincipalName))
        return std::nullopt;
    auto kind = parse_sign_in_kind(type);
    if (!kind)
        return std::unexpected(
            wrong_identities("signInType is emailAddress, userName, phoneNumber, federated, or a name "
                             "of the tenant's own of letters and digits, not '"
                + type + "'."));
    bool const is_local = kind->type != SignInType::Federated;
    if (is_local && !equals_ignoring_case(issuer, tenant.domain))
        return std::unexpected(
            wrong_identities("The issuer of a local identity is the tenant's domain, '" + tenant.domain + "'."));
    Identity identity{ kind->type, is_local ? tenant.domain : issuer, is_local ? std::string(trim(value)) : value,
        std::move(kind->label) };
    if (auto const right = check_identity(identity); !right)
        return std::unexpected(wrong_identities("issuerAssignedId '" + value + "' does not fit " + type + "."));
    return identity;
}

Answer<std::vector<Identity>> read_identities(json::Value const& value, Tenant const& tenant)
{
    auto const* items = value.as_array();
    if (!items || items->size() > kMostIdentities)
        return std::unexpected(wrong_identities("identities is a list of at most 10."));
    std::vector<Identity> identities;
    for (json::Value const& item : *items) {
        auto identity = TRY(read_identity(item.as_object(), tenant));
        if (identity)
            identities.push_back(std::move(*identity));
    }
    return identities;
}

Answer<void> read_password_profile(json::Value const& value, UserChanges& changes)
{
    auto const* fields = value.as_object();
    if (!fields)
        return std::unexpected(invalid_value("passwordProfile", "The value is an object with password."));
    for (json::Member const& member : fields->members()) {
        std::string const name = "passwordProfile/" + member.name;
        if (equals_ignoring_case(member.name, "password")) {
            if (!member.value.as_text())
                return std::unexpected(invalid_value(name, "The value is a text."));
            changes.password = Password(*member.value.as_text());
        } else if (equals_ignoring_case(member.name, "forceChangePasswordNextSignIn")) {
            changes.must_change_password = TRY(read_truth(name, member.value));
        } else if (equals_ignoring_case(member.name, "forceChangePasswordNextSignInWithMfa")) {
            if (TRY(read_truth(name, member.value)))
                return std::unexpected(
                    invalid_value(name, "It is not offered here; use forceChangePasswordNextSignIn."));
        } else {
            return std::unexpected(invalid_value(name, "passwordProfile has no such property."));
        }
    }
    return {};
}

Answer<void> check_policies(ClaimValue const& value)
{
    for (std::string const& policy : split(text_of(value), ','))
        if (!equals_ignoring_case(trim(policy), "DisablePasswordExpiration")
            && !equals_ignoring_case(trim(policy), "DisableStrongPassword")
            && !equals_ignoring_case(trim(policy), "None"))
            return std::unexpected(invalid_value("passwordPolicies",
                "The values are DisablePasswordExpiration and DisableStrongPassword, with a comma between."));
    return {};
}

// In Graph's spelling.
Answer<std::string> read_choice(Choice const& choice, std::string const& given)
{
    auto const found
        = std::ranges::find_if(choice.values, [&](std::string_view one) { return equals_ignoring_case(one, given); });
    if (found != choice.values.end())
        return std::string(*found);
    return std::unexpected(invalid_value(std::string(choice.property),
        "The value is " + join({ choice.values.begin(), choice.values.end() }, ", ") + " or null."));
}

Answer<void> read_attribute(UserProperty const& property, json::Value const& value, UserChanges& changes)
{
    std::string const name(property.name);
    if (value.is_null()) {
        if (name == "displayName")
            return std::unexpected(invalid_value(name, "It cannot be cleared."));
        changes.attributes.emplace_back(name, std::nullopt);
        return {};
    }
    ClaimValue text = TRY(property.kind == Collection ? read_texts(name, value, property.longest)
                                                      : read_text(name, value, property.longest));
    if (name == "displayName" && (text_of(text).empty() || text_of(text).find_first_of("<>") != std::string::npos))
        return std::unexpected(invalid_value(name, "It is not empty and holds neither < nor >."));
    if (name == "passwordPolicies")
        TRY(check_policies(text));
    if (auto const choice = std::ranges::find(kChoices, name, &Choice::property); choice != kChoices.end())
        text = TRY(read_choice(*choice, text_of(text)));
    if (name == "businessPhones" && std::get<std::vector<std::string>>(text).size() > kMostBusinessPhones)
        return std::unexpected(invalid_value(name, "There is one business phone at most."));
    changes.attributes.emplace_back(name, std::move(text));
    return {};
}

bool is_annotation(json::Member const& member)
{
    return member.name.find('@') != std::string::npos;
}

bool is_extension(json::Member const& member)
{
    return starts_with_ignoring_case(member.name, "extension_") && !is_annotation(member);
}

// The declared attribute of that name.
flows::Extensions::value_type const* find_extension(
    json::Member const& member, Tenant const& tenant, flows::Extensions const& extensions)
{
    auto const name = extension_attribute(tenant, member.name);
    auto const known = name ? extensions.find(*name) : extensions.end();
    return known == extensions.end() ? nullptr : &*known;
}

Answer<void> check_available(json::Object const& body, Tenant const& tenant, flows::Extensions const& extensions)
{
    std::vector<std::string> missing;
    for (json::Member const& member : body.members())
        if (is_extension(member) && !find_extension(member, tenant, extensions))
            missing.push_back(member.name);
    if (missing.empty())
        return {};
    return std::unexpected(
        bad_request("The following extension properties are not available: " + join(missing, ", ") + "."));
}

Answer<void> read_extension(
    json::Member const& member, flows::Extensions::value_type const& extension, UserChanges& changes)
{
    std::optional<ClaimValue> value;
    if (!member.value.is_null()) {
        auto read = flows::read_extension(extension.second, member.value);
        if (!read)
            return std::unexpected(invalid_value(member.name, read.error().detail + " Null clears it."));
        value = std::move(*read);
    }
    changes.attributes.emplace_back(extension.first, std::move(value));
    return {};
}

Answer<void> read_member(
    json::Member const& member, Tenant const& tenant, flows::Extensions const& extensions, UserChanges& changes)
{
    if (auto const* extension = find_extension(member, tenant, extensions))
        return read_extension(member, *extension, changes);
    if (UserProperty const* property = find_user_property(member.name))
        return read_attribute(*property, member.value, changes);
    if (equals_ignoring_case(member.name, "accountEnabled")) {
        changes.enabled = TRY(read_truth("accountEnabled", member.value));
        return {};
    }
    if (equals_ignoring_case(member.name, "identities")) {
        changes.identities = TRY(read_identities(member.value, tenant));
        return {};
    }
    if (equals_ignoring_case(member.name, "passwordProfile"))
        return read_password_profile(member.value, changes);
    if (std::ranges::any_of(
            all_user_properties(), [&](std::string const& one) { return equals_ignoring_case(one, member.name); }))
        return std::unexpected(invalid_value(member.name, "It is read-only."));
    return std::unexpected(bad_request("Property '" + member.name
        + "' does not exist on type 'microsoft.graph.user'. Make sure to only use property names that are defined by "
          "the type."));
}

// What Graph makes of ageGroup and consentProvidedForMinor.
json::Value age_class_of(User const& user)
{
    std::string const group = attribute_text(user, "ageGroup");
    if (!equals_ignoring_case(group, "minor"))
        return group.empty() ? json::Value() : json::Value(group);
    std::string const consent = attribute_text(user, "consentProvidedForMinor");
    if (equals_ignoring_case(consent, "granted"))
        return "minorWithParentalConsent";
    return equals_ignoring_case(consent, "notRequired") ? "minorNoParentalConsentRequired"
                                                        : "minorWithoutParentalConsent";
}

} // namespace

UserProperty const* find_user_property(std::string_view name)
{
    auto const found = std::ranges::find_if(
        kProperties, [&](UserProperty const& one) { return equals_ignoring_case(one.name, name); });
    return found == kProperties.end() ? nullptr : &*found;
}

std::optional<std::string> extension_attribute(Tenant const& tenant, std::string_view name)
{
    std::string const prefix = extension_prefix(tenant);
    if (name.size() <= prefix.size() || !starts_with_ignoring_case(name, prefix))
        return std::nullopt;
    std::string_view const rest = name.substr(prefix.size());
    bool const is_plain = std::ranges::all_of(rest,
        [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
    return is_plain ? std::optional("extension_" + std::string(rest)) : std::nullopt;
}

std::string user_principal_name(User const& user, Tenant const& tenant)
{
    std::string const prefix(has_local_identity(user.identities) ? std::string_view() : kSocialPrefix);
    return prefix + user.id.text() + "@" + tenant.domain;
}

UserId user_id_of(std::string_view id_or_name, Tenant const& tenant)
{
    std::string id = to_lower(id_or_name);
    std::string const ending = "@" + tenant.domain;
    if (id.ends_with(ending))
        id.resize(id.size() - ending.size());
    if (id.starts_with(kSocialPrefix))
        id.erase(0, kSocialPrefix.size());
    return UserId(std::move(id));
}

std::vector<std::string> const& default_user_properties()
{
    static std::vector<std::string> const names{ "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail",
        "mobilePhone", "officeLocation", "preferredLanguage", "surname", std::string(kPrincipalName) };
    return names;
}

std::vector<std::string> const& all_user_properties()
{
    static std::vector<std::string> const names = [] {
        std::vector<std::string> all{ "id", "accountEnabled", "createdDateTime", "creationType", "deletedDateTime",
            "identities", "lastPasswordChangeDateTime", "legalAgeGroupClassification", "passwordProfile",
            "refreshTokensValidFromDateTime", "signInSessionsValidFromDateTime", std::string(kPrincipalName),
            "userType" };
        for (UserProperty const& one : kProperties)
            all.emplace_back(one.name);
        return all;
    }();
    return names;
}

json::Object write_user(User const& user, Tenant const& tenant)
{
    json::Object all{ { "id", user.id.text() }, { "accountEnabled", user.enabled }, { "businessPhones", json::Array() },
        { "createdDateTime", rfc3339(user.created) },
        { "creationType", has_local_identity(user.identities) ? json::Value("LocalAccount") : json::Value() },
        { "identities", write_identities(user, tenant) }, { "otherMails", json::Array() },
        { "refreshTokensValidFromDateTime", rfc3339(user.tokens_valid_from) },
        { "signInSessionsValidFromDateTime", rfc3339(user.tokens_valid_from) },
        { std::string(kPrincipalName), user_principal_name(user, tenant) }, { "userType", "Member" } };
    if (!user.password_hash.empty())
        all.set("lastPasswordChangeDateTime", rfc3339(user.password_changed.value_or(user.created)));
    all.set("legalAgeGroupClassification", age_class_of(user));
    std::string const prefix = extension_prefix(tenant);
    constexpr std::string_view kExtension = "extension_";
    for (auto const& [attribute, value] : user.attributes) {
        if (UserProperty const* property = find_user_property(attribute))
            all.set(property->name, to_json(value));
        else if (starts_with_ignoring_case(attribute, kExtension))
            all.set(prefix + attribute.substr(kExtension.size()), to_json(value));
    }
    return all;
}

std::set<std::string, LessIgnoringCase> named_extensions(json::Object const& body, Tenant const& tenant)
{
    std::set<std::string, LessIgnoringCase> names;
    for (json::Member const& member : body.members())
        if (auto name = extension_attribute(tenant, member.name))
            names.insert(std::move(*name));
    return names;
}

Answer<UserChanges> read_user_changes(
    json::Object const& body, Tenant const& tenant, flows::Extensions const& extensions)
{
    TRY(check_available(body, tenant, extensions));
    UserChanges changes;
    for (json::Member const& member : body.members()) {
        // Annotations such as "@odata.type" say nothing about the person.
        if (is_annotation(member))
            continue;
        TRY(read_member(member, tenant, extensions, changes));
        changes.properties.push_back(member.name);
    }
    return changes;
}

} // namespace gatehouse::graph
