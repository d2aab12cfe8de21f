#include "core/flows/texts.h"

#include "core/flows/flows.h"

#include <gtest/gtest.h>

namespace gatehouse::flows {
namespace {

policy::UserFlow flow()
{
    return fresh_flow("B2C_1_a", policy::FlowType::SignUpOrSignIn);
}

TEST(FlowTexts, ALanguageIsKnownWithAndWithoutItsRegion)
{
    EXPECT_EQ(known_language("es-ES"), "es");
    EXPECT_EQ(known_language("PT-BR"), "pt-br");
    EXPECT_EQ(known_language("pt"), "");
    EXPECT_EQ(known_language("x-es"), "");
}

TEST(FlowTexts, BuiltInLanguagesAndTheDefaultStay)
{
    policy::UserFlow changed = flow();
    ASSERT_TRUE(add_language(changed, "fr"));
    EXPECT_TRUE(speaks(changed, "fr"));
    changed.default_language = "fr";
    for (char const* code : { "en", "de", "fr" })
        EXPECT_EQ(remove_language(changed, code).error().fault, Fault::Conflict) << code;
    changed.default_language = "en";
    ASSERT_TRUE(remove_language(changed, "fr"));
    EXPECT_FALSE(speaks(changed, "fr"));
    EXPECT_EQ(add_language(changed, "FR").error().fault, Fault::Invalid);
    EXPECT_TRUE(changed.languages.empty());
}

TEST(FlowTexts, NoTextsTakeThePagesOwnBack)
{
    policy::UserFlow changed = flow();
    set_texts(changed, "fr", "api.signuporsignin", { { "UxElement//heading", "Bonjour" } });
    ASSERT_TRUE(find_language(changed, "fr"));
    EXPECT_EQ(find_language(changed, "fr")->pages.size(), 1U);
    set_texts(changed, "fr", "api.signuporsignin", {});
    EXPECT_TRUE(find_language(changed, "fr")->pages.empty());
}

TEST(FlowTexts, AFileBringsOnlyWhatOverrides)
{
    json::Array strings;
    strings.emplace_back(text_for_file("button_signin", "Entrer", Override::Yes));
    strings.emplace_back(text_for_file("UserMessageIfInvalidPassword", "Non", Override::Yes));
    strings.emplace_back(text_for_file("ClaimType/email/DisplayName", "Courriel", Override::No));
    auto const read = texts_of_file({ { "LocalizedStrings", strings } });
    ASSERT_TRUE(read);
    EXPECT_EQ(*read,
        (policy::FlowLanguage::Strings{
            { "UxElement//button_signin", "Entrer" }, { "ErrorMessage//UserMessageIfInvalidPassword", "Non" } }));
    strings.emplace_back(json::Object{ { "ElementType", "A/B" }, { "StringId", "x" }, { "Value", "y" } });
    EXPECT_FALSE(texts_of_file({ { "LocalizedStrings", strings } }));
    EXPECT_FALSE(texts_of_file({}));
}

} // namespace
} // namespace gatehouse::flows
