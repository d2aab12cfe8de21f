// What the language has by name: for docs and the tests that compare them with it.
#pragma once

#include "core/policy/plan.h"

#include <optional>
#include <span>
#include <string_view>

namespace gatehouse::policy {

struct HandlerClass {
    std::string_view name; // of Protocol/@Handler: its last part, before the first comma
    std::optional<HandlerKind> kind; // nothing: known, not executable yet
};
std::span<HandlerClass const> handler_classes();

struct ResolverGroup {
    std::string_view name; // "OIDC"
    std::string_view names; // "LoginHint Nonce ..."; "*" for any
};
std::span<ResolverGroup const> resolver_groups();

// The browser is sent to somebody else's sign-in.
bool is_provider(HandlerKind kind);

// Parameters of a request to an identity provider that tie its answer to the journey or say where it goes, lower case:
// they are the engine's own, whatever a policy's input claims are called.
std::span<std::string_view const> engine_parameters();

} // namespace gatehouse::policy
