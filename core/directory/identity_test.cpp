#include "core/directory/identity.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Identity, TypesAreReadAsTheyAreNamed)
{
    struct Case {
        std::string_view text;
        SignInType type;
        std::string_view label;
    };
    for (auto const& [text, type, label] : std::vector<Case>{ { "emailAddress", SignInType::EmailAddress, "" },
             { "userName", SignInType::UserName, "" }, { "phoneNumber", SignInType::PhoneNumber, "" },
             { "federated", SignInType::Federated, "" }, { "EMAILADDRESS", SignInType::EmailAddress, "" },
             { "emailAddress1", SignInType::EmailAddress, "emailAddress1" },
             { "customerNumber", SignInType::Custom, "customerNumber" }, { "a-b_9", SignInType::Custom, "a-b_9" } }) {
        auto const kind = parse_sign_in_kind(text);
        ASSERT_TRUE(kind.has_value()) << text;
        EXPECT_EQ(kind->type, type) << text;
        EXPECT_EQ(kind->label, label) << text;
    }
    for (std::string const& wrong : { std::string(), std::string("userPrincipalName"), std::string("a b"),
             std::string("a'b"), std::string(65, 'a'), std::string("\xc3\xa9") })
        EXPECT_FALSE(parse_sign_in_kind(wrong).has_value()) << wrong;
}

TEST(Identity, AKindWithoutALabelIsAnyOfItsType)
{
    Identity const second{ SignInType::EmailAddress, "a.test", "b@a.test", "emailAddress1" };
    Identity const first{ SignInType::EmailAddress, "a.test", "a@a.test" };
    EXPECT_TRUE(is_of_kind(second, { SignInType::EmailAddress }));
    EXPECT_TRUE(is_of_kind(second, { SignInType::EmailAddress, "EmailAddress1" }));
    EXPECT_FALSE(is_of_kind(first, { SignInType::EmailAddress, "emailAddress1" }));
    EXPECT_FALSE(is_of_kind(first, { SignInType::UserName }));
    EXPECT_EQ(type_text(second), "emailAddress1");
    EXPECT_EQ(type_text(first), "emailAddress");
}

TEST(Identity, ANameOfATenantsOwnKindIsAShortText)
{
    Identity own{ SignInType::Custom, "a.test", "K 17/b", "customerNumber" };
    EXPECT_TRUE(check_identity(own).has_value());
    for (std::string const& wrong :
        { std::string(), std::string(101, 'k'), std::string("a\nb"), std::string("\xff") }) {
        own.value = wrong;
        EXPECT_FALSE(check_identity(own).has_value()) << wrong;
    }
}

TEST(Identity, Attack35OneNameHasOneKeyWhateverItsType)
{
    for (SignInType type : { SignInType::EmailAddress, SignInType::UserName, SignInType::PhoneNumber }) {
        EXPECT_EQ(identity_key(type, " Ada@Example.TEST\t"), "ada@example.test");
        EXPECT_EQ(identity_key(type, "+49 (30) 123-45.67"), "+49301234567");
    }
    EXPECT_EQ(identity_key(SignInType::UserName,
                  "\xc3\x84"
                  "DA"),
        "\xc3\x84"
        "da");
    EXPECT_EQ(identity_key(SignInType::Federated, " Sub "), " Sub ");
}

TEST(Identity, PhoneNumbersHaveACountryCode)
{
    EXPECT_EQ(normalize_phone("+1 2065551234"), "+12065551234");
    for (char const* text :
        { "", "+", "2065551234", "+0123456789", "+1234567890123456", "+12345", "+1206555x234", "++12065551234" })
        EXPECT_EQ(normalize_phone(text), std::nullopt) << text;
}

TEST(Identity, EmailAddressesHaveTheShapeOfOne)
{
    for (char const* good : { "a@b.test", "first.last+tag@sub.example.test", "o'neil@example.test",
             "j\xc3\xb6rg@b\xc3\xbc"
             "cher.test" })
        EXPECT_TRUE(is_email_address(good)) << good;
    for (char const* bad : { "", "a", "@b.test", "a@", "a@b", "a@@b.test", "a@b@c.test", ".a@b.test", "a.@b.test",
             "a..b@c.test", "a b@c.test", "a@b..test", "a@-b.test", "a@b.test\n", "a@b.test,c@d.test", "<a@b.test>",
             "\"a\"@b.test", "a\xff@b.test", "a@[127.0.0.1]" })
        EXPECT_FALSE(is_email_address(bad)) << bad;
    EXPECT_FALSE(is_email_address(std::string(65, 'a') + "@b.test"));
}

TEST(Identity, UserNamesBeginWithALetterOrDigit)
{
    for (char const* good : { "a", "ada-l_1", "1ada" })
        EXPECT_TRUE(is_user_name(good)) << good;
    for (char const* bad : { "", "-a", "_a", "a b", "a@b", "a.b", "\xc3\xa4" })
        EXPECT_FALSE(is_user_name(bad)) << bad;
    EXPECT_TRUE(is_user_name(std::string(64, 'a')));
    EXPECT_FALSE(is_user_name(std::string(65, 'a')));
}

TEST(Identity, AnIdentityFitsItsType)
{
    EXPECT_TRUE(check_identity({ SignInType::EmailAddress, "i", "a@b.test" }));
    EXPECT_TRUE(check_identity({ SignInType::PhoneNumber, "i", "+49 30 1234567" }));
    EXPECT_TRUE(check_identity({ SignInType::Federated, "i", "anything" }));
    // A user name that could be taken for an address is refused before any look-up (attack-35).
    EXPECT_EQ(check_identity({ SignInType::UserName, "i", "a@b.test" }).error().fault, Fault::Invalid);
    EXPECT_FALSE(check_identity({ SignInType::UserName, "i", "+49301234567" }));
    EXPECT_FALSE(check_identity({ SignInType::Federated, "", "s" }));
    EXPECT_FALSE(
        check_identity({ SignInType::EmailAddress, "i", std::string(60, 'a') + "@" + std::string(60, 'b') + ".test" }));
}

} // namespace
} // namespace gatehouse
