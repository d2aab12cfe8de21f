#include "apps/gatehouse/tenant_file.h"

#include "libs/base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace gatehouse::app {
namespace {

constexpr std::string_view kTenant = "[tenant]\ndomain = \"contoso.onmicrosoft.com\"\n";

std::vector<toml::Problem> problems_of(
    std::string const& text, std::map<std::string, std::string> const& overrides = {})
{
    auto const declared = read_tenant_file(text, "tenant.toml", overrides);
    return declared ? std::vector<toml::Problem>() : declared.error();
}

// "line: text" of each.
std::string listed(std::vector<toml::Problem> const& problems)
{
    std::string out;
    for (toml::Problem const& problem : problems)
        out += std::to_string(problem.line) + ": " + problem.message + "\n";
    return out;
}

void expect_problem(std::string const& text, int line, std::string const& part)
{
    auto const problems = problems_of(std::string(kTenant) + text);
    bool const found = std::ranges::any_of(problems, [&](toml::Problem const& problem) {
        return problem.line == line && problem.message.find(part) != std::string::npos;
    });
    EXPECT_TRUE(found) << line << ": " << part << "\nfound:\n" << listed(problems);
}

TEST(TenantFile, TheDemoIsWellFormed)
{
    std::ifstream file("demo/tenant.toml");
    auto const declared = read_tenant_file(std::string(std::istreambuf_iterator<char>(file), {}), "demo/tenant.toml",
        { { "web_url", "https://portal.example" } });
    ASSERT_TRUE(declared.has_value()) << listed(declared.error());
    EXPECT_EQ(declared->tenant.domain, "insurance.onmicrosoft.com");
    EXPECT_EQ(declared->apps.size(), 2u);
    EXPECT_EQ(declared->flows.size(), 4u);
    EXPECT_EQ(declared->environments.size(), 3u);
    EXPECT_EQ(declared->administrators.size(), 1u);
    auto const web = std::ranges::find(declared->apps, "insurance-web", &DeclaredApp::key);
    ASSERT_NE(web, declared->apps.end());
    EXPECT_TRUE(web->secret);
    EXPECT_EQ(web->redirect_uris.front().uri, "https://portal.example/getAToken");
}

TEST(TenantFile, DefaultsAreB2Cs)
{
    auto const declared = read_tenant_file(std::string(kTenant) + "[flows.B2C_1_a]\n", "tenant.toml", {});
    ASSERT_TRUE(declared.has_value());
    EXPECT_EQ(declared->tenant.display_name, "contoso.onmicrosoft.com");
    EXPECT_EQ(declared->tenant.signing_algorithm, crypto::Algorithm::Rs256);
    EXPECT_EQ(declared->tenant.lockout.threshold, 10);
    EXPECT_EQ(declared->tenant.lockout.first_lock, std::chrono::seconds(60));
    EXPECT_EQ(declared->tenant.hash_cost, (crypto::HashCost{ 19'456, 2 }));
    EXPECT_EQ(declared->flows.front().access_token_lifetime, std::chrono::minutes(60));
    EXPECT_TRUE(declared->flows.front().email_verification);
}

TEST(TenantFile, UnknownKeysAreNamedWithTheirLines)
{
    expect_problem("colour = \"red\"\n", 3, "colour");
    expect_problem("[apps.web]\nsecrets = true\n", 4, "secrets");
    expect_problem("[flows.B2C_1_a]\nmfaa = \"off\"\n", 4, "mfaa");
    expect_problem("[aps.web]\n", 3, "aps");
    expect_problem("[apps.api]\napp_id_uri = \"https://contoso.onmicrosoft.com/api\"\nscopes = [{ name = \"Read\", "
                   "secret = 1 }]\n",
        5, "secret");
}

TEST(TenantFile, DanglingReferencesAreNamedWithTheirLines)
{
    expect_problem("[apps.web]\npermissions = [{ app = \"api\", scope = \"Read\" }]\n", 4, "no app 'api'");
    expect_problem("[apps.api]\napp_id_uri = \"https://contoso.onmicrosoft.com/api\"\n[apps.web]\npermissions = [{ app "
                   "= \"api\", scope = \"Read\" }]\n",
        6, "no scope 'Read'");
    expect_problem("[apps.web]\nredirect_uris = [\"${url}/cb\"]\n", 4, "no variable 'url'");
    expect_problem("[environments.\"a.env\"]\nX = \"${apps.web.client_id}\"\n", 4, "${apps.web.client_id}");
    // An app without a secret has none to give.
    expect_problem("[apps.web]\n[environments.\"a.env\"]\nX = \"${apps.web.secret}\"\n", 5, "${apps.web.secret}");
}

TEST(TenantFile, AnAppMayRunInSeveralPlaces)
{
    auto const declared = read_tenant_file(std::string(kTenant)
            + "[apps.a]\nkind = \"spa\"\nsecret = true\nredirect_uris = [\"https://a.test/\"]\n"
              "web_redirect_uris = [\"https://a.test/cb\"]\nnative_redirect_uris = [\"a.test://cb\"]\n",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value());
    std::vector<RedirectUri> const uris{ { "https://a.test/", AppKind::Spa }, { "https://a.test/cb", AppKind::Web },
        { "a.test://cb", AppKind::Native } };
    EXPECT_EQ(declared->apps.front().redirect_uris, uris);
}

TEST(TenantFile, WrongValuesAreNamedWithTheirLines)
{
    expect_problem("signing_algorithm = \"HS256\"\n", 3, "signing_algorithm");
    expect_problem("argon2_memory_kib = 1024\n", 3, "argon2_memory_kib");
    expect_problem("key_lifetime_days = \"long\"\n", 3, "key_lifetime_days");
    expect_problem("[apps.web]\nkind = \"server\"\n", 4, "kind");
    expect_problem("[apps.spa]\nkind = \"spa\"\nsecret = true\n", 5, "secret");
    expect_problem("[apps.web]\nspa_redirect_uris = [\"myapp.test://auth\"]\n", 4, "myapp.test");
    expect_problem("[apps.web]\nredirect_uris = [\"https://a.test/\"]\nspa_redirect_uris = [\"https://a.test/\"]\n", 5,
        "stands twice");
    expect_problem("[flows.susi]\n", 3, "B2C_1_");
    expect_problem("[flows.B2C_1_a]\nclaims = [\"shoeSize\"]\n", 4, "shoeSize");
    expect_problem("[flows.B2C_1_a]\ncollect = [\"city\", \"city\"]\n", 4, "twice");
    expect_problem("[flows.B2C_1_a]\nmfa_methods = [\"pigeon\"]\n", 4, "pigeon");
    expect_problem("[flows.B2C_1_a]\nmfa_methods = [\"recovery_code\"]\n", 4, "another method");
    expect_problem("[flows.B2C_1_a]\npassword_rules = \"custom\"\n", 4, "custom");
    expect_problem("[[users]]\nemail = \"ada@example.test\"\n", 3, "password");
    expect_problem("[environments.\"../a.env\"]\n", 3, "plain file name");
    expect_problem("[apps.a]\nclient_id = \"x\"\n[apps.b]\nclient_id = \"X\"\n", 6, "same client_id");
    std::string const ada = "[[users]]\nemail = \"ada@example.test\"\npassword = \"x\"\n";
    expect_problem(ada + replace_all(ada, "ada@", "Ada@"), 7, "same e-mail address");
}

TEST(TenantFile, HowAnAppMayAskIsReadAndChecked)
{
    auto const declared = read_tenant_file(std::string(kTenant)
            + "public_urls = [\"https://login.contoso.com\"]\niss_in_answers = true\ndpop_nonces = "
              "true\ntexts_per_hour = "
              "50\nextensions_app = \"831374B3-bd50-41bf-aa54-263ec9e050fc\"\n[apps.web]\nimplicit = "
              "[\"id_token\"]\npushed_requests = \"required\"\n",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value()) << listed(declared.error());
    EXPECT_EQ(declared->tenant.origins, std::vector<std::string>{ "https://login.contoso.com" });
    EXPECT_TRUE(declared->tenant.iss_in_answers);
    EXPECT_TRUE(declared->tenant.dpop_nonces);
    EXPECT_EQ(declared->tenant.texts_per_hour, 50);
    EXPECT_EQ(declared->tenant.extensions_app, ClientId("831374b3-bd50-41bf-aa54-263ec9e050fc"));
    expect_problem("extensions_app = \"x\"\n", 3, "expected the id of the app");
    EXPECT_TRUE(declared->apps.front().implicit_id_token);
    EXPECT_FALSE(declared->apps.front().implicit_token);
    EXPECT_EQ(declared->apps.front().pushed_requests, Use::Required);
    EXPECT_EQ(declared->apps.front().request_objects, Use::Off);
    expect_problem("public_urls = [\"https://login.contoso.com/x\"]\n", 3, "origin");
    expect_problem("[apps.web]\nimplicit = [\"code\"]\n", 4, "'code'");
    expect_problem("[apps.api]\napp_roles = [{ name = \"Export\" }]\n", 4, "needs app_id_uri");
    expect_problem(
        "[apps.api]\napp_id_uri = \"https://contoso.onmicrosoft.com/api\"\nscopes = [{ name = \"Export\" }]\n"
        "[apps.job]\npermissions = [{ app = \"api\", role = \"Export\" }]\n",
        7, "has no role 'Export'");
    expect_problem("[apps.job]\npermissions = [{ app = \"microsoft-graph\", role = \"User.Everything\" }]\n", 4,
        "has no role 'User.Everything' for apps; it has: Policy.Read.All");
    expect_problem("[apps.job]\npermissions = [{ app = \"microsoft-graph\", scope = \"Policy.Read.All\" }]\n", 4,
        "has no role 'Policy.Read.All'");
    expect_problem("[apps.microsoft-graph]\n", 3, "belong to the directory API");
    expect_problem(
        "[apps.web]\nclient_id = \"00000003-0000-0000-c000-000000000000\"\n", 4, "belong to the directory API");
    expect_problem("[flows.B2C_1_a]\ntype = \"resource_owner\"\nmfa = \"always\"\n", 5, "second factor");
    expect_problem("[apps.web]\ndpop = \"maybe\"\n", 4, "dpop");
    expect_problem("[apps.web]\nkeys = \"x\"\n", 4, "PEM");
    expect_problem("[apps.web]\npushed_requests = \"maybe\"\n", 4, "pushed_requests");
    expect_problem("[apps.web]\nrequest_objects = \"allowed\"\n", 4, "needs keys");
}

TEST(TenantFile, WhereAnAppHearsOfLogoutsIsReadAndChecked)
{
    auto const declared = read_tenant_file(std::string(kTenant)
            + "[apps.web]\nredirect_uris = [\"https://web.example/cb\"]\nfront_channel_logout_uri = "
              "\"https://web.example/out\"\nback_channel_logout_uri = \"https://told.example/out\"\n"
              "[flows.B2C_1_a]\nrequire_id_token_hint = true\n",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value()) << listed(declared.error());
    EXPECT_EQ(declared->apps.front().front_channel_logout_uri, "https://web.example/out");
    EXPECT_EQ(declared->apps.front().back_channel_logout_uri, "https://told.example/out");
    EXPECT_TRUE(declared->flows.front().require_id_token_hint);
    expect_problem("[apps.web]\nback_channel_logout_uri = \"http://told.example/\"\n", 4, "https");
    expect_problem("[apps.web]\nfront_channel_logout_uri = \"https://told.example/\"\n", 4, "redirect_uris");
}

TEST(TenantFile, AdministratorsAreReadAndChecked)
{
    auto const declared = read_tenant_file(
        std::string(kTenant) + "[[administrators]]\nemail = \"Ada@example.test\"\nroles = [\"user\", \"auditor\"]\n",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value()) << listed(declared.error());
    ASSERT_EQ(declared->administrators.size(), 1U);
    EXPECT_EQ(declared->administrators[0].email, "ada@example.test");
    EXPECT_EQ(declared->administrators[0].roles, (std::vector{ AdminRole::User, AdminRole::Auditor }));
    expect_problem("[[administrators]]\nemail = \"a@b.test\"\nroles = [\"root\"]\n", 5, "'root' is none of global");
    expect_problem("[[administrators]]\nemail = \"a@b.test\"\nroles = []\n", 5, "at least one role");
    expect_problem("[[administrators]]\nemail = \"a@b.test\"\nroles = [\"user\"]\n[[administrators]]\nemail = "
                   "\"A@b.test\"\nroles = [\"user\"]\n",
        7, "the same e-mail address");
}

TEST(TenantFile, DangerousRedirectAddressesAreRefused)
{
    for (char const* uri : { "https://*.example/cb", "javascript:alert(1)", "http://web.example/cb",
             "https://a@web.example/", "/cb", "https://web.example/cb#x" }) {
        auto const problems = problems_of(std::string(kTenant) + "[apps.web]\nredirect_uris = [\"" + uri + "\"]\n");
        ASSERT_EQ(problems.size(), 1u) << uri << "\n" << listed(problems);
        EXPECT_EQ(problems.front().line, 4) << uri;
    }
}

TEST(TenantFile, EveryProblemIsReportedAtOnceInTheOrderOfLines)
{
    auto const problems
        = problems_of("[tenant]\nid = 5\n[apps.web]\nkind = \"x\"\ncolour = 1\n[flows.B2C_1_a]\nmfa = \"maybe\"\n");
    ASSERT_GE(problems.size(), 4u) << listed(problems);
    EXPECT_TRUE(std::ranges::is_sorted(problems, {}, &toml::Problem::line)) << listed(problems);
    EXPECT_EQ(problems.back().line, 7);
}

TEST(TenantFile, BrokenTomlAndMissingPartsAreProblems)
{
    EXPECT_EQ(problems_of("[tenant\n").size(), 1u);
    EXPECT_FALSE(problems_of("").empty());
    EXPECT_FALSE(problems_of("[tenant]\n").empty());
    EXPECT_FALSE(problems_of("[tenant]\ndomain = \"contoso\"\n").empty());
    EXPECT_FALSE(problems_of(std::string(kTenant) + "[tenant]\n").empty());
}

TEST(TenantFile, AnOverrideMustNameAVariable)
{
    std::string const text = "[variables]\nurl = \"http://localhost:1\"\n" + std::string(kTenant)
        + "[apps.web]\nredirect_uris = [\"${url}/cb\"]\n";
    EXPECT_EQ(read_tenant_file(text, "tenant.toml", { { "url", "https://web.example" } })
                  ->apps.front()
                  .redirect_uris.front()
                  .uri,
        "https://web.example/cb");
    auto const problems = problems_of(text, { { "ulr", "x" } });
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems.front().message.find("ulr"), std::string::npos);
}

TEST(TenantFile, ApiConnectorsAreDeclaredOnceAndNamedByFlows)
{
    auto const read = read_tenant_file(R"(
[tenant]
domain = "contoso.onmicrosoft.com"
[api_connectors.check]
url = "https://api.example.test/check"
user = "gatehouse"
password = "pw"
[api_connectors.enrich]
url = "https://api.example.test/enrich"
authentication = "api_key"
header = "X-Key"
key = "k"
blocking = false
[flows.B2C_1_a]
api_connectors = { before_creating_user = "check", before_token = "enrich" }
)",
        "t.toml", {});
    ASSERT_TRUE(read.has_value()) << read.error().front().message;
    policy::UserFlow const& flow = read->flows.at(0);
    ASSERT_TRUE(flow.before_creating_user && flow.before_token);
    EXPECT_FALSE(flow.after_federation.has_value());
    EXPECT_EQ(flow.before_creating_user->url, "https://api.example.test/check");
    EXPECT_EQ(flow.before_token->header, "X-Key");
    EXPECT_FALSE(flow.before_token->blocking);
    ASSERT_EQ(read->connectors.at(0).secrets.size(), 2U);
    EXPECT_EQ(read->connectors[0].secrets[1].first, "B2C_1A_ApiConnector_check_Password");
    EXPECT_EQ(read->connectors[0].secrets[1].second.reveal(), "pw");
}

TEST(TenantFile, WrongApiConnectorsAreNamed)
{
    auto const refused = [](std::string const& text, std::string_view named) {
        auto const read = read_tenant_file("[tenant]\ndomain = \"contoso.onmicrosoft.com\"\n" + text, "t.toml", {});
        ASSERT_FALSE(read.has_value()) << text;
        EXPECT_NE(read.error().front().message.find(named), std::string::npos) << read.error().front().message;
    };
    refused("[api_connectors.a]\nurl = \"http://api.example.test\"\nauthentication = \"none\"", "https");
    refused("[api_connectors.a]\nurl = \"https://api.example.test\"\nuser = \"u\"", "password");
    refused("[api_connectors.a]\nurl = \"https://api.example.test\"\nauthentication = \"bearer\"\ntoken_file = "
            "\"/does/not/exist\"",
        "cannot be read");
    refused("[flows.B2C_1_a]\napi_connectors = { before_token = \"nobody\" }", "nobody");
    refused("[flows.B2C_1_a]\napi_connectors = { before_lunch = \"a\" }", "before_lunch");
}

TEST(TenantFile, AnIdentityProviderIsReadAndChecked)
{
    std::string const tenant = "[tenant]\ndomain = \"contoso.onmicrosoft.com\"\n";
    auto const read = read_tenant_file(tenant + R"(
[identity_providers.google]
kind = "google"
client_id = "at-google"
client_secret = "hush"
[identity_providers.staff]
kind = "entra"
display_name = "Contoso staff"
tenant = "contoso.com"
client_id = "at-entra"
response_type = "id_token"
domain_hint = "contoso.com"
claims = { email = "upn" }
[flows.B2C_1_a]
identity_providers = ["staff", "google"]
)",
        "t.toml", {});
    ASSERT_TRUE(read.has_value()) << read.error().front().message;
    ASSERT_EQ(read->providers.size(), 2U);
    EXPECT_TRUE(read->providers[0].secret->equals("hush"));
    EXPECT_FALSE(read->providers[1].secret);
    policy::IdentityProvider const& staff = read->flows.at(0).identity_providers.at(0);
    EXPECT_EQ(staff.metadata, "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration");
    EXPECT_EQ(staff.claims.user_id, "oid");
    EXPECT_EQ(staff.claims.email, "upn");

    auto const refused = [&](std::string const& text, std::string_view named) {
        auto const wrong = read_tenant_file(tenant + text, "t.toml", {});
        ASSERT_FALSE(wrong.has_value()) << text;
        EXPECT_NE(wrong.error().front().message.find(named), std::string::npos) << wrong.error().front().message;
    };
    refused("[identity_providers.a]\nkind = \"myspace\"\nclient_id = \"c\"\nclient_secret = \"s\"", "'google'");
    refused("[identity_providers.a]\nkind = \"google\"\nclient_id = \"c\"", "client_secret");
    refused("[identity_providers.a]\nkind = \"openid_connect\"\nclient_id = \"c\"\nclient_secret = \"s\"\nmetadata = "
            "\"http://login.corp.example/\"",
        "https");
    refused("[flows.B2C_1_a]\nidentity_providers = [\"nobody\"]", "nobody");
    refused("[flows.B2C_1_a]\naccounts = \"none\"", "needs an identity provider");
}

TEST(TenantFile, PolicyKeysAreDeclaredByTheirNames)
{
    std::string const tenant = "[tenant]\ndomain = \"contoso.onmicrosoft.com\"\n";
    auto const read = read_tenant_file(tenant + "[policy_keys.B2C_1A_Provider]\nsecret = \"s\"\n", "t.toml", {});
    ASSERT_TRUE(read.has_value()) << read.error().front().message;
    ASSERT_EQ(read->policy_keys.size(), 1U);
    EXPECT_EQ(read->policy_keys[0].name, "B2C_1A_Provider");
    EXPECT_EQ(read->policy_keys[0].secret.reveal(), "s");
    for (std::string const wrong : { "[policy_keys.Provider]\nsecret = \"s\"", "[policy_keys.B2C_1A_X]",
             "[policy_keys.B2C_1A_X]\nsecret = \"s\"\nsecret_file = \"f\"",
             "[policy_keys.B2C_1A_ApiConnector_check_Key]\nsecret = \"s\"",
             "[policy_keys.B2C_1A_X]\nsecret_file = \"/does/not/exist\"",
             "[policy_keys.B2C_1A_X]\nsecret = \"s\"\nkind = \"rsa\"" })
        EXPECT_FALSE(read_tenant_file(tenant + wrong, "t.toml", {}).has_value()) << wrong;
}

TEST(TenantFile, AttributesLanguagesAndPagesOfAFlow)
{
    auto const declared = read_tenant_file(std::string(kTenant) + R"(
[variables]
pages = "https://pages.contoso.test"
[attributes.extension_terms]
type = "boolean"
label = "Terms"
[flows.B2C_1_a]
collect = ["country", "extension_terms"]
claims = ["country"]
accounts = "user_name"
forced_password_reset = true
default_language = "fr"
pages = { "api.signuporsignin" = "${pages}/in.html" }
page_sources = ["https://cdn.contoso.test"]
javascript = true
refresh_window_infinite = true
[flows.B2C_1_a.attributes.country]
input = "dropdown"
options = { DE = "Germany" }
required = true
[flows.B2C_1_a.attributes.extension_terms]
required = true
[flows.B2C_1_a.languages.fr]
strings = { button_signin = "Se connecter" }
)",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value()) << listed(declared.error());
    policy::UserFlow const& flow = declared->flows.front();
    EXPECT_EQ(flow.accounts, policy::AccountKind::UserName);
    EXPECT_TRUE(flow.forced_password_reset && flow.javascript && flow.infinite_refresh_window);
    EXPECT_EQ(flow.attributes.at("country").control, policy::InputControl::Dropdown);
    EXPECT_EQ(flow.attributes.at("country").options.at(0).text, "Germany");
    EXPECT_EQ(flow.attributes.at("extension_terms").type, policy::AttributeType::Boolean);
    EXPECT_EQ(flow.attributes.at("extension_terms").label, "Terms");
    EXPECT_TRUE(flow.attributes.at("extension_terms").required);
    EXPECT_EQ(flow.pages.at(0).address, "https://pages.contoso.test/in.html");
    EXPECT_EQ(flow.languages.at(0).strings.at(0).second, "Se connecter");
    EXPECT_EQ(flow.default_language, "fr");
}

TEST(TenantFile, WrongSettingsOfFlowsAreNamedWithTheirLines)
{
    expect_problem("[flows.B2C_1_a]\ncollect = [\"extension_x\"]\n", 3, "[attributes.extension_x] is missing");
    expect_problem("[attributes.terms]\n", 3, "extension_");
    expect_problem("[attributes.extension_x]\ntype = \"float\"\n", 4, "type");
    std::string const country = "[flows.B2C_1_a]\ncollect = [\"country\"]\n[flows.B2C_1_a.attributes.country]\n";
    expect_problem(country + "input = \"slider\"\n", 6, "slider");
    expect_problem(country + "input = \"dropdown\"\n", 6, "options");
    expect_problem("[flows.B2C_1_a.attributes.city]\nrequired = true\n", 3, "not in collect");
    expect_problem("[flows.B2C_1_a.languages.tlh]\n", 3, "tlh");
    expect_problem("[flows.B2C_1_a]\ndefault_language = \"fr\"\n", 4, "a language that this flow declares");
    expect_problem("[flows.B2C_1_a]\npages = { \"api.unknown\" = \"https://a.test/\" }\n", 4, "no page");
    expect_problem("[flows.B2C_1_a]\npages = { \"api.signuporsignin\" = \"http://a.test/\" }\n", 4, "https");
    expect_problem("[flows.B2C_1_a]\npage_sources = [\"https://a.test/x\"]\n", 4, "no origin");
    expect_problem("[flows.B2C_1_a]\naccounts = \"pigeon\"\n", 4, "accounts");
}

TEST(TenantFile, AccountsByPhoneHaveTheirOwnSettings)
{
    auto const declared = read_tenant_file(
        std::string(kTenant) + "[flows.B2C_1_a]\naccounts = \"phone\"\nmfa = \"always\"\n", "tenant.toml", {});
    ASSERT_TRUE(declared.has_value());
    policy::UserFlow const& flow = declared->flows.front();
    EXPECT_EQ(flow.accounts, policy::AccountKind::Phone);
    EXPECT_TRUE(flow.recovery_email);
    // The phone is the first factor already.
    EXPECT_EQ(flow.mfa_methods, std::vector{ policy::MfaMethod::Email });

    std::string const phone = "[flows.B2C_1_a]\naccounts = \"phone\"\n";
    expect_problem(phone + "type = \"password_reset\"\n", 4, "no password");
    expect_problem(phone + "password_rules = \"simple\"\n", 5, "no password");
    expect_problem(phone + "mfa = \"always\"\nmfa_methods = [\"sms\"]\n", 6, "no second factor");
    expect_problem(phone + "mfa = \"always\"\nrecovery_email = false\n", 3, "recovery_email = true");
    expect_problem("[flows.B2C_1_a]\nrecovery_email = true\n", 4, "only accounts by phone");
}

TEST(TenantFile, AConnectorThatIsNeverAskedIsAWarningWithItsLine)
{
    std::string const connector = "[api_connectors.a]\nurl = \"https://api.contoso.test\"\nauthentication = \"none\"\n";
    auto const declared = read_tenant_file(std::string(kTenant) + connector
            + "[flows.B2C_1_a]\napi_connectors = { after_federation = \"a\", before_token = \"a\" }\n",
        "tenant.toml", {});
    ASSERT_TRUE(declared.has_value());
    ASSERT_EQ(declared->warnings.size(), 1u);
    EXPECT_EQ(declared->warnings.front().line, 7);
    EXPECT_NE(declared->warnings.front().message.find("connector 'a' of B2C_1_a is never asked"), std::string::npos);
}

} // namespace
} // namespace gatehouse::app
