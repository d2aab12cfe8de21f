// What a page shows, as data. The engine makes it, edges/pages draws it; nothing here knows HTML.
#pragma once

#include "libs/base/text.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class PageKind {
    SignIn, // B2C: CombinedSigninAndSignup, DataUri unifiedssp
    SelfAsserted, // B2C: SelfAsserted, DataUri selfasserted
    PhoneFactor, // B2C: Phonefactor, DataUri multifactor
    ProviderSelection, // B2C: ProviderSelection
};

// B2C: UserInputType, and what display controls draw.
enum class InputKind {
    TextBox,
    EmailBox,
    Password,
    NumericTextBox,
    DateTimeDropdown,
    RadioSingleSelect,
    DropdownSingleSelect,
    CheckboxMultiSelect,
    Readonly,
    Paragraph,
    Button, // submits the page; value: what its claim becomes
    QrCode, // value: the text to encode
    AuthenticatorInfo, // value: the secret to type by hand
    AppIcons, // links to authenticator apps
    Passkey, // value: what to ask the authenticator, as JSON; "" where browsers have no passkeys
    CodeList, // value: codes to keep, joined by ","
    Captcha, // PageField::captcha says what it shows
};

struct PageOption {
    std::string value;
    std::string text;
    bool selected = false;
};

// The send-code, verify-code widget under a field or a verification control.
struct Verification {
    enum class Phase { NotSent, CodeSent, Verified };
    Phase phase = Phase::NotSent;
    // "email" for the classic widget of a Verified.Email claim, the control's id for a VerificationControl: what
    // Input::target names.
    std::string target;
    // Name of the input that takes the code.
    std::string code_field;
    std::string info; // "a code was sent", "verified"
    std::string error; // wrong, expired, too many tries
    bool can_retry = true;
};

// What somebody else's check whether a person is there needs on a page.
struct CaptchaWidget {
    std::string script; // its address
    std::string css_class; // of the element that its script looks for
    std::string site_key;
    std::string answer_field; // the input that its script adds to the form
    std::vector<std::string> sources = {}; // origins of its scripts, frames, styles and calls
};

// B2C: CaptchaControl.
struct PageCaptcha {
    enum class Shows { Picture, Sound, Widget, Solved } shows = Shows::Picture;
    std::string target; // the control's id: what Input::target names
    std::string media; // a data: address with the picture or sound
    std::optional<CaptchaWidget> widget;
};

struct PageField {
    std::string id; // claim type id: the input's id and name
    std::string label;
    std::string help;
    InputKind input = InputKind::TextBox;
    std::string value; // never filled for Password
    bool required = false;
    std::string pattern; // .NET flavoured; for data-pattern, the server decides
    std::string pattern_help;
    std::string error; // shown at the field
    std::string autocomplete; // "email", "new-password", "one-time-code", ...
    size_t max_length = 0; // 0: no limit
    std::vector<PageOption> options;
    std::optional<Verification> verification;
    std::optional<PageCaptcha> captcha = {};
};

struct PageChoice {
    std::string exchange; // ClaimsExchange id: "FacebookExchange"
    std::string text;
};

struct PhoneStep {
    enum class Phase { EnterNumber, ChooseNumber, EnterCode };
    Phase phase = Phase::EnterNumber;
    std::vector<PageOption> numbers; // value "1", text "XXX-XXX-1234"
    std::vector<PageOption> countries; // value "+49", text "Germany (+49)"
    std::string number; // what was typed, for showing again
    std::string sent_to; // masked
    bool texts = true; // a code can be asked for by text message
    bool calls = false; // or by a call
};

// A page of the tenant's own, in which this one is drawn. B2C: LoadUri.
struct OwnPage {
    std::string address; // claim resolvers already replaced
    std::vector<std::string> sources; // origins, beside its own, that its looks may come from
    enum class Scripts { Dropped, Allowed } scripts = Scripts::Dropped;
};

struct Page {
    PageKind kind = PageKind::SelfAsserted;
    std::string content_definition; // "api.signuporsignin"
    std::string language; // "en", "de": for <html lang>
    std::optional<OwnPage> own;
    std::vector<std::string> framed_by; // origins that may hold the page in a frame; none: nobody may
    // Text by B2C string id ("button_continue", "forgotpassword_link", "heading"), already in the right language.
    CaseMap<std::string> strings;
    std::vector<PageField> fields;
    std::string error; // for the whole page
    std::string notice; // good news for the whole page
    // B2C: the page's error codes for XHR answers ("AADB2C90053").
    std::string error_code;

    // SignIn and ProviderSelection.
    std::vector<PageChoice> providers;
    enum class ProvidersAs { Buttons, Links } providers_as = ProvidersAs::Buttons;
    std::string sign_up_exchange; // "" hides the link
    std::string forgot_password_exchange; // the claims exchange to run; "" with forgot_password shown means 90118
    bool forgot_password = false;
    bool remember_me = false;
    std::string operating_mode = "Email"; // B2C: setting.operatingMode, Email or Username

    std::optional<PhoneStep> phone;
    bool continue_button = true;
    bool cancel_button = true;

    std::string text(std::string_view string_id) const
    {
        auto const found = strings.find(string_id);
        return found == strings.end() ? std::string() : found->second;
    }
};

} // namespace gatehouse
