// A person's attributes under the partner names that policies use. Source: policy_language.md §3.3.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// "signInNames.emailAddress" and its kin, the tenant's own among them.
std::optional<SignInKind> sign_in_kind_of(std::string_view partner);
// B2C: {"issuer":"facebook.com","issuerUserId":"MTIz"} with the id in base64, the text of an alternativeSecurityId; or,
// as a userIdentity, with the id as it is. Nothing when it is neither or a part is empty.
enum class IdentityForm { AlternativeSecurityId, UserIdentity };
std::optional<Identity> parse_federated(IdentityForm form, std::string_view text);
// The form of the one identity by which a policy looks for a person: "alternativeSecurityId", "userIdentities".
std::optional<IdentityForm> federated_key_of(std::string_view partner);
// Sets who the person is at providers, where the partner name says that: one, which takes the place of a former one of
// the same issuer, or all of them. False for other partner names; nothing when the value is no identity.
std::optional<bool> set_federated(User& user, std::string_view partner, ClaimValue const& value);

// Everything a Read may hand out: never a hash or a secret.
Values attributes_of(User const& user, Tenant const& tenant);

enum class Overwrite { Yes, OnlyWhenEmpty };
// An empty text removes the attribute. Keys, identities and the password are not attributes and are left alone.
void set_attribute(User& user, std::string const& partner, ClaimValue const& value, Overwrite overwrite);
void clear_attribute(User& user, std::string const& partner);

} // namespace gatehouse::journey
