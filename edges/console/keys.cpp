// Keys: those that tokens are signed with, and the key sets of policies. No page shows a secret, nor can one be had
// back.
#include "core/keys/rotation.h"
#include "core/policies/key_sets.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/routes.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/public_pem.h"

#include <map>

namespace gatehouse::console {
namespace {

std::string path_of(Visit const& visit, std::string const& id, std::string_view below = "")
{
    return visit.path("keys/" + url::encode(id) + std::string(below));
}

Answer<PolicyKeySet> named_set(Ports& ports, Visit const& visit)
{
    std::string const id = full_key_set_id(visit.request.path_value("id"));
    auto set = TRY(ports.policy_secrets.find_set(visit.tenant().id, id));
    if (!set || !is_key_set_of_policies(id))
        return trouble(404, "There is no key set " + id + " here.");
    return std::move(*set);
}

std::string_view kind_of(PolicyKey const& key)
{
    return key.type == "RSA"           ? "The keys that the tenant signs with"
        : key.type == kCertificateType ? "Certificate"
                                       : "Secret";
}

std::string_view use_of(PolicyKey const& key)
{
    return key.use == "enc" ? "Encryption" : "Signature";
}

html::Safe state_of(PolicyKeySet const& set, PolicyKey const& key, Time now)
{
    if (active_key(set, now) == &key)
        return badge(Tone::Good, "Used");
    if (has_expired(key, now))
        return badge(Tone::Bad, "Expired");
    return badge(Tone::Plain, begin_of(key) > now ? "Next" : "Replaced");
}

html::Safe end_of(PolicyKey const& key)
{
    return key.expires ? moment(*key.expires) : text("Never");
}

struct Keys {
    std::vector<StoredSigningKey> signing;
    std::vector<PolicyKeySet> sets;
};

html::Safe signing_table(Visit const& visit, std::vector<StoredSigningKey> const& keys)
{
    Table all{ .caption = "Signing keys",
        .columns = { "Key id", "State", "Signs from", "Signs until", "Is published until" } };
    for (StoredSigningKey const& key : keys) {
        bool const signs = key.signs_from <= visit.now() && visit.now() < key.signs_until;
        all.rows.push_back({ code(key.kid),
            signs ? badge(Tone::Good, "Signs") : badge(Tone::Plain, key.signs_from > visit.now() ? "Next" : "Verifies"),
            moment(key.signs_from), moment(key.signs_until), moment(key.verifies_until) });
    }
    return table(all);
}

std::vector<html::Safe> row_of(Visit const& visit, PolicyKeySet const& set)
{
    html::Safe const name = link(path_of(visit, set.id), set.id);
    if (PolicyKey const* key = active_key(set, visit.now()))
        return { name, text(kind_of(*key)), text(use_of(*key)), end_of(*key), moment(set.changed) };
    html::Safe const none
        = set.keys.empty() ? text("No key yet") : badge(Tone::Bad, "None of its keys can be used now");
    return { name, none, {}, {}, moment(set.changed) };
}

Response list_keys(Visit const& visit)
{
    Keys const keys = TRY(look<Keys>(visit.console, [&](Ports& ports) -> Answer<Keys> {
        Keys found;
        found.signing = TRY(ports.signing_keys.list(visit.tenant().id));
        found.sets = TRY(ports.policy_secrets.list_sets(visit.tenant().id));
        return found;
    }));
    Table sets{ .caption = "Key sets of policies", .columns = { "Key set", "Key", "Use", "Ends", "Changed" } };
    for (PolicyKeySet const& set : keys.sets)
        if (is_key_set_of_policies(set.id))
            sets.rows.push_back(row_of(visit, set));
    bool const may = visit.may_write("keys");
    html::Safe content = signing_table(visit, keys.signing);
    if (may)
        content += buttons(link_button(Look::Secondary, visit.path("keys/rotate"), "Rotate"));
    content = section("signing", "Tokens are signed with", content);
    html::Safe create;
    if (may)
        create = form(visit, visit.path("keys/new"),
            text_field({ .name = "id",
                .label = "New key set",
                .help = "Letters, digits, - and _; B2C_1A_ is put before it.",
                .required = true,
                .max_length = 64 })
                + buttons(button(Look::Primary, "Create")));
    content += section("sets", "Key sets of policies", table(sets) + create);
    return draw(visit, { .title = "Keys", .area = "keys", .content = std::move(content) });
}

Response create_set(Visit const& visit)
{
    std::string const asked = visit.value("id");
    if (!is_key_set_id(asked))
        return trouble(400, "The name of a key set has at most 64 letters, digits, - and _.");
    PolicyKeySet const set{ full_key_set_id(asked), visit.now() };
    if (is_of_flow_part(set.id))
        return trouble(
            400, "The name " + set.id + " is kept for a secret of an identity provider or an API connector.");
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        if (TRY(ports.policy_secrets.find_set(visit.tenant().id, set.id)))
            return trouble(409, "There is a key set " + set.id + " already.");
        TRY(ports.policy_secrets.save_set(visit.tenant().id, set));
        TRY(record(ports, visit, { .kind = AuditKind::PolicyKeySaved, .detail = { { "key_set", set.id } } }));
        return {};
    }));
    return done(visit, path_of(visit, set.id), set.id + " was created. Give it a key.");
}

