#include "tests/identity_provider/identity_provider.h"

#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/html/html.h"
#include "libs/jose/jwk.h"
#include "libs/jose/jwt.h"

#include <algorithm>

namespace gatehouse::identity_provider {
namespace {

constexpr std::int64_t kLifetime = 3600;
constexpr char const* kKeyId = "provider-key";

constexpr std::string_view kPage
    = R"(<!DOCTYPE html><html lang="en"><head><title>Provider</title><link rel="icon" href="data:,"></head><body>
<h1>Provider</h1><form method="post" action="/authorize"><input type="hidden" name="request" value="{{request}}">
<label>User <input id="user" name="user" value="{{hint}}"></label>
<button id="allow" name="decision" value="allow">Continue</button>
<button id="deny" name="decision" value="deny">Cancel</button></form></body></html>)";

constexpr std::string_view kPost
    = R"(<!DOCTYPE html><html lang="en"><head><title>Back</title><link rel="icon" href="data:,"></head><body><form method="post" action="{{action}}">{{fields}}<button id="go">Continue</button></form><script>document.forms[0].submit()</script></body></html>)";

url::Form query_of(std::string_view address)
{
    size_t const at = address.find('?');
    auto form = url::parse_form(at == std::string_view::npos ? "" : address.substr(at + 1));
    check(form.has_value() && !form->duplicate(), "the client built a broken address");
    return std::move(*form);
}

http::Response refuse(int status, std::string_view error)
{
    return http::json_response(status, json::write(json::Object{ { "error", error } }));
}

http::Response document(json::Object const& object)
{
    return http::json_response(200, json::write(object));
}

void lie(json::Object const& lies, url::Form& form)
{
    url::Form changed;
    for (auto const& [name, value] : form.pairs())
        if (!lies.find(name))
            changed.add(name, value);
    for (json::Member const& member : lies.members())
        if (member.value.as_text())
            changed.add(member.name, *member.value.as_text());
    form = std::move(changed);
}

// "ada.lovelace" is Ada Lovelace.
Person person_of(std::string const& user)
{
    auto const capital = [](std::string text) {
        if (!text.empty())
            text.replace(0, 1, to_upper(text.substr(0, 1)));
        return text;
    };
    size_t const dot = std::min(user.find('.'), user.size());
    return { .id = "id-of-" + user,
        .given_name = capital(user.substr(0, dot)),
        .family_name = capital(user.substr(std::min(dot + 1, user.size()))),
        .email = user + "@social.example" };
}

Answer begin_answer(url::Form const& asked, std::string const& issuer)
{
    Answer answer;
    answer.redirect_uri = asked.get("redirect_uri");
    answer.posted = asked.get("response_mode") == "form_post";
    answer.fields.add("state", asked.get("state"));
    answer.fields.add("iss", issuer);
    return answer;
}

http::Response back_to_client(Answer const& answer)
{
    if (answer.posted)
        return post_by_page(answer);
    return http::redirect(url::with_query(answer.redirect_uri, answer.fields));
}

std::string unsigned_part(json::Object const& claims, std::string const& algorithm)
{
    return base64url_encode(json::write(json::Object{ { "alg", algorithm }, { "kid", kKeyId }, { "typ", "JWT" } }))
        + "." + base64url_encode(json::write(claims));
}

} // namespace

http::Response post_by_page(Answer const& answer)
{
    html::Safe fields;
    for (auto const& [name, value] : answer.fields.pairs())
        fields += html::fill(
            R"(<input type="hidden" name="{{name}}" value="{{value}}">)", { { "name", name }, { "value", value } });
    return http::html_response(
        200, html::fill(kPost, { { "action", answer.redirect_uri }, { "fields", fields } }).take());
}

IdentityProvider::IdentityProvider(Clock const& clock, Random& random, std::string origin)
    : clock_(clock)
    , random_(random)
    , origin_(std::move(origin))
    , key_(crypto::SigningKey::generate(crypto::Algorithm::Es256).value())
    , unpublished_(crypto::SigningKey::generate(crypto::Algorithm::Es256).value())
{
}

