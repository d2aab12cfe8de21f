#include "tests/conformance/run.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace gatehouse::conformance {
namespace {

constexpr std::int64_t kFiftyYears = 50LL * 365 * 86'400;

std::string value_of(Fields const& fields, std::string_view name)
{
    auto const found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
    return found == fields.end() ? "" : found->second;
}

url::Form form_of(Fields const& fields)
{
    url::Form form;
    for (auto const& [name, value] : fields)
        form.add(name, value);
    return form;
}

} // namespace

std::string half_hash(std::string const& text)
{
    return base64url_encode(crypto::sha256(text).substr(0, 16));
}

double entropy(std::string const& text)
{
    double bits = 0;
    for (int byte = 0; byte < 256; ++byte) {
        auto const count = static_cast<double>(std::ranges::count(text, static_cast<char>(byte)));
        if (count > 0)
            bits -= count * std::log2(count / static_cast<double>(text.size()));
    }
    return bits;
}

bool Variant::asks_for(std::string_view word) const
{
    auto const words = split_words(response_type);
    return std::ranges::find(words, word) != words.end();
}

Run::Run(Provider& provider_under_test, Variant of_plan)
    : provider(provider_under_test)
    , variant(std::move(of_plan))
    , browser(provider.browser())
{
    auto program = provider.browser();
    discovery = json::parse_object(program.get(std::string(kIssuer) + ".well-known/openid-configuration").content())
                    .value_or(json::Object());
    EXPECT_EQ(program.page.status, 200);
    EXPECT_EQ(discovery.text("issuer"), kIssuer);
    state = crypto::sha256_text("state " + variant.response_type);
    nonce = crypto::sha256_text("nonce " + variant.response_type);
    auto keys = jose::parse_key_set(program.get(endpoint("jwks_uri")).content());
    EXPECT_TRUE(keys.has_value());
    if (keys)
        keys_ = std::move(*keys);
}

void Run::warn(std::string const& text)
{
    warnings.push_back(text);
}

void Run::skip(std::string const& text)
{
    skipped = text;
}

// --- the browser ----------------------------------------------------------------------------------------------------

Fields Run::request(Fields const& changes) const
{
    Fields fields{ { "client_id", kClient }, { "redirect_uri", kCallback }, { "response_type", variant.response_type },
        { "scope", "openid" }, { "state", state }, { "nonce", nonce } };
    if (!variant.response_mode.empty())
        fields.emplace_back("response_mode", variant.response_mode);
    for (auto const& [name, value] : changes) {
        std::erase_if(fields, [&](auto const& pair) { return pair.first == name; });
        if (!value.empty())
            fields.emplace_back(name, value);
    }
    return fields;
}

// A form_post page is one press away from the client, which a script does in a browser that has them.
Arrival Run::arrival()
{
    Arrival arrival;
    if (!browser.is_away())
        if (auto const form = testkit::first_form(browser.html());
            form && form->action.starts_with("https://rp.example/"))
            browser.press("");
    arrival.status = browser.page.status;
    arrival.page = browser.html();
    arrival.at_client = browser.is_away();
    if (!arrival.at_client)
        return arrival;
    size_t const mark = browser.away.find_first_of("?#");
    arrival.place = mark == std::string::npos ? Place::Body
        : browser.away[mark] == '?'           ? Place::Query
                                              : Place::Fragment;
    arrival.parameters = browser.answers();
    EXPECT_EQ(arrival.parameters.duplicate(), std::nullopt);
    EXPECT_EQ(browser.away.substr(0, mark), kCallback);
    return arrival;
}

// OAuth 2.0 Multiple Response Types §3, OAuth 2.0 Form Post Response Mode §2.
Place Run::expected_place() const
{
    if (!variant.response_mode.empty())
        return Place::Body;
    return variant.response_type == "code" ? Place::Query : Place::Fragment;
}

Arrival Run::authorize(Fields const& fields, Person person, Method method)
{
    std::string const address = endpoint("authorization_endpoint");
    if (method == Method::Get)
        browser.get(url::with_query(address, form_of(fields)));
    else
        browser.post(address, form_of(fields));
    if (person == Person::SignsIn) {
        EXPECT_TRUE(browser.has_element("password")) << "the sign-in page is expected:\n"
                                                     << browser.away << browser.html();
        browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    }
    return arrival();
}

