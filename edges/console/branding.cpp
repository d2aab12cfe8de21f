// Company branding: logo and colours of the built-in pages, with a preview of what is not saved yet.
#include "core/branding/branding.h"

#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/routes.h"
#include "edges/pages/pages.h"
#include "libs/base/encoding.h"

#include <array>

namespace gatehouse::console {
namespace {

// One of the two pictures of a branding.
struct Place {
    std::string_view name;
    std::string_view heading;
    std::string_view help;
    std::optional<Picture> Branding::* picture;
};
constexpr std::array kPlaces{
    Place{ "logo", "Logo", "In the place of the tenant's name. A PNG or JPEG file, shown up to 56 pixels high.",
        &Branding::logo },
    Place{ "background", "Background picture", "Behind the card, over the whole window. A PNG or JPEG file.",
        &Branding::background_picture },
};

std::string language_of(Visit const& visit)
{
    return to_lower(visit.request.path_value("language"));
}

std::string path_of(Visit const& visit, std::string_view language, std::string_view below = "")
{
    return visit.path("branding/" + url::encode(language) + std::string(below));
}

std::string title_of(std::string_view language)
{
    return language == kAnyLanguage ? "All languages" : "Language " + std::string(language);
}

Branding const* find_own(Brandings const& all, std::string_view language)
{
    auto const found = all.find(language);
    return found == all.end() ? nullptr : found->second.get();
}

Answer<Brandings> load_all(Visit const& visit)
{
    return look<Brandings>(visit.console,
        [&](Ports& ports) -> Answer<Brandings> { return TRY(list_brandings(ports, visit.tenant().id)); });
}

// A new language begins with what holds for all.
Branding start_of(Brandings const& all, std::string_view language)
{
    Branding const* own = find_own(all, language);
    own = own ? own : find_own(all, kAnyLanguage);
    return own ? *own : Branding();
}

std::string shown_colour(std::string const& colour)
{
    return colour.empty() ? "ours" : colour;
}

Response list_branding(Visit const& visit)
{
    Brandings const all = TRY(load_all(visit));
    Table table_of{ .caption = "Branding by language",
        .columns = { "For", "Buttons and links", "Background", "Logo", "Background picture" } };
    auto const add = [&](std::string const& language, Branding const& one) {
        table_of.rows.push_back({ link(path_of(visit, language), title_of(language)), text(shown_colour(one.accent)),
            text(shown_colour(one.background)), text(one.logo ? "yes" : "no"),
            text(one.background_picture ? "yes" : "no") });
    };
    if (!find_own(all, kAnyLanguage))
        add(std::string(kAnyLanguage), {});
    for (auto const& [language, one] : all)
        add(language, *one);
    html::Safe content = paragraph("How the built-in pages look to those who sign in. A page takes the branding of its "
                                   "language, or else that of all languages. Pages of your own are not touched.")
        + table(table_of);
    if (visit.may_write("branding"))
        content += section("add", "A language of its own",
            query_form(visit.path("branding/new"),
                text_field({ .name = "language",
                    .label = "Language",
                    .help = "A code such as de or pt-br.",
                    .required = true,
                    .max_length = 20 })
                    + buttons(button(Look::Secondary, "Go on"))));
    return draw(visit, { .title = "Branding", .area = "branding", .content = std::move(content) });
}

Response open_language(Visit const& visit)
{
    std::string const language = to_lower(visit.value("language"));
    if (language.empty())
        return trouble(400, "Enter the code of a language, such as de.");
    return http::redirect(path_of(visit, language), 303);
}

url::Form draft_query(Branding const& draft)
{
    url::Form query;
    query.add("accent", draft.accent);
    query.add("background", draft.background);
    query.add("logo_text", draft.logo_text);
    return query;
}

html::Safe preview_frame(Visit const& visit, std::string const& language, Branding const& draft)
{
    // Nothing runs or is posted there; its style sheet needs the session.
    return section("preview", "Preview",
        html::fill(
            "<iframe class=\"preview\" name=\"preview\" title=\"How a page looks\" sandbox=\"allow-same-origin\" "
            "src=\"{{address}}\"></iframe>\n",
            { { "address", url::with_query(path_of(visit, language, "/preview"), draft_query(draft)) } }));
}

html::Safe colours_form(Visit const& visit, std::string const& language, Branding const& draft)
{
    html::Safe const fields = text_field({ .name = "accent",
                                  .label = "Colour of buttons and links",
                                  .value = draft.accent,
                                  .help = "# and six hexadecimal digits; empty is ours. It is made darker or lighter "
                                          "where it could not be read.",
                                  .max_length = 7 })
        + text_field({ .name = "background",
            .label = "Colour around the card",
            .value = draft.background,
            .help = "# and six hexadecimal digits; empty is ours.",
            .max_length = 7 })
        + text_field({ .name = "logo_text",
            .label = "What the logo says",
            .value = draft.logo_text,
            .help = "For those who do not see it; empty is the tenant's name.",
            .max_length = 100 });
    html::Safe const actions = html::fill(
        "<button class=\"button primary\" type=\"submit\">Save</button>\n"
        "<button class=\"button secondary\" type=\"submit\" formaction=\"{{preview}}\" formtarget=\"preview\" "
        "data-preview>Show</button>\n",
        { { "preview", path_of(visit, language, "/preview") } });
    return form(visit, path_of(visit, language), fields + buttons(actions));
}

html::Safe picture_form(Visit const& visit, std::string const& language, Place const& place, bool has_one)
{
    std::string const name(place.name);
    html::Safe const area = html::fill(R"(<div class="field wide"><label for="{{name}}">{{label}}</label>
<p class="helpText" id="{{name}}-help">{{help}} Up to 150 kB; without scripts, as a data: address.</p>
<textarea class="textInput" id="{{name}}" name="picture" rows="3" spellcheck="false" required aria-describedby="{{name}}-help" data-file="Choose a picture" data-file-as="data"></textarea></div>
)",
        { { "name", name }, { "label", has_one ? "Another picture" : "Picture" }, { "help", place.help } });
    std::string const address = path_of(visit, language, "/" + name);
    html::Safe content = form(visit, address, area + buttons(button(Look::Secondary, "Upload")));
    if (has_one)
        content += form(visit, address + "/remove", buttons(button(Look::Danger, "Remove the picture")));
    return section(name + "-picture", std::string(place.heading), std::move(content));
}

html::Safe told(Branding const& one)
{
    return facts({ { "Colour of buttons and links", text(shown_colour(one.accent)) },
        { "Colour around the card", text(shown_colour(one.background)) },
        { "What the logo says", text(one.logo_text.empty() ? "the tenant's name" : one.logo_text) } });
}

Response draw_language(
    Visit const& visit, Brandings const& all, Branding const& draft, html::Safe const& said = {}, int status = 200)
{
    std::string const language = language_of(visit);
    bool const is_kept = find_own(all, language) != nullptr;
    html::Safe content = said;
    if (visit.may_write("branding")) {
        content += colours_form(visit, language, draft) + preview_frame(visit, language, draft);
        for (Place const& place : kPlaces)
            content += picture_form(visit, language, place, (draft.*place.picture).has_value());
        if (is_kept)
            content += section("remove", "Remove",
                form(
                    visit, path_of(visit, language, "/remove"), buttons(button(Look::Danger, "Remove this branding"))));
    } else {
        content += told(draft) + preview_frame(visit, language, draft);
    }
    return draw(
        visit, { .title = title_of(language), .area = "branding", .content = std::move(content), .status = status });
}

Response show_language(Visit const& visit)
{
    Brandings const all = TRY(load_all(visit));
    return draw_language(visit, all, start_of(all, language_of(visit)));
}

// What the form says, over what is kept.
Branding with_entered(Visit const& visit, Branding kept)
{
    kept.accent = to_lower(visit.value("accent"));
    kept.background = to_lower(visit.value("background"));
    kept.logo_text = visit.value("logo_text");
    return kept;
}

// A refusal that may be shown stands in the page, and what was typed is not lost.
Response keep(Visit const& visit, Brandings const& all, Branding const& draft, std::string_view notice)
{
    std::string const language = language_of(visit);
    std::string refused;
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        auto const saved = save_branding(ports, visit.tenant().id, acting(visit), language, draft);
        if (!saved && saved.error().fault == Fault::Invalid)
            refused = saved.error().detail;
        else
            TRY(saved);
        return {};
    }));
    if (!refused.empty())
        return draw_language(visit, all, draft, message(Tone::Bad, refused), 400);
    return done(visit, path_of(visit, language), notice);
}

