#include "apps/author/tools_test.h"

namespace gatehouse::author {
namespace {

TEST_F(ToolsTest, AWrongCallGetsOneSentence)
{
    std::string const some = copy("some");
    std::vector<std::pair<std::vector<std::string>, std::string>> const calls{
        { {}, "name a tool; --help lists them" },
        { { "dance" }, "there is no tool dance; --help lists them" },
        { { "check" }, "check takes FILE|DIR..." },
        { { "check", "nowhere" }, "there is no file or directory nowhere" },
        { { "check", some, "--update" }, "check has no option --update" },
        { { "list", "all" }, "list takes no words" },
        { { "check", some, "--colour" }, "the option --colour is unknown" },
        { { "diff", some }, "diff compares two files or directories, or with --data what is stored with one" },
    };
    for (auto const& [arguments, sentence] : calls) {
        EXPECT_EQ(run(arguments), 2) << sentence;
        EXPECT_EQ(errors, "gatehouse policy: " + sentence + "\n");
        EXPECT_EQ(out, "");
    }
}

TEST_F(ToolsTest, HelpNamesTheOptionsOfTheToolAlone)
{
    EXPECT_EQ(run({ "graph", "--help" }), 0);
    EXPECT_NE(out.find("usage: gatehouse policy graph FILE|DIR... [OPTIONS]"), std::string::npos);
    EXPECT_NE(out.find("--svg"), std::string::npos);
    EXPECT_EQ(out.find("--junit"), std::string::npos);
    EXPECT_EQ(run({ "--help" }), 0);
    EXPECT_NE(out.find("\ndiff "), std::string::npos);
}

TEST_F(ToolsTest, PlaceholdersAreThoseOfTheChosenEnvironment)
{
    std::string const some = copy("some");
    change("some/small.xml", "~/page", "{Settings:Pages}/{Settings:Environment}");
    EXPECT_EQ(run({ "check", some }), 2);
    EXPECT_EQ(
        errors, "gatehouse policy: some/small.xml:28: {Settings:...} needs an appsettings.json beside the policy\n");
    write("some/appsettings.json",
        R"({"Environments":[{"Name":"Test","Tenant":"t","PolicySettings":{"Pages":"~/a&b"}},{"Name":"Live","PolicySettings":{}}]})");
    EXPECT_EQ(run({ "check", some }), 2);
    EXPECT_EQ(errors, "gatehouse policy: choose with --environment: some/appsettings.json has Test, Live\n");
    EXPECT_EQ(run({ "check", some, "--environment", "live" }), 2);
    EXPECT_EQ(errors,
        "gatehouse policy: some/small.xml:28: some/appsettings.json has no setting Pages in the environment Live\n");
    EXPECT_EQ(run({ "effective", some, "--environment", "test" }), 0) << errors;
    EXPECT_NE(out.find("~/a&amp;b/Test"), std::string::npos) << out;
}

TEST_F(ToolsTest, DiffComparesTheUserFlowsOfDeclarations)
{
    auto const declaration = [&](std::string const& file, std::string const& flows) {
        write(file, "[tenant]\ndomain = \"t.onmicrosoft.com\"\n" + flows);
        return (folder / file).string();
    };
    std::string const first = "[flows.B2C_1_in]\ntype = \"sign_up_or_sign_in\"\n";
    std::string const before = declaration("a.toml", first + "[flows.B2C_1_old]\ntype = \"profile_edit\"\n");
    std::string const after
        = declaration("b.toml", first + "mfa = \"always\"\n[flows.B2C_1_new]\ntype = \"profile_edit\"\n");
    EXPECT_EQ(run({ "diff", before, after }), 1) << errors;
    EXPECT_EQ(out,
        "B2C_1_in\n  ~ mfa: \"off\" -> \"always\"\n"
        "B2C_1_new\n  + the user flow is new\n"
        "B2C_1_old\n  - the user flow is gone\n");
    EXPECT_EQ(run({ "diff", before, before }), 0);
    EXPECT_EQ(out, "no difference\n");
    EXPECT_EQ(run({ "diff", before, copy("some") }), 2);
}

TEST_F(ToolsTest, DiffIsSilentWhereNothingDiffers)
{
    EXPECT_EQ(run({ "diff", copy("a"), copy("b") }), 0);
    EXPECT_EQ(out, "no difference\n");
}

TEST_F(ToolsTest, DiffTellsWhatDiffersAndWhatThatMeansForThePlan)
{
    std::string const before = copy("a");
    std::string const after = copy("b");
    change("b/small.xml", ">Write<", ">Read<");
    EXPECT_EQ(run({ "diff", before, after }), 1);
    EXPECT_EQ(out,
        "B2C_1A_plain\n"
        "  ~ ClaimsProviders/TechnicalProfile[Directory-Write]/Metadata/Item[Operation]: \"Write\" -> \"Read\"  "
        "(a/small.xml:53, b/small.xml:53)\n"
        "  the plan changes: profile Directory-Write (Directory)\n");
    EXPECT_EQ(errors, "");
}

TEST_F(ToolsTest, DiffTellsOnceWhatSeveralPoliciesShareAndNamesThoseThatAreNew)
{
    std::string const before = copy("a");
    for (char const* name : { "a/second.xml", "a/third.xml" }) {
        ASSERT_TRUE(write_text(folder / name, testkit::read_file("tests/policies/plain.xml")));
        change(name, "B2C_1A_plain", std::string("B2C_1A_") + std::filesystem::path(name).stem().string());
    }
    std::string const after = copy("b");
    std::filesystem::copy(folder / "a/second.xml", folder / "b/second.xml");
    change("b/small.xml", "<DisplayName>Surname<", "<DisplayName>Family name<");
    EXPECT_EQ(run({ "diff", before, after }), 1);
    EXPECT_EQ(out,
        "B2C_1A_plain, B2C_1A_second\n"
        "  ~ BuildingBlocks/ClaimsSchema/ClaimType[surname]/DisplayName: \"Surname\" -> \"Family name\"  "
        "(a/small.xml:14, b/small.xml:14)\n"
        "  the plan keeps its steps, profiles and transformations\n"
        "\nB2C_1A_third\n"
        "  - the policy is gone\n");
}

TEST_F(ToolsTest, DiffWithADatabaseTellsWhatAPushWouldChange)
{
    std::string const pushed = copy("a");
    std::string const data = make_database();
    EXPECT_EQ(run({ "diff", pushed, "--data", data }), 1);
    EXPECT_EQ(out, "B2C_1A_plain\n  + the policy is new\n");
    ASSERT_EQ(run({ "push", pushed, "--data", data }), 0) << errors;
    EXPECT_EQ(run({ "diff", pushed, "--data", data }), 0);
    change("a/plain.xml", "\"surname\"", "\"isNew\"");
    EXPECT_EQ(run({ "diff", pushed, "--data", data }), 1);
    EXPECT_EQ(out,
        "B2C_1A_plain\n"
        "  + RelyingParty/TechnicalProfile[PolicyProfile]/OutputClaims/OutputClaim[isNew]  (a/plain.xml:16)\n"
        "  - RelyingParty/TechnicalProfile[PolicyProfile]/OutputClaims/OutputClaim[surname]  (stored B2C_1A_plain:16)\n"
        "  the plan changes: relying party\n");
    EXPECT_EQ(run({ "diff", pushed, pushed, "--data", data }), 2);
    EXPECT_EQ(run({ "diff", pushed, "nowhere" }), 2);
}

TEST_F(ToolsTest, StoredPoliciesAreListedShownAndRemoved)
{
    std::string const pushed = copy("a");
    std::string const data = make_database();
    ASSERT_EQ(run({ "push", pushed, "--data", data, "--json" }), 0) << errors;
    EXPECT_EQ(out,
        R"({"id":"B2C_1A_plain","tenant":"test.onmicrosoft.com","change":"created"})"
        "\n"
        R"({"id":"B2C_1A_small","tenant":"test.onmicrosoft.com","change":"created"})"
        "\n");
    EXPECT_EQ(run({ "list", "--data", data }), 0) << errors;
    EXPECT_EQ(out, "B2C_1A_plain  on B2C_1A_small\nB2C_1A_small  on nothing\n");
    EXPECT_EQ(run({ "list", "--data", data, "--json" }), 0) << errors;
    EXPECT_TRUE(out.starts_with(R"({"id":"B2C_1A_plain","base":"B2C_1A_small"})")) << out;
    EXPECT_EQ(run({ "show", "b2c_1a_PLAIN", "--data", data }), 0) << errors;
    EXPECT_EQ(out, testkit::read_file("tests/policies/plain.xml"));
    EXPECT_EQ(run({ "show", "B2C_1A_none", "--data", data }), 1);
    EXPECT_NE(errors.find("has no policy B2C_1A_none"), std::string::npos) << errors;
    // Somebody stands on it.
    EXPECT_EQ(run({ "remove", "B2C_1A_small", "--data", data }), 1);
    EXPECT_NE(errors.find("B2C_1A_plain"), std::string::npos) << errors;
    EXPECT_EQ(run({ "remove", "B2C_1A_plain", "--data", data }), 0) << errors;
    EXPECT_EQ(out, "test.onmicrosoft.com: B2C_1A_plain removed\n");
    EXPECT_EQ(run({ "list", "--data", data }), 0) << errors;
    EXPECT_EQ(out, "B2C_1A_small  on nothing\n");
}

} // namespace
} // namespace gatehouse::author