void Run::check_callback(Arrival const& arrival, Fields const& fields)
{
    ASSERT_TRUE(arrival.at_client) << arrival.status << "\n" << arrival.page;
    EXPECT_EQ(arrival.get("error"), "") << arrival.get("error_description");
    EXPECT_EQ(arrival.place, expected_place()) << browser.away;
    EXPECT_EQ(arrival.get("state"), value_of(fields, "state"));
    // RFC 9207 §2.4.
    if (arrival.parameters.has("iss"))
        EXPECT_EQ(arrival.get("iss"), kIssuer);
    EXPECT_EQ(arrival.parameters.has("code"), variant.asks_for("code"));
    EXPECT_EQ(arrival.parameters.has("id_token"), variant.asks_for("id_token"));
    EXPECT_EQ(arrival.parameters.has("access_token"), variant.asks_for("token"));
}

// OIDC Core §3.2.2.5, §3.3.2.5, and the hashes of §3.2.2.10 and §3.3.2.11.
void Run::check_front_channel(Arrival const& arrival, Fields const& fields, Grant& grant)
{
    grant.code = arrival.get("code");
    grant.access_token = arrival.get("access_token");
    if (variant.asks_for("code")) {
        EXPECT_GE(grant.code.size() * 6, 128u);
        EXPECT_GE(entropy(grant.code), 96);
    }
    if (variant.asks_for("token")) {
        EXPECT_EQ(to_lower(arrival.get("token_type")), "bearer");
        EXPECT_TRUE(parse_integer(arrival.get("expires_in")).has_value()) << arrival.get("expires_in");
        EXPECT_GE(entropy(grant.access_token), 96);
    }
    if (!variant.asks_for("id_token"))
        return;
    grant.id_token_text = arrival.get("id_token");
    grant.id_token = check_id_token(grant.id_token_text, value_of(fields, "nonce"));
    if (variant.asks_for("code"))
        EXPECT_EQ(grant.id_token.text("c_hash"), half_hash(grant.code));
    if (variant.asks_for("token"))
        EXPECT_EQ(grant.id_token.text("at_hash"), half_hash(grant.access_token));
}

Grant Run::complete(Fields const& changes, Person person)
{
    Fields const fields = request(changes);
    Arrival const arrival = authorize(fields, person);
    Grant grant;
    check_callback(arrival, fields);
    if (testing::Test::HasFatalFailure())
        return grant;
    check_front_channel(arrival, fields, grant);
    if (variant.asks_for("code")) {
        TokenAnswer const answer = redeem(grant.code);
        check_token_answer(answer);
        std::string const front = grant.id_token.text("sub").value_or("");
        grant.id_token_text = answer.body.text("id_token").value_or("");
        grant.access_token = answer.body.text("access_token").value_or("");
        grant.refresh_token = answer.body.text("refresh_token").value_or("");
        grant.id_token = check_id_token(grant.id_token_text, value_of(fields, "nonce"));
        if (!front.empty())
            EXPECT_EQ(grant.id_token.text("sub"), front);
        if (grant.id_token.find("at_hash"))
            EXPECT_EQ(grant.id_token.text("at_hash"), half_hash(grant.access_token));
        if (grant.id_token.find("c_hash"))
            EXPECT_EQ(grant.id_token.text("c_hash"), half_hash(grant.code));
    }
    grant.auth_time = grant.id_token.integer("auth_time").value_or(0);
    if (!grant.access_token.empty())
        check_userinfo(grant);
    return grant;
}

std::string Run::expect_error(Arrival const& arrival, Page page)
{
    if (!arrival.at_client) {
        EXPECT_EQ(page, Page::Allowed) << arrival.page;
        EXPECT_GE(arrival.status, 400) << arrival.page;
        return "";
    }
    EXPECT_EQ(arrival.get("state"), state);
    EXPECT_NE(arrival.get("error"), "") << browser.away;
    constexpr std::string_view kKnown[]
        = { "error", "error_description", "error_uri", "state", "session_state", "iss" };
    for (auto const& [name, value] : arrival.parameters.pairs())
        EXPECT_NE(std::ranges::find(kKnown, name), std::end(kKnown)) << name;
    return arrival.get("error");
}

// --- the client -----------------------------------------------------------------------------------------------------

