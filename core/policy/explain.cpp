#include "core/policy/build.h"

namespace gatehouse::policy {
namespace {

std::string at(Origin const& origin)
{
    return origin.file + ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

// Builds lines with indentation; places stand at the end after "--".
class Page {
public:
    explicit Page(Plan const& plan)
        : plan_(plan)
    {
    }
    std::string take() { return std::move(out_); }

    void heading();
    void journey(Journey const& journey);
    void profile(Profile const& profile);
    void control(DisplayControl const& control);
    void transform(Transform const& transform);

private:
    void line(int depth, std::string const& text)
    {
        out_ += std::string(static_cast<size_t>(depth) * 2, ' ') + text + "\n";
    }
    void line(int depth, std::string const& text, Origin const& origin) { line(depth, text + "  -- " + at(origin)); }
    std::string const& claim(Slot slot) const { return plan_.claims[slot].id; }

    std::string use(ClaimUse const& use) const;
    void uses(int depth, std::string_view title, std::vector<ClaimUse> const& list);
    void calls(std::string_view title, std::vector<TransformIndex> const& list);
    void validations(int depth, std::vector<Validation> const& list, std::string_view title);
    void preconditions(int depth, std::vector<Precondition> const& list);
    void step(Step const& step);
    std::string names(std::vector<TransformInput> const& list) const;

    Plan const& plan_;
    std::string out_;
};

std::string_view name(SsoScope scope)
{
    switch (scope) {
    case SsoScope::Tenant:
        return "Tenant";
    case SsoScope::Application:
        return "Application";
    case SsoScope::Policy:
        return "Policy";
    case SsoScope::Suppressed:
        return "Suppressed";
    }
    return "";
}

std::string Page::use(ClaimUse const& use) const
{
    if (!use.display_control.empty())
        return "control " + use.display_control;
    std::string text = claim(use.claim);
    if (use.partner != text)
        text += " as " + use.partner;
    if (use.has_default)
        text += std::string(use.always_default ? " = \"" : " default \"") + use.default_value.source + "\"";
    if (use.required)
        text += " required";
    return text;
}

void Page::uses(int depth, std::string_view title, std::vector<ClaimUse> const& list)
{
    for (ClaimUse const& item : list)
        line(depth, std::string(title) + " " + use(item), item.origin);
}

void Page::calls(std::string_view title, std::vector<TransformIndex> const& list)
{
    for (TransformIndex const index : list)
        line(1, std::string(title) + " " + plan_.transforms[index].id);
}

void Page::preconditions(int depth, std::vector<Precondition> const& list)
{
    for (Precondition const& item : list) {
        std::string text = item.execute_if ? "skip when " : "skip unless ";
        for (size_t i = 0; i < item.claims.size(); ++i)
            text += (i > 0 ? " and " : "") + claim(item.claims[i]);
        text += item.kind == Precondition::Kind::ClaimEquals ? " is \"" + item.value + "\"" : " exists";
        line(depth, text, item.origin);
    }
}

void Page::validations(int depth, std::vector<Validation> const& list, std::string_view title)
{
    for (Validation const& item : list) {
        std::string text = std::string(title) + " " + plan_.profiles[item.profile].id;
        if (item.continue_on_error)
            text += ", continue on error";
        if (!item.continue_on_success)
            text += ", stop on success";
        line(depth, text);
        preconditions(depth + 1, item.preconditions);
    }
}

void Page::heading()
{
    RelyingParty const& party = plan_.relying_party;
    line(0, "policy " + plan_.id.text() + " of " + plan_.tenant);
    line(1, "journey " + plan_.journeys[party.journey].id);
    if (party.refresh_journey)
        line(1, "refresh journey " + plan_.journeys[*party.refresh_journey].id);
    if (party.user_info_journey)
        line(1, "userinfo journey " + plan_.journeys[*party.user_info_journey].id);
    if (party.client_credentials_journey)
        line(1, "client credentials journey " + plan_.journeys[*party.client_credentials_journey].id);
    for (auto const& [key, value] : party.page_parameters)
        line(1, "page parameter " + key + ": " + value.source);
    line(1,
        "single sign-on " + std::string(name(party.sso)) + ", session " + std::to_string(party.session_lifetime.count())
            + " s " + (party.session_absolute ? "absolute" : "rolling") + ", keep me signed in "
            + std::to_string(party.keep_alive_days) + " days");
    TokenSettings const& tokens = plan_.tokens;
    line(1,
        "access token " + std::to_string(tokens.access_lifetime.count()) + " s, id token "
            + std::to_string(tokens.id_lifetime.count()) + " s, refresh token "
            + std::to_string(tokens.refresh_lifetime.count()) + " s, window "
            + (tokens.infinite_rolling ? std::string("without end")
                                       : std::to_string(tokens.rolling_lifetime.count()) + " s"));
    line(1, "subject " + party.subject_claim);
    uses(1, "takes", party.inputs);
    uses(1, "sends", party.outputs);
}

void Page::step(Step const& item)
{
    std::string text = std::to_string(item.order) + " " + std::string(policy::name(item.type));
    if (!item.content_definition.empty())
        text += " on " + item.content_definition;
    if (item.issuer)
        text += " by " + plan_.profiles[*item.issuer].id;
    if (item.sub_journey)
        text += " " + plan_.journeys[*item.sub_journey].id;
    line(1, text, item.origin);
    preconditions(2, item.preconditions);
    for (Selection const& selection : item.selections)
        line(2,
            selection.validation_exchange.empty() ? "offers " + selection.target_exchange
                                                  : "validates with " + selection.validation_exchange);
    for (Exchange const& exchange : item.exchanges)
        line(2, exchange.id + " -> " + plan_.profiles[exchange.profile].id);
}

void Page::journey(Journey const& item)
{
    std::string const kind = !item.sub_journey  ? "journey "
        : item.returns == Journey::Return::Call ? "sub-journey (call) "
                                                : "sub-journey (transfer) ";
    line(0, "");
    line(0, kind + item.id, item.origin);
    if (item.authorization)
        line(1, "authorized by " + plan_.profiles[*item.authorization].id);
    for (Step const& one : item.steps)
        step(one);
}

void Page::profile(Profile const& item)
{
    line(0, "");
    line(0, "profile " + item.id + " (" + std::string(policy::name(item.handler)) + ")", item.origin);
    for (auto const& [key, value] : item.metadata)
        line(1, key + ": " + value.source);
    if (item.enabled.kind == Enabled::Kind::Never)
        line(1, "never enabled");
    else if (item.enabled.kind != Enabled::Kind::Always)
        line(1,
            "enabled by " + claim(item.enabled.claim)
                + (item.enabled.value.empty() ? "" : " \"" + item.enabled.value + "\""));
    calls("before", item.input_transforms);
    uses(1, "in", item.inputs);
    uses(1, "show", item.display);
    uses(1, "persist", item.persisted);
    uses(1, "out", item.outputs);
    calls("after", item.output_transforms);
    validations(1, item.validations, "validate");
    if (item.session)
        line(1, "session " + plan_.profiles[*item.session].id);
}

void Page::control(DisplayControl const& item)
{
    line(0, "");
    line(0, "control " + item.id, item.origin);
    uses(1, "in", item.inputs);
    uses(1, "show", item.display);
    uses(1, "out", item.outputs);
    for (DisplayControlAction const& action : item.actions) {
        line(1, action.id);
        validations(2, action.exchanges, "run");
    }
}

std::string Page::names(std::vector<TransformInput> const& list) const
{
    std::string text;
    for (TransformInput const& item : list)
        text += (text.empty() ? "" : ", ") + item.name + " = " + claim(item.claim);
    return text;
}

void Page::transform(Transform const& item)
{
    line(0, "");
    line(0, "transformation " + item.id + " (" + std::string(item.call->method) + ")", item.origin);
    if (!item.inputs.empty())
        line(1, "in " + names(item.inputs));
    for (TransformParameter const& parameter : item.parameters)
        line(1, parameter.id + ": " + parameter.value.source);
    if (!item.outputs.empty())
        line(1, "out " + names(item.outputs));
}

} // namespace

std::string explain(Plan const& plan)
{
    Page page(plan);
    page.heading();
    for (Journey const& item : plan.journeys)
        page.journey(item);
    for (Profile const& item : plan.profiles)
        page.profile(item);
    for (DisplayControl const& item : plan.display_controls)
        page.control(item);
    for (Transform const& item : plan.transforms)
        page.transform(item);
    return page.take();
}

} // namespace gatehouse::policy
