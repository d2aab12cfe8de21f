#include "tests/journeys/stage.h"

#include "apps/gatehouse/apply.h"
#include "core/directory/hash_pool.h"
#include "core/directory/totp.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <cstdlib>

namespace gatehouse::journeys {
namespace {

constexpr char const* kDomain = "contoso.onmicrosoft.com";
constexpr char const* kOrigin = "http://localhost:8400";
constexpr char const* kClient = "aaaaaaaa-0000-4000-8000-000000000001";
constexpr char const* kReturn = "http://localhost:5000/cb";

std::vector<std::string> list_of(std::optional<std::string> const& text)
{
    return text ? split_words(*text, ',') : std::vector<std::string>();
}

policy::UserFlow flow_of(Line& line)
{
    policy::UserFlow flow;
    flow.name = line.word(0);
    std::string const type = line.take("type").value_or("sign_up_or_sign_in");
    flow.type = type == "profile_edit" ? policy::FlowType::ProfileEdit
        : type == "password_reset"     ? policy::FlowType::PasswordReset
                                       : policy::FlowType::SignUpOrSignIn;
    flow.collect = list_of(line.take("collect").value_or("displayName"));
    flow.claims = list_of(line.take("claims").value_or("emails,displayName,objectId"));
    if (auto const methods = line.take("mfa")) {
        flow.mfa = line.take("mfa_when") == "conditional" ? policy::Mfa::Conditional : policy::Mfa::Always;
        flow.mfa_methods.clear();
        for (std::string const& method : split_words(*methods, ','))
            flow.mfa_methods.push_back(method == "sms" ? policy::MfaMethod::Sms
                    : method == "email"                ? policy::MfaMethod::Email
                                                       : policy::MfaMethod::AuthenticatorApp);
    }
    if (line.take("accounts") == "phone")
        flow.accounts = policy::AccountKind::Phone;
    if (line.take("forgot_password") == "return_error")
        flow.forgot_password = policy::ForgotPassword::ReturnError;
    return flow;
}

// Every text that a string id of the built-in pages has, in any language.
std::vector<std::string> texts_of(std::string const& id)
{
    std::ifstream file("policies/builtin/strings.xml");
    std::string const xml(std::istreambuf_iterator<char>(file), {});
    std::string const start = "StringId=\"" + id + "\">";
    std::vector<std::string> texts;
    for (size_t at = xml.find(start); at != std::string::npos; at = xml.find(start, at + 1))
        texts.push_back(xml.substr(at + start.size(), xml.find('<', at) - at - start.size()));
    return texts;
}

// The page without its scripts: they hold every text the page might show.
std::string visible(std::string_view html)
{
    std::string out(html);
    for (size_t at = out.find("<script"); at != std::string::npos; at = out.find("<script", at))
        out.erase(at, out.find("</script>", at) - at);
    return out;
}

// Texts as they are, lists with commas between their items.
std::string text_of(json::Value const& value)
{
    if (value.as_text())
        return *value.as_text();
    if (!value.as_array())
        return json::write(value);
    std::vector<std::string> items;
    for (json::Value const& item : *value.as_array())
        items.push_back(text_of(item));
    return join(items, ",");
}

bool shows_error(std::string const& html, std::string const& text)
{
    for (size_t at = html.find("rror"); at != std::string::npos; at = html.find("rror", at + 1))
        if (html.substr(at, 600).find(text) != std::string::npos)
            return true;
    return false;
}

} // namespace

Stage::Stage()
{
    std::string name = (std::filesystem::temp_directory_path() / "gatehouse-journey-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a directory for the journey");
    directory_ = name;
    app::Config config;
    config.data = directory_;
    config.mode = app::Mode::Demo;
    config.hash_threads = 1;
    config.sync_full = false;
    config.oidc.origins = { kOrigin };
    world_ = app::World::make(std::move(config), clock_, random_).value();
    router_ = world_->router();
    declaration_.tenant.domain = kDomain;
    declaration_.tenant.display_name = "Contoso";
    // What costs time in earnest is cheap here.
    declaration_.tenant.signing_algorithm = crypto::Algorithm::Es256;
    declaration_.tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
    app::DeclaredApp client;
    client.key = "web";
    client.client_id = kClient;
    client.kind = AppKind::Native;
    client.redirect_uris = { kReturn };
    declaration_.apps = { client };
    Line first{ .number = 0, .verb = "browser", .words = { "first" }, .pairs = {} };
    browser(first);
}

Stage::~Stage()
{
    world_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void Stage::play(Line line)
{
    struct Verb {
        std::string_view name;
        void (Stage::*play)(Line&);
    };
    constexpr Verb kVerbs[] = {
        { "audit", &Stage::audit },
        { "browser", &Stage::browser },
        { "choose", &Stage::choose },
        { "code", &Stage::code },
        { "error", &Stage::error },
        { "get", &Stage::get },
        { "hides", &Stage::hides },
        { "page", &Stage::page },
        { "policy", &Stage::policy },
        { "post", &Stage::post },
        { "sent", &Stage::sent },
        { "shows", &Stage::shows },
        { "tokens", &Stage::tokens },
        { "totp", &Stage::totp },
        { "user", &Stage::user },
        { "wait", &Stage::wait },
    };
    auto const verb = std::ranges::find(kVerbs, line.verb, &Verb::name);
    ASSERT_NE(verb, std::end(kVerbs)) << "there is no verb '" << line.verb << "'";
    if (line.verb != "policy" && line.verb != "user" && declared_)
        apply_declaration();
    for (auto& [name, value] : line.pairs)
        value = fill_in(std::move(value));
    (this->*verb->play)(line);
}

std::string Stage::fill_in(std::string text) const
{
    for (auto const& [name, value] : values_)
        text = replace_all(std::move(text), "{" + name + "}", value);
    return text;
}

// --- the declared tenant --------------------------------------------------------------------------------------------

void Stage::policy(Line& line)
{
    declaration_.flows.push_back(flow_of(line));
    EXPECT_TRUE(line.pairs.empty()) << "unknown setting " << line.pairs.front().first;
    declared_ = true;
}

void Stage::user(Line& line)
{
    app::DeclaredUser user;
    user.email = line.word(0);
    user.password = Password(line.take("password").value_or(""));
    user.attributes["displayName"] = "Ada";
    for (auto const& [name, value] : line.pairs)
        user.attributes[name] = value;
    declaration_.users.push_back(std::move(user));
    declared_ = true;
}

void Stage::apply_declaration()
{
    HashPool hasher({ .threads = 1, .queue = 16 });
    auto const applied = app::apply(world_->store(), declaration_, {}, hasher, clock_, random_);
    ASSERT_TRUE(applied.has_value()) << applied.error().detail;
    auto const followed = world_->maintain();
    ASSERT_TRUE(followed.has_value()) << followed.error().detail;
    declared_ = false;
}

// --- what people do -------------------------------------------------------------------------------------------------

void Stage::browser(Line& line)
{
    browser_name_ = line.word(0);
    auto& known = browsers_[browser_name_];
    if (!known)
        known = std::make_unique<testkit::Browser>(router_, kOrigin);
    known->fields.set("Accept-Language", line.take("language").value_or("en"));
}

void Stage::get(Line& line)
{
    if (auto const chosen = line.take("policy"))
        policy_ = *chosen;
    else if (policy_.empty())
        policy_ = declaration_.flows.front().name;
    url::Form query;
    if (line.word(0) == "authorize") {
        for (auto const& [name, value] :
            std::map<std::string, std::string>{ { "client_id", kClient }, { "response_type", "code" },
                { "redirect_uri", kReturn }, { "scope", std::string("openid offline_access ") + kClient },
                { "state", "a state" }, { "nonce", "a nonce" },
                // The challenge of the verifier in redeem(). RFC 7636, appendix B.
                { "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" },
                { "code_challenge_method", "S256" } })
            query.add(name, value);
    }
    for (auto const& [name, value] : line.pairs)
        query.set(name, value);
    current().get(url::with_query("/" + std::string(kDomain) + "/" + policy_ + "/oauth2/v2.0/" + line.word(0), query));
}

void Stage::post(Line& line)
{
    std::string const button = line.take("button").value_or("continue");
    auto const form = testkit::first_form(current().html());
    ASSERT_TRUE(form.has_value()) << "this page has no form:\n" << current().html();
    auto const offered = std::ranges::find(form->buttons, button, &std::pair<std::string, std::string>::second);
    EXPECT_NE(offered, form->buttons.end()) << "this page has no button '" << button << "'";
    current().press(button, line.pairs);
}

void Stage::choose(Line& line)
{
    ASSERT_TRUE(current().has_element(line.word(0))) << "there is no '" << line.word(0) << "' on this page:\n"
                                                     << visible(current().html());
    current().follow(line.word(0));
}

std::vector<Message> Stage::messages_to(std::string const& address)
{
    auto messages
        = read<std::vector<Message>>(world_->store(), [](Ports& ports) { return ports.messages.list(1000); }).value();
    std::erase_if(messages, [&](Message const& message) { return message.to != address; });
    return messages;
}

void Stage::code(Line& line)
{
    auto const messages = messages_to(line.word(0));
    ASSERT_FALSE(messages.empty()) << "nothing was sent to " << line.word(0);
    std::string digits;
    for (char const c : messages.front().text) {
        if (digits.size() == 6)
            break;
        if (c >= '0' && c <= '9')
            digits += c;
        else
            digits.clear();
    }
    ASSERT_EQ(digits.size(), 6u) << messages.front().text;
    values_["code"] = digits;
    values_["wrong"] = digits == "000000" ? "111111" : "000000";
}

void Stage::totp(Line&)
{
    std::string const shown = replace_all(testkit::between(current().html(), "class=\"secret\">", "<"), " ", "");
    if (!shown.empty())
        totp_secret_ = base32_decode(shown).value_or("");
    ASSERT_FALSE(totp_secret_.empty()) << "no secret was shown";
    values_["totp"] = totp_code(totp_secret_, unix_seconds(clock_.now()) / 30);
    values_["wrong"] = values_["totp"] == "000000" ? "111111" : "000000";
}

void Stage::wait(Line& line)
{
    std::string const text = line.word(0);
    auto const amount = parse_integer(text.substr(0, text.size() - 1));
    ASSERT_TRUE(amount.has_value()) << text;
    std::map<char, seconds> const units{ { 's', seconds(1) }, { 'm', seconds(60) }, { 'h', seconds(3600) },
        { 'd', seconds(86'400) } };
    ASSERT_TRUE(units.contains(text.back())) << text;
    clock_.advance(*amount * units.at(text.back()));
    auto const done = world_->maintain();
    EXPECT_TRUE(done.has_value());
}

// --- what is to be seen ---------------------------------------------------------------------------------------------

void Stage::page(Line& line)
{
    std::string const html = visible(current().html());
    ASSERT_FALSE(current().is_away()) << "the browser is at " << current().away;
    EXPECT_EQ(testkit::between(html, "data-name=\"", "\""), line.word(0)) << html;
    if (auto const language = line.take("language"))
        EXPECT_EQ(testkit::between(html, "<html lang=\"", "\""), *language);
    if (auto const id = line.take("error")) {
        auto const texts = texts_of(*id);
        EXPECT_FALSE(texts.empty()) << "there is no string " << *id;
        EXPECT_TRUE(std::ranges::any_of(texts, [&](std::string const& text) { return shows_error(html, text); }))
            << *id << " is not shown:\n"
            << html;
    }
    if (auto const field = line.take("field"))
        for (std::string const& id : split_words(*field, ','))
            EXPECT_TRUE(current().has_element(id)) << "there is no " << id << " on this page:\n" << html;
    if (auto const field = line.take("without"))
        for (std::string const& id : split_words(*field, ','))
            EXPECT_FALSE(current().has_element(id)) << "there is a " << id << " on this page";
    EXPECT_TRUE(line.pairs.empty()) << "a page has no '" << line.pairs.front().first << "'";
}

void Stage::shows(Line& line)
{
    EXPECT_NE(visible(current().html()).find(line.word(0)), std::string::npos) << visible(current().html());
}
void Stage::hides(Line& line)
{
    EXPECT_EQ(visible(current().html()).find(line.word(0)), std::string::npos) << line.word(0) << " is shown";
}

void Stage::error(Line& line)
{
    EXPECT_TRUE(current().is_away()) << visible(current().html());
    EXPECT_EQ(current().answer("error"), line.word(0));
    std::string const description = current().answer("error_description");
    EXPECT_EQ(description.substr(0, description.find(':')), line.word(1));
    EXPECT_EQ(current().answer("state"), "a state");
}

json::Object Stage::redeem(std::string const& code)
{
    url::Form form;
    for (auto const& [name, value] : std::map<std::string, std::string>{ { "grant_type", "authorization_code" },
             { "client_id", kClient }, { "redirect_uri", kReturn }, { "code", code },
             { "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" } })
        form.add(name, value);
    testkit::Browser client(router_, kOrigin);
    client.post("/" + std::string(kDomain) + "/" + policy_ + "/oauth2/v2.0/token", form);
    EXPECT_EQ(client.page.status, 200) << client.html();
    return json::parse_object(client.html()).value_or(json::Object());
}

void Stage::tokens(Line& line)
{
    ASSERT_NE(current().answer("code"), "") << current().away << visible(current().html());
    EXPECT_EQ(current().answer("state"), "a state");
    json::Object const answer = redeem(current().answer("code"));
    auto const id_token = jose::parse_jwt(answer.text("id_token").value_or(""));
    ASSERT_TRUE(id_token.has_value());
    EXPECT_EQ(id_token->claims.text("nonce"), "a nonce");
    EXPECT_EQ(id_token->claims.text("tfp"), policy_);
    if (auto const age = line.take("proof_age"))
        EXPECT_EQ(unix_seconds(clock_.now()) - id_token->claims.integer("auth_time").value_or(0), parse_integer(*age));
    for (auto const& [name, value] : line.pairs) {
        json::Value const* claim = id_token->claims.find(name);
        ASSERT_TRUE(claim) << "there is no claim " << name;
        EXPECT_EQ(text_of(*claim), value) << name;
    }
}

void Stage::audit(Line& line)
{
    auto const kind = parse_audit_kind(line.word(0));
    ASSERT_TRUE(kind.has_value()) << "there is no event " << line.word(0);
    TenantId const tenant = world_->plans().snapshot()->find_tenant(kDomain)->tenant.id;
    std::optional<UserId> user;
    if (auto const email = line.take("user")) {
        auto const found = read<std::optional<User>>(world_->store(), [&](Ports& ports) {
            return ports.users.find_by_sign_in_name(tenant, *email);
        }).value();
        ASSERT_TRUE(found.has_value()) << *email;
        user = found->id;
    }
    auto const events = read<std::vector<AuditEvent>>(world_->store(), [&](Ports& ports) {
        return ports.audit.list(tenant, { .correlation = {}, .user = user, .kind = kind, .limit = 1000 });
    }).value();
    EXPECT_EQ(std::to_string(events.size()), line.take("count").value_or("1"));
}

void Stage::sent(Line& line)
{
    EXPECT_EQ(std::to_string(messages_to(line.word(0)).size()), line.take("count").value_or("1"));
}

} // namespace gatehouse::journeys
