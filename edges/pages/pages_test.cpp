#include "edges/pages/sample_pages_test.h"

#include "libs/json/json.h"

namespace gatehouse::pages {
namespace {

using Phase = Verification::Phase;
constexpr std::string_view kEvil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

bool contains(http::Response const& response, std::string_view text)
{
    return response.content().find(text) != std::string_view::npos;
}

void expect_ids(http::Response const& response, std::initializer_list<std::string_view> ids)
{
    for (std::string_view const id : ids)
        EXPECT_TRUE(contains(response, "id=\"" + std::string(id) + "\"")) << id;
}

http::Response draw(Page const& page)
{
    return render_page(page, sample_context());
}

TEST(Pages, SignInHasTheIdsThatStyleSheetsAndTestsKnow)
{
    auto const response = draw(sample_sign_in());
    expect_ids(
        response, { "api", "localAccountForm", "signInName", "password", "next", "forgotPassword", "createAccount" });
    EXPECT_TRUE(contains(response, R"(data-name="Unified")"));
}

TEST(Pages, LinksOfTheSignInPageCarryTheTransaction)
{
    auto const response = draw(sample_sign_in());
    EXPECT_TRUE(contains(
        response, "/api/CombinedSigninAndSignup/unified?local=signup&amp;csrf_token=csrf-1&amp;tx=StateProperties%3D"));
    EXPECT_TRUE(contains(response, "/unified?claimsexchange=ForgotPasswordExchange&amp;csrf_token=csrf-1"));
}

TEST(Pages, WithoutAnExchangeTheForgotLinkIsTheOldOne)
{
    Page page = sample_sign_in();
    page.forgot_password_exchange.clear();
    EXPECT_TRUE(contains(draw(page), "/api/CombinedSigninAndSignup/forgotPassword?csrf_token=csrf-1"));
}

TEST(Pages, LinksThatThePageDoesNotOfferAreAbsent)
{
    Page page = sample_sign_in();
    page.forgot_password = false;
    page.sign_up_exchange.clear();
    auto const response = draw(page);
    EXPECT_FALSE(contains(response, "id=\"forgotPassword\""));
    EXPECT_FALSE(contains(response, "id=\"createAccount\""));
}

TEST(Pages, FormsWorkWithoutScripts)
{
    auto const response = draw(sample_sign_up(Phase::NotSent));
    EXPECT_TRUE(contains(response,
        R"(method="post" action="/insurance.onmicrosoft.com/B2C_1_signupsignin1/SelfAsserted?tx=StateProperties%3DeyJUSUQiOiIxIn0&amp;p=B2C_1_signupsignin1")"));
    EXPECT_TRUE(contains(response, R"(name="csrf_token" value="csrf-1")"));
    EXPECT_TRUE(contains(response, R"(name="request" value="send:email")"));
    EXPECT_TRUE(contains(response, R"(name="request" value="continue")"));
    EXPECT_TRUE(contains(response, R"(name="request" value="cancel")"));
}

TEST(Pages, SignUpHasTheIdsOfTheClassicVerification)
{
    expect_ids(draw(sample_sign_up(Phase::NotSent)),
        { "attributeVerification", "attributeList", "email", "email_li", "email_ver_but_send", "newPassword",
            "reenterPassword", "continue", "cancel" });
    expect_ids(draw(sample_sign_up(Phase::CodeSent)),
        { "email_info", "email_ver_input_label", "email_ver_input", "email_ver_but_verify", "email_ver_but_resend",
            "email_ver_but_edit" });
    expect_ids(draw(sample_sign_up(Phase::Verified)), { "email_success", "email_ver_but_edit" });
}

TEST(Pages, EachFailureOfACodeHasItsElement)
{
    Page page = sample_sign_up(Phase::CodeSent);
    page.fields[0].verification->error = page.text("ver_fail_retry");
    expect_ids(draw(page), { "email_fail_retry" });
    page.fields[0].verification->error = "something else";
    expect_ids(draw(page), { "email_fail_server" });
}

TEST(Pages, ADisplayControlHasItsOwnFamilyOfIds)
{
    Page page = sample_page(PageKind::SelfAsserted, "Confirm it is you");
    PageField email = sample_field("readonlyEmail", "Email Address", InputKind::Readonly);
    email.verification = sample_widget("emailVerificationControl", Phase::NotSent);
    page.fields = { email };
    expect_ids(draw(page), { "emailVerificationControl", "emailVerificationControl_but_send_code" });
    page.fields[0].verification->phase = Phase::CodeSent;
    auto const sent = draw(page);
    expect_ids(sent,
        { "emailCode", "emailVerificationControl_but_verify_code", "emailVerificationControl_but_send_new_code",
            "emailVerificationControl_success_message" });
    // Nothing to change about an address that the person did not type.
    EXPECT_FALSE(contains(sent, "emailVerificationControl_but_change_claims"));
}

TEST(Pages, EnterDoesWhatComesNext)
{
    auto const first_button = [](Page const& page) {
        std::string const text(draw(page).content());
        size_t const at = text.find("name=\"request\" value=\"");
        return text.substr(at + 22, text.find('"', at + 22) - at - 22);
    };
    EXPECT_EQ(first_button(sample_sign_up(Phase::NotSent)), "send:email");
    EXPECT_EQ(first_button(sample_sign_up(Phase::CodeSent)), "verify:email");
    EXPECT_EQ(first_button(sample_sign_up(Phase::Verified)), "continue");
    EXPECT_EQ(first_button(sample_sign_in()), "continue");
    EXPECT_EQ(first_button(sample_phone(PhoneStep::Phase::EnterCode)), "verify:phone");
}

TEST(Pages, PhonePagesHaveTheIdsOfTheirPhase)
{
    expect_ids(draw(sample_phone(PhoneStep::Phase::EnterNumber)),
        { "phoneEntry", "countryCode", "number", "sendCode", "cancel" });
    expect_ids(draw(sample_phone(PhoneStep::Phase::ChooseNumber)), { "phoneNumbers", "sendCode" });
    Page calls = sample_phone(PhoneStep::Phase::EnterNumber);
    calls.phone->calls = true;
    expect_ids(draw(calls), { "sendCode", "verifyPhone" });
    calls.phone->texts = false;
    expect_ids(draw(calls), { "verifyPhone" });
    EXPECT_FALSE(contains(draw(calls), "id=\"sendCode\""));
    EXPECT_FALSE(contains(draw(sample_phone(PhoneStep::Phase::EnterNumber)), "verifyPhone"));
    auto const code = draw(sample_phone(PhoneStep::Phase::EnterCode));
    expect_ids(code, { "codeVerification", "verificationCode", "verifyCode", "retryCode" });
    EXPECT_TRUE(contains(code, R"(var UV_PHONE = {"PhoneNumbers":[{"Id":1,"MaskedNumber":"XXX-XXX-1234"}]};)"));
}

TEST(Pages, AnAuthenticatorAppIsEnrolledByPictureOrByHand)
{
    auto const response = draw(sample_totp());
    EXPECT_TRUE(contains(response, "<svg"));
    EXPECT_TRUE(contains(response, "JBSW Y3DP EHPK 3PXP"));
    EXPECT_TRUE(contains(response, "href=\"otpauth://totp/"));
    expect_ids(response, { "otpCode", "totpUri", "secretKey" });
}

TEST(Pages, OnlyOtpauthAddressesBecomeLinks)
{
    Page page = sample_totp();
    page.fields[1].value = "javascript:alert(1)";
    EXPECT_FALSE(contains(draw(page), "href=\"javascript:"));
}

TEST(Pages, ChoicesAreLinksThatNeedNoScript)
{
    auto const response = draw(sample_choice());
    expect_ids(response, { "MfaSmsExchange", "MfaEmailExchange", "MfaAppExchange" });
    EXPECT_TRUE(contains(response, "/unified?social=MfaSmsExchange&amp;csrf_token=csrf-1"));
    EXPECT_TRUE(
        contains(response, R"(var CP = {"list":[{"id":"MfaSmsExchange","description":"Text message to my phone"})"));
}

TEST(Pages, RobotsFindTheirSettings)
{
    Page page = sample_sign_in();
    page.operating_mode = "Username";
    auto const response = draw(page);
    std::string_view const text = response.content();
    size_t const start = text.find("var SETTINGS = ");
    ASSERT_NE(start, std::string_view::npos);
    size_t const end = text.find(";\n", start);
    auto const settings = json::parse_object(text.substr(start + 15, end - start - 15));
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->text("csrf"), "csrf-1");
    EXPECT_EQ(settings->text("transId"), "StateProperties=eyJUSUQiOiIxIn0");
    EXPECT_EQ(settings->text("api"), "CombinedSigninAndSignup");
    EXPECT_EQ(settings->object("config")->text("operatingMode"), "Username");
    EXPECT_EQ(settings->object("hosts")->text("tenant"), "/insurance.onmicrosoft.com/B2C_1_signupsignin1");
    EXPECT_TRUE(contains(response, R"("ID":"password")"));
}

TEST(Pages, APasswordNeverGoesBackToTheBrowser)
{
    Page page = sample_sign_in();
    page.fields[1].value = "correct horse";
    EXPECT_FALSE(contains(draw(page), "correct horse"));
}

TEST(Pages, ASettledAddressCannotBeEditedButIsPosted)
{
    auto const response = draw(sample_sign_up(Phase::CodeSent));
    std::string const text(response.content());
    size_t const at = text.find("<input id=\"email\"");
    EXPECT_NE(text.substr(at, text.find('>', at) - at).find(" readonly"), std::string::npos);
}

TEST(Pages, ErrorsAreTiedToTheirFields)
{
    Page page = sample_sign_up(Phase::Verified);
    page.strings.insert_or_assign("error_fieldIncorrect", "check");
    page.error = "check";
    page.fields[1].error = "too short";
    auto const response = draw(page);
    expect_ids(response, { "fieldIncorrect", "newPassword_error" });
    EXPECT_TRUE(contains(response, R"(aria-describedby="newPassword_error")"));
    EXPECT_TRUE(contains(response, R"(aria-invalid="true")"));
    EXPECT_TRUE(contains(response, R"(<a href="#newPassword">)"));
}

TEST(Pages, PagesAreNeitherStoredNorFramedAndMayGoBackToTheApplication)
{
    auto const response = draw(sample_sign_in());
    std::string const policy = response.headers.get("Content-Security-Policy");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(response.headers.get("X-Frame-Options"), "DENY");
    EXPECT_NE(policy.find("script-src 'nonce-nonce-1'"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    // Chromium would hold the redirect back to the application against it.
    EXPECT_EQ(policy.find("form-action"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

// Every text of a page at once, and one of each input.
Page evil_page(PageKind kind)
{
    std::string const evil(kEvil);
    Page page = sample_page(kind, evil, evil);
    page.language = evil;
    page.error = page.notice = evil;
    page.providers = { { evil, evil } };
    page.sign_up_exchange = page.forgot_password_exchange = evil;
    page.forgot_password = page.remember_me = true;
    for (std::string_view const id : { "button_signin", "button_continue", "ver_but_send", "createaccount_intro",
             "form_heading", "country_code_label" })
        page.strings.insert_or_assign(std::string(id), evil);
    for (int kind_number = 0; kind_number <= static_cast<int>(InputKind::Captcha); ++kind_number) {
        PageField field = sample_field(evil, evil, static_cast<InputKind>(kind_number), evil);
        field.help = field.value = field.error = field.pattern = field.pattern_help = evil;
        field.options = { { evil, evil, true }, { evil, evil, false } };
        for (Phase const phase : { Phase::NotSent, Phase::CodeSent, Phase::Verified }) {
            field.verification = sample_widget(evil, phase);
            field.verification->info = field.verification->error = evil;
            page.fields.push_back(field);
        }
    }
    PhoneStep phone;
    phone.numbers = phone.countries = { { evil, evil, true } };
    phone.number = phone.sent_to = evil;
    page.phone = phone;
    return page;
}

void expect_harmless(http::Response const& response)
{
    EXPECT_FALSE(contains(response, "<script>alert"));
    EXPECT_FALSE(contains(response, "</script><script>"));
    EXPECT_FALSE(contains(response, "<img"));
    EXPECT_FALSE(contains(response, "\"'>"));
}

TEST(Pages, Attack75NoTextOfAPageBecomesMarkup)
{
    PageContext context = sample_context();
    context.tenant_display_name = context.prefix = context.tx = context.csrf = context.policy = context.correlation_id
        = kEvil;
    for (PageKind const kind :
        { PageKind::SignIn, PageKind::SelfAsserted, PageKind::PhoneFactor, PageKind::ProviderSelection }) {
        Page page = evil_page(kind);
        for (PhoneStep::Phase const phase :
            { PhoneStep::Phase::EnterNumber, PhoneStep::Phase::ChooseNumber, PhoneStep::Phase::EnterCode }) {
            page.phone->phase = phase;
            expect_harmless(render_page(page, context));
        }
    }
}

TEST(ErrorPage, Attack08TextOfARequestDoesNotBecomeMarkup)
{
    std::string const evil(kEvil);
    auto const response = render_error(
        { .status = 400, .code = evil, .text = evil, .correlation_id = evil, .timestamp = evil, .language = evil });
    expect_harmless(response);
    EXPECT_EQ(response.status, 400);
    EXPECT_NE(response.headers.get("Content-Security-Policy").find("script-src 'none'"), std::string::npos);
}

TEST(ErrorPage, SaysWhatTheOperatorNeedsInTheLanguageOfTheBrowser)
{
    auto const response = render_error({ .code = "AADB2C90006",
        .text = "No.",
        .correlation_id = "c-1",
        .timestamp = "2026-11-22 12:00:00Z",
        .language = "de-AT,en;q=0.5" });
    EXPECT_TRUE(contains(response, "<html lang=\"de\">"));
    EXPECT_TRUE(contains(response, "AADB2C90006"));
    EXPECT_TRUE(contains(response, "c-1"));
}

TEST(FormPost, Attack09FieldsAndAddressDoNotBecomeMarkup)
{
    url::Form fields;
    fields.add("state", std::string(kEvil));
    fields.add(std::string(kEvil), "x");
    expect_harmless(render_form_post("https://app.example.test/?a=" + std::string(kEvil), fields, "n"));
}

TEST(FormPost, PostsByItselfAndByAButton)
{
    url::Form fields;
    fields.add("code", "c<1>");
    auto const response = render_form_post("https://app.example.test/back", fields, "n1");
    EXPECT_TRUE(contains(response, R"(<form method="post" action="https://app.example.test/back">)"));
    EXPECT_TRUE(contains(response, R"(name="code" value="c&lt;1&gt;")"));
    EXPECT_TRUE(contains(response, R"(<button class="button primary" type="submit">)"));
    EXPECT_TRUE(contains(response, R"(<script nonce="n1">document.forms[0].submit();</script>)"));
    EXPECT_EQ(response.headers.get("Content-Security-Policy").find("form-action"), std::string::npos);
}

TEST(Outbox, MessagesAreTextAndNothingElse)
{
    std::string const evil(kEvil);
    expect_harmless(
        render_outbox({ { .channel = "email", .to = evil, .subject = evil, .text = evil, .created = Time() } }));
}

TEST(Index, TheOutboxIsOnlyNamedInADemonstration)
{
    EXPECT_TRUE(contains(render_index(true), "/outbox"));
    EXPECT_FALSE(contains(render_index(false), "/outbox"));
}

PageField passkey_field(std::string options)
{
    PageField field = sample_field("passkeyAnswer", "Passkey", InputKind::Passkey);
    field.value = std::move(options);
    return field;
}

TEST(Passkeys, APageAsksByItsScriptAndSaysSoWithoutOne)
{
    Page page = sample_page(PageKind::SelfAsserted, "Passkey");
    page.fields = { passkey_field(R"({"use":"Verify","publicKey":{"challenge":"YQ"}})") };
    page.providers = { { "MfaSmsExchange", "Text message" } };
    auto const response = draw(page);
    expect_ids(response, { "passkeyAnswer", "usePasskey", "passkeyFailed", "passkeyUnsupported", "MfaSmsExchange" });
    EXPECT_TRUE(contains(response, "<noscript>"));
    EXPECT_TRUE(contains(response, asset_address("passkeys.js")));
    EXPECT_FALSE(contains(draw(sample_sign_in()), asset_address("passkeys.js")));
}

TEST(Passkeys, OptionsDoNotBecomeMarkup)
{
    Page page = sample_sign_in();
    page.fields.push_back(passkey_field(std::string(kEvil)));
    EXPECT_FALSE(contains(draw(page), "<img"));
}

TEST(Passkeys, RecoveryCodesAreAListToCopyAndPrint)
{
    Page page = sample_page(PageKind::SelfAsserted, "Codes");
    page.fields = { sample_field("recoveryCodes", "Codes", InputKind::CodeList) };
    page.fields[0].value = "AAAA-BBBB,CCCC-DDDD";
    auto const response = draw(page);
    expect_ids(response, { "recoveryCodes", "copyCodes", "printCodes" });
    EXPECT_TRUE(contains(response, "<code>CCCC-DDDD</code>"));
}

Page with_captcha(PageCaptcha::Shows shows)
{
    Page page = sample_sign_in();
    PageField field = sample_field("captchaEntered", "Help us", InputKind::Captcha);
    field.captcha = PageCaptcha{ .shows = shows, .target = "captcha", .media = {}, .widget = {} };
    if (shows == PageCaptcha::Shows::Picture)
        field.captcha->media = "data:image/png;base64,AAAA";
    if (shows == PageCaptcha::Shows::Sound)
        field.captcha->media = "data:audio/wav;base64,AAAA";
    if (shows == PageCaptcha::Shows::Widget)
        field.captcha->widget = CaptchaWidget{ .script = "https://captcha.example.test/api.js",
            .css_class = "x-captcha",
            .site_key = "site<key",
            .answer_field = "x-response",
            .sources = { "https://captcha.example.test" } };
    page.fields.push_back(field);
    return page;
}

std::string policy_of(http::Response const& response)
{
    return response.headers.get("content-security-policy");
}

TEST(Pages, ACaptchaIsAPictureOrASoundWithoutAScript)
{
    auto const picture = draw(with_captcha(PageCaptcha::Shows::Picture));
    expect_ids(picture, { "captchaEntered", "captcha", "captcha_again", "captcha_switch" });
    EXPECT_TRUE(contains(picture, R"(<img class="captchaPicture" src="data:image/png;base64,AAAA" alt=")"));
    EXPECT_TRUE(contains(picture, R"(value="sound:captcha")"));
    EXPECT_TRUE(contains(picture, R"(name="challengeType" value="Visual")"));
    EXPECT_TRUE(contains(picture, R"("enableCaptchaChallenge":"true")"));
    auto const sound = draw(with_captcha(PageCaptcha::Shows::Sound));
    EXPECT_TRUE(contains(sound, R"(<audio class="captchaSound" controls src="data:audio/wav;base64,AAAA")"));
    EXPECT_TRUE(contains(sound, R"(name="challengeType" value="Audio")"));
    auto const solved = draw(with_captcha(PageCaptcha::Shows::Solved));
    EXPECT_FALSE(contains(solved, R"(id="captchaEntered")"));
    EXPECT_TRUE(contains(solved, "that was right"));
}

// The first submit button of a form is the one that Enter presses.
TEST(Pages, EnterSendsTheFormAndAsksForNoOtherPicture)
{
    std::string const html(draw(with_captcha(PageCaptcha::Shows::Picture)).content());
    EXPECT_LT(
        html.find(R"(class="enter" type="submit" name="request" value="continue")"), html.find("picture:captcha"));
}

TEST(Pages, OnlyWhatACaptchaNeedsIsLetIn)
{
    std::string const plain = policy_of(draw(sample_sign_in()));
    EXPECT_EQ(plain.find("data:"), std::string::npos);
    EXPECT_EQ(plain.find("https:"), std::string::npos);
    std::string const ours = policy_of(draw(with_captcha(PageCaptcha::Shows::Picture)));
    EXPECT_NE(ours.find("img-src 'self' data:; media-src data:;"), std::string::npos) << ours;
    EXPECT_EQ(ours.find("https:"), std::string::npos);
    auto const response = draw(with_captcha(PageCaptcha::Shows::Widget));
    std::string const theirs = policy_of(response);
    for (char const* directive :
        { "script-src 'nonce-nonce-1' https://captcha.example.test;", "style-src 'self' https://captcha.example.test;",
            "connect-src 'self' https://captcha.example.test;", "frame-src https://captcha.example.test" })
        EXPECT_NE(theirs.find(directive), std::string::npos) << directive << "\n" << theirs;
    EXPECT_EQ(theirs.find("data:"), std::string::npos);
    EXPECT_TRUE(
        contains(response, R"(<script nonce="nonce-1" src="https://captcha.example.test/api.js" async defer>)"));
    EXPECT_TRUE(contains(response, R"(class="x-captcha" data-sitekey="site&lt;key")"));
}

TEST(Pages, ChoicesMayBeLinks)
{
    Page page = sample_sign_in();
    page.providers = { { "GoogleExchange", "Google" } };
    EXPECT_FALSE(contains(draw(page), "textLinks"));
    page.providers_as = Page::ProvidersAs::Links;
    EXPECT_TRUE(contains(draw(page), R"(class="claims-provider-list-buttons social textLinks")"));
}

TEST(Pages, AButtonOfAPolicySubmitsItsClaim)
{
    Page page = sample_page(PageKind::SelfAsserted, "Choose");
    page.fields = { sample_field("later", "Not now", InputKind::Button) };
    page.fields[0].value = "true";
    EXPECT_TRUE(contains(draw(page), R"(type="submit" name="later" value="true">Not now</button>)"));
}

TEST(Assets, FilesHaveATypeAndATag)
{
    auto const style = asset("pages.css");
    ASSERT_TRUE(style.has_value());
    EXPECT_EQ(style->content_type, "text/css; charset=utf-8");
    EXPECT_FALSE(style->bytes.empty());
    EXPECT_EQ(style->etag.front(), '"');
    EXPECT_TRUE(asset_address("pages.css").starts_with("/static/pages.css?v="));
}

TEST(Assets, OtherPathsAreNotFound)
{
    EXPECT_FALSE(asset("").has_value());
    EXPECT_FALSE(asset("../../web/pages.css").has_value());
    EXPECT_FALSE(asset("pages.css/").has_value());
}

TEST(Assets, TheScriptIsSmall)
{
    EXPECT_LT(asset("pages.js")->bytes.size(), 10'000U);
}

} // namespace
} // namespace gatehouse::pages
