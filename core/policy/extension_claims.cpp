#include "core/policy/extension_claims.h"

#include "core/policy/build.h"
#include "core/policy/read.h"

namespace gatehouse::policy {
namespace {

bool is_extension(std::string_view name)
{
    return starts_with_ignoring_case(name, "extension_");
}

struct Found {
    CaseMap<DataType> types; // of every claim type
    std::vector<std::pair<std::string, std::string>> partners; // and the claim that is kept under it
};

void look_into(Element const& element, std::string const& claim, Found& found)
{
    std::string own = claim;
    if (element.name == "ClaimType") {
        own = element.value("Id");
        if (auto const type = find_data_type(element.child_text("DataType")))
            found.types[own] = *type;
    }
    if (auto const* reference = element.find("ClaimTypeReferenceId"))
        own = *reference;
    if (auto const* partner = element.find("PartnerClaimType"))
        found.partners.emplace_back(*partner, own);
    for (Element const& child : element.children)
        look_into(child, own, found);
}

} // namespace

CaseMap<DataType> extension_claims(std::span<SourceFile const> files)
{
    Found found;
    for (SourceFile const& file : files) {
        Diagnostics ignored;
        if (auto const document = read(file, ignored))
            look_into(document->root, {}, found);
    }
    CaseMap<DataType> extensions;
    for (auto const& [claim, type] : found.types)
        if (is_extension(claim))
            extensions.emplace(claim, type);
    for (auto const& [partner, claim] : found.partners)
        if (is_extension(partner))
            if (auto const type = found.types.find(claim); type != found.types.end())
                extensions.emplace(partner, type->second);
    return extensions;
}

} // namespace gatehouse::policy
