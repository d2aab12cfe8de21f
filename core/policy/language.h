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

} // namespace gatehouse::policy
