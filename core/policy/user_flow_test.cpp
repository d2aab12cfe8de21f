#include "core/policy/user_flow.h"

#include "core/policy/files_test.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::policy {
namespace {

std::string const kTenant = "insurance.onmicrosoft.com";

UserFlow sign_up_sign_in()
{
    UserFlow flow;
    flow.name = "B2C_1_signupsignin1";
    flow.collect = { "displayName", "givenName", "surname" };
    flow.claims = { "emails", "displayName", "givenName", "surname", "objectId" };
    return flow;
}

UserFlow with_second_factor()
{
    UserFlow flow = sign_up_sign_in();
    flow.name = "B2C_1_signupsignin1_mfa";
    flow.mfa = Mfa::Always;
    flow.mfa_methods = { MfaMethod::Sms, MfaMethod::AuthenticatorApp, MfaMethod::Email };
    return flow;
}

UserFlow profile_editing()
{
    UserFlow flow = sign_up_sign_in();
    flow.name = "B2C_1_profileediting1";
    flow.type = FlowType::ProfileEdit;
    return flow;
}

UserFlow password_reset()
{
    UserFlow flow = sign_up_sign_in();
    flow.name = "B2C_1_passwordreset1";
    flow.type = FlowType::PasswordReset;
    flow.collect = {};
    return flow;
}

Result<Compiled> compile_flow(UserFlow const& flow)
{
    TestFiles files;
    files.add_folder("policies/builtin");
    files.add("leaf.xml", leaf_xml(flow, kTenant));
    return compile(flow.name, files.find());
}

// The plan of a flow over the real base; the diagnostics fail the test.
SharedPlan plan_of(UserFlow const& flow)
{
    auto const compiled = compile_flow(flow);
    EXPECT_TRUE(compiled.has_value());
    EXPECT_TRUE(compiled && compiled->plan) << text_of(compiled->diagnostics);
    return compiled->plan;
}

Profile const* find_profile(Plan const& plan, std::string_view id)
{
    for (Profile const& profile : plan.profiles)
        if (profile.id == id)
            return &profile;
    return nullptr;
}

std::vector<std::string> claims(Plan const& plan, std::vector<ClaimUse> const& uses)
{
    std::vector<std::string> ids;
    for (ClaimUse const& use : uses)
        ids.push_back(plan.claims[use.claim].id);
    return ids;
}

TEST(UserFlow, TheFilesOfTheDemoAreWhatTheGeneratorWrites)
{
    EXPECT_EQ(
        testkit::compare_golden("policies/builtin/sign_up_sign_in.xml", leaf_xml(sign_up_sign_in(), kTenant)), "");
    EXPECT_EQ(
        testkit::compare_golden("policies/builtin/sign_up_sign_in_mfa.xml", leaf_xml(with_second_factor(), kTenant)),
        "");
    EXPECT_EQ(
        testkit::compare_golden("policies/builtin/profile_editing.xml", leaf_xml(profile_editing(), kTenant)), "");
    EXPECT_EQ(testkit::compare_golden("policies/builtin/password_reset.xml", leaf_xml(password_reset(), kTenant)), "");
}

TEST(UserFlow, TheFlowsOfTheDemoCompileWithoutAnyDiagnostic)
{
    TestFiles files;
    files.add_folder("policies/builtin");
    for (UserFlow const& flow : { sign_up_sign_in(), with_second_factor(), profile_editing(), password_reset() }) {
        auto const compiled = compile(flow.name, files.find());
        ASSERT_TRUE(compiled.has_value());
        EXPECT_TRUE(compiled->plan != nullptr) << flow.name;
        EXPECT_EQ(text_of(compiled->diagnostics), "") << flow.name;
    }
}

TEST(UserFlow, CollectedAttributesAreAskedForInOrderAndStored)
{
    SharedPlan const plan = plan_of(sign_up_sign_in());
    ASSERT_TRUE(plan);
    auto const shown = claims(*plan, find_profile(*plan, "SelfAsserted-SignUp")->outputs);
    std::vector<std::string> const last(shown.end() - 3, shown.end());
    EXPECT_EQ(last, (std::vector<std::string>{ "displayName", "givenName", "surname" }));
    auto const stored = claims(*plan, find_profile(*plan, "Directory-WriteUsingLogonEmail")->persisted);
    EXPECT_NE(std::ranges::find(stored, "surname"), stored.end());
}

TEST(UserFlow, PasskeysAndRecoveryCodesAreSettings)
{
    UserFlow flow = with_second_factor();
    flow.mfa_methods = { MfaMethod::Sms, MfaMethod::Passkey, MfaMethod::RecoveryCode };
    flow.passkey_sign_in = true;
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    auto const on_page = claims(*plan, find_profile(*plan, "SelfAsserted-SignIn")->outputs);
    EXPECT_NE(std::ranges::find(on_page, "passkeyAnswer"), on_page.end());
    EXPECT_EQ(find_profile(*plan, "Passkey-MayOffer")->enabled.kind, Enabled::Kind::Always);
    EXPECT_EQ(find_profile(*plan, "Mfa-OfferPasskey")->enabled.kind, Enabled::Kind::Always);
    EXPECT_EQ(find_profile(*plan, "Mfa-OfferRecoveryCode")->enabled.kind, Enabled::Kind::OnClaimsExistence);
    EXPECT_EQ(find_profile(*plan, "RecoveryCodes-Generate")->enabled.kind, Enabled::Kind::Always);
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
    flow.type = FlowType::ProfileEdit;
    SharedPlan const edit = plan_of(flow);
    ASSERT_TRUE(edit);
    EXPECT_EQ(find_profile(*edit, "Factors-Manage")->enabled.kind, Enabled::Kind::Always);
    EXPECT_EQ(claims(*edit, find_profile(*edit, "SelfAsserted-Factors")->display),
        (std::vector<std::string>{ "passkeysToRemove", "addPasskey", "newRecoveryCodes" }));
    EXPECT_EQ(find_profile(*edit, "Passkey-AddCheck")->meta("userVerification"), "required");
    // Where nobody is asked for a second factor, a passkey proves who manages them, and text messages do not.
    flow.mfa = Mfa::Off;
    flow.mfa_methods = { MfaMethod::Sms };
    SharedPlan const plain = plan_of(flow);
    ASSERT_TRUE(plain);
    EXPECT_EQ(find_profile(*plain, "Mfa-OfferPasskey")->enabled.kind, Enabled::Kind::Always);
    EXPECT_EQ(find_profile(*plain, "Mfa-OfferSms")->enabled.kind, Enabled::Kind::Never);
    EXPECT_EQ(find_profile(*plain, "Mfa-Require")->enabled.kind, Enabled::Kind::Never);
    EXPECT_EQ(find_profile(*plan_of(profile_editing()), "Factors-Manage")->enabled.kind, Enabled::Kind::Never);

    SharedPlan const without = plan_of(sign_up_sign_in());
    auto const shown = claims(*without, find_profile(*without, "SelfAsserted-SignIn")->outputs);
    EXPECT_EQ(std::ranges::find(shown, "passkeyAnswer"), shown.end());
    EXPECT_EQ(find_profile(*without, "Passkey-MayOffer")->enabled.kind, Enabled::Kind::Never);
}

TEST(UserFlow, AmrIsAClaimThatAFlowMayReturn)
{
    UserFlow flow = sign_up_sign_in();
    EXPECT_EQ(find_profile(*plan_of(flow), "Amr-Write")->enabled.kind, Enabled::Kind::Never);
    flow.claims.push_back("amr");
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(find_profile(*plan, "Amr-Write")->enabled.kind, Enabled::Kind::Always);
    EXPECT_TRUE(user_flow_from_json(to_json(flow)).has_value());
}

TEST(UserFlow, ApplicationClaimsHaveTheirTokenNames)
{
    SharedPlan const plan = plan_of(sign_up_sign_in());
    ASSERT_TRUE(plan);
    std::vector<std::string> names;
    for (ClaimUse const& use : plan->relying_party.outputs)
        names.push_back(use.partner);
    EXPECT_EQ(names, (std::vector<std::string>{ "sub", "emails", "name", "given_name", "family_name", "oid", "tfp" }));
    EXPECT_EQ(plan->relying_party.subject_claim, "sub");
    ASSERT_TRUE(plan->relying_party.refresh_journey.has_value());
}

TEST(UserFlow, TheSecondFactorIsEnabledBySettings)
{
    SharedPlan const without = plan_of(sign_up_sign_in());
    SharedPlan const with = plan_of(with_second_factor());
    ASSERT_TRUE(without && with);
    for (std::string_view const id : { "Mfa-Require", "Mfa-OfferSms", "Mfa-OfferEmail", "Mfa-OfferApp" }) {
        EXPECT_EQ(find_profile(*without, id)->enabled.kind, Enabled::Kind::Never) << id;
        EXPECT_EQ(find_profile(*with, id)->enabled.kind, Enabled::Kind::Always) << id;
    }
}

TEST(UserFlow, ASecondFactorOnRequestDependsOnWhatTheRequestAsksFor)
{
    UserFlow flow = with_second_factor();
    flow.mfa = Mfa::OnRequest;
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    Profile const* require = find_profile(*plan, "Mfa-Require");
    EXPECT_EQ(require->enabled.kind, Enabled::Kind::OnItemExistence);
    EXPECT_EQ(plan->claims[require->enabled.claim].id, "acrRequested");
    EXPECT_EQ(require->enabled.value, "mfa");
    EXPECT_EQ(find_profile(*plan, "Mfa-OfferSms")->enabled.kind, Enabled::Kind::Always);
    EXPECT_EQ(plan->tokens.acr_values, std::vector<std::string>{ "mfa" });
    EXPECT_EQ(plan->tokens.acr_claim, "authenticationContext");
    EXPECT_TRUE(plan_of(sign_up_sign_in())->tokens.acr_values.empty());
}

TEST(UserFlow, AConditionalSecondFactorAsksForTheRiskAndStillMayBeRequested)
{
    UserFlow flow = with_second_factor();
    EXPECT_EQ(find_profile(*plan_of(flow), "ConditionalAccess-Evaluate")->enabled.kind, Enabled::Kind::Never);
    flow.mfa = Mfa::Conditional;
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    for (std::string_view const id : { "ConditionalAccess-Evaluate", "ConditionalAccess-Remediate" })
        EXPECT_EQ(find_profile(*plan, id)->enabled.kind, Enabled::Kind::Always) << id;
    EXPECT_EQ(find_profile(*plan, "Mfa-Require")->enabled.kind, Enabled::Kind::OnItemExistence);
    EXPECT_EQ(plan->tokens.acr_values, std::vector<std::string>{ "mfa" });
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
}

TEST(UserFlow, SessionsAndLifetimesReachThePlan)
{
    UserFlow flow = sign_up_sign_in();
    flow.access_token_lifetime = std::chrono::minutes(5);
    flow.refresh_token_lifetime = std::chrono::hours(48);
    flow.session_lifetime = std::chrono::minutes(15);
    flow.session_absolute = true;
    flow.sso_scope = "Policy";
    flow.keep_me_signed_in_days = 30;
    flow.issuer_with_tfp = true;
    flow.strict_openid = true;
    flow.default_language = "de";
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->tokens.access_lifetime, std::chrono::seconds(300));
    EXPECT_EQ(plan->tokens.refresh_lifetime, std::chrono::hours(48));
    EXPECT_TRUE(plan->tokens.issuer_with_tfp);
    EXPECT_TRUE(plan->tokens.strict);
    EXPECT_EQ(plan->relying_party.session_lifetime, std::chrono::seconds(900));
    EXPECT_TRUE(plan->relying_party.session_absolute);
    EXPECT_EQ(plan->relying_party.sso, SsoScope::Policy);
    EXPECT_EQ(plan->relying_party.keep_alive_days, 30);
    EXPECT_EQ(plan->localization.default_language, "de");
    EXPECT_TRUE(find_profile(*plan, "SelfAsserted-SignIn")->flag("setting.enableRememberMe", false));
}