TokenAnswer Run::token(Fields fields, Authentication authentication, std::string const& app)
{
    auto program = provider.browser();
    std::string const id = app == "client" ? kClient : kClient2;
    if (authentication == Authentication::Basic) {
        program.fields.set(
            "Authorization", "Basic " + base64_encode(url::encode(id) + ":" + url::encode(provider.secret(app))));
    } else {
        fields.emplace_back("client_id", id);
        fields.emplace_back("client_secret", provider.secret(app));
    }
    program.post(endpoint("token_endpoint"), form_of(fields));
    return { program.page.status, program.page.headers,
        json::parse_object(program.page.content()).value_or(json::Object()) };
}

TokenAnswer Run::redeem(std::string const& code, Authentication authentication)
{
    return token(
        { { "grant_type", "authorization_code" }, { "code", code }, { "redirect_uri", kCallback } }, authentication);
}

void Run::check_token_answer(TokenAnswer const& answer)
{
    EXPECT_EQ(answer.status, 200) << json::write(answer.body);
    EXPECT_TRUE(answer.headers.get("Content-Type").starts_with("application/json"));
    EXPECT_NE(answer.headers.get("Cache-Control").find("no-store"), std::string::npos);
    EXPECT_NE(answer.body.text("access_token").value_or(""), "") << json::write(answer.body);
    EXPECT_EQ(to_lower(answer.body.text("token_type").value_or("")), "bearer");
    EXPECT_TRUE(answer.body.integer("expires_in").has_value());
    EXPECT_NE(answer.body.text("id_token").value_or(""), "");
}

void Run::expect_token_error(TokenAnswer const& answer, std::string_view error)
{
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.headers.get("Content-Type").starts_with("application/json"));
    EXPECT_EQ(answer.body.text("error"), error) << json::write(answer.body);
    EXPECT_FALSE(answer.body.find("access_token"));
}

json::Object Run::check_id_token(std::string const& jwt, std::string const& expected_nonce)
{
    auto parsed = jose::parse_jwt(jwt);
    EXPECT_TRUE(parsed.has_value()) << jwt;
    if (!parsed)
        return {};
    EXPECT_NE(parsed->kid, "");
    EXPECT_EQ(parsed->alg, "RS256");
    auto const verified = jose::verify(std::move(*parsed), keys_);
    EXPECT_TRUE(verified.has_value());
    if (!verified)
        return {};
    json::Object const& claims = verified->claims();
    std::int64_t const now = unix_seconds(provider.clock.now());
    EXPECT_EQ(claims.text("iss"), kIssuer);
    EXPECT_EQ(claims.text("aud"), kClient);
    EXPECT_NE(claims.text("sub").value_or(""), "");
    EXPECT_GT(claims.integer("exp").value_or(0), now);
    EXPECT_LT(claims.integer("exp").value_or(0), now + kFiftyYears);
    EXPECT_LE(std::abs(claims.integer("iat").value_or(0) - now), 300);
    if (claims.find("auth_time"))
        EXPECT_LE(claims.integer("auth_time").value_or(now + 1), now);
    if (claims.find("acr"))
        EXPECT_NE(claims.text("acr").value_or(""), "");
    if (claims.find("updated_at"))
        EXPECT_TRUE(claims.integer("updated_at").has_value());
    EXPECT_EQ(claims.text("nonce").value_or(""), expected_nonce);
    return claims;
}

http::Response Run::userinfo(std::string const& access_token, Bearer bearer)
{
    auto program = provider.browser();
    if (bearer != Bearer::PostBody)
        program.fields.set("Authorization", "Bearer " + access_token);
    url::Form body;
    if (bearer == Bearer::PostBody)
        body.add("access_token", access_token);
    if (bearer == Bearer::Get)
        return program.get(endpoint("userinfo_endpoint"));
    return program.post(endpoint("userinfo_endpoint"), body);
}

// OIDC Core §5.3.2.
json::Object Run::check_userinfo(Grant const& grant, Bearer bearer)
{
    http::Response const answer = userinfo(grant.access_token, bearer);
    EXPECT_EQ(answer.status, 200) << answer.content();
    EXPECT_TRUE(answer.headers.get("Content-Type").starts_with("application/json"));
    json::Object claims = json::parse_object(answer.content()).value_or(json::Object());
    EXPECT_NE(claims.text("sub").value_or(""), "");
    if (grant.id_token.find("sub"))
        EXPECT_EQ(claims.text("sub"), grant.id_token.text("sub"));
    return claims;
}

} // namespace gatehouse::conformance
