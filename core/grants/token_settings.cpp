#include "core/grants/token_settings.h"

#include "libs/base/time.h"
#include "libs/json/json.h"

namespace gatehouse {

std::string write_settings(policy::TokenSettings const& settings)
{
    json::Object object;
    object.set("access", static_cast<std::int64_t>(settings.access_lifetime.count()));
    object.set("id", static_cast<std::int64_t>(settings.id_lifetime.count()));
    object.set("refresh", static_cast<std::int64_t>(settings.refresh_lifetime.count()));
    object.set("rolling", static_cast<std::int64_t>(settings.rolling_lifetime.count()));
    object.set("infinite", settings.infinite_rolling);
    object.set("tfp", settings.issuer_with_tfp);
    object.set("acr", settings.policy_in_acr);
    object.set("numbers", settings.json_numbers);
    if (!settings.acr.empty())
        object.set("context", settings.acr);
    if (settings.strict) {
        json::Array claims;
        for (std::string const& name : settings.id_token_claims)
            claims.emplace_back(name);
        object.set("id_claims", std::move(claims));
    }
    return json::write(object);
}

Result<policy::TokenSettings> read_settings(std::string const& text)
{
    json::Object const object = TRY(json::parse_object(text));
    policy::TokenSettings settings;
    auto const lifetime = [&](std::string_view name, seconds otherwise) {
        return seconds(object.integer(name).value_or(otherwise.count()));
    };
    settings.access_lifetime = lifetime("access", settings.access_lifetime);
    settings.id_lifetime = lifetime("id", settings.id_lifetime);
    settings.refresh_lifetime = lifetime("refresh", settings.refresh_lifetime);
    settings.rolling_lifetime = lifetime("rolling", settings.rolling_lifetime);
    settings.infinite_rolling = object.boolean("infinite").value_or(false);
    settings.issuer_with_tfp = object.boolean("tfp").value_or(false);
    settings.policy_in_acr = object.boolean("acr").value_or(false);
    settings.json_numbers = object.boolean("numbers").value_or(true);
    settings.acr = object.text("context").value_or("");
    if (json::Array const* claims = object.array("id_claims")) {
        settings.strict = true;
        for (json::Value const& name : *claims)
            if (name.as_text())
                settings.id_token_claims.push_back(*name.as_text());
    }
    return settings;
}

} // namespace gatehouse
