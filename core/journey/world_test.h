// A wired-up engine for tests: the real store, the built-in policies, real (cheap) password hashes. Only clock and
// chance are fakes. Every call writes the state and reads it back, as the server does between two requests.
#pragma once

#include "core/journey/advance.h"
#include "core/policy/compile.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace gatehouse::journey {

inline std::string const kAda = "ada@example.test";

class CheapHasher final : public PasswordHasher {
public:
    explicit CheapHasher(Random& random)
        : random_(random)
    {
    }
    Result<std::string> hash(Password const& password, crypto::HashCost cost) override
    {
        return crypto::hash_password(password, cost, random_);
    }
    Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost) override
    {
        return crypto::check_password(password, stored, cost);
    }

private:
    Random& random_;
};

// Answers what it is told to, and keeps what it was asked.
class FakeApi final : public RestCaller {
public:
    RestResult call(RestRequest const& request) override
    {
        urls.push_back(request.url);
        bodies.push_back(request.body);
        headers = request.headers;
        if (down_for > 0) {
            --down_for;
            return std::unexpected(CallError({ Fault::Unavailable, "no answer" }, why));
        }
        return RestReply{ status, body };
    }
    std::string header(std::string_view name) const
    {
        for (auto const& [key, value] : headers)
            if (key == name)
                return value;
        return "";
    }

    int status = 200;
    std::string body = R"({"version":"1.0.0","action":"Continue"})";
    int down_for = 0; // calls
    NoReply why = NoReply::Other; // it is down
    std::vector<std::string> urls;
    std::vector<std::string> bodies;
    std::vector<std::pair<std::string, std::string>> headers;
};

inline std::string file_text(std::string const& path)
{
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// What a leaf over policies/builtin/base.xml says beside its name.
struct Leaf {
    std::string journey = "SignUpOrSignIn";
    std::string providers; // TechnicalProfile elements
    std::string building; // children of BuildingBlocks
    std::string journeys; // UserJourney elements
    std::string sub_journeys; // SubJourney elements
    std::string behaviors = R"(<SingleSignOn Scope="Tenant" KeepAliveInDays="0" />)";
    std::string inputs; // InputClaim elements of the relying party
    std::string outputs; // more OutputClaim elements of the relying party
    std::string endpoints; // more Endpoint elements of the relying party
};

inline std::string leaf_text(Leaf const& leaf)
{
    std::ostringstream out;
    out << R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0")"
        << R"( TenantId="insurance.onmicrosoft.com" PolicyId="B2C_1_test" PublicPolicyUri="http://insurance.onmicrosoft.com/B2C_1_test">)"
        << "<BasePolicy><TenantId>gatehouse.onmicrosoft.com</TenantId><PolicyId>B2C_1_gatehouse_base</PolicyId></"
           "BasePolicy>";
    if (!leaf.building.empty())
        out << "<BuildingBlocks>" << leaf.building << "</BuildingBlocks>";
    if (!leaf.providers.empty())
        out << "<ClaimsProviders><ClaimsProvider><DisplayName>Test</DisplayName><TechnicalProfiles>" << leaf.providers
            << "</TechnicalProfiles></ClaimsProvider></ClaimsProviders>";
    if (!leaf.journeys.empty())
        out << "<UserJourneys>" << leaf.journeys << "</UserJourneys>";
    if (!leaf.sub_journeys.empty())
        out << "<SubJourneys>" << leaf.sub_journeys << "</SubJourneys>";
    out << R"(<RelyingParty><DefaultUserJourney ReferenceId=")" << leaf.journey << R"(" />)"
        << R"(<Endpoints><Endpoint Id="Token" UserJourneyReferenceId="RedeemRefreshToken" />)" << leaf.endpoints
        << "</Endpoints>"
        << "<UserJourneyBehaviors>" << leaf.behaviors << "</UserJourneyBehaviors>"
        << R"(<TechnicalProfile Id="PolicyProfile"><DisplayName>PolicyProfile</DisplayName><Protocol Name="OpenIdConnect" />)"
        << (leaf.inputs.empty() ? "" : "<InputClaims>" + leaf.inputs + "</InputClaims>") << "<OutputClaims>"
        << R"(<OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /><OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" />)"
        << R"(<OutputClaim ClaimTypeReferenceId="emails" />)" << leaf.outputs
        << R"(</OutputClaims><SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
    return out.str();
}

inline policy::SharedPlan compile_leaf(std::string const& text)
{
    // Plans are immutable: tests of one program share those of the same text.
    static std::map<std::string, policy::SharedPlan> plans;
    if (auto const known = plans.find(text); known != plans.end())
        return known->second;
    auto const find = [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
        if (equals_ignoring_case(id, "B2C_1_test"))
            return std::optional(policy::SourceFile{ "leaf.xml", text });
        if (equals_ignoring_case(id, "B2C_1_gatehouse_base"))
            return std::optional(policy::SourceFile{ "base.xml", file_text("policies/builtin/base.xml") });
        if (equals_ignoring_case(id, policy::kCatalogue))
            return std::optional(policy::SourceFile{ "strings.xml", file_text("policies/builtin/strings.xml") });
        return std::optional<policy::SourceFile>();
    };
    auto const compiled = policy::compile("B2C_1_test", find);
    EXPECT_TRUE(compiled.has_value());
    if (!compiled.has_value())
        return nullptr;
    for (policy::Diagnostic const& diagnostic : compiled->diagnostics)
        if (diagnostic.severity == policy::Severity::Error)
            ADD_FAILURE() << policy::text(diagnostic);
    return plans[text] = compiled->plan;
}

