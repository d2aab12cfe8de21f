#include "core/policy/read.h"

#include "core/policy/schema.h"
#include "libs/xml/xml.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

// B2C service limits: 1024 KB a file, ten files a chain.
constexpr xml::Limits kLimits{ .bytes = 1 << 20 };
constexpr size_t kChain = 10;

Element convert(xml::Node&& node, std::string const& file)
{
    Element element;
    element.name = std::move(node.name);
    element.text = trim(node.text);
    element.origin = { file, node.line, node.column };
    for (xml::Attribute& item : node.attributes)
        // "xsi:schemaLocation" and friends are for editors.
        if (item.space.empty())
            element.attributes.push_back({ std::move(item.name), std::move(item.value) });
    element.children.reserve(node.children.size());
    for (xml::Node& child : node.children)
        element.children.push_back(convert(std::move(child), file));
    return element;
}

// Also looks into what is foreign: a forgotten default namespace is a frequent slip.
xml::Node const* find_foreign(xml::Node const& node)
{
    if (node.space != kNamespace)
        return &node;
    for (xml::Node const& child : node.children)
        if (xml::Node const* found = find_foreign(child))
            return found;
    return nullptr;
}

// The one thing that a ClaimsProvider says of its profiles: the name by which a request asks for them.
void take_domain(Element& profile, Element const* domain)
{
    if (domain && !profile.child("Domain"))
        profile.children.push_back(*domain);
}

void flatten_providers(Element& root)
{
    for (Element& providers : root.children) {
        if (providers.name != "ClaimsProviders")
            continue;
        std::vector<Element> profiles;
        for (Element& provider : providers.children) {
            Element const* const several = provider.child("Domains");
            Element const* const listed = several ? several->child("Domain") : nullptr;
            Element const* const own = provider.child("Domain");
            std::optional<Element> const domain = own ? std::optional(*own)
                : listed                              ? std::optional(*listed)
                                                      : std::nullopt;
            for (Element& list : provider.children)
                if (list.name == "TechnicalProfiles")
                    for (Element& profile : list.children) {
                        take_domain(profile, domain ? &*domain : nullptr);
                        profiles.push_back(std::move(profile));
                    }
        }
        providers.children = std::move(profiles);
    }
}

Document document_of(std::string const& file, Element root)
{
    Document document;
    document.file = file;
    document.id = root.value("PolicyId");
    document.tenant = root.value("TenantId");
    if (Element const* base = root.child("BasePolicy")) {
        document.base = base->child_text("PolicyId");
        document.base_tenant = base->child_text("TenantId");
    }
    if (Element const* constraints = root.child("PolicyConstraints"))
        if (Element const* inheritance = constraints->child("Inheritance"))
            document.open_to_all = equals_ignoring_case(inheritance->value("DerivingPolicies"), "All");
    flatten_providers(root);
    document.root = std::move(root);
    return document;
}

void check_tenants(Document const& child, Document const& base, Diagnostics& diagnostics)
{
    if (base.open_to_all)
        return;
    if (!equals_ignoring_case(child.tenant, base.tenant))
        diagnostics.error(child.root,
            "TenantId in the policy xml '" + child.tenant + "' is not same as the one in login tenant '" + base.tenant
                + "'.",
            "all files of a chain belong to one tenant");
}

} // namespace

std::optional<Document> read(SourceFile const& file, Diagnostics& diagnostics)
{
    auto node = xml::parse(file.text, kLimits);
    if (!node) {
        diagnostics.error({ file.name, node.error().line, node.error().column },
            "Schema validation error found: " + node.error().message);
        return std::nullopt;
    }
    if (xml::Node const* foreign = find_foreign(*node)) {
        diagnostics.error({ file.name, foreign->line, foreign->column },
            "The element '" + foreign->name + "' is in namespace '" + foreign->space + "'.",
            "the namespace of policies is '" + std::string(kNamespace) + "'");
        return std::nullopt;
    }
    if (node->name != "TrustFrameworkPolicy") {
        diagnostics.error({ file.name, node->line, node->column }, "The '" + node->name + "' element is not declared.",
            "a policy file begins with TrustFrameworkPolicy");
        return std::nullopt;
    }
    Element root = convert(std::move(*node), file.name);
    diagnostics.within(root);
    check_schema(root, diagnostics);
    if (root.value("PolicySchemaVersion") != "0.3.0.0")
        diagnostics.error(
            root, "PolicySchemaVersion '" + root.value("PolicySchemaVersion") + "' is not supported.", "use 0.3.0.0");
    diagnostics.leave();
    return document_of(file.name, std::move(root));
}

Result<std::vector<Document>> read_chain(std::string const& leaf, FindSource const& find, Diagnostics& diagnostics,
    std::vector<std::string>& files, std::string& all_text)
{
    std::vector<Document> chain; // leaf first
    std::string wanted = leaf;
    while (!wanted.empty()) {
        Origin const asked_by = chain.empty() ? Origin{ leaf, 0, 0 } : chain.back().root.child("BasePolicy")->origin;
        auto const again = [&](Document const& document) { return equals_ignoring_case(document.id, wanted); };
        if (std::ranges::any_of(chain, again)) {
            diagnostics.error(asked_by, "The base policy '" + wanted + "' is already part of the chain.",
                "a policy cannot build on itself");
            return std::vector<Document>();
        }
        if (chain.size() == kChain) {
            diagnostics.error(asked_by,
                "The policy '" + leaf + "' has more than " + std::to_string(kChain) + " levels of inheritance.");
            return std::vector<Document>();
        }
        std::optional<SourceFile> const source = TRY(find(wanted));
        if (!source) {
            diagnostics.error(asked_by, "Policy with 'policyId': " + wanted + " cannot be found in the directory");
            return std::vector<Document>();
        }
        files.insert(files.begin(), source->name);
        all_text += source->text;
        std::optional<Document> document = read(*source, diagnostics);
        if (!document)
            return std::vector<Document>();
        if (!equals_ignoring_case(document->id, wanted))
            diagnostics.error(document->root.origin,
                "The PolicyId '" + document->id + "' is not the one asked for, '" + wanted + "'.");
        if (!chain.empty())
            check_tenants(chain.back(), *document, diagnostics);
        wanted = document->base;
        chain.push_back(std::move(*document));
    }
    std::ranges::reverse(chain);
    return chain;
}

} // namespace gatehouse::policy
