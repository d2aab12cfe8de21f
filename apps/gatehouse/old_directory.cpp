#include "apps/gatehouse/old_directory.h"

#include "apps/gatehouse/outbound.h"
#include "libs/base/log.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

namespace gatehouse::app {
namespace {

constexpr CallLimits kLimits{ .time = std::chrono::milliseconds(5000), .bytes = 256 * 1024 };
// B2C takes 6,000 requests in five minutes from one address.
constexpr Allowance kAllowance{ 6'000, std::chrono::minutes(5) };

// What the person signs in with there: an address before a name before a number. "" for none.
std::string name_of(User const& user)
{
    for (SignInType const type : { SignInType::EmailAddress, SignInType::UserName, SignInType::PhoneNumber })
        for (Identity const& identity : user.identities)
            if (identity.type == type)
                return identity.value;
    return "";
}

http::ClientRequest request_for(OldDirectory const& old, std::string const& name, Password const& password)
{
    http::ClientRequest request{ .method = http::Method::Post,
        .url = old.token_endpoint,
        .headers = {},
        .body = "grant_type=password&response_type=token+id_token&client_id=" + url::encode(old.client_id)
            + "&scope=" + url::encode("openid " + old.client_id) + "&username=" + url::encode(name)
            + "&password=" + url::encode(password.reveal()) };
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return request;
}

// The person in a token that came over TLS from the address that the tenant's owner wrote down.
std::string person_in(json::Object const& answer)
{
    for (char const* member : { "id_token", "access_token" })
        if (auto const token = jose::parse_jwt(answer.text(member).value_or("")))
            for (char const* claim : { "oid", "sub" })
                if (auto const id = token->claims.text(claim))
                    return to_lower(*id);
    return "";
}

// Wrong name or password, or an account that is locked there; other refusals are about the app or the flow and say
// nothing of the password. b2c_wire.md §7.
bool says_wrong(json::Object const& answer)
{
    std::string const text = answer.text("error_description").value_or("");
    for (char const* code : { "AADB2C90225", "AADB2C90053", "AADB2C90054", "AADB2C90111", "AADB2C90114" })
        if (text.find(code) != std::string::npos)
            return true;
    return answer.text("error") == "invalid_grant" && text.find("AADB2C") == std::string::npos;
}

} // namespace

bool MigratingHasher::begin(std::string const& person)
{
    std::lock_guard const guard(lock_);
    return asking_.insert(person).second;
}

void MigratingHasher::end(std::string const& person)
{
    std::lock_guard const guard(lock_);
    asking_.erase(person);
}

Result<bool> MigratingHasher::ask(OldDirectory const& old, User const& user, Password const& password)
{
    std::string const name = name_of(user);
    if (name.empty())
        return false;
    Time const now = clock_.now();
    if (!circuits_.may_call(old.token_endpoint, now))
        return fail(Fault::Unavailable, "the old directory did not answer a moment ago");
    auto const answer = client_->send(request_for(old, name, password));
    if (!answer || answer->status >= 500 || answer->status == 429) {
        circuits_.did_not_answer(old.token_endpoint, now);
        return fail(Fault::Unavailable,
            "the old directory did not answer: "
                + (answer ? "status " + std::to_string(answer->status) : answer.error().detail));
    }
    circuits_.answered(old.token_endpoint);
    auto const body = json::parse_object(answer->content());
    if (answer->status == 200 && body) {
        std::string const id = person_in(*body);
        if (id == user.id.text())
            return true;
        return fail(Fault::Unavailable, "the old directory answered for another person than " + user.id.text());
    }
    if (body && says_wrong(*body))
        return false;
    return fail(Fault::Unavailable,
        "the old directory refused to look at a password (status " + std::to_string(answer->status)
            + "); see its resource owner flow and app");
}

Result<bool> MigratingHasher::check_elsewhere(Tenant const& tenant, User const& user, Password const& password)
{
    if (!tenant.old_directory)
        return fail(Fault::Unavailable, "the tenant " + tenant.domain + " has no [old_directory]");
    if (throttle_.take(tenant.id.text(), kAllowance, clock_.now()))
        return fail(Fault::Unavailable, "the old directory is asked as often as it allows");
    std::string const person = tenant.id.text() + " " + user.id.text();
    if (!begin(person))
        return fail(Fault::Unavailable, "the old directory is being asked about this person");
    auto answer = ask(*tenant.old_directory, user, password);
    end(person);
    if (!answer)
        log::warning("a password cannot be taken over", { { "reason", answer.error().detail } });
    return answer;
}

std::unique_ptr<http::Client> make_old_directory_client(http::ClientOptions outbound)
{
    return make_outbound_client(std::move(outbound), kLimits);
}

} // namespace gatehouse::app
