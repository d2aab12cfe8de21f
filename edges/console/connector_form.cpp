// Adding an API connector, changing it, giving it other credentials. All of it asks for a fresh sign-in: whoever says
// where the API is learns what people type, and the credentials.
#include "edges/console/connectors.h"
#include "edges/console/frame.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using flows::Connector;
using Authentication = policy::ApiConnector::Authentication;

constexpr size_t kLongestSecret = 8192;

Answer<ConnectorWay> named_way(Visit const& visit)
{
    std::string const word = visit.request.path_value("way");
    auto const found = std::ranges::find(connector_ways(), word, &ConnectorWay::word);
    if (found == connector_ways().end())
        return trouble(404, "There is no way of authentication " + word + ".");
    return *found;
}

// --- the address ----------------------------------------------------------------------------------------------------

html::Safe setting_fields(Connector const& part, Entries const& entries)
{
    return text_field({ .name = "displayName",
               .label = "Name",
               .value = part.display_name,
               .help = "For administrators.",
               .error = entries.wrong("displayName"),
               .required = true,
               .max_length = 128 })
        + text_field({ .name = "url",
            .label = "Address",
            .value = part.connector.url,
            .help = "https; it is asked with POST.",
            .error = entries.wrong("url"),
            .type = "url",
            .required = true,
            .max_length = 2048 })
        + check_box("blocking",
            "Its answer decides: it may refuse values or the person, and without an answer the flow ends",
            part.connector.blocking);
}

void take_settings(Visit const& visit, Entries& entries, Connector& part)
{
    part.display_name = entries.needed_line("displayName", 128, "Enter a name.");
    part.connector.url = entries.needed_line("url", 2048, "Enter the address of your API.");
    part.connector.blocking = visit.form.has("blocking");
    // Nothing else that is wrong can come from this form.
    policy::ApiConnector bare = part.connector;
    bare.authentication = Authentication::None;
    if (!policy::connector_from_json(policy::to_json(bare)))
        entries.refuse("url", "It must be an https address, as in https://api.example.org/check.");
}

// --- the credentials ------------------------------------------------------------------------------------------------

html::Safe secret_field(std::string_view name, std::string_view label, Entries const& entries)
{
    return text_field({ .name = std::string(name),
        .label = std::string(label),
        .help = "It is kept encrypted and never shown again.",
        .error = entries.wrong(name),
        .type = "password",
        .required = true,
        .max_length = static_cast<int>(kLongestSecret) });
}

html::Safe certificate_fields(Entries const& entries)
{
    return file_area({ .name = "pkcs12",
                         .label = "Certificate with its key",
                         .help = "A PKCS #12 file (.pfx, .p12), as base64.",
                         .error = entries.wrong("pkcs12"),
                         .required = true },
               6)
        + text_field({ .name = "password",
            .label = "Password of the file",
            .help = "It opens the file now and is not kept.",
            .type = "password" });
}

html::Safe credential_fields(Connector const& part, Entries const& entries)
{
    switch (part.connector.authentication) {
    case Authentication::Basic:
        return text_field({ .name = "user", .label = "User name", .error = entries.wrong("user"), .required = true })
            + secret_field("password", "Password", entries);
    case Authentication::Bearer:
        return secret_field("token", "Token", entries);
    case Authentication::ApiKeyHeader:
        return text_field({ .name = "header",
                   .label = "Header",
                   .value = part.connector.header,
                   .help = "As in X-Api-Key.",
                   .error = entries.wrong("header"),
                   .required = true,
                   .max_length = 64 })
            + secret_field("key", "Key", entries);
    case Authentication::ClientCertificate:
        return certificate_fields(entries);
    case Authentication::None:
        break;
    }
    return paragraph("Anybody who knows the address can ask it: this is for trying things out.");
}

void take_secret(
    Visit const& visit, Entries& entries, std::string_view field, std::string part, flows::ConnectorSecrets& secrets)
{
    std::string value = visit.value(field);
    if (value.empty())
        entries.refuse(field, "It must be filled in.");
    else if (value.size() > kLongestSecret || has_control_characters(value))
        entries.refuse(field, "One line of at most " + std::to_string(kLongestSecret) + " characters.");
    else
        secrets.emplace(std::move(part), PolicySecret(std::move(value)));
}

void take_certificate(Visit const& visit, Entries& entries, flows::ConnectorSecrets& secrets)
{
    // Tools break base64 into lines.
    std::string text(visit.form.get("pkcs12"));
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    auto certificate = flows::read_certificate(text, visit.form.get("password"));
    if (certificate)
        secrets.emplace("Certificate", std::move(*certificate));
    else
        entries.refuse("pkcs12", certificate.error().detail);
}

flows::ConnectorSecrets take_credentials(Visit const& visit, Entries& entries, Connector& part)
{
    flows::ConnectorSecrets secrets;
    switch (part.connector.authentication) {
    case Authentication::Basic:
        take_secret(visit, entries, "user", "User", secrets);
        take_secret(visit, entries, "password", "Password", secrets);
        // RFC 7617 §2: a colon ends the user name.
        if (visit.value("user").find(':') != std::string::npos)
            entries.refuse("user", "A user name has no colon.");
        break;
    case Authentication::Bearer:
        take_secret(visit, entries, "token", "Token", secrets);
        break;
    case Authentication::ApiKeyHeader:
        part.connector.header = entries.line("header", 64);
        if (!policy::is_connector_name(part.connector.header))
            entries.refuse("header", "The name of a header has letters, digits, - and _.");
        take_secret(visit, entries, "key", "Key", secrets);
        break;
    case Authentication::ClientCertificate:
        take_certificate(visit, entries, secrets);
        break;
    case Authentication::None:
        break;
    }
    return secrets;
}

