#include "edges/graph/user_flows.h"

#include "core/flows/texts.h"
#include "edges/graph/api_connectors.h"
#include "edges/graph/collection.h"
#include "edges/graph/flow_work.h"
#include "edges/graph/identity_providers.h"
#include "edges/graph/small_list.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using policy::FlowType;
using policy::UserFlow;

constexpr char const* kFlows = "identity/b2cUserFlows";

struct TypeName {
    FlowType type;
    std::string_view name;
};
constexpr auto kTypes = std::to_array<TypeName>({
    { FlowType::SignUpOrSignIn, "signUpOrSignIn" },
    { FlowType::SignUp, "signUp" },
    { FlowType::SignIn, "signIn" },
    { FlowType::PasswordReset, "passwordReset" },
    { FlowType::ProfileEdit, "profileUpdate" },
    { FlowType::ResourceOwner, "resourceOwner" },
});

// Where a flow asks an API, by Graph's names; the last is not Graph's.
struct Step {
    std::string_view name;
    std::optional<policy::ApiConnector> UserFlow::* connector;
};
constexpr auto kSteps = std::to_array<Step>({
    { "postFederationSignup", &UserFlow::after_federation },
    { "postAttributeCollection", &UserFlow::before_creating_user },
    { "preTokenIssuance", &UserFlow::before_token },
});

json::Object show_flow(UserFlow const& flow)
{
    return { { "id", flow.name },
        { "userFlowType", std::string(std::ranges::find(kTypes, flow.type, &TypeName::type)->name) },
        { "userFlowTypeVersion", 3 }, { "isLanguageCustomizationEnabled", true },
        { "defaultLanguageTag", flow.default_language } };
}

json::Array show_providers(UserFlow const& flow)
{
    json::Array all;
    for (policy::IdentityProvider const& provider : flow.identity_providers)
        all.emplace_back(show(provider));
    return all;
}

// With the relations that $expand names: Graph has two names for the providers.
Answer<json::Object> show_flow(UserFlow const& flow, odata::Query const& query)
{
    json::Object shown = show_flow(flow);
    for (std::string const& name : query.expand) {
        if (!equals_ignoring_case(name, "identityProviders")
            && !equals_ignoring_case(name, "userFlowIdentityProviders"))
            return std::unexpected(bad_request("Could not find a relation named '" + name
                + "' on type 'microsoft.graph.b2cIdentityUserFlow': $expand takes identityProviders."));
        shown.set(name, show_providers(flow));
    }
    return shown;
}

Answer<FlowType> read_type(json::Object const& body)
{
    std::string const name = body.text("userFlowType").value_or("");
    auto const known
        = std::ranges::find_if(kTypes, [&](TypeName const& one) { return equals_ignoring_case(one.name, name); });
    if (known != kTypes.end())
        return known->type;
    return std::unexpected(invalid_value(
        "userFlowType", "The type is signUpOrSignIn, signUp, signIn, passwordReset, profileUpdate or resourceOwner."));
}

Answer<std::string> read_name(json::Object const& body)
{
    auto name = flows::full_name(body.text("id").value_or(""));
    if (!name)
        return std::unexpected(invalid_value("id", name.error().detail));
    return std::move(*name);
}

Answer<void> take_providers(json::Object const& body, UserFlow& flow)
{
    json::Array const* listed = body.array("identityProviders");
    for (json::Value const& item : listed ? *listed : json::Array()) {
        json::Object const* object = item.as_object();
        std::string const id = object ? object->text("id").value_or("") : "";
        if (id.empty())
            return std::unexpected(invalid_value("identityProviders", "Each has the id of an identity provider."));
        flow.identity_providers.push_back({ .name = id });
    }
    return {};
}

Answer<void> take_settings(json::Object const& body, UserFlow& flow)
{
    if (body.find("isLanguageCustomizationEnabled") && body.boolean("isLanguageCustomizationEnabled") != true)
        return std::unexpected(invalid_value("isLanguageCustomizationEnabled",
            "Pages speak the language of the browser always: leave it true, and remove the languages of the flow."));
    if (!body.find("defaultLanguageTag"))
        return {};
    std::string const language = flows::known_language(body.text("defaultLanguageTag").value_or(""));
    auto const known = policy::page_languages();
    if (language.empty())
        return std::unexpected(invalid_value(
            "defaultLanguageTag", "The language is one of " + join({ known.begin(), known.end() }, ", ") + "."));
    flow.default_language = language;
    return {};
}

} // namespace

