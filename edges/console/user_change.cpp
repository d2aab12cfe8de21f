// What administrators do to people. Each action is a page that asks, and the POST that it sends.
#include "core/directory/identity.h"
#include "core/sessions/end.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

// One action: what its page asks, and what is done.
struct Action {
    std::string_view below; // "/block"
    std::string_view title;
    std::string_view button;
    std::string (*ask)(User const&);
    Answer<std::string> (*act)(Ports&, Visit const&, User const&); // the notice
    Look look = Look::Danger;
};

Response ask(Visit const& visit, Action const& action)
{
    User const user = TRY(look<User>(visit.console, [&](Ports& ports) { return changeable_person(ports, visit); }));
    return draw(visit,
        { .title = std::string(action.title),
            .area = "users",
            .above = { { person_path(visit, user.id), display_name(user) } },
            .content = question(visit,
                { .text = action.ask(user),
                    .action = visit.request.path,
                    .button = std::string(action.button),
                    .back = person_path(visit, user.id),
                    .look = action.look }) });
}

Response act(Visit const& visit, Action const& action)
{
    std::string const notice = TRY(write<std::string>(visit.console, [&](Ports& ports) -> Answer<std::string> {
        User const user = TRY(changeable_person(ports, visit));
        return action.act(ports, visit, user);
    }));
    bool const is_gone = action.below == "/delete";
    return done(
        visit, is_gone ? visit.path("users") : person_path(visit, UserId(visit.request.path_value("id"))), notice);
}

Answer<std::string> set_enabled(Ports& ports, Visit const& visit, User const& user, bool enabled)
{
    if (!enabled && user.id == visit.session.user)
        return trouble(409, "You cannot block yourself.");
    TRY(save_person(ports, visit, user, { .enabled = enabled }));
    TRY(record(ports, visit,
        { .kind = AuditKind::UserUpdated,
            .user = user.id,
            .detail = { { "properties", json::Array{ json::Value("accountEnabled") } }, { "enabled", enabled } } }));
    return display_name(user)
        + (enabled ? " may sign in again." : " is blocked; sessions and refresh tokens have ended.");
}

Answer<std::string> remove_one(Ports& ports, Visit const& visit, User const& user)
{
    if (user.id == visit.session.user)
        return trouble(409, "You cannot delete yourself.");
    // Refuses to leave nobody with Global.
    if (!TRY(ports.administrators.roles(visit.tenant().id, user.id)).empty())
        return trouble(409, "This person is an administrator: take their roles away first.");
    TRY(delete_person(ports, visit.tenant().id, user.id, visit.now()));
    TRY(record(ports, visit, { .kind = AuditKind::UserDeleted, .user = user.id }));
    return display_name(user) + " was deleted. For thirty days you can restore them.";
}

Answer<std::string> sign_out_everywhere(Ports& ports, Visit const& visit, User const& user)
{
    TRY(revoke_sessions(ports, visit.tenant().id, user.id, CorrelationId(visit.request.correlation_id), visit.now()));
    return display_name(user) + " is signed out everywhere; refresh tokens are worth nothing.";
}

Answer<std::string> remove_named_factor(Ports& ports, Visit const& visit, User const& user)
{
    std::string const wanted = visit.request.path_value("factor");
    constexpr Factor kAll[] = { Factor::AuthenticatorApp, Factor::Phone, Factor::Email, Factor::RecoveryCodes };
    auto const found = std::ranges::find_if(kAll, [&](Factor const one) { return name(one) == wanted; });
    if (found == std::end(kAll))
        return trouble(404, "There is no such factor.");
    TRY(remove_factor(ports, visit.tenant().id, user, *found));
    TRY(record(
        ports, visit, { .kind = AuditKind::FactorRemoved, .user = user.id, .detail = { { "factor", wanted } } }));
    return "The factor was removed.";
}

Answer<std::string> remove_passkey(Ports& ports, Visit const& visit, User const& user)
{
    auto const id = base64url_decode(visit.request.path_value("key"));
    if (!id)
        return trouble(404, "There is no such passkey.");
    TRY(ports.passkeys.remove(visit.tenant().id, user.id, *id));
    TRY(record(
        ports, visit, { .kind = AuditKind::FactorRemoved, .user = user.id, .detail = { { "factor", "passkey" } } }));
    return "The passkey was removed.";
}

