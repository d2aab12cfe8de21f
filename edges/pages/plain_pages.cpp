// Pages that belong to no journey and so to no policy: their words are here.
#include "edges/pages/layout.h"
#include "edges/pages/pages.h"
#include "libs/json/json.h"

namespace gatehouse::pages {
namespace {

struct Words {
    std::string_view language;
    std::string_view error_title;
    std::string_view error_advice;
    std::string_view details;
    std::string_view code;
    std::string_view correlation;
    std::string_view time;
    std::string_view signed_out_title;
    std::string_view signed_out_text;
    std::string_view going_on;
    std::string_view go_on;
    std::string_view question_title;
    std::string_view question_text;
    std::string_view sign_out;
};
constexpr Words kWords[] = {
    { "en", "That did not work",
        "Go back to the application and start again. If it happens again, tell its operator the following:",
        "Details for the operator", "Code", "Correlation ID", "Time", "You are signed out",
        "You can close this window now.", "You will be taken back in a moment.", "Continue", "Do you want to sign out?",
        "An application has sent you here without saying who you are. If you did not want to sign out, close this "
        "window.",
        "Sign out" },
    { "de", "Das hat nicht geklappt",
        "Gehen Sie zurück zur Anwendung und beginnen Sie noch einmal. Wenn es wieder geschieht, nennen Sie dem "
        "Betreiber diese Angaben:",
        "Angaben für den Betreiber", "Code", "Korrelations-ID", "Zeit", "Sie sind abgemeldet",
        "Sie können dieses Fenster jetzt schließen.", "Sie werden gleich zurückgebracht.", "Weiter",
        "Möchten Sie sich abmelden?",
        "Eine Anwendung hat Sie hierher geschickt, ohne zu sagen, wer Sie sind. Wenn Sie sich nicht abmelden wollten, "
        "schließen Sie dieses Fenster.",
        "Abmelden" },
};

Words const& words(std::string_view wishes)
{
    std::string const language = spoken_language(wishes);
    return language == "de" ? kWords[1] : kWords[0];
}

html::Safe detail(std::string_view id, std::string_view label, std::string_view value)
{
    if (value.empty())
        return {};
    return html::fill("<dt>{{label}}</dt><dd id=\"{{id}}\">{{value}}</dd>\n",
        { { "label", label }, { "id", id }, { "value", value } });
}

// Posts the one form of the page.
constexpr std::string_view kSubmit = "document.forms[0].submit();";

// Goes on when every frame has said that it is loaded, or after a while: an application that hangs holds nobody up.
// Listens before the frames begin to load; "load" does not bubble, so it is caught on the way down.
constexpr std::string_view kGoOn = R"(
(function () {
  var left = SIGNED_OUT.frames, go = function () { location.replace(SIGNED_OUT.next); };
  document.addEventListener("load", function (event) {
    if (event.target.tagName === "IFRAME" && --left === 0) { go(); }
  }, true);
  setTimeout(go, 4000);
})();
)";

html::Safe outbox_entry(OutboxEntry const& entry)
{
    html::Safe const subject
        = entry.subject.empty() ? html::Safe() : html::fill("<h2>{{subject}}</h2>\n", { { "subject", entry.subject } });
    return html::fill(
        R"(<li class="message"><p class="meta"><span class="channel">{{channel}}</span> <span class="to">{{to}}</span> <time>{{time}}</time></p>
{{subject}}<pre>{{text}}</pre></li>
)",
        { { "channel", entry.channel == "sms" ? "SMS" : "E-mail" }, { "to", entry.to },
            { "time", b2c_timestamp(entry.created) }, { "subject", subject }, { "text", entry.text } });
}

} // namespace

http::Response render_error(ErrorPage const& error)
{
    Words const& say = words(error.language);
    html::Safe const content = html::fill(R"(<div id="api" data-name="GlobalException">
<div class="intro"><h1 class="heading">{{title}}</h1></div>
<div id="errorMessage" class="error pageLevel" role="alert"><p lang="en">{{text}}</p></div>
<p>{{advice}}</p>
<dl class="details" aria-label="{{details}}">
{{code}}{{correlation}}{{time}}</dl>
</div>)",
        { { "title", say.error_title }, { "text", error.text }, { "advice", say.error_advice },
            { "details", say.details }, { "code", detail("errorCode", say.code, error.code) },
            { "correlation", detail("correlationId", say.correlation, error.correlation_id) },
            { "time", detail("timestamp", say.time, error.timestamp) } });
    return document(Layout{ .status = error.status,
        .language = std::string(say.language),
        .title = std::string(say.error_title),
        .content = content });
}

