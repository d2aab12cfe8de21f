#include "tests/conformance/plans.h"

#include <algorithm>

namespace gatehouse::conformance {
namespace {

// Sorted by name.
constexpr Module kModules[] = {
    { "oidcc-alternate-happy-flow", module::alternate_happy_flow },
    { "oidcc-claims-essential", module::claims_essential },
    { "oidcc-claims-locales", module::claims_locales },
    { "oidcc-codereuse", module::code_reuse },
    { "oidcc-codereuse-30seconds", module::code_reuse_30_seconds },
    { "oidcc-discovery-endpoint-verification", module::discovery },
    { "oidcc-display-page", module::display_page },
    { "oidcc-display-popup", module::display_popup },
    { "oidcc-ensure-post-request-succeeds", module::post_request },
    { "oidcc-ensure-registered-redirect-uri", module::registered_redirect_uri },
    { "oidcc-ensure-request-object-with-redirect-uri", module::request_object_with_redirect_uri },
    { "oidcc-ensure-request-with-acr-values-succeeds", module::acr_values },
    { "oidcc-ensure-request-with-unknown-parameter-succeeds", module::unknown_parameter },
    { "oidcc-ensure-request-with-valid-pkce-succeeds", module::valid_pkce },
    { "oidcc-ensure-request-without-nonce-fails", module::without_nonce_fails },
    { "oidcc-ensure-request-without-nonce-succeeds-for-code-flow", module::without_nonce_succeeds },
    { "oidcc-id-token-hint", module::id_token_hint },
    { "oidcc-idtoken-signature", module::id_token_signature },
    { "oidcc-idtoken-unsigned", module::id_token_unsigned, "skipped: none is not offered" },
    { "oidcc-login-hint", module::login_hint },
    { "oidcc-max-age-1", module::max_age_1 },
    { "oidcc-max-age-10000", module::max_age_10000 },
    { "oidcc-prompt-login", module::prompt_login },
    { "oidcc-prompt-none-logged-in", module::prompt_none_logged_in },
    { "oidcc-prompt-none-not-logged-in", module::prompt_none_not_logged_in },
    { "oidcc-refresh-token", module::refresh_token },
    { "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", module::unsigned_request_uri },
    { "oidcc-response-type-missing", module::response_type_missing },
    { "oidcc-rp-initiated-logout", module::logout },
    { "oidcc-rp-initiated-logout-bad-id-token-hint", module::logout_bad_hint },
    { "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", module::logout_bad_uri },
    { "oidcc-rp-initiated-logout-discovery-endpoint-verification", module::logout_discovery },
    { "oidcc-rp-initiated-logout-modified-id-token-hint", module::logout_modified_hint },
    { "oidcc-rp-initiated-logout-no-id-token-hint", module::logout_no_hint },
    { "oidcc-rp-initiated-logout-no-params", module::logout_no_parameters },
    { "oidcc-rp-initiated-logout-no-post-logout-redirect-uri", module::logout_no_uri },
    { "oidcc-rp-initiated-logout-no-state", module::logout_no_state },
    { "oidcc-rp-initiated-logout-only-state", module::logout_only_state },
    { "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", module::logout_uri_with_query_added },
    { "oidcc-scope-address", module::scope_address },
    { "oidcc-scope-all", module::scope_all },
    { "oidcc-scope-email", module::scope_email },
    { "oidcc-scope-phone", module::scope_phone },
    { "oidcc-scope-profile", module::scope_profile },
    { "oidcc-server", module::server },
    { "oidcc-server-client-secret-post", module::client_secret_post },
    { "oidcc-ui-locales", module::ui_locales },
    { "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", module::unsigned_request_object },
    { "oidcc-userinfo-get", module::userinfo_get },
    { "oidcc-userinfo-post-body", module::userinfo_post_body },
    { "oidcc-userinfo-post-header", module::userinfo_post_header },
};

using Names = std::vector<std::string_view>;

Names operator+(Names left, Names const& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

// What all plans of the three flows have in common.
Names common()
{
    return { "oidcc-server", "oidcc-idtoken-signature", "oidcc-scope-profile", "oidcc-scope-email",
        "oidcc-scope-address", "oidcc-scope-phone", "oidcc-scope-all", "oidcc-display-page", "oidcc-display-popup",
        "oidcc-prompt-login", "oidcc-prompt-none-not-logged-in", "oidcc-prompt-none-logged-in", "oidcc-max-age-1",
        "oidcc-max-age-10000", "oidcc-ensure-request-with-unknown-parameter-succeeds", "oidcc-id-token-hint",
        "oidcc-login-hint", "oidcc-ui-locales", "oidcc-claims-locales", "oidcc-ensure-request-with-acr-values-succeeds",
        "oidcc-ensure-registered-redirect-uri",
        "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", "oidcc-claims-essential",
        "oidcc-ensure-request-object-with-redirect-uri" };
}

// What needs a code, and what needs a userinfo endpoint.
Names of_codes()
{
    return { "oidcc-codereuse", "oidcc-codereuse-30seconds", "oidcc-server-client-secret-post", "oidcc-refresh-token" };
}
Names of_userinfo()
{
    return { "oidcc-userinfo-get", "oidcc-userinfo-post-header", "oidcc-userinfo-post-body" };
}

Names basic(Variant const&)
{
    return common() + of_codes() + of_userinfo()
        + Names{ "oidcc-response-type-missing", "oidcc-idtoken-unsigned", "oidcc-alternate-happy-flow",
              "oidcc-ensure-request-without-nonce-succeeds-for-code-flow", "oidcc-ensure-post-request-succeeds",
              "oidcc-ensure-request-with-valid-pkce-succeeds" };
}

Names implicit(Variant const& variant)
{
    Names const both = common() + Names{ "oidcc-ensure-request-without-nonce-fails", "oidcc-alternate-happy-flow" };
    return variant.asks_for("token") ? both + of_userinfo() + Names{ "oidcc-response-type-missing" } : both;
}

Names hybrid(Variant const& variant)
{
    Names names = common() + of_codes() + of_userinfo();
    // OIDC Core §3.3.2.1: a nonce where an ID token comes by the front channel.
    names.emplace_back(variant.asks_for("id_token") ? "oidcc-ensure-request-without-nonce-fails"
                                                    : "oidcc-ensure-request-without-nonce-succeeds-for-code-flow");
    if (variant.response_type == "code id_token")
        names = names
            + Names{ "oidcc-response-type-missing", "oidcc-alternate-happy-flow",
                  "oidcc-ensure-request-with-valid-pkce-succeeds" };
    return names;
}

Names config(Variant const&)
{
    return { "oidcc-discovery-endpoint-verification" };
}

Names logout(Variant const&)
{
    Names names;
    for (Module const& module : kModules)
        if (module.name.starts_with("oidcc-rp-initiated-logout"))
            names.push_back(module.name);
    return names;
}

std::vector<Variant> in_mode(std::string const& mode, std::vector<std::string> const& types)
{
    std::vector<Variant> variants;
    for (std::string const& type : types)
        variants.push_back({ type, mode });
    return variants;
}

std::vector<std::string> const kImplicit{ "id_token", "id_token token" };
std::vector<std::string> const kHybrid{ "code id_token", "code token", "code id_token token" };

} // namespace

std::span<Module const> modules()
{
    return kModules;
}

std::span<Plan const> plans()
{
    static std::vector<Plan> const plans{
        { "oidcc-basic-certification-test-plan", "Basic", in_mode("", { "code" }), basic },
        { "oidcc-config-certification-test-plan", "Config", in_mode("", { "code" }), config },
        { "oidcc-implicit-certification-test-plan", "Implicit", in_mode("", kImplicit), implicit },
        { "oidcc-hybrid-certification-test-plan", "Hybrid", in_mode("", kHybrid), hybrid },
        { "oidcc-formpost-basic-certification-test-plan", "Form Post Basic", in_mode("form_post", { "code" }), basic },
        { "oidcc-formpost-implicit-certification-test-plan", "Form Post Implicit", in_mode("form_post", kImplicit),
            implicit },
        { "oidcc-formpost-hybrid-certification-test-plan", "Form Post Hybrid", in_mode("form_post", kHybrid), hybrid },
        { "oidcc-rp-initiated-logout-certification-test-plan", "RP-Initiated Logout", in_mode("", { "code" }), logout },
    };
    return plans;
}

std::string camel_case(std::string_view name)
{
    std::string out;
    bool start = true;
    for (char const c : name) {
        bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter)
            out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        start = !letter;
    }
    return out;
}

} // namespace gatehouse::conformance
