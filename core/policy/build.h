// What the parts of the compiler share while one Plan is built. Inside core/policy only.
#pragma once

#include "core/policy/diagnostics.h"
#include "core/policy/transforms/table.h"

#include <optional>

namespace gatehouse::policy {

struct Index {
    CaseMap<Element const*> claims;
    CaseMap<Element const*> predicates;
    CaseMap<Element const*> predicate_validations;
    CaseMap<Element const*> input_validations;
    CaseMap<Element const*> transforms;
    CaseMap<Element const*> contents;
    CaseMap<Element const*> controls;
    CaseMap<Element const*> profiles;
    CaseMap<Element const*> journeys;
    CaseMap<Element const*> sub_journeys;
};

// Compiling goes along references, from the relying party to what it reaches. What is left over is compiled once more
// with `reached` off: it enters no plan, and what we cannot execute is only a warning there.
struct Build {
    Element const& root;
    Diagnostics& diagnostics;
    Index index{};
    Plan plan{};
    bool reached = true;
    CaseMap<TransformIndex> transforms{};
    CaseMap<ProfileIndex> profiles{};
    CaseMap<size_t> controls{};
    CaseMap<JourneyIndex> journeys{};

    Build(Element const& merged, Diagnostics& found)
        : root(merged)
        , diagnostics(found)
    {
    }

    // "Claims transformation method "X" is not executable yet.": an error when reached.
    void not_executable(Element const& at, std::string const& what, std::string hint = {});
    // Azure's wording for a reference to nothing.
    void dangling(Element const& at, std::string_view kind, std::string const& id);
    // B2C: "... defines an invalid value "" for the metadata item "client_id.""
    void invalid_value(Element const& at, std::string const& what, std::string const& value, std::string hint);
    std::optional<Slot> claim(Element const& at, std::string const& id);
};

// compile_template.cpp. Unknown names of known groups are errors at `at` (AADB2C90044 at run time in Azure).
Template make_template(Build& build, Element const& at, std::string const& text);

// compile_claims.cpp
void compile_claims(Build& build);
// By its name in the policy language.
std::optional<DataType> find_data_type(std::string_view name);
// DefaultPartnerClaimTypes of that protocol, else the claim's id.
std::string default_partner(Build const& build, Element const& use, std::string_view protocol);

// compile_predicates.cpp
std::vector<PredicateGroup> compile_predicates(Build& build, Element const& claim_type);
std::optional<regex::Pattern> compile_pattern(Build& build, Element const& at, std::string const& pattern);

// compile_transforms.cpp
std::optional<TransformIndex> compile_transform(Build& build, Element const& reference);
void check_unreached_transforms(Build& build);

// compile_profiles.cpp
std::optional<ProfileIndex> compile_profile(Build& build, Element const& at, std::string const& id);
void check_unreached_profiles(Build& build);
std::vector<ClaimUse> compile_uses(
    Build& build, Element const& parent, std::string_view list, std::string_view protocol);
// ValidationTechnicalProfile and ValidationClaimsExchangeTechnicalProfile.
std::vector<Validation> compile_validations(Build& build, Element const* list, std::string_view reference);

// compile_handlers.cpp. Nothing when it cannot be executed; the diagnostic is made then.
std::optional<HandlerKind> handler_of(Build& build, Element const& profile);
bool is_session(HandlerKind kind);
// It ends a journey: a step SendClaims names it.
bool is_issuer(HandlerKind kind);
// Metadata of a technical profile or content definition, "" when absent.
std::string metadata(Element const& profile, std::string_view key);
void check_handler(Build& build, Element const& element, Profile const& profile);
// https, or http to this machine; braces of resolvers are passed over.
bool is_callable_address(std::string const& address);

// compile_ignored.cpp
void warn_of_ignored_parts(Build& build, Element const& element, Profile const& profile);

// compile_providers.cpp: identity providers.
void check_open_id_provider(Build& build, Element const& element, Profile const& profile);
void check_oauth1_provider(Build& build, Element const& element, Profile const& profile);
void check_oauth2_provider(Build& build, Element const& element, Profile const& profile);

// compile_controls.cpp
bool compile_control(Build& build, Element const& at, std::string const& id);
void check_unreached_controls(Build& build);

// compile_content.cpp
void compile_content(Build& build);
void read_catalogue(Plan& plan, Element const& root);

// compile_journeys.cpp
std::vector<Precondition> compile_preconditions(Build& build, Element const& parent, std::string_view action);
std::optional<JourneyIndex> compile_journey(Build& build, Element const& at, std::string const& id);
std::optional<JourneyIndex> compile_sub_journey(Build& build, Element const& at, std::string const& id);
void check_unreached_journeys(Build& build);

// compile_relying_party.cpp
void compile_relying_party(Build& build);
void compile_token_settings(Build& build);
// The first that makes tokens, of the journey itself or of one that it goes on to; null for none.
Profile const* issuer_of(Plan const& plan);

} // namespace gatehouse::policy
