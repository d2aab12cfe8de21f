#include "tests/architecture/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace gatehouse::architecture {
namespace {

using Lines = std::initializer_list<std::pair<std::string, std::string>>;

Tree make_tree(Lines folders, Lines files)
{
    Tree tree;
    for (auto const& [path, text] : folders)
        tree.folders[path] = read_folder(path, text);
    for (auto const& [path, text] : files)
        tree.files[path] = read_source(path, text);
    return tree;
}

std::vector<std::string> described(std::vector<Finding> const& findings)
{
    std::vector<std::string> out;
    std::ranges::transform(findings, std::back_inserter(out), describe);
    return out;
}

using Findings = std::vector<std::string>;

TEST(Tree, FolderReadsItsDependenciesAndSkipsComments)
{
    Folder folder = read_folder("libs/jose", R"(
# gatehouse_library(wrong DEPS store)
gatehouse_library(jose DEPS base
                  json # why
                  LINK OpenSSL::SSL TEST_DEPS testkit TEST_LINK sodium)
gatehouse_embed(gatehouse_jose jose_files a.json)
)");
    EXPECT_EQ(folder.names, std::set<std::string>({ "jose" }));
    EXPECT_EQ(folder.deps, std::set<std::string>({ "base", "json" }));
    EXPECT_EQ(folder.test_deps, std::set<std::string>({ "testkit" }));
    EXPECT_EQ(folder.generated, std::set<std::string>({ "jose_files.h" }));
}

TEST(Tree, ProgramDependsOnTheLibrariesItLinks)
{
    Folder folder = read_folder("apps/x",
        "add_executable(x main.cpp)\n"
        "target_link_libraries(x PRIVATE gatehouse_client ssl)\n"
        "target_link_libraries(x_test PRIVATE gatehouse_testkit)\n");
    EXPECT_EQ(folder.deps, std::set<std::string>({ "client" }));
    EXPECT_EQ(folder.test_deps, std::set<std::string>({ "testkit" }));
}

TEST(Tree, SourceKeepsIncludesWithTheirLines)
{
    SourceFile file = read_source("a.cpp", "#include \"a.h\"\n// #include <no>\n  #  include <vector>\nint x;");
    ASSERT_EQ(file.includes.size(), 2U);
    EXPECT_EQ(file.includes[0].name, "a.h");
    EXPECT_EQ(file.includes[1].name, "vector");
    EXPECT_EQ(file.includes[1].line, 3U);
    EXPECT_EQ(file.lines, 4U);
}

TEST(Rules, DependencyThatIsNotNamedIsFound)
{
    Tree tree = make_tree({ { "libs/a", "gatehouse_library(a)" }, { "libs/b", "gatehouse_library(b)" } },
        { { "libs/a/a.h", "" }, { "libs/b/b.cpp", "#include \"libs/a/a.h\"\n#include \"libs/b/gone.h\"" } });
    EXPECT_EQ(described(undeclared_includes(tree)),
        Findings({ "libs/b/b.cpp:1: libs/b does not name libs/a in its DEPS",
            "libs/b/b.cpp:2: \"libs/b/gone.h\" names no file of the tree" }));
}

TEST(Rules, LibrariesOfADependencyComeWithItAndOtherRoomsDoNot)
{
    Tree tree
        = make_tree({ { "libs/a", "gatehouse_library(a)" }, { "core/b", "gatehouse_library(b DEPS a)" },
                        { "core/c", "gatehouse_library(c DEPS b)" }, { "core/d", "gatehouse_library(d DEPS c)" } },
            { { "libs/a/a.h", "" }, { "core/b/b.h", "" }, { "core/c/c.cpp", "#include \"libs/a/a.h\"" },
                { "core/d/d.cpp", "#include \"libs/a/a.h\"\n#include \"core/b/b.h\"" } });
    EXPECT_EQ(
        described(undeclared_includes(tree)), Findings({ "core/d/d.cpp:2: core/d does not name core/b in its DEPS" }));
}

TEST(Rules, TestDependenciesAreForTestsOnly)
{
    Tree tree = make_tree({ { "libs/a", "gatehouse_library(a)" }, { "core/b", "gatehouse_library(b TEST_DEPS a)" } },
        { { "libs/a/a.h", "" }, { "core/b/b.cpp", "#include \"libs/a/a.h\"" },
            { "core/b/b_test.cpp", "#include \"libs/a/a.h\"" } });
    EXPECT_EQ(
        described(undeclared_includes(tree)), Findings({ "core/b/b.cpp:1: core/b does not name libs/a in its DEPS" }));
}

TEST(Rules, GeneratedHeaderBelongsToTheFolderThatEmbedsIt)
{
    Tree tree = make_tree({ { "apps/a", "gatehouse_library(a)\ngatehouse_embed(gatehouse_a web_files x.css)" } },
        { { "apps/a/a.cpp", "#include \"web_files.h\"" } });
    EXPECT_EQ(described(undeclared_includes(tree)), Findings());
}

TEST(Rules, StandaloneExampleIsNotAskedForItsDependencies)
{
    Tree tree = make_tree({ { "client", "gatehouse_library(client)" },
                              { "client/example", "project(sign_in)\nadd_executable(sign_in main.cpp)" } },
        { { "client/include/gatehouse/error.h", "" }, { "client/example/main.cpp", "#include <gatehouse/error.h>" } });
    EXPECT_EQ(described(undeclared_includes(tree)), Findings());
}

TEST(Rules, LayersAreKept)
{
    Tree tree = make_tree({},
        { { "store/s.h", "" }, { "libs/http/server.h", "" }, { "edges/saml/s.h", "" }, { "edges/oidc/o.h", "" },
            { "core/model/m.h", "" }, { "libs/testkit/fakes.h", "" },
            { "edges/pages/p.h", "#include \"edges/oidc/o.h\"" },
            { "edges/saml/p.cpp", "#include \"edges/pages/p.h\"" },
            { "core/x/a.cpp", "#include \"store/s.h\"\n#include \"libs/http/server.h\"" },
            { "core/x/a_test.cpp", "#include \"store/s.h\"" },
            { "edges/oidc/b.cpp", "#include \"edges/saml/s.h\"\n#include \"edges/oidc/o.h\"\n#include \"store/s.h\"" },
            { "apps/insurance_web/c.cpp", "#include \"core/model/m.h\"" },
            { "client/src/d.cpp", "#include \"core/model/m.h\"\n#include \"libs/testkit/fakes.h\"" } });
    EXPECT_EQ(described(layer_breaks(tree)),
        Findings({ "apps/insurance_web/c.cpp:1: this layer must not know core/model/m.h",
            "client/src/d.cpp:1: this layer must not know core/model/m.h",
            "client/src/d.cpp:2: this layer must not know libs/testkit/fakes.h",
            "core/x/a.cpp:1: this layer must not know store/s.h",
            "core/x/a.cpp:2: this layer must not know libs/http/server.h",
            "edges/oidc/b.cpp:1: this layer must not know edges/saml/s.h",
            "edges/oidc/b.cpp:3: this layer must not know store/s.h",
            "edges/pages/p.h:1: this layer must not know edges/oidc/o.h" }));
}

TEST(Rules, ThirdPartyHeaderStaysInItsWrapper)
{
    Tree tree = make_tree({ { "libs/crypto", "gatehouse_library(crypto)" }, { "core/x", "gatehouse_library(x)" } },
        { { "libs/crypto/key.cpp", "#include <openssl/evp.h>\n#include <sys/random.h>\n#include <vector>" },
            { "libs/crypto/handles.h", "#include <openssl/evp.h>" },
            { "libs/crypto/more_handles.h", "#include \"libs/crypto/handles.h\"" },
            { "libs/crypto/key2.cpp", "#include \"libs/crypto/more_handles.h\"" },
            { "core/x/a.cpp", "#include <openssl/evp.h>\n#include <zlib.h>\n#include <gtest/gtest.h>" },
            { "core/x/b_test.cpp", "#include <gtest/gtest.h>\n#include \"libs/crypto/more_handles.h\"" } });
    EXPECT_EQ(described(third_party_leaks(tree)),
        Findings({ "core/x/a.cpp:1: <openssl/evp.h> outside its wrapper folder",
            "core/x/a.cpp:2: <zlib.h> is in no row of the wrapper table",
            "core/x/a.cpp:3: only tests include <gtest/gtest.h>",
            "core/x/b_test.cpp:2: libs/crypto/more_handles.h brings a third party's header with it" }));
}

TEST(Rules, CircleOfDependenciesIsFound)
{
    Tree tree = make_tree({ { "core/a", "gatehouse_library(a DEPS b)" }, { "core/b", "gatehouse_library(b DEPS c)" },
                              { "core/c", "gatehouse_library(c DEPS b)" } },
        {});
    EXPECT_EQ(described(circles(tree)), Findings({ "core/b: DEPS in a circle: core/b -> core/c -> core/b" }));
}

TEST(Rules, OwnHeaderComesFirst)
{
    Tree tree = make_tree({},
        { { "libs/a/a.h", "" }, { "libs/a/a.cpp", "#include <vector>\n#include \"libs/a/a.h\"" }, { "libs/a/b.h", "" },
            { "libs/a/b.cpp", "#include \"libs/a/b.h\"" } });
    EXPECT_EQ(described(late_own_headers(tree)), Findings({ "libs/a/a.cpp: does not include libs/a/a.h first" }));
}

TEST(Rules, LongFileIsFound)
{
    Tree tree = make_tree({}, { { "libs/a/a.h", "\n\n\n" }, { "libs/a/b.h", "\n\n" } });
    EXPECT_EQ(described(long_files(tree, 2)), Findings({ "libs/a/a.h: 3 lines, over 2" }));
}

} // namespace
} // namespace gatehouse::architecture
