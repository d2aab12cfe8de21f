#include "client/src/claims_access.h"
#include "libs/relying_party/id_token.h"

namespace gatehouse::auth {

Claims ClaimsAccess::make(json::Object object)
{
    Claims claims;
    claims.state_ = std::make_shared<Claims::State const>(std::move(object));
    return claims;
}

Claims ClaimsAccess::make(jose::VerifiedJwt token)
{
    Claims claims;
    claims.state_ = std::make_shared<Claims::State const>(std::move(token));
    return claims;
}

json::Object const& ClaimsAccess::object(Claims const& claims)
{
    static json::Object const empty;
    if (!claims.state_)
        return empty;
    if (auto const* token = std::get_if<jose::VerifiedJwt>(&claims.state_->source))
        return token->claims();
    return std::get<json::Object>(claims.state_->source);
}

Claims::Claims() = default;

std::optional<std::string> Claims::text(std::string_view name) const
{
    return ClaimsAccess::object(*this).text(name);
}

std::optional<std::int64_t> Claims::integer(std::string_view name) const
{
    return ClaimsAccess::object(*this).integer(name);
}

std::optional<bool> Claims::boolean(std::string_view name) const
{
    return ClaimsAccess::object(*this).boolean(name);
}

std::vector<std::string> Claims::texts(std::string_view name) const
{
    std::vector<std::string> out;
    if (auto one = text(name))
        out.push_back(std::move(*one));
    else if (json::Array const* list = ClaimsAccess::object(*this).array(name)) {
        for (json::Value const& value : *list) {
            if (value.as_text())
                out.push_back(*value.as_text());
        }
    }
    return out;
}

std::vector<std::string> Claims::names() const
{
    std::vector<std::string> out;
    for (json::Member const& member : ClaimsAccess::object(*this).members())
        out.push_back(member.name);
    return out;
}

bool Claims::empty() const
{
    return ClaimsAccess::object(*this).empty();
}

std::string Claims::object_id() const
{
    if (auto oid = text("oid"))
        return std::move(*oid);
    return text("sub").value_or("");
}

std::vector<std::string> Claims::emails() const
{
    std::vector<std::string> out = texts("emails");
    return out.empty() ? texts("email") : out;
}

std::string Claims::policy() const
{
    return relying_party::policy_of(ClaimsAccess::object(*this));
}

std::string Claims::to_json() const
{
    return json::write(ClaimsAccess::object(*this));
}

std::string Claims::to_pretty_json() const
{
    return json::write_pretty(json::Value(ClaimsAccess::object(*this)));
}

} // namespace gatehouse::auth