// Profiles of a flow that asks for a second factor by this method ("Sms", "Email", "App").
inline std::string second_factor(std::string const& method)
{
    return R"(<TechnicalProfile Id="Mfa-Require"><EnabledForUserJourneys>Always</EnabledForUserJourneys></TechnicalProfile><TechnicalProfile Id="Mfa-Offer)"
        + method + R"("><EnabledForUserJourneys>Always</EnabledForUserJourneys></TechnicalProfile>)";
}
inline std::string forgot_password_in_journey()
{
    return R"(<TechnicalProfile Id="SelfAsserted-SignIn"><Metadata><Item Key="setting.forgotPasswordLinkOverride">ForgotPasswordExchange</Item></Metadata></TechnicalProfile>)";
}

inline url::Form form_of(std::vector<std::pair<std::string, std::string>> const& pairs)
{
    url::Form form;
    for (auto const& [name, value] : pairs)
        form.add(name, value);
    return form;
}

inline Input first_call()
{
    Input input;
    input.action = Action::Begin;
    return input;
}
template <class Set>
Request asked(Set const& set)
{
    Request request;
    set(request);
    return request;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

class World {
public:
    explicit World(Leaf const& leaf = {})
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
        , hasher(random)
        , services{ *store, hasher, clock, random }
        , plan(compile_leaf(leaf_text(leaf)))
    {
        tenant.id = TenantId("11111111-2222-4333-8444-555555555555");
        tenant.domain = "insurance.onmicrosoft.com";
        tenant.display_name = "Insurance";
        tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
        EXPECT_TRUE(store->transact([&](Ports& ports) { return ports.tenants.save(tenant); }).has_value());
    }

    void use(Leaf const& leaf) { plan = compile_leaf(leaf_text(leaf)); }

    UserId add_user(std::string const& email, std::string const& password)
    {
        User user;
        user.id = UserId(random_guid(random));
        user.identities = { Identity{ SignInType::EmailAddress, tenant.domain, email } };
        user.attributes.insert_or_assign("displayName", std::string("Ada"));
        user.password_hash = hasher.hash(Password(password), tenant.hash_cost).value();
        user.created = user.tokens_valid_from = clock.now();
        EXPECT_TRUE(store->transact([&](Ports& ports) { return ports.users.insert(tenant.id, user); }).has_value());
        return user.id;
    }
    std::optional<User> find_user(std::string const& email)
    {
        return read<std::optional<User>>(*store, [&](Ports& ports) {
            return ports.users.find_by_sign_in_name(tenant.id, email);
        }).value();
    }
    void change_user(std::string const& email, std::function<void(User&)> const& change)
    {
        User user = *find_user(email);
        change(user);
        EXPECT_TRUE(store->transact([&](Ports& ports) { return ports.users.update(tenant.id, user); }).has_value());
    }

    // --- one browser --------------------------------------------------------------------------------------------

    Outcome const& start(Request request = {})
    {
        request.client = ClientId("client");
        if (request.host.empty())
            request.host = "login.example.test";
        std::optional<Session> session;
        if (!session_digest.empty())
            session = read<std::optional<Session>>(*store, [&](Ports& ports) {
                return ports.sessions.find(tenant.id, SessionDigest(session_digest), clock.now());
            }).value();
        id = {};
        Input first = first_call();
        first.device = device_cookie;
        return run(begin(*plan, tenant, std::move(request), session, clock, random), first);
    }
    Outcome const& act(Action action, Pairs const& pairs = {}, std::string const& target = {})
    {
        return post(Input{ .action = action,
            .form = form_of(pairs),
            .target = target,
            .address = "192.0.2.7",
            .page = {},
            .device = device_cookie });
    }
    Outcome const& post(Input const& input) { return run(load(), input); }
    Outcome const& submit(Pairs const& pairs) { return act(Action::Submit, pairs); }
    // Submit, and go on when it was accepted.
    Outcome const& send(Pairs const& pairs)
    {
        if (submit(pairs); std::holds_alternative<FormAccepted>(outcome))
            act(Action::Confirm);
        return outcome;
    }
    Outcome const& sign_in(std::string const& email, std::string const& password)
    {
        return send({ { "signInName", email }, { "password", password } });
    }

    State load()
    {
        auto const stored = read<std::optional<StoredJourney>>(*store, [&](Ports& ports) {
            return ports.journeys.find(tenant.id, id, clock.now());
        }).value();
        EXPECT_TRUE(stored.has_value());
        if (!stored)
            return State();
        auto state = journey::read(stored->state, *plan);
        EXPECT_TRUE(state.has_value()) << (state.has_value() ? "" : state.error().detail);
        state->version = stored->version;
        return std::move(*state);
    }
    std::string stored_text()
    {
        return read<std::optional<StoredJourney>>(
            *store, [&](Ports& ports) { return ports.journeys.find(tenant.id, id, clock.now()); })
            .value()
            ->state;
    }

    Outcome const& run(State state, Input const& input)
    {
        auto step = advance(plan, tenant, std::move(state), input, services);
        EXPECT_TRUE(step.has_value()) << (step.has_value() ? "" : step.error().detail);
        if (!step.has_value())
            return outcome;
        auto const done = store->transact([&](Ports& ports) { return commit(ports, tenant.id, *plan, *step); });
        EXPECT_TRUE(done.has_value()) << (done.has_value() ? "" : done.error().detail);
        id = step->state.id;
        if (!step->writes.session_cookie.empty()) {
            session_digest = step->writes.session->digest.text();
            session_cookie = step->writes.session_cookie;
        }
        if (step->writes.known_device)
            device_cookie = step->writes.device_cookie;
        writes = std::move(step->writes);
        outcome = std::move(step->outcome);
        return outcome;
    }

    // --- what came out ------------------------------------------------------------------------------------------

    Page const* page() const
    {
        auto const* shown = std::get_if<ShowPage>(&outcome);
        return shown ? &shown->page : nullptr;
    }
    PageField const* field(std::string_view field_id) const
    {
        if (page())
            for (PageField const& one : page()->fields)
                if (one.id == field_id)
                    return &one;
        return nullptr;
    }
    bool accepted() const { return std::holds_alternative<FormAccepted>(outcome); }
    Finished const* finished() const { return std::get_if<Finished>(&outcome); }
    int refused() const
    {
        auto const* refusal = std::get_if<Refused>(&outcome);
        return refusal ? refusal->refusal.code : 0;
    }
    // The code of the last message.
    std::string code()
    {
        auto const messages
            = read<std::vector<Message>>(*store, [&](Ports& ports) { return ports.messages.list(100); }).value();
        std::string digits;
        if (messages.empty())
            return digits;
        for (char const c : messages.front().text) {
            if (c >= '0' && c <= '9')
                digits += c;
            else if (digits.size() == 6)
                break;
            else
                digits.clear();
        }
        return digits;
    }
    size_t messages_sent()
    {
        return read<std::vector<Message>>(*store, [&](Ports& ports) { return ports.messages.list(1000); })
            .value()
            .size();
    }
    std::vector<AuditEvent> audited(AuditKind kind)
    {
        return read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
            return ports.audit.list(
                tenant.id, Audit::Query{ .correlation = {}, .user = {}, .kind = kind, .limit = 1000 });
        }).value();
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    CheapHasher hasher;
    Services services;
    Tenant tenant;
    policy::SharedPlan plan;
    JourneyId id;
    Outcome outcome;
    Writes writes;
    std::string session_digest;
    std::string session_cookie;
    std::string device_cookie;
};

