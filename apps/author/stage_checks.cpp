// What is to be seen: the verbs that look, and change nothing.
#include "apps/author/stage.h"

#include "core/plans/plans.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"

#include <algorithm>

namespace gatehouse::author {
namespace {

// Every text that a string id of the built-in pages has, in any language.
std::vector<std::string> texts_of(std::string const& id)
{
    std::string const xml = builtin_source(std::string(policy::kCatalogue))->text;
    std::string const start = "StringId=\"" + id + "\">";
    std::vector<std::string> texts;
    for (size_t at = xml.find(start); at != std::string::npos; at = xml.find(start, at + 1))
        texts.push_back(xml.substr(at + start.size(), xml.find('<', at) - at - start.size()));
    return texts;
}

// The page without its scripts: they hold every text the page might show.
std::string visible(std::string_view html)
{
    std::string out(html);
    for (size_t at = out.find("<script"); at != std::string::npos; at = out.find("<script", at))
        out.erase(at, out.find("</script>", at) - at);
    return out;
}

// Texts as they are, lists with commas between their items.
std::string text_of(json::Value const& value)
{
    if (value.as_text())
        return *value.as_text();
    if (!value.as_array())
        return json::write(value);
    std::vector<std::string> items;
    for (json::Value const& item : *value.as_array())
        items.push_back(text_of(item));
    return join(items, ",");
}

bool shows_error(std::string const& html, std::string const& text)
{
    for (size_t at = html.find("rror"); at != std::string::npos; at = html.find("rror", at + 1))
        if (html.substr(at, 600).find(text) != std::string::npos)
            return true;
    return false;
}

} // namespace

void Stage::page(Line& line)
{
    std::string const html = visible(current().html());
    if (!expect(!current().is_away(), "the browser is at " + current().away))
        return;
    expect_equal(testkit::between(html, "data-name=\"", "\""), line.word(0), "the page");
    if (auto const language = line.take("language"))
        expect_equal(testkit::between(html, "<html lang=\"", "\""), *language, "the language");
    // The id of a built-in text, or the text itself.
    if (auto const id = line.take("error")) {
        auto texts = texts_of(*id);
        if (texts.empty())
            texts.push_back(*id);
        expect(std::ranges::any_of(texts, [&](std::string const& text) { return shows_error(html, text); }),
            *id + " is not shown:\n" + html);
    }
    if (auto const field = line.take("field"))
        for (std::string const& id : split_words(*field, ','))
            expect(current().has_element(id), "there is no " + id + " on this page:\n" + html);
    if (auto const field = line.take("without"))
        for (std::string const& id : split_words(*field, ','))
            expect(!current().has_element(id), "there is a " + id + " on this page");
    expect_nothing_else(line, "a page");
}

void Stage::shows(Line& line)
{
    std::string const html = visible(current().html());
    expect(html.find(line.word(0)) != std::string::npos, "'" + line.word(0) + "' is not shown:\n" + html);
}
void Stage::hides(Line& line)
{
    expect(visible(current().html()).find(line.word(0)) == std::string::npos, "'" + line.word(0) + "' is shown");
}

void Stage::error(Line& line)
{
    if (!expect(current().is_away(), "the browser is still here:\n" + visible(current().html())))
        return;
    std::string const description = current().answer("error_description");
    expect_equal(current().answer("error"), line.word(0), "the error");
    expect_equal(description.substr(0, description.find(':')), line.word(1), "its number");
    expect_equal(current().answer("state"), "a state", "the state");
}

Result<json::Object> Stage::ask_for_tokens(std::map<std::string, std::string> const& grant)
{
    url::Form form;
    form.add("client_id", std::string(client()));
    for (auto const& [name, value] : grant)
        form.add(name, value);
    testkit::Browser app(router_, kScriptOrigin);
    app.post("/" + domain() + "/" + policy_ + "/oauth2/v2.0/token", form);
    if (app.page.status != 200)
        return fail(Fault::Denied, "there are no tokens: " + std::string(app.html()));
    return json::parse_object(app.html());
}

Result<json::Object> Stage::redeem(std::string const& code)
{
    return ask_for_tokens({ { "grant_type", "authorization_code" }, { "redirect_uri", kScriptReturn }, { "code", code },
        { "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" } });
}

void Stage::expect_claims(Line const& line, json::Object const& claims, std::string const& where)
{
    for (auto const& [name, value] : line.pairs)
        if (json::Value const* claim = claims.find(name);
            expect(claim != nullptr, "there is no " + name + " in " + where))
            expect_equal(text_of(*claim), value, name);
}

void Stage::tokens(Line& line)
{
    if (!expect(!current().answer("code").empty(),
            "there is no code: the browser is " + (current().is_away() ? "at " + current().away : "still here")))
        return;
    expect_equal(current().answer("state"), "a state", "the state");
    auto const answer = redeem(current().answer("code"));
    if (!expect(answer.has_value(), answer ? "" : answer.error().detail))
        return;
    tokens_ = *answer;
    auto const id_token = jose::parse_jwt(tokens_.text("id_token").value_or(""));
    if (!expect(id_token.has_value(), "there is no id token"))
        return;
    expect_equal(id_token->claims.text("nonce").value_or(""), "a nonce", "the nonce");
    if (scene_.policies.empty())
        expect_equal(id_token->claims.text("tfp").value_or(""), policy_, "tfp");
    if (auto const age = line.take("proof_age"))
        expect_equal(std::to_string(unix_seconds(clock_.now()) - id_token->claims.integer("auth_time").value_or(0)),
            *age, "the age of the proof");
    expect_claims(line, id_token->claims, "the id token");
}

void Stage::refresh(Line& line)
{
    if (!expect(tokens_.text("refresh_token").has_value(), "there is no refresh token"))
        return;
    auto const answer = ask_for_tokens(
        { { "grant_type", "refresh_token" }, { "refresh_token", tokens_.text("refresh_token").value_or("") } });
    if (!expect(answer.has_value(), answer ? "" : answer.error().detail))
        return;
    tokens_ = *answer;
    auto const id_token = jose::parse_jwt(tokens_.text("id_token").value_or(""));
    if (expect(id_token.has_value(), "there is no id token"))
        expect_claims(line, id_token->claims, "the id token");
}

void Stage::userinfo(Line& line)
{
    testkit::Browser app(router_, kScriptOrigin);
    app.fields.set("Authorization", "Bearer " + tokens_.text("access_token").value_or(""));
    app.get("/" + domain() + "/" + policy_ + "/openid/v2.0/userinfo");
    expect(app.page.status == 200, "userinfo gives nothing: " + std::string(app.html()));
    expect_claims(line, json::parse_object(app.html()).value_or(json::Object()), "the answer of userinfo");
}

void Stage::audit(Line& line)
{
    auto const kind = parse_audit_kind(line.word(0));
    if (!expect(kind.has_value(), "there is no event " + line.word(0)))
        return;
    TenantId const tenant = world_->plans().snapshot()->find_tenant(domain())->tenant.id;
    std::optional<UserId> user;
    if (auto const email = line.take("user")) {
        auto const found = read<std::optional<User>>(world_->store(), [&](Ports& ports) {
            return ports.users.find_by_sign_in_name(tenant, *email);
        }).value();
        if (!expect(found.has_value(), "there is no user " + *email))
            return;
        user = found->id;
    }
    auto const events = read<std::vector<AuditEvent>>(world_->store(), [&](Ports& ports) {
        return ports.audit.list(tenant, { .correlation = {}, .user = user, .kind = kind, .limit = 1000 });
    }).value();
    expect_equal(std::to_string(events.size()), line.take("count").value_or("1"), "the number of events");
}

void Stage::sent(Line& line)
{
    expect_equal(std::to_string(messages_to(line.word(0)).size()), line.take("count").value_or("1"),
        "the number of messages to " + line.word(0));
}

void Stage::called(Line& line)
{
    std::vector<Apis::Call> calls = apis_.calls();
    std::erase_if(calls, [&](Apis::Call const& call) { return !call.url.starts_with(line.word(0)); });
    expect_equal(std::to_string(calls.size()), line.take("count").value_or("1"), "the number of calls");
    if (calls.empty() || line.pairs.empty())
        return;
    auto const body = json::parse_object(calls.back().body);
    if (!expect(body.has_value(), "the last call has no JSON: " + calls.back().body))
        return;
    for (auto const& [name, value] : line.pairs)
        if (json::Value const* member = body->find(name);
            expect(member != nullptr, "there is no '" + name + "' in the call: " + calls.back().body))
            expect_equal(text_of(*member), value, name);
}

} // namespace gatehouse::author