// What was given is not shown again: there may be a private key in it.
html::Safe certificate_form(Visit const& visit, PolicyKeySet const& set, std::string const& error)
{
    return form(visit, path_of(visit, set.id, "/key"),
        hidden("way", "certificate")
            + file_area(
                { .name = "certificate",
                    .label = "Certificate",
                    .help = "With its private key: a PKCS #12 file (.pfx, .p12). Without it: a .cer, .crt or .pem "
                            "file. Choose it, or paste PEM or base64.",
                    .error = error,
                    .required = true },
                6)
            + text_field({ .name = "password",
                .label = "Password of the file",
                .help = "It opens a PKCS #12 file now and is not kept.",
                .type = "password" })
            + buttons(button(Look::Secondary, "Upload the certificate")));
}

html::Safe time_fields(std::string const& of)
{
    return moment_field({ .name = of + "begins", .label = "Is used from", .help = "In UTC. Empty: at once." })
        + moment_field({ .name = of + "ends", .label = "Is used until", .help = "In UTC. Empty: for ever." });
}

html::Safe key_forms(Visit const& visit, PolicyKeySet const& set, std::string const& error)
{
    std::vector<Option> const uses{ { "sig", "Signature" }, { "enc", "Encryption" } };
    Field const use{
        .name = "use", .label = "Use", .value = set.keys.empty() ? "" : set.keys.back().use, .required = true
    };
    html::Safe secret = form(visit, path_of(visit, set.id, "/key"),
        hidden("way", "upload")
            + html::fill("<div class=\"field\"><label for=\"secret\">Secret</label>\n<input class=\"textInput\" "
                         "id=\"secret\" name=\"secret\" type=\"password\" autocomplete=\"off\" required></div>\n",
                {})
            + select_field(use, uses) + time_fields("") + buttons(button(Look::Primary, "Upload the secret")));
    Field generated = use;
    generated.name = "generated_use";
    html::Safe make = form(visit, path_of(visit, set.id, "/key"),
        hidden("way", "generate")
            + select_field({ .name = "type", .label = "Kind", .value = "oct", .required = true },
                { { "oct", "Secret of 256 bits" }, { "RSA", "The RSA keys that the tenant signs with" } })
            + select_field(generated, uses) + time_fields("generated_") + buttons(button(Look::Secondary, "Generate")));
    return section("upload", "Upload a secret", secret)
        + section("certificate", "Upload a certificate", certificate_form(visit, set, error))
        + section("generate", "Generate a key", make);
}

struct SetWithSubjects {
    PolicyKeySet set;
    std::map<std::string, std::string> subjects = {}; // of its certificates, by kid
};

Answer<SetWithSubjects> look_at_set(Visit const& visit)
{
    return look<SetWithSubjects>(visit.console, [&](Ports& ports) -> Answer<SetWithSubjects> {
        SetWithSubjects found{ .set = TRY(named_set(ports, visit)) };
        for (PolicyKey const& key : found.set.keys) {
            if (key.type != kCertificateType)
                continue;
            auto const secret = TRY(ports.policy_secrets.find(visit.tenant().id, found.set.id, key.kid));
            if (auto const read = crypto::read_public_pem(first_certificate(secret ? secret->reveal() : "")))
                found.subjects.emplace(key.kid, read->front().common_name);
        }
        return found;
    });
}

