#include "core/policy/build.h"

#include <array>

namespace gatehouse::policy {
namespace {

std::optional<DisplayControl::Kind> kind_of(Build& build, Element const& element)
{
    std::string const type = element.value("UserInterfaceControlType");
    if (equals_ignoring_case(type, "VerificationControl"))
        return DisplayControl::Kind::Verification;
    if (equals_ignoring_case(type, "QrCodeControl"))
        return DisplayControl::Kind::QrCode;
    if (equals_ignoring_case(type, "AuthenticatorInfoControl"))
        return DisplayControl::Kind::AuthenticatorInfo;
    if (equals_ignoring_case(type, "AuthenticatorAppIconControl"))
        return DisplayControl::Kind::AppIcons;
    if (equals_ignoring_case(type, "CaptchaControl"))
        return DisplayControl::Kind::Captcha;
    build.not_executable(element, "The display control type \"" + type + "\"");
    return std::nullopt;
}

void compile_display(Build& build, Element const& element, DisplayControl& control)
{
    Element const* list = element.child("DisplayClaims");
    if (!list)
        return;
    for (Element const& item : list->children) {
        auto const slot = build.claim(item, item.value("ClaimTypeReferenceId"));
        if (!slot)
            continue;
        ClaimUse use;
        use.claim = *slot;
        use.partner = item.value("ClaimTypeReferenceId");
        use.required = item.flag("Required", false);
        use.origin = item.origin;
        control.display.push_back(std::move(use));
        control.display_kinds.push_back(item.value("ControlClaimType"));
    }
}

std::vector<std::string_view> wanted_actions(DisplayControl::Kind kind)
{
    if (kind == DisplayControl::Kind::Verification)
        return { "SendCode", "VerifyCode" };
    if (kind == DisplayControl::Kind::Captcha)
        return { "GetChallenge", "VerifyChallenge" };
    return {};
}

void check_actions(Build& build, Element const& element, DisplayControl const& control)
{
    for (std::string_view const wanted : wanted_actions(control.kind)) {
        auto const is = [&](DisplayControlAction const& action) { return equals_ignoring_case(action.id, wanted); };
        if (std::find_if(control.actions.begin(), control.actions.end(), is) == control.actions.end())
            build.diagnostics.error(element,
                "Display control \"" + control.id + "\" does not specify the action \"" + std::string(wanted) + "\".");
    }
}

// What the page shows, and what it takes.
void check_captcha(Build& build, Element const& element, DisplayControl const& control)
{
    if (control.kind != DisplayControl::Kind::Captcha)
        return;
    for (std::string_view const wanted : { "ChallengeString", "CaptchaEntered" }) {
        auto const is = [&](std::string const& kind) { return equals_ignoring_case(kind, wanted); };
        if (std::none_of(control.display_kinds.begin(), control.display_kinds.end(), is))
            build.diagnostics.error(element,
                "Display control \"" + control.id + "\" does not specify a display claim with the ControlClaimType \""
                    + std::string(wanted) + "\".");
    }
}

DisplayControl build_control(Build& build, Element const& element, DisplayControl::Kind kind)
{
    DisplayControl control;
    control.id = element.value("Id");
    control.kind = kind;
    control.origin = element.origin;
    control.inputs = compile_uses(build, element, "InputClaims", "Proprietary");
    compile_display(build, element, control);
    control.outputs = compile_uses(build, element, "OutputClaims", "Proprietary");
    if (Element const* actions = element.child("Actions"))
        for (Element const& item : actions->children)
            control.actions.push_back({ item.value("Id"),
                compile_validations(build, item.child("ValidationClaimsExchange"), "TechnicalProfileReferenceId") });
    check_actions(build, element, control);
    check_captcha(build, element, control);
    return control;
}

} // namespace

bool compile_control(Build& build, Element const& at, std::string const& id)
{
    auto const found = build.index.controls.find(id);
    if (found == build.index.controls.end()) {
        build.dangling(at, "DisplayControl", id);
        return false;
    }
    if (build.controls.contains(id))
        return true;
    auto const kind = build.reached ? kind_of(build, *found->second) : std::nullopt;
    if (!kind)
        return false;
    DisplayControl control = build_control(build, *found->second, *kind);
    build.controls.emplace(id, build.plan.display_controls.size());
    build.plan.display_controls.push_back(std::move(control));
    return true;
}

void check_unreached_controls(Build& build)
{
    for (auto const& [id, element] : build.index.controls)
        if (!build.controls.contains(id))
            if (auto const kind = kind_of(build, *element))
                (void)build_control(build, *element, *kind);
}

} // namespace gatehouse::policy
