#include "edges/graph/flow_attributes.h"

#include "edges/graph/collection.h"
#include "edges/graph/flow_work.h"
#include "edges/graph/small_list.h"
#include "edges/graph/user_shape.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using policy::AttributeSettings;
using policy::AttributeType;
using policy::InputControl;
using policy::UserFlow;

constexpr char const* kAttributes = "identity/userFlowAttributes";

struct TypeName {
    AttributeType type;
    std::string_view name;
};
constexpr auto kTypes = std::to_array<TypeName>({
    { AttributeType::Text, "string" },
    { AttributeType::Boolean, "boolean" },
    { AttributeType::Integer, "int64" },
});

struct ControlName {
    InputControl control;
    std::string_view name;
};
// Graph has six; the first of each control is how it is shown.
constexpr auto kControls = std::to_array<ControlName>({
    { InputControl::Text, "textBox" },
    { InputControl::Date, "dateTimeDropdown" },
    { InputControl::Radio, "radioSingleSelect" },
    { InputControl::Dropdown, "dropdownSingleSelect" },
    { InputControl::Email, "emailBox" },
    { InputControl::MultiSelect, "checkboxMultiSelect" },
    { InputControl::CheckBox, "checkboxMultiSelect" },
    { InputControl::Number, "textBox" },
    { InputControl::Paragraph, "textBox" },
});

// "extension_831374b3bd5041bfaa54263ec9e050fc_Hobby" is "extension_Hobby" here; "City" is "city".
std::string own_name(Caller const& caller, std::string const& id)
{
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        if (equals_ignoring_case(one.graph_id, id))
            return std::string(one.id);
    return extension_attribute(caller.tenant, id).value_or("");
}

std::string graph_name(Caller const& caller, std::string const& name)
{
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        if (one.id == name)
            return std::string(one.graph_id);
    return extension_prefix(caller.tenant) + name.substr(std::string_view("extension_").size());
}

std::string title_of(flows::Attribute const& attribute)
{
    return attribute.settings.label.empty() ? attribute.id.substr(std::string_view("extension_").size())
                                            : attribute.settings.label;
}

json::Object show(flows::BuiltInAttribute const& attribute)
{
    return { { "id", std::string(attribute.graph_id) }, { "displayName", std::string(attribute.title) },
        { "description", std::string(attribute.description) }, { "userFlowAttributeType", "builtIn" },
        { "dataType",
            attribute.id == "emails"        ? "stringCollection"
                : attribute.id == "newUser" ? "boolean"
                                            : "string" } };
}

json::Object show(Caller const& caller, flows::Attribute const& attribute)
{
    return { { "@odata.type", "#microsoft.graph.identityCustomUserFlowAttribute" },
        { "id", graph_name(caller, attribute.id) }, { "displayName", title_of(attribute) },
        { "description", attribute.description }, { "userFlowAttributeType", "custom" },
        { "dataType", std::string(std::ranges::find(kTypes, attribute.settings.type, &TypeName::type)->name) } };
}

// By Graph's id.
Answer<json::Object> shown_attribute(Ports& ports, Caller const& caller, std::string const& id)
{
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        if (equals_ignoring_case(one.graph_id, id))
            return show(one);
    auto const custom = TRY(flows::find_attribute(ports, caller.tenant.id, own_name(caller, id)));
    if (!custom)
        return std::unexpected(not_found(id));
    return show(caller, *custom);
}

Answer<flows::Attribute> custom_attribute(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const id = request.path_value("attribute");
    std::string const name = own_name(caller, id);
    auto attribute = TRY(flows::find_attribute(ports, caller.tenant.id, name));
    if (attribute)
        return std::move(*attribute);
    bool const built_in = !name.empty() && !name.starts_with("extension_");
    return std::unexpected(
        built_in ? bad_request("The attribute " + id + " is built in and cannot be changed.") : not_found(id));
}

Answer<AttributeType> read_type(json::Object const& body)
{
    std::string const name = body.text("dataType").value_or("");
    auto const known
        = std::ranges::find_if(kTypes, [&](TypeName const& one) { return equals_ignoring_case(one.name, name); });
    if (known == kTypes.end())
        return std::unexpected(invalid_value("dataType",
            "The type of an attribute is string, boolean or int64; a date is a string that is asked for with "
            "dateTimeDropdown."));
    return known->type;
}

// --- what a flow asks for -------------------------------------------------------------------------------------------

json::Object show_assignment(Caller const& caller, UserFlow const& flow, std::string const& name)
{
    auto const found = flow.attributes.find(name);
    AttributeSettings const settings = found == flow.attributes.end() ? AttributeSettings() : found->second;
    json::Array values;
    for (policy::AttributeOption const& option : settings.options)
        values.emplace_back(json::Object{ { "name", option.text }, { "value", option.value }, { "isDefault", false } });
    auto const built_in = std::ranges::find(flows::built_in_attributes(), name, &flows::BuiltInAttribute::id);
    std::string const label = !settings.label.empty()    ? settings.label
        : built_in != flows::built_in_attributes().end() ? std::string(built_in->title)
                                                         : name.substr(std::string_view("extension_").size());
    InputControl const control = settings.control.value_or(
        settings.type == AttributeType::Boolean ? InputControl::CheckBox : InputControl::Text);
    return { { "id", graph_name(caller, name) }, { "displayName", label }, { "isOptional", !settings.required },
        { "requiresVerification", false },
        { "userInputType", std::string(std::ranges::find(kControls, control, &ControlName::control)->name) },
        { "userAttributeValues", std::move(values) } };
}

