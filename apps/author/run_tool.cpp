// `gatehouse policy run`: a journey in the terminal.
#include "apps/author/page_text.h"
#include "apps/author/play.h"
#include "apps/author/terminal.h"
#include "apps/author/tools.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <ranges>
#include <set>

namespace gatehouse::author {
namespace {

constexpr std::string_view kContinue = "continue";
// Of a field, shown before the question. A page of all countries has two hundred.
constexpr size_t kMostChoices = 8;

using Values = testkit::Browser::Pairs;

// What somebody at the terminal decided on a page.
struct Decision {
    Values values;
    PageAction action;
};

// ":2" is the second button or link; "::2" is the text ":2".
std::optional<PageAction> action_of(PageText const& page, std::string const& answer)
{
    if (!answer.starts_with(':') || answer.starts_with("::"))
        return std::nullopt;
    auto const number = parse_integer(answer.substr(1));
    if (!number || *number < 1 || static_cast<size_t>(*number) > page.actions.size())
        return std::nullopt;
    return page.actions[static_cast<size_t>(*number) - 1];
}

std::string choices_of(PageEntry const& entry)
{
    std::vector<std::string> words;
    for (PageChoice const& choice : entry.choices | std::views::take(kMostChoices))
        words.push_back(choice.value + (choice.text.empty() || choice.text == choice.value ? "" : " = " + choice.text));
    if (entry.choices.size() > kMostChoices)
        words.push_back("... of " + std::to_string(entry.choices.size()));
    return words.empty() ? "" : " (" + join(words, ", ") + ")";
}

std::string question_of(PageEntry const& entry)
{
    return entry.label + choices_of(entry) + (entry.value.empty() ? "" : " [" + entry.value + "]") + ": ";
}

// A choice may be named by what the page calls it.
std::string value_of(PageEntry const& entry, std::string const& answer)
{
    for (PageChoice const& choice : entry.choices)
        if (equals_ignoring_case(choice.text, answer))
            return choice.value;
    return answer;
}

void add_values(Values& values, PageEntry const& entry, std::string answer)
{
    if (answer.starts_with("::"))
        answer.erase(0, 1);
    if (entry.kind != PageEntry::Kind::Many)
        return values.emplace_back(entry.name, value_of(entry, answer)), void();
    for (std::string const& one : split_words(answer, ','))
        values.emplace_back(entry.name, value_of(entry, one));
}

// The button that Enter presses.
PageAction default_action(PageText const& page)
{
    auto const found = std::ranges::find(page.actions, kContinue, &PageAction::target);
    return found != page.actions.end() ? *found : page.actions.front();
}

// Nothing at the end of the input.
std::optional<Decision> decide(PageText const& page)
{
    Decision decision;
    for (PageEntry const& entry : page.entries) {
        if (entry.kind == PageEntry::Kind::Fixed)
            continue;
        auto const answer = ask(question_of(entry), entry.kind == PageEntry::Kind::Secret ? Echo::Hidden : Echo::Shown);
        if (!answer)
            return std::nullopt;
        if (auto action = action_of(page, *answer)) {
            decision.action = std::move(*action);
            return decision;
        }
        // An empty answer leaves what the page has.
        if (!answer->empty())
            add_values(decision.values, entry, *answer);
    }
    decision.action = default_action(page);
    if (page.actions.size() == 1 && !page.entries.empty())
        return decision;
    auto const answer = ask("Number, or Enter for \"" + decision.action.label + "\": ", Echo::Shown);
    if (!answer)
        return std::nullopt;
    if (auto action = action_of(page, ":" + *answer))
        decision.action = std::move(*action);
    return decision;
}

void act(testkit::Browser& browser, Decision const& decision)
{
    if (decision.action.kind == PageAction::Kind::Link) {
        browser.follow(decision.action.target);
        return;
    }
    auto form = testkit::first_form(browser.html());
    if (!form)
        return;
    // Several of one name are one field with several values.
    std::set<std::string> seen;
    for (auto const& [name, value] : decision.values) {
        if (seen.insert(name).second)
            form->fields.set(name, value);
        else
            form->fields.add(name, value);
    }
    form->fields.set("request", decision.action.target);
    browser.post(form->action, form->fields);
}

void show_messages(Stage& stage, size_t& shown)
{
    auto const all = stage.messages();
    for (size_t i = all.size() - std::min(shown, all.size()); i-- > 0;)
        std::printf("message to %s: %s\n", all[i].to.c_str(),
            join(split_words(replace_all(all[i].text, "\n", " ")), " ").c_str());
    shown = all.size();
}

Result<bool> show_end(Stage& stage)
{
    testkit::Browser& browser = stage.current();
    if (!browser.away.starts_with(kScriptReturn)) {
        std::printf("the browser is sent to %s: nobody answers there\n", browser.away.c_str());
        return false;
    }
    if (std::string const error = browser.answer("error"); !error.empty()) {
        std::printf("error: %s\n%s\n", error.c_str(), std::string(trim(browser.answer("error_description"))).c_str());
        return false;
    }
    auto const tokens = TRY(stage.redeem(browser.answer("code")));
    auto const id_token = jose::parse_jwt(tokens.text("id_token").value_or(""));
    if (!id_token)
        return fail(Fault::Invalid, "there is no ID token: the scope has no openid");
    std::printf("signed in, ID token:\n%s\n", json::write_pretty(json::Value(id_token->claims)).c_str());
    return true;
}

Result<void> play_lines(Stage& stage, std::vector<Line> const& lines, std::string const& name)
{
    for (Line const& line : lines)
        if (auto const problems = stage.play(line); !problems.empty())
            return fail(Fault::Invalid, name + ":" + std::to_string(line.number) + ": " + problems.front());
    return {};
}

Result<void> play_file(Stage& stage, std::string const& script)
{
    std::string const text = TRY(read_text(script));
    auto const lines = TRY(read_script(text));
    return play_lines(stage, lines, script);
}

// The first request, as a client application sends it.
Line authorize(std::string const& policy, app::Options const& options)
{
    Line line{ .number = 0, .verb = "get", .words = { "authorize" }, .pairs = { { "policy", policy } } };
    for (std::string const& pair : options.all("parameter"))
        line.pairs.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    return line;
}

// Codes of an authenticator app are those of this minute.
void follow_time(Stage& stage)
{
    stage.clock().advance(SystemClock().now() - stage.clock().now());
}

constexpr std::string_view kPersonThere
    = "sub=1 id=1 name=Ada given_name=Ada family_name=Lovelace email=ada@example.test";

// Somebody signs in at an identity provider. False at the end of the input.
bool visit_provider(Stage& stage)
{
    testkit::Browser& browser = stage.current();
    std::printf("\nthe browser is at %s\n", browser.away.substr(0, browser.away.find('?')).c_str());
    auto const answer = ask("Who is there, or :1 to refuse [" + std::string(kPersonThere) + "]: ", Echo::Shown);
    if (!answer)
        return false;
    if (*answer == ":1") {
        Providers::refuse(browser);
        return true;
    }
    json::Object claims;
    for (std::string const& pair : split_words(answer->empty() ? kPersonThere : std::string_view(*answer)))
        claims.set(
            pair.substr(0, pair.find('=')), pair.find('=') == std::string::npos ? "" : pair.substr(pair.find('=') + 1));
    follow_time(stage);
    stage.providers().sign_in(browser, std::move(claims));
    return true;
}

Result<bool> converse(Stage& stage)
{
    size_t messages = 0;
    while (true) {
        show_messages(stage, messages);
        testkit::Browser& browser = stage.current();
        if (browser.is_away() && Providers::is_provider(browser.away) && !browser.away.starts_with(kScriptReturn)) {
            if (!visit_provider(stage)) {
                std::fprintf(stderr, "\nthe input ended at an identity provider\n");
                return false;
            }
            continue;
        }
        if (browser.is_away())
            return show_end(stage);
        PageText const page = read_page(browser.html());
        std::printf("\n%s", text(page).c_str());
        if (page.actions.empty())
            return false;
        auto const decision = decide(page);
        if (!decision) {
            std::fprintf(stderr, "\nthe input ended on this page\n");
            return false;
        }
        follow_time(stage);
        act(browser, *decision);
    }
}

// The one that is named, or the only one.
Result<std::string> pick_policy(Sources const& sources, app::Options const& options)
{
    std::vector<std::string> const ids = leaves(sources, options);
    std::string const wanted = options.words.size() > 2 ? options.words[2] : "";
    for (std::string const& id : ids)
        if (equals_ignoring_case(id, wanted) || (wanted.empty() && ids.size() == 1))
            return id;
    return fail(Fault::Invalid,
        (wanted.empty() ? "name a policy" : "there is no policy " + wanted) + ": " + options.words[1] + " has "
            + (ids.empty() ? "none with a relying party" : join(ids, ", ")));
}

} // namespace

std::string run_objection(app::Options const& options)
{
    auto const sources = load_sources({ options.words[1] }, Needs::Policies, options.get("environment"));
    if (!sources)
        return sources.error().detail;
    if (auto const policy = pick_policy(*sources, options); !policy)
        return policy.error().detail;
    for (std::string const& pair : options.all("parameter"))
        if (pair.find('=') == std::string::npos)
            return "--parameter takes NAME=VALUE, not " + pair;
    return {};
}

Result<bool> run_policy(Call const& call)
{
    Sources const sources
        = TRY(load_sources({ call.options.words[1] }, Needs::Policies, call.options.get("environment")));
    std::string const script = call.options.get("declare");
    Stage stage({ .policies = sources.files, .folder = std::filesystem::path(script).parent_path() });
    follow_time(stage);
    if (!script.empty())
        TRY(play_file(stage, script));
    std::string const policy = TRY(pick_policy(sources, call.options));
    TRY(play_lines(stage, { authorize(policy, call.options) }, "authorize"));
    return converse(stage);
}

} // namespace gatehouse::author
