// By what an app proves that it is itself. A secret is shown by the answer that makes it, and never again.
#include "core/applications/app_keys.h"
#include "edges/console/apps.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr char const* kBelow = "/secrets";

html::Safe secret_table(Visit const& visit, Application const& app)
{
    Table all{ .caption = "Client secrets", .columns = { "Description", "Begins with", "Expires", "" } };
    all.empty = "This app has no secret.";
    for (AppSecret const& one : app.secrets) {
        html::Safe const remove = visit.may_write("apps")
            ? link(app_path(visit, app.id, "/secrets/" + key_id_of(one) + "/remove"), "Remove")
            : html::Safe();
        html::Safe const state = one.expires <= visit.now() ? text(" ") + badge(Tone::Bad, "Expired") : html::Safe();
        all.rows.push_back(
            { text(one.name.empty() ? "–" : one.name), code(one.hint + "…"), moment(one.expires) + state, remove });
    }
    return table(all);
}

html::Safe add_form(Visit const& visit, Application const& app)
{
    return form(visit, app_path(visit, app.id, kBelow),
        hidden("what", "secret")
            + text_field({ .name = "description", .label = "Description", .help = "For people: where it is used." })
            + select_field({ .name = "months", .label = "Expires", .value = "24", .required = true },
                { { "6", "in 6 months" }, { "12", "in a year" }, { "24", "in two years" } })
            + buttons(button(Look::Primary, "New client secret")));
}

html::Safe key_section(Visit const& visit, Application const& app)
{
    html::Safe content = app.keys.empty() ? paragraph("This app has no certificate or public key.")
                                          : verbatim("Public keys", app.keys);
    if (visit.may_write("apps"))
        content += form(visit, app_path(visit, app.id, kBelow),
            hidden("what", "keys")
                + text_area({ .name = "keys",
                                .label = "Certificates or public keys",
                                .help = "PEM, or a JSON Web Key set. They take the place of those above; empty removes "
                                        "them. Never a private key." },
                    6)
                + buttons(button(Look::Secondary, "Replace")));
    return section("keys", "Certificates and public keys", content);
}

http::Response secrets_page(Visit const& visit, Application const& app, html::Safe const& above, int status = 200)
{
    html::Safe content = above
        + paragraph("Several secrets may live at once: add the next one, move the app to it, then "
                    "remove the old one.");
    content += secret_table(visit, app);
    if (visit.may_write("apps") && has_confidential_part(app))
        content += section("new", "New client secret", add_form(visit, app));
    else if (!has_confidential_part(app))
        content += paragraph("An app that runs in the browser or on a device cannot keep a secret.");
    content += key_section(visit, app);
    return draw_app(visit, app,
        { .title = "Certificates and secrets", .below = kBelow, .content = std::move(content), .status = status });
}

Response add_one(Visit const& visit)
{
    auto const months = parse_integer(visit.value("months")).value_or(24);
    constexpr std::chrono::hours kMonth{ 24 * 365 / 12 };
    SecretWish const wish{ .name = visit.value("description"),
        .expires = visit.now() + kMonth * std::clamp(months, 1LL, 24LL) };
    auto made = write<NewSecret>(visit.console, [&](Ports& ports) -> Answer<NewSecret> {
        Application const app = TRY(named_app(ports, visit));
        TRY(check_credentials(visit, app));
        return judged(add_secret(ports, visit.tenant().id, acting(visit), visit.console.random, app, wish));
    });
    Application const app = TRY(look_at_app(visit));
    if (!made && made.error().status == 400)
        return secrets_page(visit, app, message(Tone::Bad, made.error().text), 400);
    if (!made)
        return std::unexpected(std::move(made).error());
    html::Safe const shown = message(Tone::Good, "Copy the secret now. It is not shown again, here or anywhere.")
        + verbatim("New client secret", made->text.reveal());
    return secrets_page(visit, app, shown);
}

Response replace_keys(Visit const& visit)
{
    std::string const given = visit.value("keys");
    auto const keys = given.empty() ? Result<std::string>("") : read_app_keys(given);
    Application const before = TRY(look_at_app(visit));
    if (!keys)
        return secrets_page(
            visit, before, message(Tone::Bad, "Nothing was changed: " + keys.error().detail + "."), 400);
    TRY(check_credentials(visit, before));
    return change_app(
        visit, kBelow, { "keyCredentials" }, [&](Application& app) { app.keys = *keys; },
        [&](Application const& app, html::Safe findings) { return secrets_page(visit, app, findings, 400); },
        given.empty() ? "The keys were removed." : "The keys were replaced.");
}

Answer<AppSecret> named_secret(Visit const& visit, Application const& app)
{
    auto const found = std::ranges::find(app.secrets, visit.request.path_value("key"), key_id_of);
    if (found == app.secrets.end())
        return trouble(404, "The app has no such secret.");
    return *found;
}

Response ask_remove(Visit const& visit)
{
    Application const app = TRY(look_at_app(visit));
    AppSecret const secret = TRY(named_secret(visit, app));
    return draw_app(visit, app,
        { .title = "Remove a secret",
            .below = "/secrets/remove",
            .content = question(visit,
                { .text = "Whatever uses the secret that begins with " + secret.hint + " is refused from now on.",
                    .action = visit.request.path,
                    .button = "Remove",
                    .back = app_path(visit, app.id, kBelow) }) });
}

Response remove_one(Visit const& visit)
{
    ClientId const id = TRY(write<ClientId>(visit.console, [&](Ports& ports) -> Answer<ClientId> {
        Application const app = TRY(named_app(ports, visit));
        TRY(judged(remove_secret(ports, visit.tenant().id, acting(visit), app, visit.request.path_value("key"))));
        return app.id;
    }));
    return done(visit, app_path(visit, id, kBelow), "The secret was removed.");
}

} // namespace

std::vector<Route> app_secret_routes()
{
    return {
        { http::Method::Get, "/{id}/secrets",
            [](Visit const& visit) -> Response {
                Application const app = TRY(look_at_app(visit));
                return secrets_page(visit, app, {});
            } },
        { http::Method::Post, "/{id}/secrets",
            [](Visit const& visit) { return visit.value("what") == "keys" ? replace_keys(visit) : add_one(visit); },
            Needs::FreshSignIn },
        { http::Method::Get, "/{id}/secrets/{key}/remove", ask_remove },
        { http::Method::Post, "/{id}/secrets/{key}/remove", remove_one },
    };
}

} // namespace gatehouse::console
