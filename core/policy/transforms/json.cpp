// B2C: JSON claims transformations.
#include "libs/json/json.h"
#include "core/policy/transforms/family.h"
#include "libs/xml/xml.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr size_t kMaxPathDepth = 16;

// Objects and arrays are claims as their JSON text; null is no claim.
std::optional<ClaimValue> claim_of(json::Value const& value)
{
    if (value.is_null())
        return std::nullopt;
    if (value.as_object() || value.as_array() || value.as_double())
        return json::write(value);
    return claim_from_json(value);
}

std::optional<ClaimValue> text_claim(json::Value const& value)
{
    auto const claim = claim_of(value);
    if (!claim)
        return std::nullopt;
    // JSON's own words, not those of a claim: "true", where a claim's text is "True".
    return value.as_bool() ? json::write(value) : text_of(*claim);
}

Result<json::Value, TransformFailure> parse_input(TransformArguments const& in, std::string_view name)
{
    auto const text = text_input(in, name);
    if (!text)
        return json::Value();
    auto value = json::parse(*text);
    if (!value)
        return refuse("DefaultMessage", "The claim " + std::string(name) + " is not JSON.");
    return std::move(*value);
}

// The member that the parameter names; null when there is none.
Result<json::Value, TransformFailure> extract(TransformArguments const& in)
{
    json::Value const source = TRY(parse_input(in, "inputJson"));
    auto const* object = source.as_object();
    auto const* found = object ? object->find(parameter_or(in, "claimToExtract")) : nullptr;
    return found ? *found : json::Value();
}

Outcome claim_from_object(TransformArguments& in)
{
    put(in, "extractedClaim", text_claim(TRY(extract(in))));
    return {};
}

Outcome number_from_object(TransformArguments& in)
{
    json::Value const value = TRY(extract(in));
    if (value.is_null()) {
        put(in, "extractedClaim", std::nullopt);
        return {};
    }
    auto const* text = value.as_text();
    auto const number = text ? parse_integer(*text) : std::nullopt;
    if (!value.as_integer() && !number)
        return refuse("DefaultMessage", "The member " + parameter_or(in, "claimToExtract") + " is not a whole number.");
    put(in, "extractedClaim", value.as_integer() ? *value.as_integer() : std::int64_t{ *number });
    return {};
}

Outcome first_member(TransformArguments& in)
{
    json::Value const source = TRY(parse_input(in, "inputJson"));
    auto const* object = source.as_object();
    bool const found = object && !object->empty();
    put(in, "key", found ? std::optional<ClaimValue>(object->members().front().name) : std::nullopt);
    put(in, "value", found ? text_claim(object->members().front().value) : std::nullopt);
    return {};
}

Outcome first_item(TransformArguments& in)
{
    json::Value const source = TRY(parse_input(in, "inputJsonClaim"));
    auto const* items = source.as_array();
    put(in, "extractedClaim", items && !items->empty() ? text_claim(items->front()) : std::nullopt);
    return {};
}

Outcome wrap_in_array(TransformArguments& in)
{
    ClaimValue const* value = in.input("inputClaim");
    put(in, "outputClaim",
        value ? std::optional<ClaimValue>(json::write(json::Value(json::Array{ to_json(*value) }))) : std::nullopt);
    return {};
}

// Sets the outputs that the entries name: [{"key":"email","value":"a@b"}].
Outcome set_by_key(TransformArguments& in, std::vector<json::Value> const& entries)
{
    std::string const key_name = parameter_or(in, "jsonSourceKeyName", "key");
    std::string const value_name = parameter_or(in, "jsonSourceValueName", "value");
    bool const with_empty = flag(in, "includeEmptyClaims");
    for (std::string const& output : in.output_names) {
        auto const entry = std::ranges::find_if(entries, [&](json::Value const& candidate) {
            auto const* object = candidate.as_object();
            return object && equals_ignoring_case(object->text(key_name).value_or(""), output);
        });
        if (entry == entries.end()) {
            if (flag(in, "errorOnMissingClaims"))
                return refuse("DefaultMessage", "The JSON has no entry for the claim " + output + ".");
            continue;
        }
        json::Value const* value = entry->as_object()->find(value_name);
        auto claim = value ? claim_of(*value) : std::nullopt;
        bool const is_empty = !claim || text_of(*claim).empty();
        if (!is_empty || with_empty)
            put(in, output, std::move(claim));
    }
    return {};
}

Outcome claims_from_array(TransformArguments& in)
{
    json::Value const source = TRY(parse_input(in, "jsonSource"));
    auto const* items = source.as_array();
    return set_by_key(in, items ? *items : json::Array());
}

// Each text of the collection is one entry.
Outcome claims_from_collection(TransformArguments& in)
{
    ClaimValue const* source = in.input("jsonSource");
    auto const* texts = source ? std::get_if<std::vector<std::string>>(source) : nullptr;
    if (source && !texts)
        return claims_from_array(in);
    std::vector<json::Value> entries;
    for (std::string const& text : texts ? *texts : std::vector<std::string>()) {
        auto entry = json::parse(text);
        if (!entry)
            return refuse("DefaultMessage", "An item of the claim jsonSource is not JSON.");
        entries.push_back(std::move(*entry));
    }
    return set_by_key(in, entries);
}

