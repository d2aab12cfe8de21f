#include "apps/author/providers.h"

#include "libs/base/text.h"
#include "libs/jose/jwk.h"
#include "libs/jose/jwt.h"

namespace gatehouse::author {
namespace {

constexpr std::string_view kMetadata = "/.well-known/openid-configuration";
constexpr std::string_view kKeys = "/played/keys";
constexpr std::string_view kToken = "/played/token";
constexpr char const* kKeyId = "played";

url::Form query_of(std::string const& address)
{
    size_t const query = address.find('?');
    auto const form = url::parse_form(query == std::string::npos ? "" : address.substr(query + 1));
    return form ? *form : url::Form();
}

void come_back(testkit::Browser& browser, url::Form const& asked, url::Form answer)
{
    answer.add("state", asked.get("state"));
    std::string const place = asked.get("redirect_uri");
    if (asked.get("response_mode") == "form_post")
        browser.post(place, answer);
    else
        browser.get(url::with_query(place, answer));
}

std::string bearer_of(journey::RestRequest const& request)
{
    constexpr std::string_view kBearer = "Bearer ";
    for (auto const& [name, value] : request.headers)
        if (equals_ignoring_case(name, "Authorization") && value.starts_with(kBearer))
            return value.substr(kBearer.size());
    return query_of(request.url).get("access_token");
}

} // namespace

Providers::Providers(Apis& apis, Clock const& clock, Random& random)
    : apis_(apis)
    , clock_(clock)
    , random_(random)
    , key_(crypto::SigningKey::generate(crypto::Algorithm::Es256).value())
{
}

journey::RestResult Providers::call(journey::RestRequest const& request)
{
    auto declared = apis_.call(request);
    if (declared || apis_.is_declared(request.url))
        return declared;
    if (auto body = answer(request))
        return journey::RestReply{ .status = 200, .body = std::move(*body) };
    return declared;
}

bool Providers::is_provider(std::string const& address)
{
    url::Form const asked = query_of(address);
    return asked.has("client_id") && asked.has("redirect_uri") && asked.has("state");
}

void Providers::sign_in(testkit::Browser& browser, json::Object claims)
{
    url::Form const asked = query_of(browser.away);
    Visit visit{ .client = asked.get("client_id"), .nonce = asked.get("nonce"), .claims = std::move(claims) };
    url::Form answer;
    if (asked.get("response_type") == "id_token") {
        answer.add("id_token", id_token(last_issuer_, visit));
    } else {
        std::string const code = random_token(random_);
        visits_.insert_or_assign(code, std::move(visit));
        answer.add("code", code);
    }
    come_back(browser, asked, std::move(answer));
}

void Providers::refuse(testkit::Browser& browser)
{
    url::Form answer;
    answer.add("error", "access_denied");
    come_back(browser, query_of(browser.away), std::move(answer));
}

std::optional<std::string> Providers::answer(journey::RestRequest const& request)
{
    std::string const place = request.url.substr(0, request.url.find('?'));
    if (place.ends_with(kMetadata))
        return metadata(place.substr(0, place.size() - kMetadata.size()));
    if (place.ends_with(kKeys))
        return json::write(json::Object{ { "keys", json::Array{ json::Value(jose::public_jwk(kKeyId, 0, key_)) } } });
    auto const form = url::parse_form(request.body);
    if (form && form->get("grant_type") == "authorization_code")
        return tokens(place, *form);
    if (auto const visit = visits_.find(bearer_of(request)); visit != visits_.end())
        return json::write(visit->second.claims);
    return std::nullopt;
}

std::string Providers::metadata(std::string const& issuer)
{
    last_issuer_ = issuer;
    return json::write(json::Object{ { "issuer", issuer }, { "authorization_endpoint", issuer + "/played/authorize" },
        { "token_endpoint", issuer + std::string(kToken) }, { "jwks_uri", issuer + std::string(kKeys) } });
}

std::string Providers::tokens(std::string const& endpoint, url::Form const& form)
{
    auto const visit = visits_.find(form.get("code"));
    if (visit == visits_.end())
        return R"({"error":"invalid_grant"})";
    std::string const access = random_token(random_);
    json::Object body{ { "access_token", access }, { "token_type", "Bearer" }, { "expires_in", 3600 },
        { "refresh_token", random_token(random_) } };
    std::string const issuer = endpoint.ends_with(kToken) ? endpoint.substr(0, endpoint.size() - kToken.size()) : "";
    if (!issuer.empty())
        body.set("id_token", id_token(issuer, visit->second));
    visits_.insert_or_assign(access, Visit(visit->second));
    visits_.erase(form.get("code"));
    return json::write(body);
}

std::string Providers::id_token(std::string const& issuer, Visit const& visit)
{
    json::Object claims = visit.claims;
    claims.set("iss", issuer);
    claims.set("aud", visit.client);
    claims.set("nonce", visit.nonce);
    claims.set("iat", unix_seconds(clock_.now()));
    claims.set("exp", unix_seconds(clock_.now()) + 300);
    return jose::sign_jwt(claims, kKeyId, key_).value();
}

} // namespace gatehouse::author
