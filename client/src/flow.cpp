#include "client/src/common.h"
#include "libs/json/json.h"

#include <gatehouse/confidential_client.h>

namespace gatehouse::auth {

std::string AuthCodeFlow::to_json() const
{
    json::Array scope_list;
    for (std::string const& scope : scopes)
        scope_list.emplace_back(scope);
    json::Object out{ { "auth_uri", auth_uri }, { "state", state }, { "nonce", nonce },
        { "code_verifier", code_verifier }, { "redirect_uri", redirect_uri }, { "authority", authority },
        { "scope", std::move(scope_list) }, { "expires_on", unix_seconds(house_time(expires_on)) } };
    if (max_age)
        out.set("max_age", *max_age);
    return json::write(out);
}

Result<AuthCodeFlow> AuthCodeFlow::from_json(std::string_view text)
{
    auto const object = json::parse_object(text);
    if (!object)
        return auth_fail(ErrorCode::InvalidConfiguration, "not a serialized flow");
    AuthCodeFlow flow;
    flow.auth_uri = object->text("auth_uri").value_or("");
    flow.state = object->text("state").value_or("");
    flow.nonce = object->text("nonce").value_or("");
    flow.code_verifier = object->text("code_verifier").value_or("");
    flow.redirect_uri = object->text("redirect_uri").value_or("");
    flow.authority = object->text("authority").value_or("");
    flow.max_age = object->integer("max_age");
    flow.expires_on = Time(from_unix_seconds(object->integer("expires_on").value_or(0)).time_since_epoch());
    if (json::Array const* scopes = object->array("scope")) {
        for (json::Value const& scope : *scopes) {
            if (scope.as_text())
                flow.scopes.push_back(*scope.as_text());
        }
    }
    if (flow.state.empty() || flow.nonce.empty() || flow.code_verifier.empty() || flow.authority.empty())
        return auth_fail(ErrorCode::InvalidConfiguration, "not a serialized flow");
    return flow;
}

} // namespace gatehouse::auth
