#include "core/policy/build.h"
#include "core/policy/language.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

void compile_metadata(Build& build, Element const& element, Profile& profile)
{
    if (Element const* list = element.child("Metadata"))
        for (Element const& item : list->children)
            profile.metadata.insert_or_assign(item.value("Key"), make_template(build, item, item.text));
    if (Element const* list = element.child("CryptographicKeys"))
        for (Element const& item : list->children)
            profile.keys.insert_or_assign(item.value("Id"), item.value("StorageReferenceId"));
    profile.resolves_in_claims = profile.flag("IncludeClaimResolvingInClaimsHandling", false);
    profile.content_definition = profile.meta("ContentDefinitionReferenceId");
    if (!profile.content_definition.empty() && !build.index.contents.contains(profile.content_definition))
        build.dangling(element, "ContentDefinition", profile.content_definition);
}

std::vector<TransformIndex> compile_list(Build& build, Element const& element, std::string_view name)
{
    std::vector<TransformIndex> indices;
    if (Element const* list = element.child(name))
        for (Element const& item : list->children)
            if (auto index = compile_transform(build, item))
                indices.push_back(*index);
    return indices;
}

void compile_enabled(Build& build, Element const& element, Profile& profile)
{
    Element const* enabled = element.child("EnabledForUserJourneys");
    if (!enabled)
        return;
    auto const is = [&](std::string_view text) { return equals_ignoring_case(enabled->text, text); };
    if (is("true") || is("Always"))
        return;
    if (is("false") || is("Never")) {
        profile.enabled.kind = Enabled::Kind::Never;
        return;
    }
    if (is("OnClaimsExistence"))
        profile.enabled.kind = Enabled::Kind::OnClaimsExistence;
    else if (is("OnItemExistenceInStringCollectionClaim"))
        profile.enabled.kind = Enabled::Kind::OnItemExistence;
    else if (is("OnItemAbsenceInStringCollectionClaim"))
        profile.enabled.kind = Enabled::Kind::OnItemAbsence;
    else
        return build.diagnostics.error(
            *enabled, "EnabledForUserJourneys has the unknown value \"" + enabled->text + "\".");
    profile.enabled.claim = build.claim(*enabled, profile.meta("ClaimTypeOnWhichToEnable")).value_or(0);
    profile.enabled.value = profile.meta("ClaimValueOnWhichToEnable");
}

void compile_session(Build& build, Element const& element, Profile& profile)
{
    Element const* reference = element.child("UseTechnicalProfileForSessionManagement");
    if (!reference)
        return;
    auto const index = compile_profile(build, *reference, reference->value("ReferenceId"));
    if (!index)
        return;
    profile.session = index;
    if (!is_session(build.plan.profiles[*index].handler))
        build.diagnostics.error(
            *reference, "Technical profile \"" + reference->value("ReferenceId") + "\" is not a session provider.");
}

// policy_language.md §8.3: a frequent slip that leaves "{OIDC:LoginHint}" on the page.
void warn_of_literal_resolvers(Build& build, Element const& element, Profile const& profile)
{
    if (profile.resolves_in_claims)
        return;
    for (std::string_view const name : { "InputClaims", "OutputClaims", "PersistedClaims" })
        if (Element const* list = element.child(name))
            for (Element const& item : list->children) {
                Template const value = make_template(build, item, item.value("DefaultValue"));
                if (!value.is_literal())
                    build.diagnostics.warning(item,
                        "The claim resolver in DefaultValue \"" + value.source + "\" is not resolved.",
                        "set the metadata item IncludeClaimResolvingInClaimsHandling to true");
            }
}

void check_validations(Build& build, Element const& element, Profile const& profile)
{
    for (Validation const& validation : profile.validations) {
        Profile const& other = build.plan.profiles[validation.profile];
        if (other.handler == HandlerKind::SelfAsserted || other.handler == HandlerKind::PhoneFactor
            || is_provider(other.handler) || is_session(other.handler) || is_issuer(other.handler))
            build.diagnostics.error(element,
                "Technical profile \"" + other.id + "\" cannot be a validation technical profile of \"" + profile.id
                    + "\".",
                "it needs the browser or belongs to the session");
    }
    if (!profile.validations.empty() && profile.handler != HandlerKind::SelfAsserted)
        build.diagnostics.warning(element, "The validation technical profiles of \"" + profile.id + "\" never run.",
            "only a self-asserted technical profile runs them");
}

std::string protocol_of(Element const& element)
{
    Element const* protocol = element.child("Protocol");
    return protocol ? protocol->value("Name") : std::string();
}

