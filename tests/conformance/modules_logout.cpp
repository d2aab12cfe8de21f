#include "tests/conformance/plans.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/signing_key.h"
#include "libs/jose/jwt.h"

#include <gtest/gtest.h>

namespace gatehouse::conformance::module {
namespace {

// Signs in, then sends the browser to the end of its session.
std::string sign_out(Run& run, Fields const& fields)
{
    url::Form form;
    for (auto const& [name, value] : fields)
        form.add(name, value);
    run.browser.get(url::with_query(run.endpoint("end_session_endpoint"), form));
    return run.browser.away;
}

// A redirect must not happen; an error or a question to the person may be shown. OIDC RP-Initiated Logout §3, §4.
void expect_no_redirect(Run& run, Fields const& fields)
{
    EXPECT_EQ(sign_out(run, fields), "");
    EXPECT_NE(run.browser.html(), "");
}

void expect_signed_out(Run& run)
{
    Arrival const arrival = run.authorize(run.request({ { "prompt", "none" } }), Person::Watches);
    EXPECT_NE(run.expect_error(arrival, Run::Page::Refused), "");
}

// The person may be asked; a page and no callback.
void expect_page_and_end(Run& run, Fields const& fields)
{
    run.complete();
    expect_no_redirect(run, fields);
    EXPECT_LT(run.browser.page.status, 400) << run.browser.html();
    if (testkit::first_form(run.browser.html()))
        run.browser.press("");
    expect_signed_out(run);
}

} // namespace

void logout(Run& run)
{
    Grant const grant = run.complete();
    std::string const state(128, 's');
    EXPECT_EQ(sign_out(run,
                  { { "id_token_hint", grant.id_token_text }, { "post_logout_redirect_uri", kAfterLogout },
                      { "state", state } }),
        std::string(kAfterLogout) + "?state=" + state);
    expect_signed_out(run);
}

void logout_bad_uri(Run& run)
{
    Grant const grant = run.complete();
    expect_no_redirect(run,
        { { "id_token_hint", grant.id_token_text },
            { "post_logout_redirect_uri", "https://rp.example/post_logout_redirect_bad" }, { "state", "s" } });
}

void logout_uri_with_query_added(Run& run)
{
    Grant const grant = run.complete();
    expect_no_redirect(run,
        { { "id_token_hint", grant.id_token_text },
            { "post_logout_redirect_uri", std::string(kAfterLogout) + "?foo=bar" }, { "state", "s" } });
}

// The same claims without a signature. attack-74
void logout_modified_hint(Run& run)
{
    Grant const grant = run.complete();
    std::string const header = base64url_encode(R"({"alg":"none"})");
    std::string const unsigned_token = header + "." + base64url_encode(json::write(grant.id_token)) + ".";
    expect_no_redirect(
        run, { { "id_token_hint", unsigned_token }, { "post_logout_redirect_uri", kAfterLogout }, { "state", "s" } });
}

// The same claims under a stranger's key. attack-74
void logout_bad_hint(Run& run)
{
    Grant const grant = run.complete();
    auto const stranger = crypto::SigningKey::generate(crypto::Algorithm::Rs256).value();
    std::string const kid = jose::parse_jwt(grant.id_token_text).value().kid;
    expect_no_redirect(run,
        { { "id_token_hint", jose::sign_jwt(grant.id_token, kid, stranger).value() },
            { "post_logout_redirect_uri", kAfterLogout }, { "state", "s" } });
}

void logout_no_hint(Run& run)
{
    run.complete();
    expect_no_redirect(run, { { "post_logout_redirect_uri", kAfterLogout }, { "state", "s" } });
}

void logout_no_parameters(Run& run)
{
    expect_page_and_end(run, {});
}

void logout_only_state(Run& run)
{
    expect_page_and_end(run, { { "state", "s" } });
}

void logout_no_uri(Run& run)
{
    Grant const grant = run.complete();
    EXPECT_EQ(sign_out(run, { { "id_token_hint", grant.id_token_text }, { "state", "s" } }), "");
    EXPECT_LT(run.browser.page.status, 400);
    expect_signed_out(run);
}

void logout_no_state(Run& run)
{
    Grant const grant = run.complete();
    EXPECT_EQ(sign_out(run, { { "id_token_hint", grant.id_token_text }, { "post_logout_redirect_uri", kAfterLogout } }),
        kAfterLogout);
    expect_signed_out(run);
}

} // namespace gatehouse::conformance::module
