#include "apps/author/stage.h"

#include "apps/gatehouse/apply.h"
#include "core/directory/hash_pool.h"
#include "core/directory/totp.h"
#include "core/journey/masks.h"
#include "core/plans/push.h"
#include "core/policy/inspect.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gatehouse::author {
namespace {

constexpr char const* kDomain = "contoso.onmicrosoft.com";
constexpr char const* kClient = "aaaaaaaa-0000-4000-8000-000000000001";

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
        : type == "sign_up"            ? policy::FlowType::SignUp
        : type == "sign_in"            ? policy::FlowType::SignIn
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

// A script cannot look at pictures: whatever is asked, this is the answer.
class ScriptedCaptcha final : public CaptchaProvider {
public:
    CaptchaWidget const* widget() const override { return nullptr; }
    CaptchaPuzzle make(CaptchaKind kind, Random&) const override
    {
        return { .answer = kCaptchaAnswer,
            .media = kind == CaptchaKind::Audio ? "data:audio/wav;base64," : "data:image/png;base64," };
    }
    Result<bool> verify(std::string_view, std::string_view, CaptchaPost const&) const override { return false; }
};

} // namespace

Stage::Stage(Scene scene)
    : scene_(std::move(scene))
{
    std::string name = (std::filesystem::temp_directory_path() / "gatehouse-journey-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a directory for the journey");
    directory_ = name;
    app::Config config;
    config.data = directory_;
    config.mode = app::Mode::Demo;
    config.keep_traces = true;
    config.hash_threads = 1;
    config.sync_full = false;
    config.oidc.origins = { kScriptOrigin };
    config.captcha = std::make_shared<ScriptedCaptcha>();
    world_ = app::World::make(std::move(config), clock_, random_).value();
    world_->answer_calls_with(providers_);
    router_ = world_->router();
    declaration_.tenant.domain
        = scene_.policies.empty() ? kDomain : to_lower(policy::inspect(scene_.policies.front()).tenant);
    declaration_.tenant.display_name = "Contoso";
    // What costs time in earnest is cheap here.
    declaration_.tenant.signing_algorithm = crypto::Algorithm::Es256;
    declaration_.tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
    app::DeclaredApp client;
    client.key = "web";
    client.client_id = kClient;
    client.kind = AppKind::Native;
    client.redirect_uris = { { kScriptReturn, AppKind::Native } };
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

Stage::Verb const Stage::kVerbs[] = {
    { "api", &Stage::api, true },
    { "audit", &Stage::audit },
    { "browser", &Stage::browser },
    { "called", &Stage::called },
    { "choose", &Stage::choose },
    { "code", &Stage::code },
    { "error", &Stage::error },
    { "get", &Stage::get },
    { "hides", &Stage::hides },
    { "page", &Stage::page },
    { "policy", &Stage::policy, true },
    { "post", &Stage::post },
    { "provider", &Stage::provider },
    { "refresh", &Stage::refresh },
    { "secret", &Stage::secret, true },
    { "sent", &Stage::sent },
    { "shows", &Stage::shows },
    { "tokens", &Stage::tokens },
    { "totp", &Stage::totp },
    { "user", &Stage::user, true },
    { "userinfo", &Stage::userinfo },
    { "wait", &Stage::wait },
};

std::string_view Stage::client()
{
    return kClient;
}

std::vector<std::string> Stage::play(Line line)
{
    problems_.clear();
    auto const verb = std::ranges::find(kVerbs, line.verb, &Verb::name);
    if (verb == std::end(kVerbs))
        return { "there is no verb '" + line.verb + "'" };
    if (!verb->declares)
        if (auto const done = set_up(); !done)
            return { done.error().detail };
    for (auto& [name, value] : line.pairs)
        value = fill_in(std::move(value));
    (this->*verb->play)(line);
    return std::move(problems_);
}

bool Stage::expect(bool is_so, std::string const& otherwise)
{
    if (!is_so)
        complain(otherwise);
    return is_so;
}

void Stage::expect_equal(std::string const& actual, std::string const& expected, std::string_view what)
{
    expect(actual == expected, std::string(what) + " is '" + actual + "', not '" + expected + "'");
}

void Stage::expect_nothing_else(Line const& line, std::string_view what)
{
    for (auto const& [name, value] : line.pairs)
        complain(std::string(what) + " has no '" + name + "'");
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
    expect_nothing_else(line, "a policy");
    declared_ = true;
}

void Stage::user(Line& line)
{
    app::DeclaredUser user;
    user.email = line.word(0);
    std::string const password = line.take("password").value_or("");
    secrets_.insert(password);
    user.password = Password(password);
    user.attributes["displayName"] = "Ada";
    for (auto const& [name, value] : line.pairs)
        user.attributes[name] = value;
    declaration_.users.push_back(std::move(user));
    declared_ = true;
}

void Stage::secret(Line& line)
{
    for (auto const& [name, value] : line.pairs) {
        policy_secrets_[name] = value;
        secrets_.insert(value);
    }
    declared_ = true;
}

// "api URL status=409 file=taken.json" or, for a short answer, "api URL userMessage="That is taken." status=409".
void Stage::api(Line& line)
{
    journey::RestReply reply{ .status = 200, .body = {} };
    std::string const status = line.take("status").value_or("200");
    auto const number = parse_integer(status);
    if (!expect(number && *number >= 100 && *number <= 599, status + " is no status"))
        return;
    reply.status = static_cast<int>(*number);
    if (auto const name = line.take("file")) {
        std::ifstream file(scene_.folder / *name, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        expect(file.good(), "there is no file " + (scene_.folder / *name).string());
        reply.body = text.str();
        expect_nothing_else(line, "an api line with a file");
    } else if (!line.pairs.empty()) {
        json::Object body;
        for (auto const& [member, value] : line.pairs)
            body.set(member, value);
        reply.body = json::write(body);
    }
    apis_.declare(line.word(0), std::move(reply));
}

Result<void> Stage::set_up()
{
    if (!declared_)
        return {};
    HashPool hasher({ .threads = 1, .queue = 16 });
    TRY(app::apply(world_->store(), declaration_, {}, hasher, clock_, random_));
    if (!scene_.policies.empty()) {
        auto const pushed = TRY(push_policies(world_->store(), scene_.policies,
            { .correlation = CorrelationId(random_guid(random_)), .now = clock_.now() }));
        for (policy::Diagnostic const& diagnostic : pushed.diagnostics)
            if (diagnostic.severity == policy::Severity::Error)
                return fail(Fault::Invalid, policy::text(diagnostic));
    }
    TRY(world_->store().transact([&](Ports& ports) -> Result<void> {
        auto const tenant = TRY(ports.tenants.find(domain()));
        for (auto const& [name, value] : policy_secrets_)
            TRY(ports.policy_secrets.save(tenant->id, name, PolicySecret(value)));
        return {};
    }));
    TRY(world_->maintain());
    declared_ = false;
    return {};
}

Result<std::vector<trace::Leg>> Stage::traces()
{
    return read<std::vector<trace::Leg>>(world_->store(), [&](Ports& ports) -> Result<std::vector<trace::Leg>> {
        std::vector<trace::Leg> legs;
        auto const tenant = TRY(ports.tenants.find(domain()));
        if (!tenant)
            return legs;
        for (StoredTrace const& stored : TRY(ports.journey_traces.recent(tenant->id, kMostTraces)))
            legs.push_back(TRY(trace::read(stored.text)));
        std::ranges::reverse(legs);
        return legs;
    });
}

// --- what people do -------------------------------------------------------------------------------------------------

void Stage::browser(Line& line)
{
    browser_name_ = line.word(0);
    auto& known = browsers_[browser_name_];
    if (!known)
        known = std::make_unique<testkit::Browser>(router_, kScriptOrigin);
    known->fields.set("Accept-Language", line.take("language").value_or("en"));
}

// The only one, or the first of the declaration.
std::string Stage::first_policy() const
{
    for (policy::SourceFile const& file : scene_.policies)
        if (auto const inspection = policy::inspect(file); inspection.relying_party)
            return inspection.policy_id;
    return declaration_.flows.empty() ? std::string() : declaration_.flows.front().name;
}

void Stage::get(Line& line)
{
    if (auto const chosen = line.take("policy"))
        policy_ = *chosen;
    else if (policy_.empty())
        policy_ = first_policy();
    if (!expect(!policy_.empty(), "there is no policy to ask for"))
        return;
    url::Form query;
    if (line.word(0) == "authorize") {
        for (auto const& [name, value] :
            std::map<std::string, std::string>{ { "client_id", kClient }, { "response_type", "code" },
                { "redirect_uri", kScriptReturn }, { "scope", std::string("openid offline_access ") + kClient },
                { "state", "a state" }, { "nonce", "a nonce" },
                // The challenge of the verifier in redeem(). RFC 7636, appendix B.
                { "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" },
                { "code_challenge_method", "S256" } })
            query.add(name, value);
    }
    for (auto const& [name, value] : line.pairs)
        query.set(name, value);
    current().get(url::with_query("/" + domain() + "/" + policy_ + "/oauth2/v2.0/" + line.word(0), query));
}

void Stage::post(Line& line)
{
    std::string const button = line.take("button").value_or("continue");
    auto const form = testkit::first_form(current().html());
    if (!expect(form.has_value(), "this page has no form:\n" + std::string(current().html())))
        return;
    auto const offered = std::ranges::find(form->buttons, button, &std::pair<std::string, std::string>::second);
    expect(offered != form->buttons.end(), "this page has no button '" + button + "'");
    for (auto const& [name, value] : line.pairs)
        if (journey::is_secret_name(name))
            secrets_.insert(value);
    current().press(button, line.pairs);
}

// What the identity provider tells that the browser stands at.
void Stage::provider(Line& line)
{
    if (!expect(Providers::is_provider(current().away), "the browser is at no identity provider: " + current().away))
        return;
    if (!line.words.empty() && line.word(0) == "refuses")
        return Providers::refuse(current());
    json::Object claims;
    for (auto const& [name, value] : line.pairs)
        claims.set(name, value);
    providers_.sign_in(current(), std::move(claims));
}

void Stage::choose(Line& line)
{
    if (expect(current().has_element(line.word(0)), "there is no '" + line.word(0) + "' on this page"))
        current().follow(line.word(0));
}

std::vector<Message> Stage::messages()
{
    return read<std::vector<Message>>(world_->store(), [](Ports& ports) { return ports.messages.list(1000); }).value();
}

std::vector<Message> Stage::messages_to(std::string const& address)
{
    auto messages = this->messages();
    std::erase_if(messages, [&](Message const& message) { return message.to != address; });
    return messages;
}

void Stage::code(Line& line)
{
    auto const messages = messages_to(line.word(0));
    if (!expect(!messages.empty(), "nothing was sent to " + line.word(0)))
        return;
    std::string digits;
    for (char const c : messages.front().text) {
        if (digits.size() == 6)
            break;
        if (c >= '0' && c <= '9')
            digits += c;
        else
            digits.clear();
    }
    if (!expect(digits.size() == 6, "there is no code in: " + messages.front().text))
        return;
    secrets_.insert(digits);
    values_["code"] = digits;
    values_["wrong"] = digits == "000000" ? "111111" : "000000";
}

void Stage::totp(Line&)
{
    std::string const shown = replace_all(testkit::between(current().html(), "class=\"secret\">", "<"), " ", "");
    if (!shown.empty())
        totp_secret_ = base32_decode(shown).value_or("");
    if (!expect(!totp_secret_.empty(), "no secret was shown"))
        return;
    secrets_.insert(shown.empty() ? base32_encode(totp_secret_) : shown);
    values_["totp"] = totp_code(totp_secret_, unix_seconds(clock_.now()) / 30);
    values_["wrong"] = values_["totp"] == "000000" ? "111111" : "000000";
}

void Stage::wait(Line& line)
{
    std::string const text = line.word(0);
    auto const amount = text.empty() ? std::nullopt : parse_integer(text.substr(0, text.size() - 1));
    std::map<char, seconds> const units{ { 's', seconds(1) }, { 'm', seconds(60) }, { 'h', seconds(3600) },
        { 'd', seconds(86'400) } };
    if (!expect(amount && units.contains(text.back()), "expected a time like 10m, not '" + text + "'"))
        return;
    clock_.advance(*amount * units.at(text.back()));
    auto const done = world_->maintain();
    expect(done.has_value(), done ? "" : done.error().detail);
}

} // namespace gatehouse::author