Response save_language(Visit const& visit)
{
    Brandings const all = TRY(load_all(visit));
    Branding const draft = with_entered(visit, start_of(all, language_of(visit)));
    return keep(visit, all, draft, "Saved. Servers follow within a second or two.");
}

// "data:image/png;base64,...": the type is told from the bytes.
Result<Picture> picture_of(std::string_view address)
{
    size_t const comma = address.find(";base64,");
    auto const bytes = address.starts_with("data:") && comma != std::string_view::npos
        ? base64_decode(address.substr(comma + 8))
        : std::nullopt;
    if (!bytes)
        return fail(Fault::Invalid, "Choose a file, or paste a picture as data:image/png;base64,...");
    return read_picture(*bytes);
}

Handler put_picture(Place const& place)
{
    return [&place](Visit const& visit) -> Response {
        Brandings const all = TRY(load_all(visit));
        Branding draft = start_of(all, language_of(visit));
        auto picture = picture_of(visit.value("picture"));
        if (!picture)
            return draw_language(visit, all, draft, message(Tone::Bad, picture.error().detail), 400);
        draft.*place.picture = std::move(*picture);
        return keep(visit, all, draft, "The picture is in use within a second or two.");
    };
}

Handler drop_picture(Place const& place)
{
    return [&place](Visit const& visit) -> Response {
        Brandings const all = TRY(load_all(visit));
        Branding draft = start_of(all, language_of(visit));
        (draft.*place.picture).reset();
        return keep(visit, all, draft, "The picture is gone.");
    };
}

