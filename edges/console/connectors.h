// What the pages about API connectors share.
#pragma once

#include "edges/console/flow_parts.h"

namespace gatehouse::console {

// How a connector proves to the API who asks.
struct ConnectorWay {
    policy::ApiConnector::Authentication authentication;
    std::string_view word; // of the connector's JSON, and in addresses
    std::string_view title;
};
std::span<ConnectorWay const> connector_ways();
ConnectorWay const& way_of(policy::ApiConnector const& connector);

std::string connector_path(Visit const& visit, std::string const& name, std::string_view below = "");
std::string title_of(flows::Connector const& connector);
// The connector of the path; a Trouble of 404 when there is none.
Answer<flows::Connector> named_connector(Ports& ports, Visit const& visit);
Answer<Used<flows::Connector>> look_at_connector(Visit const& visit);

// The part of the area that adds and changes.
std::vector<Route> connector_form_routes();

} // namespace gatehouse::console