TEST(UserFlow, PasswordRulesAndForgottenPasswordsFollowTheSettings)
{
    UserFlow flow = sign_up_sign_in();
    flow.forgot_password = ForgotPassword::ReturnError;
    flow.password_rules = PasswordRules::Custom;
    flow.custom_password_rules = { .min_length = 10, .max_length = 20, .character_classes = 2 };
    flow.email_verification = false;
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(find_profile(*plan, "SelfAsserted-SignIn")->meta("setting.forgotPasswordLinkOverride"), "");
    EXPECT_FALSE(find_profile(*plan, "SelfAsserted-SignUp")->flag("EnforceEmailVerification", true));
    ClaimType const& password = plan->claims[*plan->slot("newPassword")];
    ASSERT_EQ(password.predicate_groups.size(), 2U);
    EXPECT_EQ(password.predicate_groups[0].predicates.at(0).minimum, 10);
    EXPECT_EQ(password.predicate_groups[0].predicates.at(0).maximum, 20);
    EXPECT_EQ(password.predicate_groups[1].match_at_least, 2U);
    EXPECT_EQ(plan_of(sign_up_sign_in())->claims[*plan->slot("newPassword")].predicate_validation, "password-strong");
}

TEST(UserFlow, CustomAttributesBecomeClaimTypesAndAreReadFromTheDirectory)
{
    UserFlow flow = sign_up_sign_in();
    flow.collect.push_back("extension_customerNumber");
    flow.claims.push_back("extension_customerNumber");
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    ASSERT_TRUE(plan->slot("extension_customerNumber").has_value());
    auto const read = claims(*plan, find_profile(*plan, "Directory-ReadUsingObjectId")->outputs);
    EXPECT_NE(std::ranges::find(read, "extension_customerNumber"), read.end());
    EXPECT_EQ(plan->relying_party.outputs[6].partner, "extension_customerNumber");
}

