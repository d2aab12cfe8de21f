// What the pages about identity providers share.
#pragma once

#include "edges/console/flow_parts.h"

namespace gatehouse::console {

std::string provider_path(Visit const& visit, std::string const& name, std::string_view below = "");
// As it is called where one is chosen.
std::string_view title_of(policy::ProviderKind kind);
// The provider of the path; a Trouble of 404 when there is none.
Answer<policy::IdentityProvider> named_provider(Ports& ports, Visit const& visit);
Answer<Used<policy::IdentityProvider>> look_at_provider(Visit const& visit);

// What has to be registered at the provider, ready to be copied. `flows` are those that use it.
html::Safe answer_addresses(Visit const& visit, policy::ProviderKind kind, std::vector<std::string> const& flows);

// The part of the area that adds and changes.
std::vector<Route> provider_form_routes();

} // namespace gatehouse::console
