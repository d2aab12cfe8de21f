// Claims transformations: one file per family, one sorted table. A transformation is a pure function over arguments.
#pragma once

#include "core/model/claims.h"
#include "core/model/page.h"
#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/text.h"
#include "libs/base/time.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::policy {

// An assertion did not hold: the page shows the text of `message_id`, or the journey fails with it.
struct TransformFailure {
    std::string message_id; // "UserMessageIfClaimsTransformationBooleanValueIsNotEqual"
    std::string text; // default English text
};

// What a method may ask about the policy and the language of the journey around it.
class TransformContext {
public:
    virtual ~TransformContext() = default;
    // A text of the content definition of the profile that runs the transformation; nothing when nobody has it.
    virtual std::optional<std::string> text(std::string_view element_type, std::string_view string_id) const = 0;
    // The choices of the claim behind an output, in the journey's language.
    virtual std::vector<PageOption> options(std::string_view output) const = 0;
    // Whether a value would pass the predicate validation of the claim behind an output.
    virtual bool satisfies(std::string_view output, std::string const& value) const = 0;
};

// Inputs by TransformationClaimType and parameters by Id, both without case, in the order of the policy.
struct TransformArguments {
    std::vector<std::pair<std::string, std::optional<ClaimValue>>> inputs; // nothing: the claim is absent
    std::vector<std::pair<std::string, std::string>> parameters; // resolvers already expanded
    // Names that the policy wants, with what the transformation sets; nothing set leaves the claim as it is, an empty
    // optional removes it.
    std::vector<std::string> output_names;
    CaseMap<std::optional<ClaimValue>> outputs;
    Clock const* clock = nullptr;
    Random* random = nullptr;
    TransformContext const* context = nullptr;

    ClaimValue const* input(std::string_view name) const;
    std::optional<std::string_view> parameter(std::string_view name) const;
};

struct TransformCall {
    std::string_view method;
    std::span<std::string_view const> inputs; // names that must be given; for the compiler
    std::span<std::string_view const> parameters; // likewise
    Result<void, TransformFailure> (*run)(TransformArguments&);
};

// Without case; null when the method is not known.
TransformCall const* find_transform(std::string_view method);
// All methods in order of name: for docs and diagnostics.
std::span<TransformCall const* const> all_transforms();

} // namespace gatehouse::policy