UserFlow with_providers()
{
    UserFlow flow = sign_up_sign_in();
    flow.identity_providers = { { .name = "google", .kind = ProviderKind::Google, .client_id = "at-google" },
        { .name = "corp",
            .display_name = "Contoso staff",
            .client_id = "at-corp",
            .metadata = "https://login.corp.example/.well-known/openid-configuration",
            .domain_hint = "corp.example" } };
    return flow;
}

TEST(UserFlow, IdentityProvidersStandOnTheSignInPageInTheirOrder)
{
    SharedPlan const plan = plan_of(with_providers());
    ASSERT_TRUE(plan);
    Journey const& journey = plan->journeys[plan->relying_party.journey];
    std::vector<std::string> buttons;
    for (Selection const& selection : journey.steps[0].selections)
        if (!selection.target_exchange.empty())
            buttons.push_back(selection.target_exchange);
    EXPECT_EQ(buttons, (std::vector<std::string>{ "GoogleExchange", "OIDC-corpExchange" }));
    Profile const& google = *find_profile(*plan, "Google-OAUTH");
    EXPECT_EQ(google.domain, "google.com");
    EXPECT_EQ(google.meta("client_id"), "at-google");
    EXPECT_EQ(google.keys.at("client_secret"), "B2C_1A_IdentityProvider_google_Secret");
    Profile const& corp = *find_profile(*plan, "OIDC-corp");
    EXPECT_EQ(corp.domain, "corp.example");
    EXPECT_EQ(corp.display_name, "Contoso staff");
    EXPECT_EQ(corp.handler, HandlerKind::OpenIdProvider);
}