Profile build_profile(Build& build, Element const& element, HandlerKind handler)
{
    Profile profile;
    profile.id = element.value("Id");
    profile.display_name = element.child_text("DisplayName");
    profile.domain = element.child_text("Domain");
    profile.handler = handler;
    profile.origin = element.origin;
    profile.include_in_sso = !equals_ignoring_case(element.child_text("IncludeInSso"), "false");
    compile_metadata(build, element, profile);
    std::string const protocol = protocol_of(element);
    profile.input_transforms = compile_list(build, element, "InputClaimsTransformations");
    profile.inputs = compile_uses(build, element, "InputClaims", protocol);
    profile.display = compile_uses(build, element, "DisplayClaims", protocol);
    profile.persisted = compile_uses(build, element, "PersistedClaims", protocol);
    profile.outputs = compile_uses(build, element, "OutputClaims", protocol);
    profile.output_transforms = compile_list(build, element, "OutputClaimsTransformations");
    profile.validations = compile_validations(build, element.child("ValidationTechnicalProfiles"), "ReferenceId");
    compile_enabled(build, element, profile);
    compile_session(build, element, profile);
    warn_of_literal_resolvers(build, element, profile);
    warn_of_ignored_parts(build, element, profile);
    check_handler(build, element, profile);
    if (build.reached)
        check_validations(build, element, profile);
    return profile;
}

ClaimUse compile_use(Build& build, Element const& item, std::string_view protocol)
{
    ClaimUse use;
    use.origin = item.origin;
    std::string const* partner = item.find("PartnerClaimType");
    use.partner = partner && !partner->empty() ? *partner : default_partner(build, item, protocol);
    use.required = item.flag("Required", false);
    if (std::string const* value = item.find("DefaultValue")) {
        use.has_default = true;
        use.default_value = make_template(build, item, *value);
    }
    use.always_default = use.has_default && item.flag("AlwaysUseDefaultValue", false);
    use.overwrite_if_exists = item.flag("OverwriteIfExists", true);
    return use;
}

} // namespace

std::vector<ClaimUse> compile_uses(
    Build& build, Element const& parent, std::string_view list, std::string_view protocol)
{
    std::vector<ClaimUse> uses;
    Element const* items = parent.child(list);
    if (!items)
        return uses;
    for (Element const& item : items->children) {
        ClaimUse use = compile_use(build, item, protocol);
        std::string const* control = list == "DisplayClaims" ? item.find("DisplayControlReferenceId") : nullptr;
        if (control) {
            use.display_control = *control;
            if (compile_control(build, item, *control))
                uses.push_back(std::move(use));
            continue;
        }
        if (auto const slot = build.claim(item, item.value("ClaimTypeReferenceId"))) {
            use.claim = *slot;
            uses.push_back(std::move(use));
        }
    }
    return uses;
}

std::vector<Validation> compile_validations(Build& build, Element const* list, std::string_view reference)
{
    std::vector<Validation> validations;
    if (!list)
        return validations;
    for (Element const& item : list->children) {
        Validation validation;
        validation.continue_on_error = item.flag("ContinueOnError", false);
        validation.continue_on_success = item.flag("ContinueOnSuccess", true);
        validation.preconditions = compile_preconditions(build, item, "SkipThisValidationTechnicalProfile");
        auto const index = compile_profile(build, item, item.value(reference));
        if (!index)
            continue;
        validation.profile = *index;
        validations.push_back(std::move(validation));
    }
    return validations;
}

std::optional<ProfileIndex> compile_profile(Build& build, Element const& at, std::string const& id)
{
    auto const found = build.index.profiles.find(id);
    if (found == build.index.profiles.end()) {
        build.dangling(at, "TechnicalProfile", id);
        return std::nullopt;
    }
    if (auto const done = build.profiles.find(id); done != build.profiles.end())
        return done->second;
    if (!build.reached)
        return std::nullopt;
    auto const handler = handler_of(build, *found->second);
    if (!handler)
        return std::nullopt;
    // The place is taken first, so that a circle of references ends here.
    auto const index = static_cast<ProfileIndex>(build.plan.profiles.size());
    build.profiles.emplace(id, index);
    build.plan.profiles.emplace_back();
    build.plan.profiles.back().handler = *handler;
    Profile profile = build_profile(build, *found->second, *handler);
    build.plan.profiles[index] = std::move(profile);
    return index;
}

void check_unreached_profiles(Build& build)
{
    for (auto const& [id, element] : build.index.profiles) {
        if (build.profiles.contains(id) || !element->child("Protocol"))
            continue;
        if (auto const handler = handler_of(build, *element))
            (void)build_profile(build, *element, *handler);
    }
}

} // namespace gatehouse::policy
