#include "edges/graph/api_connectors.h"

#include "edges/graph/flow_work.h"
#include "edges/graph/small_list.h"
#include "libs/base/text.h"

namespace gatehouse::graph {
namespace {

using Authentication = policy::ApiConnector::Authentication;

constexpr char const* kConnectors = "identity/apiConnectors";
constexpr char const* kMasked = "******";

// What "authenticationConfiguration" says.
struct Credentials {
    Authentication authentication = Authentication::None;
    flows::ConnectorSecrets secrets;
};

void keep(flows::ConnectorSecrets& secrets, json::Object const& object, std::string_view property, std::string part)
{
    auto const text = object.text(property);
    if (text && !text->empty() && *text != kMasked)
        secrets.emplace(std::move(part), PolicySecret(*text));
}

Answer<PolicySecret> read_pkcs12(json::Object const& object)
{
    return told(flows::read_certificate(object.text("pkcs12Value").value_or(""), object.text("password").value_or("")));
}

Answer<Credentials> read_credentials(json::Object const& object)
{
    std::string type = object.text("@odata.type").value_or("");
    type = type.substr(type.rfind('.') + 1);
    Credentials read;
    if (equals_ignoring_case(type, "basicAuthentication")) {
        read.authentication = Authentication::Basic;
        keep(read.secrets, object, "username", "User");
        keep(read.secrets, object, "password", "Password");
        return read;
    }
    if (equals_ignoring_case(type, "pkcs12Certificate")) {
        read.authentication = Authentication::ClientCertificate;
        read.secrets.emplace("Certificate", TRY(read_pkcs12(object)));
        return read;
    }
    return std::unexpected(
        invalid_value("authenticationConfiguration", "Its @odata.type is basicAuthentication or pkcs12Certificate."));
}

// Reads what a body may change into the connector and its secrets.
Answer<flows::ConnectorSecrets> take_properties(json::Object const& body, flows::Connector& connector)
{
    TRY(expect_only(body, { "id", "displayName", "targetUrl", "authenticationConfiguration" }));
    if (auto name = body.text("displayName"))
        connector.display_name = std::move(*name);
    if (auto url = body.text("targetUrl"))
        connector.connector.url = std::move(*url);
    json::Object const* configuration = body.object("authenticationConfiguration");
    if (!configuration)
        return flows::ConnectorSecrets();
    Credentials credentials = TRY(read_credentials(*configuration));
    connector.connector.authentication = credentials.authentication;
    return std::move(credentials.secrets);
}

Answer<flows::Connector> named_connector(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("connector");
    auto connector = TRY(flows::find_connector(ports, caller.tenant.id, name));
    if (!connector)
        return std::unexpected(not_found(name));
    return std::move(*connector);
}

} // namespace

Answer<json::Object> show(Ports& ports, Caller const& caller, flows::Connector const& part)
{
    policy::ApiConnector const& connector = part.connector;
    json::Object shown{ { "id", connector.name },
        { "displayName", part.display_name.empty() ? connector.name : part.display_name },
        { "targetUrl", connector.url } };
    if (connector.authentication == Authentication::Basic) {
        auto const user = TRY(ports.policy_secrets.find(caller.tenant.id, policy::secret_name(connector, "User")));
        shown.set("authenticationConfiguration",
            json::Object{ { "@odata.type", "#microsoft.graph.basicAuthentication" },
                { "username", user ? std::string(user->reveal()) : std::string() }, { "password", kMasked } });
    } else if (connector.authentication == Authentication::ClientCertificate) {
        shown.set("authenticationConfiguration",
            json::Object{ { "@odata.type", "#microsoft.graph.clientCertificateAuthentication" },
                { "certificateList", json::Array() } });
    } else {
        // Graph knows neither a bearer token nor a key in a header, nor none at all.
        shown.set("authenticationConfiguration", nullptr);
    }
    return shown;
}

Answer<http::Response> list_connectors(Graph& graph, Caller const& caller, http::Request const& request)
{
    SmallList list{
        .set = kConnectors, .type = "IdentityApiConnector", .items = {}, .texts = { "id", "displayName", "targetUrl" }
    };
    TRY(look<void>(graph, [&](Ports& ports) -> Answer<void> {
        for (flows::Connector const& connector : TRY(flows::list_connectors(ports, caller.tenant.id)))
            list.items.push_back(TRY(show(ports, caller, connector)));
        return {};
    }));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> create_connector(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    flows::Connector connector;
    connector.connector.name = random_guid(graph.random);
    auto const secrets = TRY(take_properties(body, connector));
    if (connector.display_name.empty())
        return std::unexpected(invalid_value("displayName", "A connector has a name."));
    return write<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        TRY(told(flows::save_connector(ports, change_of(graph, caller, request), connector, secrets)));
        json::Object const shown = TRY(show(ports, caller, connector));
        return created_response(request, kConnectors, connector.connector.name, shown);
    });
}

Answer<http::Response> get_connector(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        flows::Connector const connector = TRY(named_connector(ports, caller, request));
        json::Object const shown = TRY(show(ports, caller, connector));
        return answer_one(request, 200, kConnectors, shown);
    });
}

Answer<http::Response> update_connector(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        flows::Connector connector = TRY(named_connector(ports, caller, request));
        auto const secrets = TRY(take_properties(body, connector));
        TRY(told(flows::save_connector(ports, change_of(graph, caller, request), connector, secrets)));
        return {};
    }));
    return no_content();
}

Answer<http::Response> delete_connector(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        std::string const name = request.path_value("connector");
        if (!TRY(told(flows::remove_connector(ports, change_of(graph, caller, request), name))))
            return std::unexpected(not_found(name));
        return {};
    }));
    return no_content();
}

Answer<http::Response> upload_client_certificate(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    flows::ConnectorSecrets secrets;
    secrets.emplace("Certificate", TRY(read_pkcs12(body)));
    return write<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        flows::Connector connector = TRY(named_connector(ports, caller, request));
        connector.connector.authentication = Authentication::ClientCertificate;
        TRY(told(flows::save_connector(ports, change_of(graph, caller, request), connector, secrets)));
        return entity_response(200, request, kConnectors, TRY(show(ports, caller, connector)));
    });
}

} // namespace gatehouse::graph