TEST(UserFlow, EveryKindOfIdentityProviderCompilesWithoutAnyDiagnostic)
{
    UserFlow flow = sign_up_sign_in();
    flow.claims.push_back("identityProviderAccessToken");
    for (ProviderKindInfo const& info : provider_kinds()) {
        IdentityProvider provider{ .name = std::string(info.word), .kind = info.kind, .client_id = "us" };
        provider.metadata = "https://login.corp.example/.well-known/openid-configuration";
        provider.developer_id = provider.key_id = "A1B2C3D4E5";
        auto const read = provider_from_json(to_json(provider));
        ASSERT_TRUE(read.has_value()) << read.error().detail;
        flow.identity_providers.push_back(*read);
    }
    for (FlowType const type :
        { FlowType::SignUpOrSignIn, FlowType::SignUp, FlowType::SignIn, FlowType::ProfileEdit }) {
        flow.type = type;
        auto const compiled = compile_flow(flow);
        EXPECT_EQ(text_of(compiled->diagnostics), "");
    }
}

TEST(UserFlow, IdentityProvidersSurviveJson)
{
    UserFlow const flow = with_providers();
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(again->identity_providers, flow.identity_providers);
}

TEST(UserFlow, AnIdentityProviderThatCannotWorkIsRefused)
{
    auto const why = [](auto change) {
        UserFlow flow = with_providers();
        change(flow);
        auto const read = user_flow_from_json(to_json(flow));
        return read ? std::string() : read.error().detail;
    };
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[1].metadata = "http://login.corp.example/"; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[1].metadata = "https://{tenant}/"; }), "");
    EXPECT_NE(why([](UserFlow& flow) {
        flow.identity_providers[1].metadata
            = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration";
    }),
        "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[1].response_type = "token"; }), "");
    EXPECT_NE(why([](UserFlow& flow) {
        flow.identity_providers[1].response_type = "id_token";
        flow.identity_providers[1].response_mode = "query";
    }),
        "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[1].claims.user_id = ""; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[0].client_id = " "; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[0].name = "a\"b"; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[0].kind = ProviderKind::Apple; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.identity_providers[1].name = "GOOGLE"; }), "");
    EXPECT_NE(why([](UserFlow& flow) {
        flow.identity_providers.push_back({ .name = "g2", .kind = ProviderKind::Google, .client_id = "us" });
    }),
        "");
    EXPECT_NE(why([](UserFlow& flow) { flow.type = FlowType::PasswordReset; }), "");
    EXPECT_NE(why([](UserFlow& flow) { flow.accounts = AccountKind::Phone; }), "");
    EXPECT_NE(why([](UserFlow& flow) {
        flow.type = FlowType::ProfileEdit;
        flow.passkey_sign_in = true;
    }),
        "");
}

