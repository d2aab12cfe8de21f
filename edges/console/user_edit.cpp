// What is known of a person, changed by an administrator: attributes, the names they sign in with, other addresses.
#include "core/directory/identity.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "edges/console/user_extensions.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

struct SignInName {
    SignInType type;
    std::string_view field;
    std::string_view label;
    std::string_view wrong;
};
constexpr SignInName kSignInNames[] = {
    { SignInType::EmailAddress, "signInEmail", "E-mail address",
        "This is no e-mail address: it looks like ada@example.org." },
    { SignInType::UserName, "signInUserName", "User name",
        "It begins with a letter or a digit, and has letters, digits, - and _; 64 at most." },
    { SignInType::PhoneNumber, "signInPhone", "Phone number",
        "This is no phone number: it begins with + and the code of a country." },
};
constexpr std::string_view kOtherMails = "otherMails";
constexpr size_t kMostMails = 250;

struct Person {
    User user;
    std::vector<UserExtension> extensions; // what they have of them, and what they could
};

// What of it is new.
struct Filled {
    std::vector<std::pair<std::string, std::optional<ClaimValue>>> attributes;
    std::optional<std::vector<Identity>> identities; // all of them, where one of them is
    std::map<std::string, std::string> errors; // by field
};

std::string error_of(Filled const& filled, std::string const& field)
{
    auto const error = filled.errors.find(field);
    return error == filled.errors.end() ? "" : error->second;
}

std::vector<Identity>::const_iterator find_identity(std::vector<Identity> const& all, SignInType type)
{
    return std::ranges::find(all, type, &Identity::type);
}

// One of each type; what other providers call the person is theirs to change.
void read_sign_in_names(Visit const& visit, User const& user, Filled& filled)
{
    std::vector<Identity> all = user.identities;
    for (SignInName const& one : kSignInNames) {
        if (!visit.form.has(one.field))
            continue;
        Identity identity{ one.type, visit.tenant().domain, visit.value(one.field) };
        auto const before = find_identity(all, one.type);
        if (before != all.end())
            identity.label = before->label;
        if (before != all.end() && before->value == identity.value)
            continue;
        if (!identity.value.empty() && !check_identity(identity))
            filled.errors[std::string(one.field)] = one.wrong;
        auto const place = before == all.end() ? all.end() : all.erase(before);
        if (!identity.value.empty())
            all.insert(place, identity);
    }
    if (all.empty())
        filled.errors[std::string(kSignInNames[0].field)] = "Everybody signs in with something.";
    if (all != user.identities)
        filled.identities = std::move(all);
}

// Whoever has the name already is somebody else.
Result<void> check_taken(Ports& ports, Visit const& visit, User const& user, Filled& filled)
{
    for (SignInName const& one : kSignInNames) {
        std::string const value = visit.value(one.field);
        if (value.empty() || !filled.identities)
            continue;
        auto const other = TRY(ports.users.find_by_sign_in_name(visit.tenant().id, value));
        if (other && other->id != user.id)
            filled.errors[std::string(one.field)] = "Somebody else signs in with this name.";
    }
    return {};
}

void read_other_mails(Visit const& visit, User const& user, Filled& filled)
{
    std::vector<std::string> mails = lines_of(visit.value(kOtherMails));
    auto const before = user.attributes.find(kOtherMails);
    std::optional<ClaimValue> value;
    if (!mails.empty())
        value = mails;
    bool const is_new = before == user.attributes.end() ? value.has_value() : value != before->second;
    if (!visit.form.has(kOtherMails) || !is_new)
        return;
    if (mails.size() > kMostMails || !std::ranges::all_of(mails, is_email_address))
        filled.errors[std::string(kOtherMails)]
            = "An e-mail address a line, at most " + std::to_string(kMostMails) + ".";
    filled.attributes.emplace_back(kOtherMails, std::move(value));
}

Filled read_attributes(Visit const& visit, Person const& person)
{
    Filled filled;
    for (Attribute const& one : kAttributes) {
        std::string const attribute(one.name);
        std::string value = visit.value(attribute);
        if (!visit.form.has(attribute) || value == attribute_text(person.user, attribute))
            continue;
        if (count_code_points(value) > static_cast<size_t>(one.longest) || has_control_characters(value))
            filled.errors[attribute] = "At most " + std::to_string(one.longest) + " characters on one line.";
        filled.attributes.emplace_back(
            attribute, value.empty() ? std::nullopt : std::optional<ClaimValue>(std::move(value)));
    }
    for (UserExtension const& one : person.extensions) {
        ExtensionEntry entry = read_extension_field(visit, one);
        if (!entry.error.empty())
            filled.errors[one.id] = std::move(entry.error);
        if (entry.is_new)
            filled.attributes.emplace_back(one.id, std::move(entry.value));
    }
    return filled;
}

