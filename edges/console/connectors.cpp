// API connectors: those of the tenant, one of them, its end. What they authenticate with is never shown.
#include "edges/console/connectors.h"

#include "edges/console/frame.h"
#include "edges/console/routes.h"

#include <algorithm>
#include <array>

namespace gatehouse::console {
namespace {

using flows::Connector;
using Authentication = policy::ApiConnector::Authentication;

constexpr auto kWays = std::to_array<ConnectorWay>({
    { Authentication::Basic, "basic", "User name and password" },
    { Authentication::ClientCertificate, "clientCertificate", "Client certificate" },
    { Authentication::Bearer, "bearer", "Bearer token" },
    { Authentication::ApiKeyHeader, "apiKeyHeader", "Key in a header" },
    { Authentication::None, "none", "No authentication" },
});

// A link for each way: its word between `before` and `behind`.
html::Safe way_tiles(std::string const& before, std::string_view behind)
{
    std::vector<std::pair<std::string, std::string>> all;
    for (ConnectorWay const& way : kWays)
        all.emplace_back(before + std::string(way.word) + std::string(behind), way.title);
    return tiles(all);
}

struct Listed {
    std::vector<Connector> connectors;
    std::vector<policy::UserFlow> flows;
};

Response list_all(Visit const& visit)
{
    Listed const all = TRY(look<Listed>(visit.console, [&](Ports& ports) -> Answer<Listed> {
        return Listed{ TRY(flows::list_connectors(ports, visit.tenant().id)),
            TRY(flows::list(ports, visit.tenant().id)) };
    }));
    Table list{ .caption = "API connectors", .columns = { "Name", "Address", "Authentication", "Used by" } };
    list.empty = "No API of yours is asked yet.";
    for (Connector const& one : all.connectors)
        list.rows.push_back({ link(connector_path(visit, one.connector.name), title_of(one)), code(one.connector.url),
            text(way_of(one.connector).title),
            flow_links(visit, users_of(all.flows, flows::uses_connector, one.connector.name)) });
    html::Safe content
        = paragraph("APIs of yours that user flows ask: when somebody comes from an identity provider for "
                    "the first time, before a person is created, and before the token.")
        + table(list);
    if (visit.may_write("connectors"))
        content += section("add", "Add an API connector",
            paragraph("How does your API know that it is this server that asks?")
                + way_tiles(visit.path("connectors/"), "/new"));
    return draw(visit, { .title = "API connectors", .area = "connectors", .content = std::move(content) });
}

Response show_one(Visit const& visit)
{
    Used<Connector> const used = TRY(look_at_connector(visit));
    policy::ApiConnector const& connector = used.part.connector;
    html::Safe content;
    if (visit.may_write("connectors"))
        content += html::fill("<div class=\"actions\">{{actions}}</div>\n",
            { { "actions",
                link_button(Look::Secondary, connector_path(visit, connector.name, "/change"), "Change")
                    + link_button(Look::Danger, connector_path(visit, connector.name, "/remove"), "Remove") } });
    Facts all{ { "Name", code(connector.name) }, { "Address", code(connector.url) },
        { "When it fails",
            text(connector.blocking ? "The person cannot go on; it may also refuse what was typed"
                                    : "The flow goes on without its answer") },
        { "Authentication", text(way_of(connector).title) } };
    if (connector.authentication == Authentication::ApiKeyHeader)
        all.emplace_back("Header", code(connector.header));
    if (connector.authentication != Authentication::None)
        all.emplace_back("Secret", text("Kept here, and not shown"));
    all.emplace_back("Used by", flow_links(visit, used.flows));
    content += facts(all);
    if (visit.may_write("connectors"))
        content += section("authentication", "Other credentials",
            paragraph("They take the old ones' place at once.")
                + way_tiles(connector_path(visit, connector.name, "/credentials/"), ""));
    return draw(visit, { .title = title_of(used.part), .area = "connectors", .content = std::move(content) });
}

Response ask_remove(Visit const& visit)
{
    Used<Connector> const used = TRY(look_at_connector(visit));
    return removal_page(visit,
        { .area = "connectors",
            .name = title_of(used.part),
            .path = connector_path(visit, used.part.connector.name),
            .text = "What it authenticates with goes, too, and cannot be had back.",
            .flows = used.flows });
}

Response remove_one(Visit const& visit)
{
    Connector const gone = TRY(write<Connector>(visit.console, [&](Ports& ports) -> Answer<Connector> {
        Connector connector = TRY(named_connector(ports, visit));
        TRY(told(flows::remove_connector(ports, change_of(visit), connector.connector.name)));
        return connector;
    }));
    return done(visit, visit.path("connectors"), title_of(gone) + " was removed.");
}

} // namespace

std::span<ConnectorWay const> connector_ways()
{
    return kWays;
}

ConnectorWay const& way_of(policy::ApiConnector const& connector)
{
    return *std::ranges::find(kWays, connector.authentication, &ConnectorWay::authentication);
}

std::string connector_path(Visit const& visit, std::string const& name, std::string_view below)
{
    return visit.path("connectors/" + url::encode(name) + std::string(below));
}

std::string title_of(Connector const& connector)
{
    return connector.display_name.empty() ? connector.connector.name : connector.display_name;
}

Answer<Connector> named_connector(Ports& ports, Visit const& visit)
{
    std::string const name = visit.request.path_value("name");
    auto connector = TRY(flows::find_connector(ports, visit.tenant().id, name));
    if (!connector)
        return trouble(404, "There is no API connector " + name + " here.");
    return std::move(*connector);
}

Answer<Used<Connector>> look_at_connector(Visit const& visit)
{
    return look<Used<Connector>>(visit.console, [&](Ports& ports) -> Answer<Used<Connector>> {
        Connector connector = TRY(named_connector(ports, visit));
        auto const flows = TRY(flows::list(ports, visit.tenant().id));
        auto users = users_of(flows, flows::uses_connector, connector.connector.name);
        return Used<Connector>{ std::move(connector), std::move(users) };
    });
}

std::vector<Route> connector_routes()
{
    std::vector<Route> all{
        { http::Method::Get, "", list_all },
        { http::Method::Get, "/{name}", show_one },
        { http::Method::Get, "/{name}/remove", ask_remove, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/remove", remove_one, Needs::FreshSignIn },
    };
    for (Route& route : connector_form_routes())
        all.push_back(std::move(route));
    return all;
}

} // namespace gatehouse::console