TEST(UserFlow, ApiConnectorsAreProfilesOfTheFlow)
{
    UserFlow flow = sign_up_sign_in();
    flow.claims.push_back("extension_customerNumber");
    flow.before_creating_user = ApiConnector{ .name = "check", .url = "https://api.example.test/check", .header = "" };
    flow.before_token = ApiConnector{ .name = "enrich",
        .url = "https://api.example.test/enrich",
        .authentication = ApiConnector::Authentication::ApiKeyHeader,
        .header = "X-Key",
        .blocking = false };
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    Profile const& check = *find_profile(*plan, "Api-PostAttributeCollection");
    EXPECT_EQ(check.meta("ServiceUrl"), "https://api.example.test/check");
    EXPECT_EQ(check.keys.at("BasicAuthenticationUsername"), "B2C_1A_ApiConnector_check_User");
    auto const told = claims(*plan, check.inputs);
    EXPECT_NE(std::ranges::find(told, "extension_customerNumber"), told.end());
    EXPECT_EQ(std::ranges::find(told, "newPassword"), told.end());
    auto const set = claims(*plan, check.outputs);
    EXPECT_EQ(set,
        (std::vector<std::string>{
            "apiAction", "apiMessage", "displayName", "givenName", "surname", "extension_customerNumber" }));
    auto const stored = claims(*plan, find_profile(*plan, "Directory-WriteUsingLogonEmail")->persisted);
    EXPECT_NE(std::ranges::find(stored, "extension_customerNumber"), stored.end());
    Profile const& enrich = *find_profile(*plan, "Api-PreTokenIssuance");
    EXPECT_EQ(enrich.keys.at("X-Key"), "B2C_1A_ApiConnector_enrich_Key");
    EXPECT_TRUE(enrich.flag("gatehouse.IgnoreFailure", false));
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
}

TEST(UserFlow, EverySettingCompilesAndSurvivesJson)
{
    UserFlow flow = sign_up_sign_in();
    flow.accounts = AccountKind::UserName;
    flow.forced_password_reset = true;
    flow.javascript = true;
    flow.infinite_refresh_window = true;
    flow.default_language = "pt-br";
    flow.languages = { { "pt-br", { { "button_signin", "Entrar <&>" } } }, { "de", { { "heading", "Hallo" } } } };
    flow.pages = { { "api.localaccountsignup", "https://pages.example.test/up.html" } };
    flow.page_sources = { "https://cdn.example.test" };
    flow.collect.push_back("extension_size");
    flow.attributes["extension_size"] = { .control = InputControl::Radio,
        .required = true,
        .label = "Size",
        .options = { { "S", "Small" }, { "L", "Large" } } };
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->relying_party.scripts_allowed);
    EXPECT_TRUE(plan->tokens.infinite_rolling);
    EXPECT_EQ(*plan->find_string("api.signuporsignin", "pt-br", "UxElement", "", "button_signin"), "Entrar <&>");
    EXPECT_EQ(*plan->find_string("api.signuporsignin", "de", "UxElement", "", "heading"), "Hallo");
    EXPECT_EQ(*plan->find_string("api.signuporsignin", "de", "ClaimType", "signInName", "DisplayName"), "Benutzername");
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
}

