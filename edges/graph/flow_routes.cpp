#include "core/applications/directory_api.h"
#include "edges/graph/api_connectors.h"
#include "edges/graph/flow_attributes.h"
#include "edges/graph/flow_languages.h"
#include "edges/graph/identity_providers.h"
#include "edges/graph/routes.h"
#include "edges/graph/user_flows.h"

namespace gatehouse::graph {
namespace {

using namespace directory_role;

constexpr std::string_view kReadFlowRoles[] = { kReadFlows, kWriteFlows };
constexpr std::string_view kWriteFlowRoles[] = { kWriteFlows };
constexpr std::string_view kReadProviderRoles[] = { kReadProviders, kWriteProviders };
constexpr std::string_view kWriteProviderRoles[] = { kWriteProviders };
constexpr std::string_view kConnectorRoles[] = { kWriteConnectors };
constexpr std::string_view kReadMethodsPolicyRoles[] = { kReadPolicies, kWriteMethodsPolicy };
constexpr std::string_view kWriteMethodsPolicyRoles[] = { kWriteMethodsPolicy };

} // namespace

std::vector<Route> flow_routes()
{
    using enum http::Method;
    std::string const flows = "/identity/b2cUserFlows";
    std::string const flow = flows + "/{flow}";
    std::string const providers = "/identity/identityProviders";
    std::string const connectors = "/identity/apiConnectors";
    std::string const attributes = "/identity/userFlowAttributes";
    std::string const assignments = flow + "/userAttributeAssignments";
    std::string const languages = flow + "/languages";
    std::string const language = languages + "/{language}";
    std::string const methods = "/policies/b2cAuthenticationMethodsPolicy";
    std::vector<Route> all{
        { Get, flows, kReadFlowRoles, list_flows, kListExpanded },
        { Post, flows, kWriteFlowRoles, create_flow },
        { Get, flow, kReadFlowRoles, get_flow, kOneExpanded },
        { Patch, flow, kWriteFlowRoles, update_flow },
        { Delete, flow, kWriteFlowRoles, delete_flow },
        { Get, flow + "/apiConnectorConfiguration", kReadFlowRoles, get_flow_connectors, kOneExpanded },
        { Put, flow + "/apiConnectorConfiguration/{step}/$ref", kWriteFlowRoles, set_flow_connector },
        { Get, assignments, kReadFlowRoles, list_assignments, kListExpanded },
        { Post, assignments, kWriteFlowRoles, create_assignment },
        { Get, assignments + "/getOrder", kReadFlowRoles, get_assignment_order },
        { Post, assignments + "/setOrder", kWriteFlowRoles, set_assignment_order },
        { Get, assignments + "/{attribute}", kReadFlowRoles, get_assignment, kOneExpanded },
        { Patch, assignments + "/{attribute}", kWriteFlowRoles, update_assignment },
        { Delete, assignments + "/{attribute}", kWriteFlowRoles, delete_assignment },
        { Get, languages, kReadFlowRoles, list_languages, kList },
        { Get, language, kReadFlowRoles, get_language, kOne },
        { Put, language, kWriteFlowRoles, put_language },
        { Delete, language, kWriteFlowRoles, delete_language },
        { Get, language + "/defaultPages", kReadFlowRoles, list_default_pages, kList },
        { Get, language + "/defaultPages/{page}/$value", kReadFlowRoles, read_default_page },
        { Get, language + "/overridesPages", kReadFlowRoles, list_override_pages, kList },
        { Get, language + "/overridesPages/{page}/$value", kReadFlowRoles, read_override_page },
        { Put, language + "/overridesPages/{page}/$value", kWriteFlowRoles, put_override_page },
        { Delete, language + "/overridesPages/{page}", kWriteFlowRoles, delete_override_page },
        { Get, attributes, kReadFlowRoles, list_attributes, kList },
        { Post, attributes, kWriteFlowRoles, create_attribute },
        { Get, attributes + "/{attribute}", kReadFlowRoles, get_attribute, kOne },
        { Patch, attributes + "/{attribute}", kWriteFlowRoles, update_attribute },
        { Delete, attributes + "/{attribute}", kWriteFlowRoles, delete_attribute },
        { Get, providers, kReadProviderRoles, list_providers, kList },
        { Post, providers, kWriteProviderRoles, create_provider },
        { Get, providers + "/availableProviderTypes", kReadProviderRoles, available_provider_types },
        { Get, providers + "/availableProviderTypes()", kReadProviderRoles, available_provider_types },
        { Get, providers + "/{provider}", kReadProviderRoles, get_provider, kOne },
        { Patch, providers + "/{provider}", kWriteProviderRoles, update_provider },
        { Delete, providers + "/{provider}", kWriteProviderRoles, delete_provider },
        { Get, connectors, kConnectorRoles, list_connectors, kList },
        { Post, connectors, kConnectorRoles, create_connector },
        { Get, connectors + "/{connector}", kConnectorRoles, get_connector, kOne },
        { Patch, connectors + "/{connector}", kConnectorRoles, update_connector },
        { Delete, connectors + "/{connector}", kConnectorRoles, delete_connector },
        { Post, connectors + "/{connector}/uploadClientCertificate", kConnectorRoles, upload_client_certificate },
        { Get, methods, kReadMethodsPolicyRoles, get_methods_policy, kOne },
        { Patch, methods, kWriteMethodsPolicyRoles, update_methods_policy },
    };
    // Graph has both names, and adds by PATCH where its pages once said POST.
    for (std::string const name : { "/identityProviders", "/userflowIdentityProviders" }) {
        all.push_back({ Get, flow + name, kReadFlowRoles, list_flow_providers, kList });
        all.push_back({ Patch, flow + name + "/$ref", kWriteFlowRoles, add_flow_provider });
        all.push_back({ Post, flow + name + "/$ref", kWriteFlowRoles, add_flow_provider });
        all.push_back({ Delete, flow + name + "/{provider}/$ref", kWriteFlowRoles, remove_flow_provider });
    }
    return all;
}

} // namespace gatehouse::graph