// A document that grows by dot paths.
struct Branch {
    std::string name;
    std::optional<json::Value> value;
    std::vector<Branch> below;
};

// False when the path leads through a value, or ends at a branch.
bool grow(std::vector<Branch>& branches, std::string_view path, json::Value value, size_t depth = 0)
{
    size_t const dot = path.find('.');
    std::string_view const name = path.substr(0, dot);
    auto found = std::ranges::find(branches, name, &Branch::name);
    bool const is_new = found == branches.end();
    if (is_new)
        found = branches.insert(found, { std::string(name), std::nullopt, {} });
    if (dot != std::string_view::npos)
        return depth < kMaxPathDepth && !found->value
            && grow(found->below, path.substr(dot + 1), std::move(value), depth + 1);
    if (!found->below.empty())
        return false;
    found->value = std::move(value);
    return true;
}

std::optional<long long> index_of(Branch const& branch)
{
    auto const index = parse_integer(branch.name);
    return index && *index >= 0 ? std::optional<long long>(*index) : std::nullopt;
}

// Names that are all numbers make an array in the order of the numbers.
json::Value harvest(std::vector<Branch>& branches)
{
    auto const value_of = [](Branch& branch) { return branch.value ? *branch.value : harvest(branch.below); };
    bool const is_array = !branches.empty()
        && std::ranges::all_of(branches, [](Branch const& branch) { return index_of(branch).has_value(); });
    if (is_array) {
        std::ranges::sort(branches, {}, index_of);
        json::Array items;
        for (Branch& branch : branches)
            items.push_back(value_of(branch));
        return items;
    }
    json::Object members;
    for (Branch& branch : branches)
        members.set(branch.name, value_of(branch));
    return members;
}

// Claims in the order of the policy, then parameters. An absent claim leaves no trace.
Outcome generate(TransformArguments& in)
{
    std::vector<Branch> document;
    auto const set = [&](std::string const& path, json::Value value) -> Outcome {
        if (!grow(document, path, std::move(value)))
            return refuse("DefaultMessage", "GenerateJson cannot put anything at " + path + ".");
        return {};
    };
    for (auto const& [path, claim] : in.inputs)
        if (claim)
            TRY(set(path, to_json(*claim)));
    for (auto const& [path, text] : in.parameters)
        TRY(set(path, text));
    put(in, "outputClaim", json::write(harvest(document)));
    return {};
}

// As Newtonsoft's XmlNode converter, which Azure's engine has: "@name" for attributes, "#text" beside them, an array
// for elements of one name.
json::Value value_of(xml::Node const& node)
{
    if (node.attributes.empty() && node.children.empty())
        return node.text;
    json::Object object;
    for (xml::Attribute const& attribute : node.attributes)
        object.set("@" + attribute.name, attribute.value);
    if (!trim(node.text).empty())
        object.set("#text", std::string(trim(node.text)));
    for (xml::Node const& child : node.children) {
        if (object.find(child.name))
            continue;
        json::Array items;
        for (xml::Node const& sibling : node.children)
            if (sibling.name == child.name)
                items.push_back(value_of(sibling));
        object.set(child.name, items.size() == 1 ? std::move(items.front()) : json::Value(std::move(items)));
    }
    return object;
}

Outcome xml_to_json(TransformArguments& in)
{
    auto const text = text_input(in, "xml");
    if (!text) {
        put(in, "json", std::nullopt);
        return {};
    }
    auto const root = xml::parse(*text);
    if (!root)
        return refuse("DefaultMessage", "The claim xml is not XML.");
    put(in, "json", json::write(json::Object{ { root->name, value_of(*root) } }));
    return {};
}

constexpr Names kInput{ "inputClaim" };
constexpr Names kJson{ "inputJson" };
constexpr Names kJsonClaim{ "inputJsonClaim" };
constexpr Names kExtract{ "claimToExtract" };
constexpr Names kSource{ "jsonSource" };
constexpr Names kXml{ "xml" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "CreateJsonArray", kInput, {}, wrap_in_array },
    { "GenerateJson", {}, {}, generate },
    { "GetClaimFromJson", kJson, kExtract, claim_from_object },
    { "GetClaimsFromJsonArray", kSource, {}, claims_from_array },
    { "GetClaimsFromJsonArrayV2", kSource, {}, claims_from_collection },
    { "GetNumericClaimFromJson", kJson, kExtract, number_from_object },
    { "GetSingleItemFromJson", kJson, {}, first_member },
    { "GetSingleValueFromJsonArray", kJsonClaim, {}, first_item },
    { "XmlStringToJsonString", kXml, {}, xml_to_json },
});

} // namespace

std::span<TransformCall const> json_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
