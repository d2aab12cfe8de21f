#include "tests/conformance/plans.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::conformance::module {
namespace {

bool offers(Run const& run, std::string_view list, std::string_view word)
{
    json::Array const* items = run.discovery.array(list);
    return items && std::ranges::any_of(*items, [&](json::Value const& item) {
        return item.as_text() && *item.as_text() == word;
    });
}

// OIDC Core §5.4: the claims of a scope come from userinfo, or in the ID token where there is no access token.
void check_scope(Run& run, std::string const& scope, std::vector<std::string_view> const& claims)
{
    if (!offers(run, "scopes_supported", scope))
        return run.skip("the scope is not offered");
    Grant const grant = run.complete({ { "scope", "openid " + scope } });
    json::Object const found = grant.access_token.empty() ? grant.id_token : run.check_userinfo(grant);
    // OIDC Core §5.1.
    for (char const* flag : { "email_verified", "phone_number_verified" })
        if (found.find(flag))
            EXPECT_TRUE(found.boolean(flag).has_value()) << flag;
    if (found.find("address"))
        EXPECT_TRUE(found.object("address"));
    std::string missing;
    for (std::string_view const claim : claims)
        if (!found.find(claim))
            missing += (missing.empty() ? "" : ", ") + std::string(claim);
    if (!missing.empty())
        run.warn("no " + missing);
}

} // namespace

void server(Run& run)
{
    Grant const grant = run.complete();
    // What nobody asked for belongs to userinfo.
    if (grant.id_token.find("name"))
        run.warn("the ID token holds claims that were not asked for");
}

// OIDC Core §2, §15.1: RS256 unless agreed otherwise, with a kid. complete() checks both.
void id_token_signature(Run& run)
{
    run.complete();
}

void id_token_unsigned(Run& run)
{
    EXPECT_FALSE(offers(run, "id_token_signing_alg_values_supported", "none"));
    run.skip("none is not offered");
}

void userinfo_get(Run& run)
{
    run.check_userinfo(run.complete(), Run::Bearer::Get);
}
void userinfo_post_header(Run& run)
{
    run.check_userinfo(run.complete(), Run::Bearer::PostHeader);
}
void userinfo_post_body(Run& run)
{
    Grant const grant = run.complete();
    if (run.userinfo(grant.access_token, Run::Bearer::PostBody).status == 200)
        run.check_userinfo(grant, Run::Bearer::PostBody);
    else
        run.warn("a token in the body is refused");
}

void scope_profile(Run& run)
{
    check_scope(run, "profile", { "name", "given_name", "family_name" });
}
void scope_email(Run& run)
{
    check_scope(run, "email", { "email", "email_verified" });
}
void scope_address(Run& run)
{
    check_scope(run, "address", { "address" });
}
void scope_phone(Run& run)
{
    check_scope(run, "phone", { "phone_number", "phone_number_verified" });
}
void scope_all(Run& run)
{
    for (char const* scope : { "profile", "email", "address", "phone" })
        if (!offers(run, "scopes_supported", scope))
            return run.skip("not every scope is offered");
    run.complete({ { "scope", "openid profile email address phone" } });
}

// OIDC Core §5.5.1: essential is no must.
void claims_essential(Run& run)
{
    Grant const grant = run.complete({ { "claims", R"({"userinfo":{"name":{"essential":true}}})" } });
    json::Object const found = grant.access_token.empty() ? grant.id_token : run.check_userinfo(grant);
    if (!found.find("name"))
        run.warn("no name");
}

} // namespace gatehouse::conformance::module
