#include "core/policy/compile.h"

#include "core/policy/checks.h"
#include "core/policy/effective.h"
#include "core/policy/merge.h"
#include "core/policy/read.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

namespace gatehouse::policy {
namespace {

void index_children(Element const* parent, std::string_view name, CaseMap<Element const*>& into)
{
    if (!parent)
        return;
    for (Element const& item : parent->children)
        if (item.name == name)
            into.emplace(item.value("Id"), &item);
}

Index make_index(Element const& root)
{
    Index index;
    Element const* const blocks = root.child("BuildingBlocks");
    auto const block = [&](std::string_view name) { return blocks ? blocks->child(name) : nullptr; };
    index_children(block("ClaimsSchema"), "ClaimType", index.claims);
    index_children(block("Predicates"), "Predicate", index.predicates);
    index_children(block("PredicateValidations"), "PredicateValidation", index.predicate_validations);
    index_children(block("InputValidations"), "InputValidation", index.input_validations);
    index_children(block("ClaimsTransformations"), "ClaimsTransformation", index.transforms);
    index_children(block("ContentDefinitions"), "ContentDefinition", index.contents);
    index_children(block("DisplayControls"), "DisplayControl", index.controls);
    index_children(root.child("ClaimsProviders"), "TechnicalProfile", index.profiles);
    index_children(root.child("UserJourneys"), "UserJourney", index.journeys);
    index_children(root.child("SubJourneys"), "SubJourney", index.sub_journeys);
    return index;
}

Element merge_chain(std::vector<Document> const& chain)
{
    // Over an empty root, so that the first file is normalised like the others.
    Element merged;
    merged.name = "TrustFrameworkPolicy";
    for (Document const& document : chain) {
        merge(merged, document.root);
        merged.origin = document.root.origin;
    }
    std::erase_if(merged.children,
        [](Element const& item) { return item.name == "BasePolicy" || item.name == "PolicyConstraints"; });
    return merged;
}

void warn_of_slips(Build& build)
{
    check_flow(build);
    check_reach(build);
    check_safety(build);
    check_lifetimes(build);
}

Plan build_plan(Element const& merged, Document const& leaf, Diagnostics& diagnostics)
{
    Build build(merged, diagnostics);
    build.index = make_index(merged);
    build.plan.id = PolicyId(leaf.id);
    build.plan.tenant = leaf.tenant;
    compile_claims(build);
    compile_content(build);
    compile_relying_party(build);
    compile_token_settings(build);
    // After an error something is missing only because what it stands on is.
    if (!diagnostics.failed())
        warn_of_slips(build);
    build.reached = false;
    check_unreached_transforms(build);
    check_unreached_profiles(build);
    check_unreached_controls(build);
    check_unreached_journeys(build);
    return std::move(build.plan);
}

Result<void> add_catalogue(Plan& plan, FindSource const& find, Diagnostics& diagnostics)
{
    std::optional<SourceFile> const source = TRY(find(std::string(kCatalogue)));
    if (!source)
        return {};
    if (auto const document = read(*source, diagnostics))
        read_catalogue(plan, document->root);
    return {};
}

} // namespace

void Build::not_executable(Element const& at, std::string const& what, std::string hint)
{
    diagnostics.add(
        reached ? Severity::Error : Severity::Warning, at, what + " is not executable yet.", std::move(hint));
}

void Build::dangling(Element const& at, std::string_view kind, std::string const& id)
{
    diagnostics.error(at,
        "Policy \"" + plan.id.text() + "\" of tenant \"" + plan.tenant + "\" makes a reference to " + std::string(kind)
            + " with id \"" + id + "\" but neither the policy nor any of its base policies contain such an element.");
}

void Build::invalid_value(Element const& at, std::string const& what, std::string const& value, std::string hint)
{
    std::string const owner
        = at.find("Id") ? "Technical profile \"" + at.value("Id") + "\"" : "The element \"" + at.name + "\"";
    diagnostics.error(at, owner + " defines an invalid value \"" + value + "\" for the " + what + ".", std::move(hint));
}

std::optional<Slot> Build::claim(Element const& at, std::string const& id)
{
    auto const slot = plan.slot(id);
    if (!slot)
        dangling(at, "ClaimType", id);
    return slot;
}

Result<Merged> merge_files(std::string const& leaf, FindSource const& find)
{
    Diagnostics diagnostics;
    std::vector<std::string> files;
    std::string all_text;
    std::vector<Document> const chain = TRY(read_chain(leaf, find, diagnostics, files, all_text));
    Merged merged;
    if (!chain.empty())
        merged.root = merge_chain(chain);
    merged.diagnostics = std::move(diagnostics).take(files);
    return merged;
}

Result<Effective> effective(std::string const& leaf, FindSource const& find)
{
    Merged merged = TRY(merge_files(leaf, find));
    return Effective{ merged.root ? write_effective(*merged.root) : "", std::move(merged.diagnostics) };
}

Result<Compiled> compile(std::string const& leaf, FindSource const& find)
{
    Diagnostics diagnostics;
    std::vector<std::string> files;
    std::string all_text;
    std::vector<Document> const chain = TRY(read_chain(leaf, find, diagnostics, files, all_text));
    Compiled compiled;
    if (chain.empty()) {
        compiled.diagnostics = std::move(diagnostics).take(files);
        return compiled;
    }
    Element merged = merge_chain(chain);
    diagnostics.within(merged);
    include_profiles(merged, diagnostics);
    Plan plan = build_plan(merged, chain.back(), diagnostics);
    plan.hash = hex_encode(crypto::sha256(all_text));
    TRY(add_catalogue(plan, find, diagnostics));
    if (!diagnostics.failed())
        compiled.plan = std::make_shared<Plan const>(std::move(plan));
    compiled.diagnostics = std::move(diagnostics).take(files);
    return compiled;
}

} // namespace gatehouse::policy
