// Claims transformations over a bag. Rules: policy_language.md §2.3.
#include "core/journey/claims.h"
#include "core/journey/form.h"
#include "core/journey/steps.h"
#include "core/journey/texts.h"
#include "core/journey/tracer.h"
#include "core/policy/transforms/table.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// B2C: texts are those of the content definition of the profile that runs the transformation. A profile without a page
// of its own speaks for the page that it validates.
class Context final : public policy::TransformContext {
public:
    Context(Run const& run, policy::Profile const& profile, policy::Transform const& transform)
        : run_(run)
        , profile_(profile)
        , transform_(transform)
    {
    }
    std::optional<std::string> text(std::string_view element_type, std::string_view string_id) const override
    {
        std::string const* found = run_.plan.find_string(page(), run_.state.language, element_type, "", string_id);
        return found ? std::optional(*found) : std::nullopt;
    }
    std::vector<PageOption> options(std::string_view output) const override
    {
        policy::ClaimType const* claim = claim_behind(output);
        return claim ? Texts(run_.plan, page(), run_.state.language).options(*claim) : std::vector<PageOption>();
    }
    bool satisfies(std::string_view output, std::string const& value) const override
    {
        policy::ClaimType const* claim = claim_behind(output);
        return claim && passes_predicates(*claim, value, run_.now);
    }

private:
    std::string page() const
    {
        if (!profile_.content_definition.empty())
            return profile_.content_definition;
        policy::Profile const* shown = profile_on_page(run_);
        return shown ? shown->content_definition : std::string();
    }
    policy::ClaimType const* claim_behind(std::string_view output) const
    {
        auto const found = std::ranges::find_if(transform_.outputs,
            [&](policy::TransformInput const& one) { return equals_ignoring_case(one.name, output); });
        return found == transform_.outputs.end() ? nullptr : &run_.plan.claims[found->claim];
    }

    Run const& run_;
    policy::Profile const& profile_;
    policy::Transform const& transform_;
};

policy::TransformArguments arguments_of(
    Run& run, policy::Profile const& profile, policy::Transform const& transform, Bag const& bag)
{
    policy::TransformArguments arguments;
    for (policy::TransformInput const& input : transform.inputs) {
        ClaimValue const* value = bag.find(input.claim);
        arguments.inputs.emplace_back(input.name, value ? std::optional(*value) : std::nullopt);
    }
    for (policy::TransformParameter const& parameter : transform.parameters)
        arguments.parameters.emplace_back(parameter.id, expand(run, parameter.value, profile.id));
    for (policy::TransformInput const& output : transform.outputs)
        arguments.output_names.push_back(output.name);
    arguments.clock = &run.services.clock;
    arguments.random = &run.services.random;
    return arguments;
}

void store_outputs(Run& run, policy::Transform const& transform, policy::TransformArguments const& arguments, Bag& bag)
{
    for (policy::TransformInput const& output : transform.outputs) {
        auto const found = arguments.outputs.find(output.name);
        if (found == arguments.outputs.end())
            continue;
        if (found->second)
            bag.set(output.claim, typed(run.plan.claims[output.claim].type, *found->second));
        else
            bag.erase(output.claim);
    }
}

std::optional<Failure> run_transform(
    Run& run, policy::Profile const& profile, policy::Transform const& transform, Bag& bag)
{
    policy::TransformArguments arguments = arguments_of(run, profile, transform, bag);
    Context const context(run, profile, transform);
    arguments.context = &context;
    auto const done = transform.call->run(arguments);
    if (!done.has_value())
        return Failure{ .message_id = done.error().message_id, .text = done.error().text, .code = {}, .refusal = {} };
    store_outputs(run, transform, arguments, bag);
    return std::nullopt;
}

} // namespace

std::optional<Failure> run_transforms(
    Run& run, policy::Profile const& profile, std::vector<policy::TransformIndex> const& transforms, Bag& bag)
{
    for (policy::TransformIndex const index : transforms) {
        if (--run.budget < 0)
            return Failure{
                .message_id = {}, .text = "The policy runs too many steps.", .code = {}, .refusal = internal_refusal()
            };
        policy::Transform const& transform = run.plan.transforms[index];
        if (run.tracer)
            run.tracer->before_transform(bag);
        auto failure = run_transform(run, profile, transform, bag);
        if (run.tracer)
            run.tracer->transform(transform, bag, failure ? error_of(*failure) : std::string());
        if (failure)
            return failure;
    }
    return std::nullopt;
}

} // namespace gatehouse::journey