TEST(UserFlow, AccountsByPhoneCompileWithoutAnyDiagnosticAndSurviveJson)
{
    UserFlow flow = with_second_factor();
    flow.accounts = AccountKind::Phone;
    flow.mfa_methods = { MfaMethod::Email, MfaMethod::Passkey };
    flow.claims.push_back("signInNames.phoneNumber");
    flow.keep_me_signed_in_days = 7;
    for (FlowType const type : { FlowType::SignUpOrSignIn, FlowType::SignIn, FlowType::ProfileEdit }) {
        flow.type = type;
        TestFiles files;
        files.add_folder("policies/builtin");
        files.add("leaf.xml", leaf_xml(flow, kTenant));
        auto const compiled = compile(flow.name, files.find());
        ASSERT_TRUE(compiled.has_value());
        EXPECT_EQ(text_of(compiled->diagnostics), "");
    }
    flow.type = FlowType::SignUpOrSignIn;
    SharedPlan const plan = plan_of(flow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(find_profile(*plan, "RecoveryEmail-Require")->enabled.kind, Enabled::Kind::Always);
    flow.recovery_email = false;
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
    EXPECT_EQ(find_profile(*plan_of(*again), "RecoveryEmail-Require")->enabled.kind, Enabled::Kind::Never);
}

// The generator and the base name the same pages.
TEST(UserFlow, EveryPageOfAFlowIsOneOfTheBase)
{
    SharedPlan const plan = plan_of(with_second_factor());
    ASSERT_TRUE(plan);
    for (std::string_view const page : flow_pages())
        EXPECT_TRUE(plan->content_definitions.contains(page)) << page;
    EXPECT_EQ(flow_pages().size() + 1, plan->content_definitions.size()) << "beside api.error";
    EXPECT_EQ(page_languages().size(), 36U);
}

TEST(UserFlow, SettingsSurviveJson)
{
    UserFlow flow = with_second_factor();
    flow.keep_me_signed_in_days = 7;
    flow.password_rules = PasswordRules::Custom;
    flow.custom_password_rules.digits_only = true;
    auto const again = user_flow_from_json(to_json(flow));
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(json::write(to_json(*again)), json::write(to_json(flow)));
    EXPECT_EQ(leaf_xml(*again, kTenant), leaf_xml(flow, kTenant));
}

TEST(UserFlow, UnknownMembersAndValuesAreNamed)
{
    auto const refused = [](std::string_view text, std::string_view named) {
        auto const object = json::parse_object(text);
        ASSERT_TRUE(object.has_value());
        auto const flow = user_flow_from_json(*object);
        ASSERT_FALSE(flow.has_value()) << text;
        EXPECT_EQ(flow.error().fault, Fault::Invalid);
        EXPECT_NE(flow.error().detail.find(named), std::string::npos) << flow.error().detail;
    };
    refused(R"({"name":"B2C_1_a","colour":"red"})", "colour");
    refused(R"({"name":"B2C_1_a","type":"SignUpp"})", "type");
    refused(R"({"name":"B2C_1_a","collect":["shoeSize"]})", "shoeSize");
    refused(R"({"name":"B2C_1_a","collect":["city","city"]})", "city");
    refused(R"({"name":"B2C_1_a","claims":["extension_<b>"]})", "extension_<b>");
    refused(R"({"name":"B2C_1_a","accessTokenLifetimeMinutes":4})", "accessTokenLifetimeMinutes");
    refused(R"({"name":"B2C_1_a","mfaMethods":[]})", "mfaMethods");
    refused(R"({"name":"B2C_1_a","mfaMethods":["recoveryCode"]})", "beside recoveryCode");
    refused(R"({"name":"../x"})", "name");
    refused(R"({"type":"ProfileEdit"})", "name");
}

} // namespace
} // namespace gatehouse::policy