html::Safe attribute_fields(Visit const& visit, Person const& person, Filled const& filled)
{
    html::Safe out;
    for (Attribute const& one : kAttributes) {
        std::string const attribute(one.name);
        out += text_field({ .name = attribute,
            .label = std::string(one.label),
            .value = visit.entered(attribute).value_or(attribute_text(person.user, attribute)),
            .error = error_of(filled, attribute),
            .required = attribute == "displayName",
            .max_length = one.longest });
    }
    html::Safe extensions;
    for (UserExtension const& one : person.extensions)
        extensions += extension_field(visit, one, error_of(filled, one.id));
    if (!extensions.empty())
        out += section("extensions", "Attributes of this tenant", extensions);
    return out;
}

html::Safe name_fields(Visit const& visit, User const& user, Filled const& filled)
{
    html::Safe out;
    for (SignInName const& one : kSignInNames) {
        std::string const field(one.field);
        auto const now = find_identity(user.identities, one.type);
        out += text_field({ .name = field,
            .label = std::string(one.label),
            .value = visit.entered(field).value_or(now == user.identities.end() ? "" : now->value),
            .error = error_of(filled, field) });
    }
    std::string const mails(kOtherMails);
    auto const kept = user.attributes.find(mails);
    std::string lines;
    if (kept != user.attributes.end())
        if (auto const* all = std::get_if<std::vector<std::string>>(&kept->second))
            lines = join(*all, "\n");
    return section("names", "Signs in as",
               paragraph("Whoever gets another name, or loses one, is signed out everywhere.") + out)
        + section("mails", "Other addresses",
            text_area(
                { .name = mails,
                    .label = "Other e-mail addresses",
                    .value = visit.entered(mails).value_or(lines),
                    .help = "One a line. Nobody signs in with them; mail goes to the first when there is no other.",
                    .error = error_of(filled, mails) },
                4));
}

http::Response edit_page(Visit const& visit, Person const& person, Filled const& filled)
{
    User const& user = person.user;
    return draw(visit,
        { .title = "Edit",
            .area = "users",
            .above = { { person_path(visit, user.id), display_name(user) } },
            .content = form(visit, visit.request.path,
                hidden("version", std::to_string(user.version)) + attribute_fields(visit, person, filled)
                    + name_fields(visit, user, filled)
                    + buttons(button(Look::Primary, "Save")
                        + link_button(Look::Secondary, person_path(visit, user.id), "Cancel"))),
            .status = filled.errors.empty() ? 200 : 400 });
}

Answer<Person> look_at_person(Visit const& visit)
{
    return look<Person>(visit.console, [&](Ports& ports) -> Answer<Person> {
        User user = TRY(changeable_person(ports, visit));
        auto extensions = TRY(list_user_extensions(ports, visit.tenant().id, user));
        return Person{ std::move(user), std::move(extensions) };
    });
}

Response show_edit(Visit const& visit)
{
    return edit_page(visit, TRY(look_at_person(visit)), {});
}

Response save_edit(Visit const& visit)
{
    Person person = TRY(look_at_person(visit));
    User& user = person.user;
    Filled filled = read_attributes(visit, person);
    read_sign_in_names(visit, user, filled);
    read_other_mails(visit, user, filled);
    TRY(visit.console.store.read([&](Ports& ports) { return check_taken(ports, visit, user, filled); }));
    if (visit.form.has("displayName") && visit.value("displayName").empty())
        filled.errors["displayName"] = "Everybody has one.";
    if (!filled.errors.empty())
        return edit_page(visit, person, filled);
    // As it was when the page was drawn: what somebody else has saved since is not overwritten.
    user.version = parse_integer(visit.value("version")).value_or(0);
    json::Array names;
    for (auto const& [attribute, value] : filled.attributes)
        names.emplace_back(attribute);
    if (filled.identities)
        names.emplace_back("identities");
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(save_person(ports, visit, user, { .attributes = filled.attributes, .identities = filled.identities }));
        TRY(record(ports, visit,
            { .kind = AuditKind::UserUpdated, .user = user.id, .detail = { { "properties", std::move(names) } } }));
        return {};
    }));
    return done(visit, person_path(visit, user.id), "Saved.");
}

} // namespace

std::vector<Route> user_edit_routes()
{
    // Whoever gives somebody another address can ask for a new password there.
    return { { http::Method::Get, "/{id}/edit", show_edit, Needs::FreshSignIn },
        { http::Method::Post, "/{id}/edit", save_edit, Needs::FreshSignIn } };
}

} // namespace gatehouse::console