constexpr Action kActions[] = {
    { "/block", "Block sign-in", "Block",
        [](User const& user) {
            return display_name(user) + " will not be able to sign in. Sessions and refresh tokens end now.";
        },
        [](Ports& ports, Visit const& visit, User const& user) { return set_enabled(ports, visit, user, false); } },
    { "/unblock", "Unblock sign-in", "Unblock",
        [](User const& user) { return display_name(user) + " will be able to sign in again."; },
        [](Ports& ports, Visit const& visit, User const& user) { return set_enabled(ports, visit, user, true); },
        Look::Primary },
    { "/delete", "Delete this person", "Delete",
        [](User const& user) {
            return display_name(user)
                + " will not be found any more, and sessions and refresh tokens end now. For thirty days you can "
                  "restore "
                  "them; then everything of theirs is erased.";
        },
        remove_one },
    { "/sign-out", "Sign out everywhere", "Sign out everywhere",
        [](User const& user) {
            return "All sessions and refresh tokens of " + display_name(user)
                + " end. Access tokens that applications hold stay good until they expire.";
        },
        sign_out_everywhere },
    { "/factors/{factor}", "Remove a second factor", "Remove",
        [](User const& user) {
            return "The factor is removed. A flow that wants one lets " + display_name(user)
                + " set up a new one at the next sign-in: make sure that it is really them who asks.";
        },
        remove_named_factor },
    { "/passkeys/{key}", "Remove a passkey", "Remove",
        [](User const& user) { return display_name(user) + " cannot use this passkey any more."; }, remove_passkey },
};

// --- passwords ------------------------------------------------------------------------------------------------------

Response ask_reset(Visit const& visit)
{
    User const user = TRY(look<User>(visit.console, [&](Ports& ports) { return changeable_person(ports, visit); }));
    if (!has_local_identity(user.identities))
        return trouble(409, "This person signs in with another provider and has no password here.");
    std::string const mail = mail_address(user);
    html::Safe content = paragraph("The old password stops working, and sessions and refresh tokens end now.");
    content += section("temporary", "Temporary password",
        paragraph("A password is made and shown to you once. It has to be changed at the first sign-in.")
            + form(visit, visit.request.path,
                hidden("way", "temporary") + buttons(button(Look::Primary, "Make a temporary password"))));
    content += section("mail", "By mail",
        mail.empty() ? paragraph("No e-mail address of this person is known.")
                     : paragraph("A mail to " + mail
                           + " asks them to choose a new password with \"Forgot your password?\". Nobody learns one.")
                + form(visit, visit.request.path,
                    hidden("way", "mail") + buttons(button(Look::Secondary, "Send the mail"))));
    return draw(visit,
        { .title = "Reset password",
            .area = "users",
            .above = { { person_path(visit, user.id), display_name(user) } },
            .content = std::move(content) });
}

Message reset_mail(Visit const& visit, std::string const& address)
{
    std::string const tenant
        = visit.tenant().display_name.empty() ? visit.tenant().domain : visit.tenant().display_name;
    return { .id = random_guid(visit.console.random),
        .channel = Channel::Email,
        .to = address,
        .subject = "Choose a new password",
        .text = "An administrator of " + tenant
            + " has reset your password. Go to the application as always, choose \"Forgot your password?\" on the "
              "sign-in "
              "page, and follow the steps. You need nothing else than this mailbox.\n",
        .html = {},
        .created = visit.now(),
        .attempts = 0,
        .sent = {},
        .error = {} };
}

Response reset(Visit const& visit)
{
    bool const by_mail = visit.value("way") == "mail";
    Password const password = make_temporary_password(visit.console.random);
    std::string const hash = TRY(visit.console.hasher.hash(password, visit.tenant().hash_cost));
    User const user = TRY(write<User>(visit.console, [&](Ports& ports) -> Answer<User> {
        User one = TRY(changeable_person(ports, visit));
        if (!has_local_identity(one.identities))
            return trouble(409, "This person signs in with another provider and has no password here.");
        std::string const mail = mail_address(one);
        if (by_mail && mail.empty())
            return trouble(409, "No e-mail address of this person is known.");
        TRY(save_person(ports, visit, one, { .password_hash = hash, .must_change_password = true }));
        if (by_mail)
            TRY(ports.messages.append(visit.tenant().id, reset_mail(visit, mail)));
        TRY(record(ports, visit,
            { .kind = AuditKind::PasswordChanged,
                .user = one.id,
                .detail = { { "way", by_mail ? "mail" : "temporary" } } }));
        return one;
    }));
    if (by_mail)
        return done(visit, person_path(visit, user.id), "The password was reset, and a mail is on its way.");
    return draw(visit,
        { .title = "Temporary password",
            .area = "users",
            .above = { { person_path(visit, user.id), display_name(user) } },
            .content = paragraph("Tell it to " + display_name(user)
                           + " in a way that only they can hear or read. It is not shown again.")
                + html::fill("<p class=\"secret\" id=\"temporaryPassword\">{{password}}</p>\n",
                    { { "password", std::string(password.reveal()) } })
                + buttons(link_button(Look::Primary, person_path(visit, user.id), "Done")) });
}

