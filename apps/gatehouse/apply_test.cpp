#include "apps/gatehouse/apply.h"

#include "core/applications/directory_api.h"
#include "core/applications/secrets.h"
#include "core/directory/hash_pool.h"
#include "core/flows/flows.h"
#include "core/flows/parts.h"
#include "libs/base/text.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace gatehouse::app {
namespace {

constexpr char const* kText = R"([tenant]
domain = "contoso.onmicrosoft.com"

[apps.api]
app_id_uri = "https://contoso.onmicrosoft.com/api"
scopes = [{ name = "Read" }]

[apps.web]
secret = true
redirect_uris = ["https://web.example/cb"]
permissions = [{ app = "api", scope = "Read", consent = true }]

[flows.B2C_1_susi]
claims = ["emails", "objectId"]

[[users]]
email = "ada@example.test"
password = "Correct-horse-1"
attributes = { displayName = "Ada" }
)";

// A file that is gone with the test.
class PictureFile {
public:
    explicit PictureFile(std::string const& bytes)
    {
        std::string name = (std::filesystem::temp_directory_path() / "picture-XXXXXX").string();
        int const file = ::mkstemp(name.data());
        path_ = name;
        std::ofstream(path_, std::ios::binary) << bytes;
        ::close(file);
    }
    ~PictureFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_; }

private:
    std::string path_;
};

class ApplyTest : public testing::Test {
protected:
    ApplyTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
    }

    static TenantDeclaration declared(std::string const& text = kText)
    {
        auto declaration = read_tenant_file(text, "tenant.toml", {});
        EXPECT_TRUE(declaration.has_value());
        declaration->tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
        return std::move(*declaration);
    }
    Result<Applied> run(TenantDeclaration const& declaration, std::vector<std::string> const& new_secrets_for = {})
    {
        return apply(*store, declaration, new_secrets_for, hasher, clock, random);
    }
    Application app(std::string const& name)
    {
        auto const apps = read<std::vector<Application>>(*store, [&](Ports& ports) -> Result<std::vector<Application>> {
            auto const tenant = TRY(ports.tenants.find("contoso.onmicrosoft.com"));
            if (!tenant)
                return std::vector<Application>();
            return ports.applications.list(tenant->id);
        }).value();
        auto const found = std::ranges::find(apps, name, &Application::name);
        return found == apps.end() ? Application() : *found;
    }
    bool has_tenant()
    {
        return read<std::optional<Tenant>>(
            *store, [](Ports& ports) { return ports.tenants.find("contoso.onmicrosoft.com"); })
            .value()
            .has_value();
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    HashPool hasher{ { .threads = 1, .queue = 16 } };
};

TEST_F(ApplyTest, CreatesEverythingAndSaysSo)
{
    auto const applied = run(declared());
    ASSERT_TRUE(applied.has_value()) << applied.error().detail;
    EXPECT_TRUE(applied->changed);
    EXPECT_EQ(applied->lines,
        (std::vector<std::string>{ "tenant contoso.onmicrosoft.com: created", "app api: created", "app web: created",
            "flow B2C_1_susi: created", "user ada@example.test: created" }));
    EXPECT_EQ(applied->values.at("apps.web.client_id"), app("web").id.text());
    EXPECT_EQ(app("web").permissions.front().resource, app("api").id);
    EXPECT_TRUE(check_secret(app("web"), applied->values.at("apps.web.secret"), clock.now()));
}

TEST_F(ApplyTest, ThePermissionsOfAnAppMayNameTheDirectoryApi)
{
    auto const declaration = declared(R"([tenant]
domain = "contoso.onmicrosoft.com"

[apps.pipeline]
secret = true
permissions = [{ app = "microsoft-graph", role = "Policy.ReadWrite.TrustFramework", consent = true }]
)");
    ASSERT_TRUE(run(declaration).has_value());
    std::string_view const role = directory_role::kWritePolicies;
    EXPECT_TRUE(has_directory_role(app("pipeline"), { &role, 1 }));
}