Response remove_language(Visit const& visit)
{
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        if (!TRY(remove_branding(ports, visit.tenant().id, acting(visit), language_of(visit))))
            return trouble(404, "There is no branding of its own for this language.");
        return {};
    }));
    return done(visit, visit.path("branding"), "Removed.");
}

Response back_to_language(Visit const& visit)
{
    return http::redirect(path_of(visit, language_of(visit)), 303);
}

Page sample_page(std::string_view language)
{
    Page page;
    page.kind = PageKind::SignIn;
    page.content_definition = "api.signuporsignin";
    page.language = language == kAnyLanguage ? "en" : std::string(language);
    page.framed_by = { "'self'" };
    page.strings = { { "heading", "Sign in" }, { "button_signin", "Sign in" },
        { "forgotpassword_link", "Forgot your password?" }, { "createaccount_intro", "Don't have an account?" },
        { "createaccount_one_link", "Sign up now" } };
    PageField name;
    name.id = "signInName";
    name.label = "Email Address";
    name.value = "somebody@example.com";
    PageField password;
    password.id = "password";
    password.label = "Password";
    password.input = InputKind::Password;
    // What is filled in already does not ask for the focus.
    password.value = "-";
    page.fields = { std::move(name), std::move(password) };
    page.sign_up_exchange = "SignUp";
    page.forgot_password = true;
    return page;
}

Branding draft_of(Visit const& visit, Branding kept)
{
    for (auto const& [name, member] : { std::pair{ "accent", &Branding::accent },
             std::pair{ "background", &Branding::background }, std::pair{ "logo_text", &Branding::logo_text } })
        if (visit.form.has(name))
            kept.*member = visit.value(name);
    return kept;
}

// From the store: servers take a while to follow, and a preview does not.
std::string picture_address(Visit const& visit, std::string_view language, Place const& place, Branding const& kept)
{
    if (!(kept.*place.picture))
        return {};
    return path_of(visit, language, "/" + std::string(place.name) + "/picture") + "?v=" + kept.digest;
}

Handler show_picture(Place const& place)
{
    return [&place](Visit const& visit) -> Response {
        Branding const kept = start_of(TRY(load_all(visit)), language_of(visit));
        if (!(kept.*place.picture))
            return trouble(404, "There is no such picture.");
        http::Response response;
        response.headers.set("Content-Type", (kept.*place.picture)->content_type);
        response.headers.set("Cache-Control", "no-store");
        response.headers.set("X-Content-Type-Options", "nosniff");
        response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
        response.body = (kept.*place.picture)->bytes;
        return response;
    };
}

Response show_preview(Visit const& visit)
{
    std::string const language = language_of(visit);
    Branding const kept = start_of(TRY(load_all(visit)), language);
    Branding const draft = draft_of(visit, kept);
    pages::PageContext context;
    context.tenant_display_name = visit.tenant().display_name;
    context.now = visit.now();
    context.brand = { .style = url::with_query(path_of(visit, language, "/preview.css"), draft_query(draft)),
        .logo = picture_address(visit, language, kPlaces[0], kept),
        .logo_text = draft.logo_text };
    return pages::render_page(sample_page(language), context);
}

Response show_preview_style(Visit const& visit)
{
    std::string const language = language_of(visit);
    Branding const kept = start_of(TRY(load_all(visit)), language);
    http::Response response;
    response.headers.set("Content-Type", "text/css; charset=utf-8");
    response.headers.set("Cache-Control", "no-store");
    response.body = brand_sheet(draft_of(visit, kept), picture_address(visit, language, kPlaces[1], kept));
    return response;
}

} // namespace

std::vector<Route> branding_routes()
{
    std::vector<Route> routes{ { http::Method::Get, "", list_branding }, { http::Method::Get, "/new", open_language },
        { http::Method::Get, "/{language}", show_language }, { http::Method::Post, "/{language}", save_language },
        { http::Method::Get, "/{language}/preview", show_preview },
        { http::Method::Post, "/{language}/preview", show_preview },
        { http::Method::Get, "/{language}/preview.css", show_preview_style },
        { http::Method::Get, "/{language}/remove", back_to_language },
        { http::Method::Post, "/{language}/remove", remove_language } };
    for (Place const& place : kPlaces) {
        std::string const path = "/{language}/" + std::string(place.name);
        routes.push_back({ http::Method::Get, path, back_to_language });
        routes.push_back({ http::Method::Post, path, put_picture(place) });
        routes.push_back({ http::Method::Get, path + "/picture", show_picture(place) });
        routes.push_back({ http::Method::Get, path + "/remove", back_to_language });
        routes.push_back({ http::Method::Post, path + "/remove", drop_picture(place) });
    }
    return routes;
}

} // namespace gatehouse::console