html::Safe keys_of_set(Visit const& visit, SetWithSubjects const& found)
{
    Table all{
        .caption = "Keys of the set", .columns = { "Key id", "State", "Key", "From", "Until" }, .empty = "No key yet."
    };
    for (PolicyKey const& key : found.set.keys) {
        auto const subject = found.subjects.find(key.kid);
        std::string kind(kind_of(key));
        if (subject != found.subjects.end())
            kind += " of " + subject->second;
        kind += " for " + to_lower(use_of(key));
        all.rows.push_back(
            { code(key.kid), state_of(found.set, key, visit.now()), text(kind), moment(begin_of(key)), end_of(key) });
    }
    return table(all);
}

http::Response set_page(Visit const& visit, SetWithSubjects const& found, std::string const& error = {})
{
    PolicyKeySet const& set = found.set;
    html::Safe content = keys_of_set(visit, found);
    content
        += paragraph("The key that began last is used, until it ends. A secret that was uploaded or generated is not "
                     "shown, here or anywhere.");
    if (visit.may_write("keys"))
        content += key_forms(visit, set, error)
            + section("delete", "Delete",
                buttons(link_button(Look::Danger, path_of(visit, set.id, "/delete"), "Delete this key set")));
    return draw(
        visit, { .title = set.id, .area = "keys", .content = std::move(content), .status = error.empty() ? 200 : 400 });
}

// Nothing for an empty field.
Answer<std::optional<Time>> read_time(Visit const& visit, std::string const& field)
{
    std::string const typed = visit.value(field);
    auto const time = typed.empty() ? std::nullopt : parse_rfc3339(whole_moment(typed));
    if (!typed.empty() && !time)
        return trouble(400, "A time is written like 2026-01-31 12:00, or left empty.");
    return time;
}

Answer<NewPolicyKey> read_key(Visit const& visit)
{
    bool const is_upload = visit.value("way") == "upload";
    std::string const of = is_upload ? "" : "generated_";
    NewPolicyKey key{ .use = visit.value(of + "use"), .type = "oct", .secret = std::nullopt };
    if (key.use != "sig" && key.use != "enc")
        return trouble(400, "The use of a key is signature or encryption.");
    key.begins = TRY(read_time(visit, of + "begins"));
    key.expires = TRY(read_time(visit, of + "ends"));
    if (is_upload) {
        std::string secret(visit.form.get("secret"));
        if (secret.empty())
            return trouble(400, "The secret is empty.");
        key.secret = PolicySecret(std::move(secret));
    } else if (visit.value("type") == "RSA") {
        if (key.begins || key.expires)
            return trouble(
                400, "The keys that the tenant signs with begin and end by themselves: leave the times empty.");
        key.type = "RSA";
    } else {
        key.secret = PolicySecret(random_token(visit.console.random, kPolicyKeyBytes));
    }
    return key;
}

// The id of the set that has the key now.
Answer<std::string> add_key(Visit const& visit, NewPolicyKey const& key)
{
    return write<std::string>(visit.console, [&](Ports& ports) -> Answer<std::string> {
        PolicyKeySet changed = TRY(named_set(ports, visit));
        auto const given
            = give_key(ports.policy_secrets, visit.tenant().id, changed, key, visit.now(), visit.console.random);
        if (!given && given.error().fault == Fault::Invalid)
            return trouble(400, given.error().detail);
        TRY(given);
        TRY(record(ports, visit, { .kind = AuditKind::PolicyKeySaved, .detail = { { "key_set", changed.id } } }));
        return changed.id;
    });
}

Response show_new_key(Visit const& visit, std::string const& set)
{
    return done(visit, path_of(visit, set), "The key set has a new key.");
}

