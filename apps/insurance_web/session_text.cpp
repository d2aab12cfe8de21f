#include "apps/insurance_web/session_text.h"

#include "libs/json/json.h"

namespace gatehouse::insurance_web {
namespace {

json::Array to_array(std::vector<SignedInAt> const& places)
{
    json::Array out;
    for (SignedInAt const& place : places)
        out.emplace_back(json::Object{ { "authority", place.authority }, { "id_token", place.id_token } });
    return out;
}

std::vector<SignedInAt> places_in(json::Object const& object, std::string_view name)
{
    std::vector<SignedInAt> out;
    if (json::Array const* list = object.array(name)) {
        for (json::Value const& value : *list) {
            if (json::Object const* place = value.as_object())
                out.push_back({ .authority = place->text("authority").value_or(""),
                    .id_token = place->text("id_token").value_or("") });
        }
    }
    return out;
}

} // namespace

std::string to_json(SessionData const& data)
{
    return json::write(json::Object{ { "oid", data.oid }, { "name", data.name }, { "claims", data.claims },
        { "tokens", data.tokens }, { "csrf", data.csrf }, { "signed_in_at", to_array(data.signed_in_at) },
        { "notice", static_cast<int>(data.notice) } });
}

SessionData session_in(std::string_view text)
{
    json::Object const object = json::parse_object(text).value_or(json::Object());
    SessionData data;
    data.oid = object.text("oid").value_or("");
    data.name = object.text("name").value_or("");
    data.claims = object.text("claims").value_or("");
    data.tokens = object.text("tokens").value_or("");
    data.csrf = object.text("csrf").value_or("");
    data.signed_in_at = places_in(object, "signed_in_at");
    data.notice = static_cast<Notice>(object.integer("notice").value_or(0));
    return data;
}

std::string to_json(Journey const& journey)
{
    return json::write(json::Object{ { "purpose", static_cast<int>(journey.purpose) }, { "flow", journey.flow },
        { "return_to", journey.return_to }, { "beneficiary", journey.beneficiary }, { "if_match", journey.if_match },
        { "attempt", journey.attempt }, { "still_to_leave", to_array(journey.still_to_leave) } });
}

Journey journey_in(std::string_view text)
{
    json::Object const object = json::parse_object(text).value_or(json::Object());
    Journey journey;
    journey.purpose = static_cast<Purpose>(object.integer("purpose").value_or(0));
    journey.flow = object.text("flow").value_or("");
    journey.return_to = object.text("return_to").value_or("");
    journey.beneficiary = object.text("beneficiary").value_or("");
    journey.if_match = object.text("if_match").value_or("");
    journey.attempt = object.integer("attempt").value_or(0);
    journey.still_to_leave = places_in(object, "still_to_leave");
    return journey;
}

} // namespace gatehouse::insurance_web