inline Leaf with_providers(std::string providers)
{
    Leaf leaf;
    leaf.providers = std::move(providers);
    return leaf;
}
inline Leaf with_journey(std::string journey, std::string providers = {})
{
    Leaf leaf;
    leaf.journey = std::move(journey);
    leaf.providers = std::move(providers);
    return leaf;
}

inline Leaf collecting_names()
{
    return with_providers(
        R"(<TechnicalProfile Id="SelfAsserted-SignUp"><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" Required="true" /><OutputClaim ClaimTypeReferenceId="givenName" /></OutputClaims></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Directory-WriteUsingLogonEmail"><PersistedClaims><PersistedClaim ClaimTypeReferenceId="givenName" /></PersistedClaims></TechnicalProfile>)");
}
inline Leaf editing_names()
{
    return with_journey("ProfileEdit",
        R"(<TechnicalProfile Id="SelfAsserted-ProfileUpdate"><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /><InputClaim ClaimTypeReferenceId="city" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" Required="true" /><OutputClaim ClaimTypeReferenceId="city" /></OutputClaims></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Directory-WriteProfileUsingObjectId"><PersistedClaims><PersistedClaim ClaimTypeReferenceId="displayName" /><PersistedClaim ClaimTypeReferenceId="city" /></PersistedClaims></TechnicalProfile>)");
}

inline Pairs sign_up_form(std::string const& email)
{
    return { { "email", email }, { "newPassword", "Correct-horse-1" }, { "reenterPassword", "Correct-horse-1" },
        { "displayName", "Ada Lovelace" } };
}

inline void verify_email(World& world, std::string const& email)
{
    world.act(Action::SendCode, { { "email", email } }, "email");
    std::string const code = world.code();
    world.act(Action::VerifyCode, { { "email", email }, { "email_ver_input", code } }, "email");
    ASSERT_TRUE(world.field("email") && world.field("email")->verification);
    ASSERT_EQ(world.field("email")->verification->phase, Verification::Phase::Verified);
}

} // namespace gatehouse::journey
