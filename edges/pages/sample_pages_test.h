// Pages with ordinary content, for the tests and for looking at.
#pragma once

#include "edges/pages/pages.h"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::pages {

inline PageContext sample_context()
{
    return {
        .prefix = "/insurance.onmicrosoft.com/B2C_1_signupsignin1",
        .tx = "StateProperties=eyJUSUQiOiIxIn0",
        .csrf = "csrf-1",
        .policy = "B2C_1_signupsignin1",
        .correlation_id = "11111111-2222-3333-4444-555555555555",
        .script_nonce = "nonce-1",
        .tenant_display_name = "Contoso Insurance",
        .now = from_unix_seconds(1'795'348'800),
    };
}

inline PageField sample_field(std::string id, std::string label, InputKind input, std::string autocomplete = {})
{
    PageField field;
    field.id = std::move(id);
    field.label = std::move(label);
    field.input = input;
    field.autocomplete = std::move(autocomplete);
    field.required = true;
    field.max_length = 256;
    return field;
}

inline Page sample_page(PageKind kind, std::string heading, std::string sentence = {})
{
    Page page;
    page.kind = kind;
    page.language = "en";
    page.strings = { { "heading", std::move(heading) }, { "initial_intro", sentence }, { "intro", sentence },
        { "button_cancel", "Cancel" } };
    return page;
}

inline Page sample_sign_in()
{
    Page page = sample_page(PageKind::SignIn, "Sign in");
    page.fields = { sample_field("signInName", "Email Address", InputKind::TextBox, "username"),
        sample_field("password", "Password", InputKind::Password, "current-password") };
    page.sign_up_exchange = "SignUpWithLogonEmailExchange";
    page.forgot_password = true;
    page.forgot_password_exchange = "ForgotPasswordExchange";
    page.cancel_button = false;
    return page;
}

inline Verification sample_widget(std::string target, Verification::Phase phase)
{
    Verification widget;
    widget.phase = phase;
    widget.code_field = target == "emailVerificationControl" ? "emailCode" : target + "_ver_input";
    widget.target = std::move(target);
    return widget;
}

inline Page sample_sign_up(Verification::Phase phase)
{
    Page page = sample_page(
        PageKind::SelfAsserted, "Create your account", "First we check that the e-mail address is yours.");
    page.strings.insert_or_assign("button_continue", "Create account");
    page.strings.insert_or_assign("ver_fail_retry", "That is not the code we sent. Please try again.");
    PageField email = sample_field("email", "Email Address", InputKind::EmailBox, "email");
    email.verification = sample_widget("email", phase);
    if (phase != Verification::Phase::NotSent)
        email.value = "ada@example.test";
    PageField name = sample_field("displayName", "Display Name", InputKind::TextBox, "name");
    name.help = "The name by which others know you.";
    name.required = false;
    page.fields = { email, sample_field("newPassword", "New Password", InputKind::Password, "new-password"),
        sample_field("reenterPassword", "Confirm New Password", InputKind::Password, "new-password"), name };
    return page;
}

inline Page sample_phone(PhoneStep::Phase phase)
{
    Page page = sample_page(PageKind::PhoneFactor, "Confirm it is you");
    PhoneStep step;
    step.phase = phase;
    step.countries = { { "+43", "Austria (+43)", false }, { "+49", "Germany (+49)", true } };
    if (phase != PhoneStep::Phase::EnterNumber)
        step.numbers = { { "1", "XXX-XXX-1234", true } };
    step.sent_to = "XXX-XXX-1234";
    page.phone = step;
    return page;
}

inline Page sample_totp()
{
    Page page = sample_page(PageKind::SelfAsserted, "Set up your authenticator app",
        "Scan the picture with the app, then enter the code that the app shows.");
    PageField icons = sample_field("authenticatorAppIconControl", "", InputKind::AppIcons);
    PageField code = sample_field("totpUri", "QR Code", InputKind::QrCode);
    code.value
        = "otpauth://totp/"
          "insurance.onmicrosoft.com%3Aada%40example.test?secret=JBSWY3DPEHPK3PXP&issuer=insurance.onmicrosoft.com";
    PageField secret = sample_field("secretKey", "Secret", InputKind::AuthenticatorInfo);
    secret.value = "JBSWY3DPEHPK3PXP";
    page.fields
        = { icons, code, secret, sample_field("otpCode", "Code from the app", InputKind::TextBox, "one-time-code") };
    return page;
}

inline Page sample_choice()
{
    Page page = sample_page(PageKind::ProviderSelection, "Confirm it is you", "How would you like to get the code?");
    page.providers = { { "MfaSmsExchange", "Text message to my phone" }, { "MfaEmailExchange", "E-mail" },
        { "MfaAppExchange", "Authenticator app" } };
    return page;
}

} // namespace gatehouse::pages