// --- creating -------------------------------------------------------------------------------------------------------

struct NewPerson {
    std::string email;
    std::string user_name;
    std::string name;
    std::map<std::string, std::string> errors;
};

http::Response new_page(Visit const& visit, NewPerson const& entered)
{
    auto const error = [&](std::string const& field) {
        auto const found = entered.errors.find(field);
        return found == entered.errors.end() ? std::string() : found->second;
    };
    return draw(visit,
        { .title = "New person",
            .area = "users",
            .content = form(visit, visit.request.path,
                text_field({ .name = "displayName",
                    .label = "Display name",
                    .value = entered.name,
                    .error = error("displayName"),
                    .required = true })
                    + text_field({ .name = "email",
                        .label = "E-mail address",
                        .value = entered.email,
                        .help = "They sign in with it. One of this and a user name is needed.",
                        .error = error("email"),
                        .type = "email" })
                    + text_field({ .name = "userName",
                        .label = "User name",
                        .value = entered.user_name,
                        .error = error("userName"),
                        .max_length = 64 })
                    + buttons(button(Look::Primary, "Create with a temporary password")
                        + link_button(Look::Secondary, visit.path("users"), "Cancel"))),
            .status = entered.errors.empty() ? 200 : 400 });
}

NewPerson read_new(Visit const& visit)
{
    NewPerson entered{ .email = visit.value("email"),
        .user_name = visit.value("userName"),
        .name = visit.value("displayName"),
        .errors = {} };
    if (entered.name.empty() || count_code_points(entered.name) > 256 || has_control_characters(entered.name))
        entered.errors["displayName"] = "Everybody has one, of at most 256 characters.";
    if (entered.email.empty() && entered.user_name.empty())
        entered.errors["email"] = "Enter an e-mail address or a user name.";
    if (!entered.email.empty() && !is_email_address(entered.email))
        entered.errors["email"] = "This is no e-mail address: it looks like ada@example.org.";
    if (!entered.user_name.empty() && !is_user_name(entered.user_name))
        entered.errors["userName"] = "It begins with a letter or a digit, and has letters, digits, - and _.";
    return entered;
}

Response create_person(Visit const& visit)
{
    NewPerson entered = read_new(visit);
    if (!entered.errors.empty())
        return new_page(visit, entered);
    Password const password = make_temporary_password(visit.console.random);
    User user;
    user.id = UserId(random_guid(visit.console.random));
    if (!entered.email.empty())
        user.identities.push_back({ SignInType::EmailAddress, visit.tenant().domain, entered.email });
    if (!entered.user_name.empty())
        user.identities.push_back({ SignInType::UserName, visit.tenant().domain, entered.user_name });
    user.attributes["displayName"] = entered.name;
    user.password_hash = TRY(visit.console.hasher.hash(password, visit.tenant().hash_cost));
    user.must_change_password = true;
    user.created = user.tokens_valid_from = visit.now();
    bool is_taken = false;
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        auto const inserted = ports.users.insert(visit.tenant().id, user);
        is_taken = !inserted && inserted.error().fault == Fault::Conflict;
        if (is_taken)
            return {};
        TRY(std::move(inserted));
        TRY(record(ports, visit, { .kind = AuditKind::UserCreated, .user = user.id }));
        return {};
    }));
    if (is_taken) {
        entered.errors[entered.email.empty() ? "userName" : "email"] = "Somebody else signs in with this name.";
        return new_page(visit, entered);
    }
    return draw(visit,
        { .title = "Created",
            .area = "users",
            .above = { { person_path(visit, user.id), entered.name } },
            .content = paragraph("Tell this temporary password to " + entered.name
                           + " in a way that only they can hear or read. It is not shown again.")
                + html::fill("<p class=\"secret\" id=\"temporaryPassword\">{{password}}</p>\n",
                    { { "password", std::string(password.reveal()) } })
                + buttons(link_button(Look::Primary, person_path(visit, user.id), "Done")) });
}

} // namespace

std::vector<Route> user_change_routes()
{
    std::vector<Route> routes{
        { http::Method::Get, "/new", [](Visit const& visit) -> Response { return new_page(visit, {}); } },
        { http::Method::Post, "/new", create_person },
        { http::Method::Get, "/{id}/reset-password", ask_reset, Needs::FreshSignIn },
        { http::Method::Post, "/{id}/reset-password", reset, Needs::FreshSignIn },
    };
    for (Action const& action : kActions) {
        std::string const path = "/{id}" + std::string(action.below);
        routes.push_back({ http::Method::Get, path, [&action](Visit const& visit) { return ask(visit, action); } });
        routes.push_back({ http::Method::Post, path, [&action](Visit const& visit) { return act(visit, action); } });
    }
    return routes;
}

} // namespace gatehouse::console
