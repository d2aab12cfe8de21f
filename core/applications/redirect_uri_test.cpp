#include "core/applications/redirect_uri.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

Application app(AppKind kind, std::vector<std::string> const& uris)
{
    Application application;
    application.kind = kind;
    application.redirect_uris = redirect_uris_of(kind, uris);
    return application;
}

TEST(RedirectUri, Attack01OnlyTheExactAddressIsRegistered)
{
    auto const web = app(AppKind::Web, { "https://app.example/callback" });
    EXPECT_TRUE(find_redirect(web, "https://app.example/callback"));
    for (char const* uri : { "https://app.example/callback/", "https://app.example/Callback",
             "https://app.example@evil.example/callback", "https://app.example\\@evil.example/callback",
             "https://app.example/callback?x=1", "https://app.example/callback#x", "https://app.example:443/callback",
             "http://app.example/callback", "https://app.example/%63allback", "" })
        EXPECT_FALSE(find_redirect(web, uri)) << uri;
}

TEST(RedirectUri, Attack02And03WildcardsAreNeitherRegisteredNorMatched)
{
    EXPECT_FALSE(validate_redirect_uri(AppKind::Web, "https://app.example/*"));
    EXPECT_FALSE(find_redirect(app(AppKind::Web, { "https://app.example/a/*" }), "https://app.example/a/b"));
}

TEST(RedirectUri, Attack04ADotMatchesOnlyADot)
{
    EXPECT_FALSE(find_redirect(app(AppKind::Web, { "https://app.example/cb" }), "https://appXexample/cb"));
}

TEST(RedirectUri, Attack07DangerousSchemesCannotBeRegistered)
{
    for (AppKind const kind : { AppKind::Web, AppKind::Spa, AppKind::Native })
        for (char const* uri : { "javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
                 "http://app.example/cb", "//app.example", "callback" })
            EXPECT_FALSE(validate_redirect_uri(kind, uri)) << uri;
}

TEST(RedirectUri, LoopbackAndPrivateSchemesServeNativeApps)
{
    EXPECT_TRUE(validate_redirect_uri(AppKind::Web, "http://localhost:5000/getAToken"));
    EXPECT_TRUE(validate_redirect_uri(AppKind::Native, "com.example.app://auth"));
    EXPECT_FALSE(validate_redirect_uri(AppKind::Web, "com.example.app://auth"));
    auto const native = app(AppKind::Native, { "http://127.0.0.1/cb" });
    EXPECT_TRUE(find_redirect(native, "http://127.0.0.1:49152/cb"));
    EXPECT_FALSE(find_redirect(native, "http://127.0.0.1:49152/other"));
    EXPECT_FALSE(find_redirect(app(AppKind::Web, { "http://127.0.0.1/cb" }), "http://127.0.0.1:49152/cb"));
}

TEST(RedirectUri, TheAddressSaysAsWhatTheAppAsks)
{
    Application mixed;
    mixed.redirect_uris = { { "https://app.example/cb", AppKind::Web }, { "https://app.example/spa", AppKind::Spa },
        { "http://127.0.0.1/web", AppKind::Web }, { "http://127.0.0.1/cb", AppKind::Native } };
    EXPECT_EQ(find_redirect(mixed, "https://app.example/cb"), AppKind::Web);
    EXPECT_EQ(find_redirect(mixed, "https://app.example/spa"), AppKind::Spa);
    EXPECT_EQ(find_redirect(mixed, "http://127.0.0.1:49152/cb"), AppKind::Native);
    EXPECT_FALSE(find_redirect(mixed, "http://127.0.0.1:49152/web"));
    EXPECT_TRUE(has_confidential_part(mixed));
    EXPECT_EQ(public_part(mixed), AppKind::Spa);
    EXPECT_FALSE(public_part(app(AppKind::Web, { "https://app.example/cb" })));
    EXPECT_FALSE(has_confidential_part(app(AppKind::Native, { "http://127.0.0.1/cb" })));
}

} // namespace
} // namespace gatehouse