// --- pages ----------------------------------------------------------------------------------------------------------

http::Response new_page(
    Visit const& visit, Connector const& part, Entries const& entries, html::Safe const& above = {}, int status = 200)
{
    return draw(visit,
        { .title = "Add an API connector",
            .area = "connectors",
            .content = above
                + form(visit, visit.request.path,
                    setting_fields(part, entries) + credential_fields(part, entries)
                        + buttons(button(Look::Primary, "Add"))),
            .status = status });
}

Response ask_new(Visit const& visit)
{
    Connector part;
    part.connector.authentication = TRY(named_way(visit)).authentication;
    return new_page(visit, part, Entries(visit));
}

Response add(Visit const& visit)
{
    Entries entries(visit);
    Connector part;
    part.connector.name = random_guid(visit.console.random);
    part.connector.authentication = TRY(named_way(visit)).authentication;
    take_settings(visit, entries, part);
    auto const secrets = take_credentials(visit, entries, part);
    if (!entries.good())
        return new_page(visit, part, entries, {}, 400);
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(told(flows::save_connector(ports, change_of(visit), part, secrets)));
        return {};
    }));
    return done(visit, connector_path(visit, part.connector.name),
        part.display_name + " was added. It is asked as soon as a user flow uses it.");
}

http::Response change_page(Visit const& visit, Connector const& part, std::string_view below, std::string title,
    html::Safe const& fields, int status)
{
    std::string const path = connector_path(visit, part.connector.name);
    return draw(visit,
        { .title = std::move(title),
            .area = "connectors",
            .above = { { path, title_of(part) } },
            .content = form(visit, path + std::string(below),
                fields + buttons(button(Look::Primary, "Save") + link_button(Look::Secondary, path, "Cancel"))),
            .status = status });
}

http::Response settings_page(Visit const& visit, Connector const& part, Entries const& entries)
{
    return change_page(
        visit, part, "/change", "Change " + title_of(part), setting_fields(part, entries), entries.good() ? 200 : 400);
}

Response ask_change(Visit const& visit)
{
    return settings_page(visit, TRY(look_at_connector(visit)).part, Entries(visit));
}

// What is changed of the connector in the path, as it is now.
Response save(Visit const& visit, flows::ConnectorSecrets const& secrets, std::string_view notice,
    std::function<void(Connector&)> const& edit)
{
    Connector part;
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        part = TRY(named_connector(ports, visit));
        edit(part);
        TRY(told(flows::save_connector(ports, change_of(visit), part, secrets)));
        return {};
    }));
    return done(visit, connector_path(visit, part.connector.name), notice);
}

Response change(Visit const& visit)
{
    Connector wanted = TRY(look_at_connector(visit)).part;
    Entries entries(visit);
    take_settings(visit, entries, wanted);
    if (!entries.good())
        return settings_page(visit, wanted, entries);
    return save(visit, {}, "Saved. User flows that use it follow.", [&](Connector& part) {
        part.display_name = wanted.display_name;
        part.connector.url = wanted.connector.url;
        part.connector.blocking = wanted.connector.blocking;
    });
}

http::Response credentials_page(Visit const& visit, Connector const& part, Entries const& entries)
{
    ConnectorWay const& way = way_of(part.connector);
    return change_page(visit, part, "/credentials/" + std::string(way.word), std::string(way.title),
        credential_fields(part, entries), entries.good() ? 200 : 400);
}

// With the way of the path in the place of its own.
Answer<Connector> connector_by_way(Visit const& visit)
{
    ConnectorWay const way = TRY(named_way(visit));
    Connector part = TRY(look_at_connector(visit)).part;
    part.connector.authentication = way.authentication;
    return part;
}

Response ask_credentials(Visit const& visit)
{
    return credentials_page(visit, TRY(connector_by_way(visit)), Entries(visit));
}

Response save_credentials(Visit const& visit)
{
    Connector wanted = TRY(connector_by_way(visit));
    Entries entries(visit);
    auto const secrets = take_credentials(visit, entries, wanted);
    if (!entries.good())
        return credentials_page(visit, wanted, entries);
    return save(visit, secrets, "The new credentials are kept.", [&](Connector& part) {
        part.connector.authentication = wanted.connector.authentication;
        part.connector.header = wanted.connector.header;
    });
}

} // namespace

std::vector<Route> connector_form_routes()
{
    return {
        { http::Method::Get, "/{way}/new", ask_new, Needs::FreshSignIn },
        { http::Method::Post, "/{way}/new", add, Needs::FreshSignIn },
        { http::Method::Get, "/{name}/change", ask_change, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/change", change, Needs::FreshSignIn },
        { http::Method::Get, "/{name}/credentials/{way}", ask_credentials, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/credentials/{way}", save_credentials, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
