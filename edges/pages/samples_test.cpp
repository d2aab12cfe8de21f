// Writes every page as a file when GATEHOUSE_PAGE_SAMPLES names a folder: for looking at them and for the accessibility
// check. Without it, only draws them.
#include "edges/pages/sample_pages_test.h"

#include <cstdlib>
#include <fstream>

namespace gatehouse::pages {
namespace {

using Phase = Verification::Phase;

Page with_errors()
{
    Page page = sample_sign_up(Phase::Verified);
    page.strings.insert_or_assign(
        "error_fieldIncorrect", "Some entries are not right yet. Please check the marked fields.");
    page.error = "Some entries are not right yet. Please check the marked fields.";
    page.fields[1].error = "The password must have at least three of:\n - a lowercase letter\n - an uppercase letter\n "
                           "- a digit\n - a symbol";
    return page;
}

Page wrong_code()
{
    Page page = sample_sign_up(Phase::CodeSent);
    page.fields[0].verification->error = "That is not the code we sent. Please try again.";
    return page;
}

Page wrong_password()
{
    Page page = sample_sign_in();
    page.error = "The e-mail address or the password is not right.";
    page.fields[0].value = "ada@example.test";
    page.remember_me = true;
    page.providers = { { "FacebookExchange", "Facebook" }, { "GoogleExchange", "Google" } };
    page.cancel_button = true;
    return page;
}

Page every_input()
{
    Page page = sample_page(PageKind::SelfAsserted, "Your details", "Please fill in the following details.");
    PageField radio = sample_field("contact", "How may we reach you?", InputKind::RadioSingleSelect);
    radio.options = { { "mail", "By e-mail", true }, { "phone", "By phone", false } };
    PageField boxes = sample_field("topics", "What interests you?", InputKind::CheckboxMultiSelect);
    boxes.options = { { "car", "Car insurance", true }, { "home", "Home insurance", false } };
    PageField country = sample_field("country", "Country/Region", InputKind::DropdownSingleSelect);
    country.options = { { "AT", "Austria", false }, { "DE", "Germany", true } };
    PageField born = sample_field("dateOfBirth", "Date of birth", InputKind::DateTimeDropdown);
    born.value = "1990-02-28";
    PageField email = sample_field("readonlyEmail", "Email Address", InputKind::Readonly);
    email.value = "ada@example.test";
    PageField text = sample_field("notice", "", InputKind::Paragraph);
    text.value = "We keep these details for as long as you have a contract with us.";
    page.fields = { email, radio, boxes, country, born, text };
    return page;
}

void write(std::string const& name, http::Response const& response)
{
    ASSERT_FALSE(response.content().empty());
    char const* folder = std::getenv("GATEHOUSE_PAGE_SAMPLES");
    if (!folder)
        return;
    std::ofstream(std::string(folder) + "/" + name + ".html") << response.content();
}

TEST(Samples, EveryPageDraws)
{
    PageContext const context = sample_context();
    std::vector<std::pair<std::string, Page>> const pages{
        { "sign_in", sample_sign_in() },
        { "sign_in_wrong", wrong_password() },
        { "sign_up", sample_sign_up(Phase::NotSent) },
        { "sign_up_code", sample_sign_up(Phase::CodeSent) },
        { "sign_up_wrong_code", wrong_code() },
        { "sign_up_verified", sample_sign_up(Phase::Verified) },
        { "sign_up_errors", with_errors() },
        { "phone_number", sample_phone(PhoneStep::Phase::EnterNumber) },
        { "phone_known", sample_phone(PhoneStep::Phase::ChooseNumber) },
        { "phone_code", sample_phone(PhoneStep::Phase::EnterCode) },
        { "totp", sample_totp() },
        { "choose", sample_choice() },
        { "inputs", every_input() },
    };
    for (auto const& [name, page] : pages)
        write(name, render_page(page, context));
    write("error",
        render_error({ .status = 400,
            .code = "AADB2C90006",
            .text = "The redirect URI provided in the request is not registered for the client ID.",
            .correlation_id = context.correlation_id,
            .timestamp = "2026-11-22 12:00:00Z",
            .language = "de-AT,de;q=0.9" }));
    url::Form fields;
    fields.add("code", "abc");
    write("form_post", render_form_post("http://localhost:5000/getAToken", fields, "nonce-1"));
    write("signed_out", render_signed_out({ .language = "de", .frames = {}, .next = {}, .script_nonce = {} }));
    write("index", render_index(true));
    write("outbox",
        render_outbox({ { .channel = "email",
                            .to = "ada@example.test",
                            .subject = "123456 is your code",
                            .text = "Here it is:\n\n    123456\n",
                            .created = context.now },
            { .channel = "sms",
                .to = "+49 151 0000000",
                .subject = "",
                .text = "654321 is your code.",
                .created = context.now } }));
}

} // namespace
} // namespace gatehouse::pages