Answer<void> take_control(json::Object const& body, AttributeSettings& settings)
{
    auto const name = body.text("userInputType");
    if (!name)
        return {};
    auto const known = std::ranges::find_if(
        kControls, [&](ControlName const& one) { return equals_ignoring_case(one.name, *name); });
    if (known == kControls.end())
        return std::unexpected(invalid_value("userInputType",
            "It is one of textBox, dateTimeDropdown, radioSingleSelect, dropdownSingleSelect, emailBox and "
            "checkboxMultiSelect."));
    // What is shown by the same name stays what it is.
    bool const same = settings.control
        && std::ranges::find(kControls, *settings.control, &ControlName::control)->name == known->name;
    bool const natural = !settings.control && settings.type != AttributeType::Text;
    if (!same && !natural)
        settings.control = known->control;
    return {};
}

Answer<void> take_options(json::Object const& body, AttributeSettings& settings)
{
    json::Array const* values = body.array("userAttributeValues");
    if (!values)
        return {};
    settings.options.clear();
    for (json::Value const& item : *values) {
        json::Object const* object = item.as_object();
        auto const name = object ? object->text("name") : std::nullopt;
        auto const value = object ? object->text("value") : std::nullopt;
        if (!name || !value)
            return std::unexpected(invalid_value("userAttributeValues", "Each has a name and a value."));
        settings.options.push_back({ *value, *name });
    }
    return {};
}

Answer<void> take_assignment(json::Object const& body, AttributeSettings& settings)
{
    TRY(expect_only(body,
        { "id", "userAttribute", "displayName", "isOptional", "requiresVerification", "userInputType",
            "userAttributeValues" }));
    if (auto label = body.text("displayName"))
        settings.label = std::move(*label);
    settings.required = !body.boolean("isOptional").value_or(!settings.required);
    if (body.boolean("requiresVerification").value_or(false))
        return std::unexpected(invalid_value("requiresVerification",
            "Only the address that an account signs in by is verified, and that is a setting of the flow."));
    TRY(take_control(body, settings));
    TRY(take_options(body, settings));
    if (flows::needs_options(settings) && settings.options.empty())
        return std::unexpected(invalid_value("userAttributeValues", "There is nothing to choose from."));
    return {};
}

// The place in `collect` of the attribute in the address.
Answer<std::string> assigned(Caller const& caller, http::Request const& request, UserFlow const& flow)
{
    std::string const id = request.path_value("attribute");
    std::string const name = own_name(caller, id);
    auto const found = std::ranges::find_if(
        flow.collect, [&](std::string const& one) { return !name.empty() && equals_ignoring_case(one, name); });
    if (found == flow.collect.end())
        return std::unexpected(not_found(id));
    return *found;
}

std::string assignments_of(UserFlow const& flow)
{
    return "identity/b2cUserFlows('" + flow.name + "')/userAttributeAssignments";
}

Answer<json::Object> show_assignment(
    Ports& ports, Caller const& caller, UserFlow const& flow, std::string const& name, odata::Query const& query)
{
    json::Object shown = show_assignment(caller, flow, name);
    for (std::string const& relation : query.expand) {
        if (!equals_ignoring_case(relation, "userAttribute"))
            return std::unexpected(bad_request("Could not find a relation named '" + relation
                + "' on type 'microsoft.graph.identityUserFlowAttributeAssignment': $expand takes userAttribute."));
        shown.set("userAttribute", TRY(shown_attribute(ports, caller, graph_name(caller, name))));
    }
    return shown;
}

// The same names, each once, in another order.
Answer<std::vector<std::string>> read_order(Caller const& caller, json::Object const& body, UserFlow const& flow)
{
    json::Object const* wrapped = body.object("newAssignmentOrder");
    json::Array const* listed = wrapped ? wrapped->array("order") : nullptr;
    if (!listed)
        return std::unexpected(invalid_value("newAssignmentOrder", "It holds the list \"order\"."));
    std::vector<std::string> order;
    for (json::Value const& item : *listed)
        order.push_back(item.as_text() ? own_name(caller, *item.as_text()) : "");
    if (!std::ranges::is_permutation(order, flow.collect))
        return std::unexpected(invalid_value("order", "It names each attribute that the flow asks for once."));
    return order;
}

} // namespace

