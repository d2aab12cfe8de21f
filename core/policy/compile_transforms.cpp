#include "core/policy/build.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

std::vector<TransformInput> compile_names(Build& build, Element const& element, std::string_view list)
{
    std::vector<TransformInput> names;
    Element const* items = element.child(list);
    if (!items)
        return names;
    for (Element const& item : items->children) {
        auto const slot = build.claim(item, item.value("ClaimTypeReferenceId"));
        std::string const* name = item.find("TransformationClaimType");
        if (!name)
            build.diagnostics.error(item, "The required attribute 'TransformationClaimType' is missing.");
        if (slot && name)
            names.push_back({ *name, *slot });
    }
    return names;
}

bool names(auto const& list, std::string_view wanted, auto const& member)
{
    return std::ranges::any_of(
        list, [&](auto const& item) { return equals_ignoring_case(std::invoke(member, item), wanted); });
}

void check_arguments(Build& build, Element const& element, Transform const& transform)
{
    for (std::string_view const wanted : transform.call->inputs)
        if (!names(transform.inputs, wanted, &TransformInput::name))
            build.diagnostics.error(element,
                "Claims transformation \"" + transform.id + "\" does not specify the input claim \""
                    + std::string(wanted) + "\" of the method " + transform.method + ".");
    for (std::string_view const wanted : transform.call->parameters)
        if (!names(transform.parameters, wanted, &TransformParameter::id))
            build.diagnostics.error(element,
                "Claims transformation \"" + transform.id + "\" does not specify the input parameter \""
                    + std::string(wanted) + "\" of the method " + transform.method + ".");
}

Transform build_transform(Build& build, Element const& element)
{
    Transform transform;
    transform.id = element.value("Id");
    transform.method = element.value("TransformationMethod");
    transform.origin = element.origin;
    transform.inputs = compile_names(build, element, "InputClaims");
    transform.outputs = compile_names(build, element, "OutputClaims");
    if (Element const* parameters = element.child("InputParameters"))
        for (Element const& item : parameters->children) {
            Template value;
            if (equals_ignoring_case(item.value("DataType"), "string"))
                value = make_template(build, item, item.value("Value"));
            else
                value = { { { item.value("Value"), "", "" } }, item.value("Value") };
            transform.parameters.push_back({ item.value("Id"), item.value("DataType"), std::move(value) });
        }
    transform.call = find_transform(transform.method);
    if (transform.call)
        check_arguments(build, element, transform);
    else
        build.not_executable(element,
            "The transformation method \"" + transform.method + "\" of the claims transformation \"" + transform.id
                + "\"");
    return transform;
}

} // namespace

std::optional<TransformIndex> compile_transform(Build& build, Element const& reference)
{
    std::string const id = reference.value("ReferenceId");
    auto const found = build.index.transforms.find(id);
    if (found == build.index.transforms.end()) {
        build.dangling(reference, "ClaimsTransformation", id);
        return std::nullopt;
    }
    if (auto const done = build.transforms.find(id); done != build.transforms.end())
        return done->second;
    if (!build.reached)
        return std::nullopt;
    Transform transform = build_transform(build, *found->second);
    if (!transform.call)
        return std::nullopt;
    auto const index = static_cast<TransformIndex>(build.plan.transforms.size());
    build.plan.transforms.push_back(std::move(transform));
    build.transforms.emplace(id, index);
    return index;
}

void check_unreached_transforms(Build& build)
{
    for (auto const& [id, element] : build.index.transforms)
        if (!build.transforms.contains(id))
            (void)build_transform(build, *element);
}

} // namespace gatehouse::policy