http::Response render_form_post(std::string const& redirect_uri, url::Form const& fields,
    std::string const& script_nonce, std::vector<std::string> const& framed_by)
{
    html::Safe inputs;
    for (auto const& [name, value] : fields.pairs())
        inputs += html::fill("<input type=\"hidden\" name=\"{{name}}\" value=\"{{value}}\">\n",
            { { "name", name }, { "value", value } });
    // The language of the journey is over; both of ours fit on a page that nobody with scripts sees.
    html::Safe const content = html::fill(R"(<div class="intro"><h1 class="heading">One more step</h1>
<p>Continue to the application. <span lang="de">Weiter zur Anwendung.</span></p></div>
<form method="post" action="{{action}}">
{{inputs}}<div class="buttons"><button class="button primary" type="submit">Continue</button></div>
</form>
<script nonce="{{nonce}}">{{submit}}</script>)",
        { { "action", redirect_uri }, { "inputs", inputs }, { "nonce", script_nonce },
            { "submit", html::trusted(kSubmit) } });
    return document(Layout{ .title = "Continue",
        .content = content,
        .script_nonce = script_nonce,
        .framed_by = framed_by,
        .referrer_policy = "origin" });
}

http::Response render_signed_out(SignedOutPage const& page)
{
    Words const& say = words(page.language);
    html::Safe content = html::fill("<div class=\"intro\"><h1 class=\"heading\">{{title}}</h1>\n<p>{{text}}</p></div>",
        { { "title", say.signed_out_title }, { "text", page.next.empty() ? say.signed_out_text : say.going_on } });
    if (!page.next.empty())
        content += html::fill(
            "\n<div class=\"buttons\"><a class=\"button primary\" id=\"continue\" href=\"{{next}}\">{{text}}</a></div>",
            { { "next", page.next }, { "text", say.go_on } });
    for (std::string const& frame : page.frames)
        content += html::fill("\n<iframe hidden title=\"\" src=\"{{address}}\"></iframe>", { { "address", frame } });
    std::string script;
    if (!page.next.empty())
        script = "var SIGNED_OUT = "
            + json::write(
                json::Object{ { "frames", static_cast<std::int64_t>(page.frames.size()) }, { "next", page.next } })
            + ";\n" + std::string(kGoOn);
    return document(Layout{ .language = std::string(say.language),
        .title = std::string(say.signed_out_title),
        .content = content,
        .script = script,
        .script_nonce = script.empty() ? "" : page.script_nonce,
        .frames = page.frames,
        .goes_to = page.next });
}

http::Response render_sign_out_question(SignOutQuestion const& question)
{
    Words const& say = words(question.language);
    html::Safe const content = html::fill(R"(<div class="intro"><h1 class="heading">{{title}}</h1>
<p>{{text}}</p></div>
<form method="post" action="{{action}}">
<input type="hidden" name="csrf_token" value="{{csrf}}">
<div class="buttons"><button class="button primary" id="signOut" type="submit">{{button}}</button></div>
</form>)",
        { { "title", say.question_title }, { "text", say.question_text }, { "action", question.action },
            { "csrf", question.csrf }, { "button", say.sign_out } });
    return document(
        Layout{ .language = std::string(say.language), .title = std::string(say.question_title), .content = content });
}

http::Response render_index(bool demo)
{
    html::Safe const outbox = html::trusted(
        demo ? "<li><a href=\"/outbox\">Outbox</a>: the e-mails and text messages of this demonstration</li>\n" : "");
    html::Safe const content = html::fill(R"(<div class="intro"><h1 class="heading">This is an identity server</h1>
<p>Applications send their users here to sign up, to sign in and to prove that it is them. There is nothing to do on this page: start at the application.</p></div>
<ul class="links">
{{outbox}}<li><a href="/health">Health</a>: whether this server is running</li>
</ul>)",
        { { "outbox", outbox } });
    return document(Layout{ .title = "Identity server", .content = content });
}

http::Response render_outbox(std::vector<OutboxEntry> const& entries)
{
    html::Safe list;
    for (OutboxEntry const& entry : entries)
        list += outbox_entry(entry);
    if (list.empty())
        list = html::trusted("<li class=\"message\"><p>Nothing was sent yet.</p></li>\n");
    html::Safe const content = html::fill(R"(<div class="intro"><h1 class="heading">Outbox</h1>
<p>What this demonstration would have sent, newest first. Load the page again to see more. Also as <a href="/outbox/messages">JSON</a>.</p></div>
<ul class="outbox">
{{list}}</ul>)",
        { { "list", list } });
    return document(Layout{ .title = "Outbox", .content = content, .width = Layout::Width::Wide });
}

} // namespace gatehouse::pages