Answer<http::Response> list_flows(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const query = TRY(read_query(request));
    auto const flows = TRY(
        look<std::vector<UserFlow>>(graph, [&](Ports& ports) { return told(flows::list(ports, caller.tenant.id)); }));
    SmallList list{ .set = kFlows,
        .type = "B2cIdentityUserFlow",
        .items = {},
        .texts = { "id", "userFlowType", "defaultLanguageTag" },
        .truths = { "isLanguageCustomizationEnabled" } };
    for (UserFlow const& flow : flows)
        list.items.push_back(TRY(show_flow(flow, query)));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> create_flow(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(expect_only(body,
        { "id", "userFlowType", "userFlowTypeVersion", "isLanguageCustomizationEnabled", "defaultLanguageTag",
            "identityProviders" }));
    std::string name = TRY(read_name(body));
    UserFlow flow = flows::fresh_flow(std::move(name), TRY(read_type(body)));
    TRY(take_settings(body, flow));
    TRY(take_providers(body, flow));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        if (TRY(ports.policies.find(caller.tenant.id, PolicyId(flow.name))))
            return std::unexpected(already_exists("id"));
        return told(flows::create(ports, change_of(graph, caller, request), flow));
    }));
    return created_response(request, kFlows, flow.name, show_flow(flow));
}

Answer<http::Response> get_flow(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const query = TRY(read_query(request));
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    json::Object const shown = TRY(show_flow(flow, query));
    return answer_one(request, 200, kFlows, shown);
}

Answer<http::Response> update_flow(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(expect_only(body, { "isLanguageCustomizationEnabled", "defaultLanguageTag" }));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) { return take_settings(body, flow); }));
    return no_content();
}

Answer<http::Response> delete_flow(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        std::string const name = request.path_value("flow");
        if (!TRY(told(flows::remove(ports, change_of(graph, caller, request), name))))
            return std::unexpected(not_found(name));
        return {};
    }));
    return no_content();
}

Answer<http::Response> list_flow_providers(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    return answer_list(graph, caller, request,
        provider_list("identity/b2cUserFlows('" + flow.name + "')/userflowIdentityProviders", flow.identity_providers));
}

Answer<http::Response> add_flow_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const name = TRY(read_reference(request));
    TRY(change_flow(graph, caller, request, [&](Ports& ports, UserFlow& flow) -> Answer<void> {
        auto provider = TRY(flows::find_provider(ports, caller.tenant.id, name));
        if (!provider)
            return std::unexpected(not_found(name));
        auto const same = [&](policy::IdentityProvider const& one) { return one.name == provider->name; };
        if (std::ranges::any_of(flow.identity_providers, same))
            return std::unexpected(
                bad_request("One or more added object references already exist for the following modified properties: "
                            "'userflowIdentityProviders'."));
        flow.identity_providers.push_back(std::move(*provider));
        return {};
    }));
    return no_content();
}

Answer<http::Response> remove_flow_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("provider");
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        auto const same = [&](policy::IdentityProvider const& one) { return equals_ignoring_case(one.name, name); };
        if (std::erase_if(flow.identity_providers, same) == 0)
            return std::unexpected(not_found(name));
        return {};
    }));
    return no_content();
}

Answer<http::Response> get_flow_connectors(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    // They are shown whether or not they are expanded.
    for (std::string const& name : query.expand)
        if (std::ranges::none_of(kSteps, [&](Step const& one) { return equals_ignoring_case(one.name, name); }))
            return std::unexpected(bad_request("Could not find a relation named '" + name
                + "' on type 'microsoft.graph.userFlowApiConnectorConfiguration': $expand takes the steps."));
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        UserFlow const flow = TRY(load_flow(ports, caller, request));
        json::Object shown;
        for (Step const& step : kSteps) {
            auto const& connector = flow.*(step.connector);
            auto const part = connector ? TRY(flows::find_connector(ports, caller.tenant.id, connector->name))
                                        : std::optional<flows::Connector>();
            if (part)
                shown.set(step.name, TRY(show(ports, caller, *part)));
            else
                shown.set(step.name, nullptr);
        }
        if (!query.select.empty())
            shown = TRY(choose(shown, query.select, {}));
        return json_response(
            200, with_context(request, "identity/b2cUserFlows('" + flow.name + "')/apiConnectorConfiguration", shown));
    });
}

Answer<http::Response> set_flow_connector(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const at = request.path_value("step");
    auto const step = std::ranges::find_if(kSteps, [&](Step const& one) { return equals_ignoring_case(one.name, at); });
    if (step == kSteps.end())
        return std::unexpected(GraphError(404, "BadRequest", "Resource not found for the segment '" + at + "'."));
    json::Object const body = TRY(read_body(request));
    // B2C: an empty object takes it off.
    std::string const name = body.empty() ? std::string() : TRY(read_reference(request));
    TRY(change_flow(graph, caller, request, [&](Ports& ports, UserFlow& flow) -> Answer<void> {
        auto& connector = flow.*(step->connector);
        connector.reset();
        if (name.empty())
            return {};
        auto part = TRY(flows::find_connector(ports, caller.tenant.id, name));
        if (!part)
            return std::unexpected(not_found(name));
        connector = std::move(part->connector);
        return {};
    }));
    return no_content();
}

} // namespace gatehouse::graph