Answer<http::Response> list_attributes(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const custom = TRY(look<std::vector<flows::Attribute>>(
        graph, [&](Ports& ports) { return told(flows::list_attributes(ports, caller.tenant.id)); }));
    SmallList list{ .set = kAttributes,
        .type = "IdentityUserFlowAttribute",
        .items = {},
        .texts = { "id", "displayName", "userFlowAttributeType", "dataType" },
        .order = SmallList::Order::Given };
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        list.items.push_back(show(one));
    for (flows::Attribute const& one : custom)
        list.items.push_back(show(caller, one));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> create_attribute(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(expect_only(body, { "displayName", "description", "dataType" }));
    flows::Attribute attribute;
    attribute.id = "extension_" + body.text("displayName").value_or("");
    if (!policy::is_custom_attribute(attribute.id))
        return std::unexpected(invalid_value("displayName", "The name of an attribute is letters, digits and \"_\"."));
    attribute.description = body.text("description").value_or("");
    attribute.settings.type = TRY(read_type(body));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        if (TRY(flows::find_attribute(ports, caller.tenant.id, attribute.id)))
            return std::unexpected(already_exists("displayName"));
        TRY(told(flows::save_attribute(ports, change_of(graph, caller, request), attribute)));
        return {};
    }));
    return created_response(request, kAttributes, graph_name(caller, attribute.id), show(caller, attribute));
}

Answer<http::Response> get_attribute(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        json::Object const shown = TRY(shown_attribute(ports, caller, request.path_value("attribute")));
        return answer_one(request, 200, kAttributes, shown);
    });
}

Answer<http::Response> update_attribute(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(expect_only(body, { "displayName", "description" }));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        flows::Attribute attribute = TRY(custom_attribute(ports, caller, request));
        attribute.settings.label = body.text("displayName").value_or(attribute.settings.label);
        attribute.description = body.text("description").value_or(attribute.description);
        TRY(told(flows::save_attribute(ports, change_of(graph, caller, request), attribute)));
        return {};
    }));
    return no_content();
}

Answer<http::Response> delete_attribute(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        flows::Attribute const attribute = TRY(custom_attribute(ports, caller, request));
        TRY(told(flows::remove_attribute(ports, change_of(graph, caller, request), attribute.id)));
        return {};
    }));
    return no_content();
}

Answer<http::Response> list_assignments(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const query = TRY(read_query(request));
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        UserFlow const flow = TRY(load_flow(ports, caller, request));
        SmallList list{ .set = assignments_of(flow),
            .type = "IdentityUserFlowAttributeAssignment",
            .items = {},
            .texts = { "id", "displayName", "userInputType" },
            .truths = { "isOptional" },
            .order = SmallList::Order::Given };
        for (std::string const& name : flow.collect)
            list.items.push_back(TRY(show_assignment(ports, caller, flow, name, query)));
        return answer_list(graph, caller, request, std::move(list));
    });
}

Answer<http::Response> get_assignment(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const query = TRY(read_query(request));
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        UserFlow const flow = TRY(load_flow(ports, caller, request));
        std::string const name = TRY(assigned(caller, request, flow));
        json::Object const shown = TRY(show_assignment(ports, caller, flow, name, query));
        return answer_one(request, 200, assignments_of(flow), shown);
    });
}

Answer<http::Response> create_assignment(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    json::Object const* attribute = body.object("userAttribute");
    std::string const id = attribute ? attribute->text("id").value_or("") : "";
    std::string const name = own_name(caller, id);
    if (name.empty())
        return std::unexpected(not_found(id));
    json::Object shown;
    std::string of;
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        if (std::ranges::find(flow.collect, name) != flow.collect.end())
            return std::unexpected(already_exists("userAttribute"));
        auto const built_in = std::ranges::find(flows::built_in_attributes(), name, &flows::BuiltInAttribute::id);
        if (built_in != flows::built_in_attributes().end() && !built_in->collectable)
            return std::unexpected(
                invalid_value("userAttribute", "The attribute " + id + " is returned only; nobody is asked for it."));
        flow.collect.push_back(name);
        TRY(take_assignment(body, flow.attributes[name]));
        shown = show_assignment(caller, flow, name);
        of = assignments_of(flow);
        return {};
    }));
    return created_response(request, of, graph_name(caller, name), shown);
}

Answer<http::Response> update_assignment(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        std::string const name = TRY(assigned(caller, request, flow));
        return take_assignment(body, flow.attributes[name]);
    }));
    return no_content();
}

Answer<http::Response> delete_assignment(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        std::string const name = TRY(assigned(caller, request, flow));
        std::erase(flow.collect, name);
        // What is still returned keeps its type.
        if (std::ranges::find(flow.claims, name) == flow.claims.end())
            flow.attributes.erase(name);
        return {};
    }));
    return no_content();
}

Answer<http::Response> get_assignment_order(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserFlow const flow = TRY(read_flow(graph, caller, request));
    json::Array order;
    for (std::string const& name : flow.collect)
        order.emplace_back(graph_name(caller, name));
    return json_response(
        200, with_context(request, "microsoft.graph.assignmentOrder", { { "order", std::move(order) } }));
}

Answer<http::Response> set_assignment_order(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(change_flow(graph, caller, request, [&](Ports&, UserFlow& flow) -> Answer<void> {
        flow.collect = TRY(read_order(caller, body, flow));
        return {};
    }));
    return no_content();
}

} // namespace gatehouse::graph