TEST_F(ApplyTest, ASecondTimeEverythingIsUnchanged)
{
    auto const first = run(declared());
    auto const second = run(declared());
    ASSERT_TRUE(second.has_value());
    EXPECT_FALSE(second->changed);
    for (std::string const& line : second->lines)
        EXPECT_TRUE(line.ends_with(": unchanged")) << line;
    EXPECT_EQ(second->values.at("tenant.id"), first->values.at("tenant.id"));
    EXPECT_EQ(second->values.at("apps.web.client_id"), first->values.at("apps.web.client_id"));
    EXPECT_FALSE(second->values.contains("apps.web.secret"));
    EXPECT_EQ(app("web").secrets.size(), 1u);
}

TEST_F(ApplyTest, OnlyWhatChangedIsUpdated)
{
    ASSERT_TRUE(run(declared()).has_value());
    TenantDeclaration changed = declared();
    changed.apps[1].redirect_uris.push_back({ "https://web.example/more" });
    changed.flows[0].claims.push_back("displayName");
    auto const applied = run(changed);
    ASSERT_TRUE(applied.has_value());
    EXPECT_EQ(applied->lines,
        (std::vector<std::string>{ "tenant contoso.onmicrosoft.com: unchanged", "app api: unchanged",
            "app web: updated", "flow B2C_1_susi: updated", "user ada@example.test: unchanged" }));
    EXPECT_EQ(app("web").redirect_uris.size(), 2u);
}

TEST_F(ApplyTest, APersonsOwnChangesAreKept)
{
    auto const first = run(declared());
    TenantId const tenant(first->values.at("tenant.id"));
    auto const renamed = store->transact([&](Ports& ports) -> Result<void> {
        User user = *TRY(ports.users.find_by_sign_in_name(tenant, "ada@example.test"));
        user.attributes.insert_or_assign("displayName", std::string("Countess"));
        return ports.users.update(tenant, user);
    });
    ASSERT_TRUE(renamed.has_value());
    ASSERT_TRUE(run(declared()).has_value());
    auto const user = read<std::optional<User>>(*store, [&](Ports& ports) {
        return ports.users.find_by_sign_in_name(tenant, "ada@example.test");
    }).value();
    EXPECT_EQ(text_of(user->attributes.at("displayName")), "Countess");
}

TEST_F(ApplyTest, AnotherSecretIsAddedBesideTheOldOne)
{
    auto const first = run(declared());
    clock.advance(std::chrono::hours(1));
    auto const second = run(declared(), { "web" });
    ASSERT_TRUE(second.has_value());
    EXPECT_TRUE(check_secret(app("web"), first->values.at("apps.web.secret"), clock.now()));
    EXPECT_TRUE(check_secret(app("web"), second->values.at("apps.web.secret"), clock.now()));
    // Two years later both are of no use, and a new one is made.
    clock.advance(std::chrono::hours(24 * 800));
    auto const third = run(declared());
    ASSERT_TRUE(third->values.contains("apps.web.secret"));
    EXPECT_EQ(app("web").secrets.size(), 1u);
}

TEST_F(ApplyTest, NothingIsAppliedWhenSomethingFails)
{
    TenantDeclaration declaration = declared();
    declaration.users.push_back({ "bob@example.test", Password("Correct-horse-2"), {} });
    declaration.apps[1].redirect_uris = { { "https://other.example/cb" } };
    declaration.tenant.id = TenantId("11111111-2222-4333-8444-555555555555");
    ASSERT_TRUE(run(declared()).has_value());
    Application const before = app("web");
    // The tenant exists with another id.
    auto const applied = run(declaration);
    EXPECT_FALSE(applied.has_value());
    EXPECT_EQ(app("web").redirect_uris, before.redirect_uris);
    auto const bob = read<std::optional<User>>(*store, [&](Ports& ports) -> Result<std::optional<User>> {
        auto const tenant = TRY(ports.tenants.find("contoso.onmicrosoft.com"));
        return ports.users.find_by_sign_in_name(tenant->id, "bob@example.test");
    }).value();
    EXPECT_FALSE(bob.has_value());
}