// A file by the browser's script is base64; what is pasted may be PEM.
Result<NewPolicyKey> read_certificate(Visit const& visit)
{
    std::string file(visit.form.get("certificate"));
    if (file.find("-----BEGIN") == std::string::npos) {
        // Tools break base64 into lines.
        std::erase_if(file, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
        auto bytes = base64_decode(file);
        if (!bytes || bytes->empty())
            return fail(Fault::Invalid, "This is neither PEM nor base64: choose the file of the certificate.");
        file = std::move(*bytes);
    }
    if (auto alone = certificate_key(file))
        return alone;
    auto with_key = pkcs12_key(file, visit.form.get("password"));
    if (!with_key && with_key.error().fault == Fault::Denied && visit.form.get("password").empty())
        return fail(Fault::Denied, "The PKCS #12 file has a password: enter it below.");
    return with_key;
}

Response save_certificate(Visit const& visit)
{
    SetWithSubjects const found = TRY(look_at_set(visit));
    auto const key = read_certificate(visit);
    if (!key)
        return set_page(visit, found, key.error().detail);
    auto const set = add_key(visit, *key);
    if (!set && set.error().status == 400)
        return set_page(visit, found, set.error().text);
    return show_new_key(visit, TRY(set));
}

Response save_key(Visit const& visit)
{
    if (visit.value("way") == "certificate")
        return save_certificate(visit);
    NewPolicyKey const key = TRY(read_key(visit));
    return show_new_key(visit, TRY(add_key(visit, key)));
}

Response ask_delete(Visit const& visit)
{
    PolicyKeySet const set
        = TRY(look<PolicyKeySet>(visit.console, [&](Ports& ports) { return named_set(ports, visit); }));
    return draw(visit,
        { .title = "Delete " + set.id,
            .area = "keys",
            .above = { { path_of(visit, set.id), set.id } },
            .content = question(visit,
                { .text = "Policies that name this key set do not work any more. Its secret cannot be had back.",
                    .action = visit.request.path,
                    .button = "Delete",
                    .back = path_of(visit, set.id) }) });
}

Response delete_set(Visit const& visit)
{
    PolicyKeySet const set = TRY(write<PolicyKeySet>(visit.console, [&](Ports& ports) -> Answer<PolicyKeySet> {
        PolicyKeySet one = TRY(named_set(ports, visit));
        TRY(ports.policy_secrets.remove_set(visit.tenant().id, one.id));
        TRY(record(ports, visit, { .kind = AuditKind::PolicyKeyDeleted, .detail = { { "key_set", one.id } } }));
        return one;
    }));
    return done(visit, visit.path("keys"), set.id + " was deleted.");
}

Response ask_rotation(Visit const& visit)
{
    return draw(visit,
        { .title = "Rotate the signing key",
            .area = "keys",
            .content = question(visit,
                { .text
                    = "A new key is published now and signs after the tenant's lead time. Keys rotate by themselves; "
                      "this is for doing it earlier. If a key has leaked, use: gatehouse key rotate --emergency.",
                    .action = visit.request.path,
                    .button = "Rotate",
                    .back = visit.path("keys"),
                    .look = Look::Primary }) });
}

Response rotate(Visit const& visit)
{
    Rotation const rotation = TRY(rotate_signing_key(
        visit.console.store, visit.tenant(), Urgency::Scheduled, OldTokens::GoodUntilTheyExpire, visit.console.clock));
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(record(ports, visit, { .kind = AuditKind::KeyRotated, .detail = { { "kid", rotation.kid } } }));
        return {};
    }));
    return done(visit, visit.path("keys"),
        rotation.was_there ? "The next key had been published already."
                           : "A new key is published. It signs from " + b2c_timestamp(rotation.signs_from) + ".");
}

} // namespace

std::vector<Route> key_routes()
{
    return {
        { http::Method::Get, "", list_keys },
        { http::Method::Get, "/new",
            [](Visit const& visit) -> Response { return http::redirect(visit.path("keys")); } },
        { http::Method::Post, "/new", create_set, Needs::FreshSignIn },
        { http::Method::Get, "/rotate", ask_rotation, Needs::FreshSignIn },
        { http::Method::Post, "/rotate", rotate, Needs::FreshSignIn },
        { http::Method::Get, "/{id}",
            [](Visit const& visit) -> Response { return set_page(visit, TRY(look_at_set(visit))); } },
        { http::Method::Get, "/{id}/key",
            [](Visit const& visit) -> Response {
                return http::redirect(path_of(visit, visit.request.path_value("id")));
            },
            Needs::FreshSignIn },
        { http::Method::Post, "/{id}/key", save_key, Needs::FreshSignIn },
        { http::Method::Get, "/{id}/delete", ask_delete, Needs::FreshSignIn },
        { http::Method::Post, "/{id}/delete", delete_set, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
