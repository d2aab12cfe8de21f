// The routes of each area, one function a file of pages.
#pragma once

#include "edges/console/visit.h"

namespace gatehouse::console {

std::vector<Route> administrator_routes();
std::vector<Route> app_routes();
std::vector<Route> attribute_routes();
std::vector<Route> audit_routes();
std::vector<Route> branding_routes();
std::vector<Route> connector_routes();
std::vector<Route> consent_routes();
std::vector<Route> dashboard_routes();
std::vector<Route> deleted_app_routes();
std::vector<Route> deleted_user_routes();
std::vector<Route> flow_routes();
std::vector<Route> key_routes();
std::vector<Route> policy_routes();
std::vector<Route> provider_routes();
std::vector<Route> search_routes();
std::vector<Route> settings_routes();
std::vector<Route> sign_out_routes();
std::vector<Route> user_routes();
std::vector<Route> user_change_routes(); // the part of the former that changes something
std::vector<Route> user_edit_routes();

} // namespace gatehouse::console
