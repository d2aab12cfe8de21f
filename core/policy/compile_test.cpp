#include "core/policy/compile.h"

#include "core/policy/build.h"
#include "core/policy/files_test.h"
#include "core/policy/merge.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::policy {
namespace {

// "literal|Group:Name|..." of a template; diagnostics are counted.
std::string parts(std::string const& text, size_t wrong = 0)
{
    Element const root{ "root", {}, "", {}, { "file.xml", 1, 1 } };
    Diagnostics diagnostics;
    Build build(root, diagnostics);
    Template const made = make_template(build, root, text);
    EXPECT_EQ(std::move(diagnostics).take({}).size(), wrong) << text;
    std::string out;
    for (TemplatePart const& part : made.parts)
        out += (out.empty() ? "" : "|") + (part.group.empty() ? part.literal : part.group + ":" + part.name);
    return out;
}

SharedPlan plan_of(std::string const& id)
{
    TestFiles files;
    files.add_folder("policies/builtin");
    files.add_folder("tests/policies");
    files.add_folder("tests/policies/base");
    auto const compiled = compile(id, files.find());
    return compiled ? compiled->plan : nullptr;
}

TEST(PolicyTemplate, ResolversAreSplitFromTheirText)
{
    EXPECT_EQ(parts("{OIDC:LoginHint}"), "OIDC:LoginHint");
    EXPECT_EQ(parts("cpim_{0}@{RelyingPartyTenantId}"), "cpim_{0}@|Policy:RelyingPartyTenantId");
    EXPECT_EQ(parts("{policy}/{tenant}/{TechnicalProfileId}"),
        "Policy:PolicyId|/|Policy:RelyingPartyTenantId|/|TechnicalProfile:Id");
    EXPECT_EQ(parts("{oidc:clientid}{OAUTH-KV:Campaign}"), "OIDC:ClientId|OAUTH-KV:Campaign");
    EXPECT_EQ(parts("{service:te}"), "service:te");
}

TEST(PolicyTemplate, OtherBracesAreText)
{
    for (std::string const text : { "", "plain", "{", "}", "{}", "{0}", "a{2,3}", "{Settings:X}", "{{0}}", "{OIDC:}" })
        EXPECT_EQ(parts(text), text);
    EXPECT_EQ(parts("{{policy}"), "{|Policy:PolicyId");
}

TEST(PolicyTemplate, UnknownNamesOfKnownGroupsAreErrors)
{
    EXPECT_EQ(parts("{OIDC:Nobody}", 1), "{OIDC:Nobody}");
    EXPECT_EQ(parts("{Context:Secret}", 1), "{Context:Secret}");
}

TEST(PolicyMerge, TheTableIsSortedAndNamesEachElementOnce)
{
    auto const rules = merge_rules();
    EXPECT_EQ(std::ranges::adjacent_find(rules, std::ranges::greater_equal(), &MergeRule::element), rules.end());
}

TEST(PolicyMerge, AChildOverlaysWhatItNamesAndKeepsTheRest)
{
    SharedPlan const plain = plan_of("B2C_1A_plain");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->claims.at(*plain->slot("surname")).display_name, "Surname");
    SharedPlan const overlay = plan_of("B2C_1A_overlay");
    ASSERT_TRUE(overlay);
    ClaimType const& surname = overlay->claims.at(*overlay->slot("surname"));
    EXPECT_EQ(surname.display_name, "Family name");
    ASSERT_EQ(surname.options.size(), 2U);
    EXPECT_EQ(surname.options[0].text, "Two, better");
    EXPECT_EQ(surname.options[1].text, "One");
}

TEST(PolicyPlan, TextsFallBackFromTheCultureToTheCatalogue)
{
    SharedPlan const plan = plan_of("B2C_1_signupsignin1");
    ASSERT_TRUE(plan);
    auto const heading = [&](std::string_view language) {
        std::string const* text = plan->find_string("api.signuporsignin", language, "UxElement", "", "heading");
        return text ? *text : std::string();
    };
    EXPECT_EQ(heading("de"), "Anmelden");
    EXPECT_EQ(heading("de-AT"), "Anmelden");
    EXPECT_EQ(heading("fr"), "Sign in") << "the default language";
    std::string const* english = plan->find_string("api.signuporsignin", "fr", "UxElement", "", "forgotpassword_link");
    ASSERT_NE(english, nullptr) << "the catalogue in English";
    std::string const* german
        = plan->find_string("api.signuporsignin", "de-CH", "UxElement", "", "forgotpassword_link");
    ASSERT_NE(german, nullptr);
    EXPECT_NE(*german, *english);
    EXPECT_EQ(plan->find_string("api.signuporsignin", "de", "UxElement", "", "no_such_text"), nullptr);
}

TEST(PolicyPlan, TheCatalogueLiesUnderEveryPolicy)
{
    SharedPlan const plan = plan_of("B2C_1A_plain");
    ASSERT_TRUE(plan);
    EXPECT_NE(plan->find_string("api.page", "de", "UxElement", "", "button_continue"), nullptr);
}

TEST(PolicyPlan, TheHashFollowsTheFiles)
{
    SharedPlan const one = plan_of("B2C_1A_plain");
    SharedPlan const again = plan_of("B2C_1A_plain");
    SharedPlan const other = plan_of("B2C_1A_overlay");
    ASSERT_TRUE(one && again && other);
    EXPECT_EQ(one->hash, again->hash);
    EXPECT_NE(one->hash, other->hash);
}

TEST(PolicyCompile, AChainOfMoreThanTenLevelsIsRefused)
{
    TestFiles files;
    for (int i = 0; i < 12; ++i) {
        std::string const id = "B2C_1A_level" + std::to_string(i);
        std::string const base = "B2C_1A_level" + std::to_string(i + 1);
        files.add(id + ".xml",
            "<TrustFrameworkPolicy xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\" "
            "PolicySchemaVersion=\"0.3.0.0\" "
            "TenantId=\"t.example\" PolicyId=\""
                + id + "\" PublicPolicyUri=\"http://t.example/x\"><BasePolicy><TenantId>t.example</TenantId><PolicyId>"
                + base + "</PolicyId></BasePolicy></TrustFrameworkPolicy>");
    }
    auto const compiled = compile("B2C_1A_level0", files.find());
    ASSERT_TRUE(compiled.has_value());
    EXPECT_NE(text_of(compiled->diagnostics).find("more than 10 levels"), std::string::npos);
}

TEST(PolicyCompile, AFailingSearchIsAnError)
{
    auto const compiled = compile("B2C_1A_x",
        [](std::string const&) -> Result<std::optional<SourceFile>> { return fail(Fault::Unavailable, "busy"); });
    ASSERT_FALSE(compiled.has_value());
    EXPECT_EQ(compiled.error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::policy