int IdentityProvider::count(std::string_view path) const
{
    std::lock_guard const lock(mutex_);
    return static_cast<int>(std::ranges::count(paths_, path));
}

http::Router IdentityProvider::router()
{
    http::Router router;
    router.get("/health", [](http::Request const&) { return http::json_response(200, "{}"); });
    router.get("/.well-known/openid-configuration", [this](http::Request const&) { return metadata(); });
    router.get("/keys", [this](http::Request const&) { return keys(); });
    router.get("/authorize", [this](http::Request const& request) { return page(request); });
    router.post("/authorize", [this](http::Request const& request) { return decide(request); });
    router.get("/token", [this](http::Request const& request) { return token(request); });
    router.post("/token", [this](http::Request const& request) { return token(request); });
    router.get("/me", [this](http::Request const& request) { return me(request); });
    router.post(
        "/oauth1/request_token", [this](http::Request const& request) { return oauth1_request_token(request); });
    router.post("/oauth1/access_token", [this](http::Request const& request) { return oauth1_access_token(request); });
    router.get("/oauth1/me", [this](http::Request const& request) { return oauth1_me(request); });
    router.wrap([this](http::Request const& request, http::Handler const& next) { return count_and(request, next); });
    return router;
}

http::Response IdentityProvider::count_and(http::Request const& request, http::Handler const& next)
{
    {
        std::lock_guard const lock(mutex_);
        paths_.push_back(request.path);
        if (down)
            return http::text_response(503, "down");
    }
    return next(request);
}

http::Response IdentityProvider::metadata() const
{
    json::Object out{ { "issuer", origin_ }, { "authorization_endpoint", origin_ + "/authorize" },
        { "token_endpoint", (lies.second_metadata ? "https://other.example" : origin_) + "/token" },
        { "jwks_uri", origin_ + "/keys" }, { "authorization_response_iss_parameter_supported", true } };
    if (!end_session_endpoint.empty())
        out.set("end_session_endpoint", end_session_endpoint);
    if (takes_pkce)
        out.set("code_challenge_methods_supported", json::Array{ json::Value("S256") });
    return document(out);
}

http::Response IdentityProvider::keys() const
{
    return document({ { "keys", json::Array{ json::Value(jose::public_jwk(kKeyId, 0, key_)) } } });
}

http::Response IdentityProvider::page(http::Request const& request) const
{
    auto const asked_now = url::parse_form(request.query_text);
    if (!asked_now || asked_now->get("client_id") != kClient)
        return http::text_response(400, "Who asks?\n");
    return http::html_response(
        200, html::fill(kPage, { { "request", request.query_text }, { "hint", asked_now->get("login_hint") } }).take());
}

http::Response IdentityProvider::decide(http::Request const& request)
{
    auto const form = request.form();
    if (!form)
        return http::text_response(400, "A broken form\n");
    std::string const address = "/authorize?" + form->get("request");
    return back_to_client(
        form->get("decision") == "allow" ? sign_in(address, person_of(form->get("user"))) : cancel(address));
}

Answer IdentityProvider::sign_in(std::string_view address, Person const& person)
{
    std::lock_guard const lock(mutex_);
    asked = query_of(address);
    check(asked.get("client_id") == kClient && !asked.get("state").empty(), "the client does not say who it is");
    Answer answer = begin_answer(asked, origin_);
    Grant grant{ .redirect_uri = answer.redirect_uri,
        .nonce = asked.get("nonce"),
        .challenge = asked.get("code_challenge"),
        .person = person };
    if (asked.get("response_type") == "id_token") {
        answer.fields.add("id_token", id_token(grant));
    } else {
        std::string const code = random_token(random_);
        codes_.emplace(code, std::move(grant));
        answer.fields.add("code", code);
    }
    lie(lies.answer, answer.fields);
    return answer;
}

Answer IdentityProvider::cancel(std::string_view address) const
{
    Answer answer = begin_answer(query_of(address), origin_);
    answer.fields.add("error", "access_denied");
    answer.fields.add("error_description", "The person said no.");
    return answer;
}