// A fault in the middle: the first parts must not stay.
TEST_F(ApplyTest, AFaultInTheMiddleLeavesNothing)
{
    class FailingPool final : public PasswordHasher {
    public:
        Result<std::string> hash(Password const&, crypto::HashCost) override
        {
            return fail(Fault::Unavailable, "no memory");
        }
        Result<crypto::PasswordCheck> check(Password const&, std::string const&, crypto::HashCost) override
        {
            return fail(Fault::Unavailable, "no memory");
        }
    } failing;
    EXPECT_FALSE(apply(*store, declared(), {}, failing, clock, random).has_value());
    EXPECT_FALSE(has_tenant());
}

TEST_F(ApplyTest, AnAppThatLeftTheFileStays)
{
    ASSERT_TRUE(run(declared()).has_value());
    TenantDeclaration fewer = declared();
    fewer.apps.pop_back();
    auto const applied = run(fewer);
    ASSERT_TRUE(applied.has_value());
    EXPECT_NE(std::ranges::find(applied->lines, "app web: not in the file, left as it is"), applied->lines.end());
    EXPECT_FALSE(applied->changed);
    EXPECT_FALSE(app("web").id.empty());
}

TEST_F(ApplyTest, AnAdministratorIsMadeWithAPasswordThatIsToldOnce)
{
    std::string const text = std::string(kText)
        + "[[administrators]]\nemail = \"root@example.test\"\nroles = [\"global\"]\npassword = true\n";
    auto const first = run(declared(text));
    ASSERT_TRUE(first.has_value());
    std::string const password = first->values.at("administrators.root@example.test.password");
    EXPECT_GE(password.size(), 22U);
    auto const second = run(declared(text));
    ASSERT_TRUE(second.has_value());
    EXPECT_FALSE(second->changed);
    EXPECT_FALSE(second->values.contains("administrators.root@example.test.password"));
    auto const third = run(declared(text), { "root@example.test" });
    ASSERT_TRUE(third.has_value());
    EXPECT_NE(third->values.at("administrators.root@example.test.password"), password);
}

TEST_F(ApplyTest, RolesAreAddedToSomebodyWhoIsThereAndNobodyIsInvented)
{
    auto const with = [](std::string const& email) {
        return std::string(kText) + "[[administrators]]\nemail = \"" + email + "\"\nroles = [\"user\"]\n";
    };
    ASSERT_TRUE(run(declared(with("ada@example.test"))).has_value());
    auto const all = read<std::vector<Administrator>>(*store, [&](Ports& ports) -> Result<std::vector<Administrator>> {
        auto const tenant = TRY(ports.tenants.find("contoso.onmicrosoft.com"));
        return ports.administrators.list(tenant->id);
    });
    ASSERT_EQ(all.value().size(), 1U);
    EXPECT_EQ(all.value()[0].roles, std::vector{ AdminRole::User });
    auto const nobody = run(declared(with("eve@example.test")));
    ASSERT_FALSE(nobody.has_value());
    EXPECT_NE(nobody.error().detail.find("eve@example.test is nobody"), std::string::npos) << nobody.error().detail;
}

