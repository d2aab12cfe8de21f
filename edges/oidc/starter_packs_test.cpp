// Every policy of the starter packs that an application can ask for, from its request to checked tokens and their
// renewal. Where GATEHOUSE_CORPUS names a folder with them.
#include "edges/oidc/starter_pack_test.h"

#include <filesystem>
#include <set>

namespace gatehouse::oidc {
namespace {

using Pages = std::vector<std::string>;

constexpr char const* kSignIn = "B2C_1A_signup_signin";
constexpr char const* kReset = "B2C_1A_PasswordReset";
constexpr char const* kEdit = "B2C_1A_ProfileEdit";
constexpr char const* kNew = "new@example.test";
constexpr char const* kNewPassword = "Another-horse-2";

// What a pack's accounts are.
constexpr int kLocal = 1;
constexpr int kSocialToo = 2;
constexpr int kMfa = 4;
constexpr int kControls = 8; // addresses are proven in a display control

Fields const kNewPerson = { { "email", kNew }, { "newPassword", kPassword }, { "reenterPassword", kPassword },
    { "displayName", "Grace" }, { "givenName", "Grace M." }, { "surname", "Hopper" }, { "countryCode", "+49" },
    { "number", "1701234567" }, { "signInName", kNew }, { "password", kPassword } };
Fields const kAda = changed(kNewPerson, { { "email", kEmail }, { "signInName", kEmail } });

Pages operator+(Pages left, Pages const& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

class StarterPacks : public PackWorld {
public:
    explicit StarterPacks(int pack)
        : pack_(pack)
    {
    }

    void sign_up_or_in()
    {
        if (has(kLocal))
            sign_up_or_in_here();
        if (has(kSocialToo))
            sign_up_or_in_there(kSignIn, "FacebookExchange");
    }
    void reset_password()
    {
        visit(kSignIn, { { "forgotPassword" }, {} });
        EXPECT_EQ(error_code(), "AADB2C90118");
        visit(kReset, { {}, changed(kAda, { { "newPassword", kNewPassword }, { "reenterPassword", kNewPassword } }) });
        Pages const last = { "SelfAsserted: newPassword reenterPassword" };
        EXPECT_EQ(pages, proof("") + phone(kEnter) + last);
        EXPECT_EQ(tokens().text("sub"), ada.text());
        expect_only_password(kSignIn, kNewPassword, kPassword);
    }
    void edit_profile()
    {
        if (has(kLocal))
            edit_profile_of(kAda, { "LocalAccountSigninEmailExchange" }, { "SelfAsserted: signInName password" });
        if (!has(kSocialToo))
            return;
        visit(kSignIn, { { "FacebookExchange" }, kNewPerson });
        std::string const sub = tokens().text("sub").value_or("");
        browser.cookies.clear();
        edit_profile_of(kNewPerson, { "FacebookExchange" }, { "provider" });
        visit(kSignIn, { { "FacebookExchange" }, kNewPerson });
        EXPECT_EQ(tokens().text("sub"), sub);
    }
    void linked_in()
    {
        sign_up_or_in_there("B2C_1A_signup_signin_linkedin", "LinkedInExchange");
        visit("B2C_1A_signup_signin_linkedin", { {}, kAda });
        EXPECT_EQ(tokens().text("sub"), ada.text());
    }
    void change_password();

    // --- phone-number-passwordless ----------------------------------------------------------------------------------

    void sign_up_or_in_with_phone();
    void sign_up_or_in_with_phone_or_email();
    void change_phone_number();
    void edit_profile_of_phone();
    void edit_profile_of_phone_or_email();
    void reset_password_by_email();

private:
    json::Object sign_up_by_phone(std::string const& policy, std::string const& first);
    void expect_phone(std::string const& policy, std::string const& first, std::string const& sub);
    enum Number { kEnter, kOnRecord };

    bool has(int feature) const { return (pack_ & feature) != 0; }
    Pages phone(Number number) const
    {
        if (!has(kMfa))
            return {};
        return { number == kEnter ? "Phonefactor: countryCode number" : "Phonefactor:",
            "Phonefactor: verificationCode" };
    }
    // The page that proves an address, before and after.
    Pages proof(std::string const& rest) const
    {
        std::string const email = "SelfAsserted: email";
        return { email + rest, email + (has(kControls) ? " verificationCode" : " email_ver_input") + rest,
            email + rest };
    }
    void expect_only_password(std::string const& policy, char const* right, char const* wrong)
    {
        browser.cookies.clear();
        visit(policy, { {}, changed(kAda, { { "password", wrong } }) });
        EXPECT_TRUE(shows_error());
        EXPECT_FALSE(browser.is_away());
        visit(policy, { {}, changed(kAda, { { "password", right } }) });
        EXPECT_EQ(tokens().text("sub"), ada.text());
    }
    void sign_up_or_in_here()
    {
        visit(kSignIn, { { "createAccount" }, kNewPerson });
        Pages const first = { "Unified: signInName password" };
        EXPECT_EQ(pages, first + proof(" newPassword reenterPassword displayName givenName surname") + phone(kEnter));
        json::Object const made = tokens();
        EXPECT_EQ(made.text("name"), "Grace");
        EXPECT_EQ(made.text("family_name"), "Hopper");
        EXPECT_EQ(made.text("email"), kNew);
        EXPECT_EQ(made.text("tid"), kTenantGuid);
        EXPECT_EQ(people(), 1U);
        browser.cookies.clear();
        visit(kSignIn, { { "createAccount" }, kNewPerson });
        EXPECT_TRUE(shows_error()) << "the address is taken";
        EXPECT_EQ(people(), 1U);
        visit(kSignIn, { {}, changed(kNewPerson, { { "password", "wrong" } }) });
        EXPECT_EQ(pages, first);
        EXPECT_TRUE(shows_error());
        go_on({ {}, kNewPerson });
        EXPECT_EQ(pages, first + phone(kOnRecord));
        EXPECT_EQ(tokens().text("sub"), made.text("sub"));
        visit(kSignIn, {});
        EXPECT_EQ(pages, Pages()) << "the session answers";
        EXPECT_EQ(tokens().text("sub"), made.text("sub"));
        ask(changed(web_request(), { { "prompt", "login" } }), kSignIn);
        EXPECT_TRUE(browser.has_element("password"));
        browser.cookies.clear();
    }
    void sign_up_or_in_there(std::string const& policy, std::string const& exchange)
    {
        size_t const before = people();
        Pages const first = has(kLocal) ? Pages{ "Unified: signInName password" } : Pages();
        visit(policy, { { exchange }, changed(kNewPerson, { { "displayName", "Augusta" } }) });
        Pages const there = { "provider", "SelfAsserted: displayName givenName surname" };
        EXPECT_EQ(pages, first + there + phone(kEnter));
        json::Object const made = tokens();
        EXPECT_EQ(made.text("name"), "Augusta");
        EXPECT_EQ(made.text("email"), "ada@social.example");
        EXPECT_EQ(people(), before + 1);
        browser.cookies.clear();
        visit(policy, { { exchange }, kNewPerson });
        EXPECT_EQ(pages, first + Pages({ "provider" }) + phone(kOnRecord));
        EXPECT_EQ(tokens().text("sub"), made.text("sub"));
        visit(policy, {});
        EXPECT_EQ(pages, Pages()) << "the session answers";
        EXPECT_EQ(tokens().text("sub"), made.text("sub"));
        EXPECT_EQ(people(), before + 1);
        browser.cookies.clear();
    }
    void edit_profile_of(Fields const& person, Pages const& way, Pages const& proof_of_who)
    {
        Pages const choice = has(kLocal) && has(kSocialToo) ? Pages{ "IdpSelections:" } : Pages();
        visit(kEdit, { way, changed(person, { { "givenName", "Edited" } }) });
        bool const numbered = has(kSocialToo) && way[0] == "FacebookExchange";
        Pages const rest = phone(numbered ? kOnRecord : kEnter) + Pages{ "SelfAsserted: givenName surname" };
        EXPECT_EQ(pages, choice + proof_of_who + rest);
        json::Object const edited = tokens();
        auto const user = read<std::optional<User>>(*store, [&](Ports& ports) {
            return ports.users.find(tenant.id, UserId(edited.text("sub").value_or("")));
        }).value();
        ASSERT_TRUE(user);
        EXPECT_EQ(std::get<std::string>(user->attributes.at("givenName")), "Edited");
        browser.cookies.clear();
    }

    int pack_;
};

void StarterPacks::change_password()
{
    std::string const policy = "B2C_1A_PasswordChange";
    Fields const change = changed(kAda, { { "newPassword", kNewPassword }, { "reenterPassword", kNewPassword } });
    visit(policy, { {}, changed(change, { { "oldPassword", "wrong" } }) });
    Pages const both = { "SelfAsserted: signInName password", "SelfAsserted: oldPassword newPassword reenterPassword" };
    EXPECT_EQ(pages, both);
    EXPECT_TRUE(shows_error());
    go_on({ {}, changed(change, { { "oldPassword", kPassword } }) });
    EXPECT_EQ(tokens().text("sub"), ada.text());
    // The policy's own page of sign-in: the folder has no other.
    browser.cookies.clear();
    visit(policy, { {}, kAda });
    EXPECT_EQ(pages, Pages({ both.front() }));
    EXPECT_TRUE(shows_error());
    go_on({ {}, changed(change, { { "password", kNewPassword }, { "oldPassword", "wrong" } }) });
    EXPECT_EQ(pages, both);
}

constexpr char const* kPhone = "+491701234567";
constexpr char const* kNewPhone = "+491701234568";
constexpr char const* kByPhone = "B2C_1A_SignUpOrSignInWithPhone";
constexpr char const* kByEither = "B2C_1A_SignUpOrSignInWithPhoneOrEmail";
// Whose address is for recovery, and no name to sign in with.
Fields const kCaller = changed(kNewPerson,
    { { "nationalNumber", "1701234567" }, { "countryCode", "DE" }, { "phoneNumber", kPhone }, { "signInName", kPhone },
        { "strongAuthenticationEmailAddress", kNew } });
Pages const kCodeOfThePhone = { "SelfAsserted: countryCode nationalNumber", "SelfAsserted: verificationCode" };

Pages number_proof(std::string const& rest)
{
    return { "SelfAsserted: countryCode nationalNumber" + rest,
        "SelfAsserted: countryCode verificationCode nationalNumber" + rest,
        "SelfAsserted: countryCode nationalNumber" + rest };
}

json::Object StarterPacks::sign_up_by_phone(std::string const& policy, std::string const& first)
{
    visit(policy, { { "SignUpWithPhone" }, kCaller });
    EXPECT_EQ(pages, Pages({ first }) + number_proof(" displayName givenName surname") + proof(""));
    json::Object made = tokens();
    EXPECT_EQ(made.text("name"), "Grace");
    EXPECT_EQ(made.text("signInNames.phoneNumber"), kPhone);
    EXPECT_EQ(made.text("email"), kNew);
    browser.cookies.clear();
    return made;
}

void StarterPacks::expect_phone(std::string const& policy, std::string const& first, std::string const& sub)
{
    visit(policy, { {}, kCaller });
    EXPECT_EQ(pages, Pages({ first }) + kCodeOfThePhone);
    EXPECT_EQ(tokens().text("sub"), sub);
    browser.cookies.clear();
}

void StarterPacks::sign_up_or_in_with_phone()
{
    std::string const first = "Unified: phoneNumber";
    std::string const sub = sign_up_by_phone(kByPhone, first).text("sub").value_or("");
    visit(kByPhone, { { "SignUpWithPhone" }, kCaller });
    EXPECT_TRUE(shows_error()) << "the number is taken";
    browser.cookies.clear();
    expect_phone(kByPhone, first, sub);
    visit(kByPhone, { {}, changed(kCaller, { { "nationalNumber", "1701234569" } }) });
    EXPECT_TRUE(shows_error()) << "nobody has the number";
    EXPECT_EQ(people(), 1U);
}

void StarterPacks::sign_up_or_in_with_phone_or_email()
{
    std::string const first = "Unified: signInName";
    std::string const by_phone = sign_up_by_phone(kByEither, first).text("sub").value_or("");
    expect_phone(kByEither, first, by_phone);
    visit(kByEither, { { "SignUpWithEmail" }, kCaller });
    EXPECT_EQ(pages, Pages({ first }) + proof(" newPassword reenterPassword displayName givenName surname"));
    std::string const by_mail = tokens().text("sub").value_or("");
    EXPECT_NE(by_mail, by_phone);
    browser.cookies.clear();
    visit(kByEither, { {}, changed(kCaller, { { "signInName", kNew }, { "password", "wrong" } }) });
    EXPECT_TRUE(shows_error());
    go_on({ {}, kCaller });
    EXPECT_EQ(pages, Pages({ "SelfAsserted: email password" }));
    json::Object const again = tokens();
    EXPECT_EQ(again.text("sub"), by_mail);
    EXPECT_EQ(again.text("signInNames.emailAddress"), kNew);
    visit(kByEither, { {}, changed(kCaller, { { "signInName", "neither" } }) }, { { "prompt", "login" } });
    EXPECT_TRUE(shows_error());
}

void StarterPacks::change_phone_number()
{
    std::string const sub = sign_up_by_phone(kByPhone, "Unified: phoneNumber").text("sub").value_or("");
    // The old number, whose address is proven; then the new one.
    visit("B2C_1A_ChangePhoneNumber", { {}, changed(kCaller, { { "nationalNumber", "1701234569" } }) });
    EXPECT_TRUE(shows_error()) << "nobody has the number";
    std::string const email = "strongAuthenticationEmailAddress";
    visit("B2C_1A_ChangePhoneNumber", { {}, kCaller, email });
    EXPECT_EQ(pages, Pages({ "SelfAsserted: countryCode nationalNumber" }));
    Fields const changes = changed(kCaller, { { "nationalNumber", "1701234568" }, { "phoneNumber", kNewPhone } });
    go_on({ {}, changes });
    Pages const proven
        = { "SelfAsserted: " + email, "SelfAsserted: " + email + " " + email + "_ver_input", "SelfAsserted: " + email };
    EXPECT_EQ(pages, proven + number_proof("") + Pages({ "SelfAsserted:" }));
    EXPECT_EQ(tokens().text("sub"), sub);
    browser.cookies.clear();
    visit(kByPhone, { {}, changes });
    json::Object const after = tokens();
    EXPECT_EQ(after.text("sub"), sub);
    EXPECT_EQ(after.text("signInNames.phoneNumber"), kNewPhone);
    browser.cookies.clear();
    visit(kByPhone, { {}, kCaller });
    EXPECT_TRUE(shows_error()) << "the old number is nobody's";
}

void StarterPacks::edit_profile_of_phone()
{
    std::string const sub = sign_up_by_phone(kByPhone, "Unified: phoneNumber").text("sub").value_or("");
    visit("B2C_1A_ProfileEditPhoneOnly", { {}, changed(kCaller, { { "givenName", "Edited" } }) });
    Pages const last = { "SelfAsserted: displayName givenName surname" };
    EXPECT_EQ(pages, Pages({ "Unified: phoneNumber" }) + kCodeOfThePhone + last);
    json::Object const edited = tokens();
    EXPECT_EQ(edited.text("sub"), sub);
    EXPECT_EQ(edited.text("givenName"), "Edited");
}

void StarterPacks::edit_profile_of_phone_or_email()
{
    std::string const policy = "B2C_1A_ProfileEditPhoneEmail";
    std::string const sub = sign_up_by_phone(kByPhone, "Unified: phoneNumber").text("sub").value_or("");
    Pages const first = { "Unified: signInName" };
    Pages const last = { "SelfAsserted: displayName givenName surname" };
    visit(policy, { {}, changed(kCaller, { { "givenName", "Edited" } }) });
    EXPECT_EQ(pages, first + kCodeOfThePhone + last);
    EXPECT_EQ(tokens().text("sub"), sub);
    browser.cookies.clear();
    visit(policy, { {}, changed(kAda, { { "givenName", "Edited" } }) });
    EXPECT_EQ(pages, first + Pages({ "SelfAsserted: email password" }) + last);
    json::Object const edited = tokens();
    EXPECT_EQ(edited.text("sub"), ada.text());
    EXPECT_EQ(edited.text("givenName"), "Edited");
}

void StarterPacks::reset_password_by_email()
{
    visit("B2C_1A_PasswordResetEmail",
        { {}, changed(kAda, { { "newPassword", kNewPassword }, { "reenterPassword", kNewPassword } }) });
    EXPECT_EQ(pages, proof("") + Pages({ "SelfAsserted: newPassword reenterPassword" }));
    EXPECT_EQ(tokens().text("sub"), ada.text());
    expect_only_password(kByEither, kNewPassword, kPassword);
}

struct Walk {
    std::string file; // below the folder of the starter packs
    int pack = 0;
    void (StarterPacks::*go)() = nullptr;
    std::string stands_on = ""; // another folder, whose base it needs

    friend void PrintTo(Walk const& walk, std::ostream* out) { *out << walk.file; }
};

std::vector<Walk> walks()
{
    std::vector<Walk> out;
    for (auto const& [name, features] : { std::pair("LocalAccounts", kLocal), std::pair("SocialAccounts", kSocialToo),
             std::pair("SocialAndLocalAccounts", kLocal | kSocialToo),
             std::pair("SocialAndLocalAccountsWithMfa", kLocal | kSocialToo | kMfa) })
        for (auto const& [folder, more] : { std::pair<std::string, int>("", 0),
                 std::pair<std::string, int>("Display Controls Starterpack/", kControls) }) {
            std::string const pack = folder + name + "/";
            out.push_back({ pack + "SignUpOrSignin.xml", features | more, &StarterPacks::sign_up_or_in });
            out.push_back({ pack + "ProfileEdit.xml", features | more, &StarterPacks::edit_profile });
            if (features & kLocal)
                out.push_back({ pack + "PasswordReset.xml", features | more, &StarterPacks::reset_password });
        }
    out.push_back({ "scenarios/linkedin-identity-provider/SignUpOrSignin.xml", kLocal | kSocialToo,
        &StarterPacks::linked_in, "SocialAndLocalAccounts" });
    out.push_back(
        { "scenarios/password-change/PasswordChange.xml", kLocal, &StarterPacks::change_password, "LocalAccounts" });
    std::string const phone = "scenarios/phone-number-passwordless/";
    out.push_back({ phone + "SignUpOrSignInWithPhone.xml", 0, &StarterPacks::sign_up_or_in_with_phone });
    out.push_back(
        { phone + "SignUpOrSignInWithPhoneOrEmail.xml", 0, &StarterPacks::sign_up_or_in_with_phone_or_email });
    out.push_back({ phone + "ChangePhoneNumber.xml", 0, &StarterPacks::change_phone_number });
    out.push_back({ phone + "ProfileEditPhoneOnly.xml", 0, &StarterPacks::edit_profile_of_phone });
    out.push_back({ phone + "ProfileEditPhoneEmail.xml", 0, &StarterPacks::edit_profile_of_phone_or_email });
    out.push_back({ phone + "PasswordResetEmail.xml", 0, &StarterPacks::reset_password_by_email });
    return out;
}

// "" without a corpus.
std::string packs_folder()
{
    char const* corpus = std::getenv("GATEHOUSE_CORPUS");
    return corpus ? std::string(corpus) + "/starterpack/" : "";
}

class EveryStarterPack : public testing::TestWithParam<Walk> { };

TEST_P(EveryStarterPack, IsWalkedToItsTokens)
{
    if (packs_folder().empty())
        GTEST_SKIP() << "GATEHOUSE_CORPUS is not set";
    Walk const& walk = GetParam();
    StarterPacks world(walk.pack);
    world.store_pack(packs_folder() + walk.file.substr(0, walk.file.rfind('/')),
        walk.stands_on.empty() ? "" : packs_folder() + walk.stands_on);
    (world.*walk.go)();
}

std::string test_name(std::string const& file)
{
    std::string name;
    for (char const c : file.substr(0, file.size() - 4))
        name += c == ' ' || c == '-' ? std::string() : std::string(1, c == '/' ? '_' : c);
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, EveryStarterPack, testing::ValuesIn(walks()),
    [](testing::TestParamInfo<Walk> const& info) { return test_name(info.param.file); });

TEST(StarterPackFiles, EachWithARelyingPartyIsWalked)
{
    if (packs_folder().empty())
        GTEST_SKIP() << "GATEHOUSE_CORPUS is not set";
    std::set<std::string> there;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(packs_folder()))
        if (entry.path().extension() == ".xml"
            && testkit::read_file(entry.path().string()).find("<RelyingParty") != std::string::npos)
            there.insert(std::filesystem::relative(entry.path(), packs_folder()).string());
    std::set<std::string> walked;
    for (Walk const& walk : walks())
        walked.insert(walk.file);
    EXPECT_EQ(there, walked);
}

} // namespace
} // namespace gatehouse::oidc