bool IdentityProvider::is_known(http::Request const& request, url::Form const& form) const
{
    if (client_key) {
        auto assertion = jose::parse_jwt(form.get("client_assertion"));
        std::vector<jose::PublicJwk> const keys{ *client_key };
        auto const proven = assertion
            ? jose::verify(std::move(*assertion), keys)
            : Result<jose::VerifiedJwt, jose::JwtFault>(std::unexpected(jose::JwtFault::Malformed));
        return proven && form.get("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            && proven->claims().text("sub") == std::string(kClient) && proven->claims().text("jti")
            && jose::check_claims(proven->claims(),
                { .issuer = std::string(kClient), .audiences = { origin_ + "/token" }, .now = clock_.now() })
                   .has_value();
    }
    std::string const basic = "Basic " + base64_encode(url::encode(kClient) + ":" + url::encode(kSecret));
    return request.headers.get("authorization") == basic
        || (form.get("client_id") == kClient && form.get("client_secret") == kSecret);
}

http::Response IdentityProvider::token(http::Request const& request)
{
    auto form = request.method == http::Method::Post ? request.form() : request.query();
    std::lock_guard const lock(mutex_);
    if (!form || form->duplicate() || form->get("grant_type") != "authorization_code")
        return refuse(400, "invalid_request");
    redeemed = *form;
    if (!is_known(request, *form))
        return refuse(401, "invalid_client");
    auto const found = codes_.find(form->get("code"));
    if (found == codes_.end())
        return refuse(400, "invalid_grant");
    Grant const grant = found->second;
    codes_.erase(found);
    std::string const verifier = form->get("code_verifier");
    bool const proven
        = grant.challenge.empty() ? verifier.empty() : base64url_encode(crypto::sha256(verifier)) == grant.challenge;
    if (form->get("redirect_uri") != grant.redirect_uri || !proven)
        return refuse(400, "invalid_grant");
    std::string const access_token = random_token(random_);
    access_tokens_.emplace(access_token, grant.person);
    return document({ { "access_token", access_token }, { "token_type", "Bearer" }, { "expires_in", kLifetime },
        { "refresh_token", "refresh of the provider" }, { "id_token", id_token(grant) } });
}

http::Response IdentityProvider::me(http::Request const& request)
{
    std::string const header = request.headers.get("authorization");
    auto const query = request.query();
    std::string const token = header.starts_with("Bearer ") ? header.substr(7)
        : query                                             ? query->get("access_token")
                                                            : std::string();
    std::lock_guard const lock(mutex_);
    auto const found = access_tokens_.find(token);
    if (found == access_tokens_.end())
        return refuse(401, "invalid_token");
    Person const& person = found->second;
    return document({ { "id", person.id }, { "first_name", person.given_name }, { "last_name", person.family_name },
        { "name", person.given_name + " " + person.family_name }, { "email", person.email },
        { "names", json::Object{ { "localized", json::Array{ json::Value(person.given_name) } } } } });
}

std::string IdentityProvider::id_token(Grant const& grant) const
{
    std::int64_t const now = unix_seconds(clock_.now());
    json::Object claims{ { "iss", origin_ }, { "aud", kClient }, { "sub", grant.person.id }, { "iat", now },
        { "exp", now + kLifetime }, { "nonce", grant.nonce }, { "given_name", grant.person.given_name },
        { "family_name", grant.person.family_name },
        { "name", grant.person.given_name + " " + grant.person.family_name }, { "email", grant.person.email } };
    for (json::Member const& change : lies.id_token.members()) {
        if (change.value.is_null())
            claims.erase(change.name);
        else
            claims.set(change.name, change.value);
    }
    if (lies.algorithm == "none")
        return unsigned_part(claims, "none") + ".";
    if (lies.algorithm == "HS256") {
        std::string const text = unsigned_part(claims, "HS256");
        std::string const public_key = json::write(jose::public_jwk(kKeyId, 0, key_));
        return text + "." + base64url_encode(crypto::hmac_sha256(public_key, text));
    }
    return jose::sign_jwt(claims, kKeyId, lies.unknown_key ? unpublished_ : key_).value();
}

} // namespace gatehouse::identity_provider