TEST_F(ApplyTest, IdentityProvidersAndAttributesStandWhereTheApiFindsThem)
{
    std::string const parts = R"(
[attributes.extension_hobby]
label = "Hobby"

[identity_providers.google]
kind = "google"
client_id = "at-google"
client_secret = "hush"

[api_connectors.check]
url = "https://api.contoso.example/check"
user = "u"
password = "p"

[flows.B2C_1_google]
collect = ["extension_hobby"]
identity_providers = ["google"]
api_connectors = { after_federation = "check" }
)";
    auto const first = run(declared(kText + parts));
    ASSERT_TRUE(first.has_value()) << first.error().detail;
    EXPECT_NE(std::ranges::find(first->lines, "identity provider google: created"), first->lines.end());
    EXPECT_NE(std::ranges::find(first->lines, "attribute extension_hobby: created"), first->lines.end());
    EXPECT_FALSE(run(declared(kText + parts))->changed);
    auto const moved = run(declared(kText + replace_all(parts, "at-google", "moved")));
    ASSERT_TRUE(moved.has_value()) << moved.error().detail;
    EXPECT_NE(std::ranges::find(moved->lines, "identity provider google: updated"), moved->lines.end());
    EXPECT_EQ(std::ranges::find(moved->lines, "flow B2C_1_susi: updated"), moved->lines.end());
    auto const checked = store->read([&](Ports& ports) -> Result<void> {
        TenantId const tenant = TRY(ports.tenants.find("contoso.onmicrosoft.com"))->id;
        EXPECT_EQ(TRY(flows::list_providers(ports, tenant)).at(0).client_id, "moved");
        EXPECT_EQ(TRY(flows::list_connectors(ports, tenant)).at(0).display_name, "check");
        EXPECT_EQ(TRY(flows::list_attributes(ports, tenant)).at(0).id, "extension_hobby");
        EXPECT_EQ(TRY(flows::find(ports, tenant, "B2C_1_google"))->identity_providers.at(0).client_id, "moved");
        return {};
    });
    EXPECT_TRUE(checked.has_value());
}

TEST_F(ApplyTest, TheLookOfThePagesIsDeclaredWithFiles)
{
    PictureFile const logo("\x89PNG\r\n\x1a\nrest");
    auto const text = [&](std::string const& accent) {
        return std::string(kText) + "[branding.default]\naccent = \"" + accent
            + "\"\nlogo_text = \"Contoso\"\nlogo = \"" + logo.path() + "\"\n[branding.de]\nbackground = \"#eef1f5\"\n";
    };
    auto const lines = [](Result<Applied> const& applied) {
        std::string all;
        for (std::string const& line : applied.value().lines)
            if (line.starts_with("branding"))
                all += line + "; ";
        return all;
    };
    EXPECT_EQ(lines(run(declared(text("#1f5fbf")))), "branding de: created; branding default: created; ");
    EXPECT_EQ(lines(run(declared(text("#1f5fbf")))), "branding de: unchanged; branding default: unchanged; ");
    EXPECT_EQ(lines(run(declared(text("#aa0000")))), "branding de: unchanged; branding default: updated; ");
    auto const kept = read<Brandings>(*store, [&](Ports& ports) -> Result<Brandings> {
        return list_brandings(ports, TRY(ports.tenants.find("contoso.onmicrosoft.com"))->id);
    });
    EXPECT_EQ(kept->at("default")->accent, "#aa0000");
    EXPECT_EQ(kept->at("default")->logo->content_type, "image/png");
    EXPECT_EQ(kept->at("de")->background, "#eef1f5");
    // What the file does not say stays.
    EXPECT_EQ(lines(run(declared())), "");
    EXPECT_TRUE(run(declared()).has_value());
}

TEST(TenantFile, AWrongLookIsNamedWithItsLine)
{
    PictureFile const page("<svg/>");
    for (auto const& [text, named] :
        { std::pair<std::string, char const*>("[branding.default]\naccent = \"red\"", "hexadecimal"),
            { "[branding.\"no language\"]\naccent = \"#112233\"", "language" },
            { "[branding.de]\nlogo = \"/does/not/exist.png\"", "cannot be read" },
            { "[branding.de]\nlogo = \"" + page.path() + "\"", "PNG or a JPEG" },
            { "[branding.de]\ncolour = \"#112233\"", "colour" } }) {
        auto const wrong = read_tenant_file(std::string(kText) + text + "\n", "t.toml", {});
        ASSERT_FALSE(wrong.has_value()) << text;
        EXPECT_NE(wrong.error().front().message.find(named), std::string::npos) << wrong.error().front().message;
    }
}

} // namespace
} // namespace gatehouse::app
