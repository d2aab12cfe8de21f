#include "edges/pages/pages.h"

#include <algorithm>

namespace gatehouse::pages {
namespace {

constexpr std::string_view kRequests[]
    = { "continue", "cancel", "send", "call", "picture", "sound", "verify", "change" };
// Names that steer; everything else is a value.
constexpr std::string_view kSteering[] = { "request", "request_type", "csrf_token", "claim_id", "claim_value",
    "user_input", "auth_type", "verification_code" };

bool is_steering(std::string_view name)
{
    return std::ranges::find(kSteering, name) != std::end(kSteering);
}

std::optional<std::string> steering_twice(url::Form const& form)
{
    for (std::string_view const name : kSteering)
        if (std::ranges::count(form.pairs(), name, [](auto const& pair) { return std::string_view(pair.first); }) > 1)
            return std::string(name);
    return std::nullopt;
}

// "send:email": the value of the button that was pressed.
Result<void> read_button(std::string_view value, PagePost& post)
{
    size_t const colon = value.find(':');
    post.request = value.substr(0, colon);
    if (colon != std::string_view::npos)
        post.target = value.substr(colon + 1);
    if (std::ranges::find(kRequests, post.request) == std::end(kRequests))
        return fail(Fault::Invalid, "unknown request of a page");
    bool const needs_target = post.request != "continue" && post.request != "cancel";
    if (needs_target == post.target.empty())
        return fail(Fault::Invalid, "request of a page with a wrong target");
    if (post.request == "call") {
        post.request = "send";
        post.values.set("auth_type", "phone");
    }
    if (post.request == "picture" || post.request == "sound") {
        post.values.set("challengeType", post.request == "sound" ? "Audio" : "Visual");
        post.request = "send";
    }
    return {};
}

// B2C: b2c_wire.md §6.7. A phone page's script names no claim.
Result<void> read_script(url::Form const& form, PagePost& post)
{
    std::string const type = form.get("request_type");
    if (type == "RESPONSE") {
        post.request = "continue";
        return {};
    }
    bool const verifies = type == "VALIDATION_REQUEST";
    if (!verifies && type != "VERIFICATION_REQUEST")
        return fail(Fault::Invalid, "unknown request_type of a page");
    post.request = verifies ? "verify" : "send";
    std::string const claim = form.get("claim_id");
    if (claim.empty()) {
        post.target = "phone";
        if (form.get("auth_type") == "phone")
            post.values.set("auth_type", "phone");
        if (verifies)
            post.values.set("verificationCode", form.get("verification_code"));
        return {};
    }
    if (is_steering(claim))
        return fail(Fault::Invalid, "claim_id names a steering field");
    post.target = claim;
    post.values.set(claim, form.get("claim_value"));
    if (verifies)
        post.values.set(claim + "_ver_input", form.get("user_input"));
    return {};
}

} // namespace

Result<PagePost> read_page_post(url::Form const& form)
{
    if (auto const twice = steering_twice(form))
        return fail(Fault::Invalid, *twice + " stands twice");
    if (form.has("request") && form.has("request_type"))
        return fail(Fault::Invalid, "both request and request_type");
    PagePost post;
    post.csrf = form.get("csrf_token");
    for (auto const& [name, value] : form.pairs())
        if (!is_steering(name))
            post.values.add(name, value);
    if (form.has("request_type"))
        TRY(read_script(form, post));
    else if (form.has("request"))
        TRY(read_button(form.get("request"), post));
    else
        post.request = "continue"; // submitted without a button, as scripts do
    return post;
}

} // namespace gatehouse::pages
