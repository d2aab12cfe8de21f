// Draws what people see: core/model/page.h becomes HTML with B2C's ids and classes (b2c_wire.md §6.5, §6.6). No
// decisions: what a page shows was decided by the engine. Every page works without scripts; docs/pages.md has the
// contract of forms, buttons and links.
#pragma once

#include "core/model/page.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/html/page_template.h"
#include "libs/http/message.h"
#include "libs/url/url.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pages {

// Pages of tenants' own, fetched and kept by somebody who may call out.
class TemplateSource {
public:
    virtual ~TemplateSource() = default;
    // Null when it cannot be had; the reason is logged. Must not wait for long.
    virtual std::shared_ptr<html::PageTemplate const> find(OwnPage const& own) = 0;
};

// A tenant's own look of the built-in pages; "" for ours.
struct Brand {
    std::string style; // address of a style sheet
    std::string logo; // address of a picture
    std::string logo_text; // what it says; "" the tenant's name
};

// What a page of a journey needs beside its content.
struct PageContext {
    std::string prefix; // "/insurance.onmicrosoft.com/B2C_1_signupsignin1", in the stored case
    std::string tx; // "StateProperties=eyJUSUQiOiI..."
    std::string csrf;
    std::string policy; // "B2C_1_signupsignin1"
    std::string correlation_id;
    std::string script_nonce; // base64url, new for each answer
    std::string tenant_display_name;
    Time now;
    TemplateSource* templates = nullptr; // null: only built-in pages are drawn
    Brand brand = {};
};
http::Response render_page(Page const& page, PageContext const& context);

// B2C: api.error. `text` is one sentence; nothing of it becomes markup (attack-8).
struct ErrorPage {
    int status = 400;
    std::string code; // "AADB2C90006", may be empty
    std::string text; // English: protocol errors have no other language
    std::string correlation_id;
    std::string timestamp; // "2026-11-22 19:36:43Z"
    std::string language; // a language or an Accept-Language header
};
http::Response render_error(ErrorPage const& error);

// Posts the fields to the application: by itself with scripts, by a button without. OAuth 2.0 Form Post Response Mode
// §2. The address is the registered one; nothing of the fields becomes markup (attack-9).
http::Response render_form_post(std::string const& redirect_uri, url::Form const& fields,
    std::string const& script_nonce, std::vector<std::string> const& framed_by = {});

// After a sign-out.
struct SignedOutPage {
    std::string language; // a language or an Accept-Language header
    // Loaded in hidden frames, and nothing else is: the addresses at which applications hear of it. OpenID Connect
    // Front-Channel Logout 1.0 §3.
    std::vector<std::string> frames;
    std::string next; // where the page goes by itself once they are loaded; "" stays
    std::string script_nonce;
};
http::Response render_signed_out(SignedOutPage const& page);

// Whether somebody whom a link has brought here wants to sign out at all.
struct SignOutQuestion {
    std::string language;
    std::string action;
    std::string csrf;
};
http::Response render_sign_out_question(SignOutQuestion const& question);

// What this server is. `demo` adds the way to the outbox.
http::Response render_index(bool demo);

struct OutboxEntry {
    std::string channel; // "email", "sms"
    std::string to;
    std::string subject;
    std::string text;
    Time created;
};
http::Response render_outbox(std::vector<OutboxEntry> const& entries);

// What a browser posted to ".../SelfAsserted", whichever of the two ways: a plain form's button named "request", or the
// fields of B2C's script ("request_type", "claim_id", ...).
struct PagePost {
    std::string request; // "continue", "cancel", "send", "verify", "change"
    std::string target; // the widget: claim id, control id or "phone"; "" for continue and cancel
    url::Form values; // without the names that steer
    std::string csrf; // of the form; B2C's script sends a header instead
};
// Fault::Invalid when the request is unknown, steering names contradict each other or stand twice.
Result<PagePost> read_page_post(url::Form const& form);

// Files below /static/, compiled in. The bytes live as long as the program.
struct Asset {
    std::string_view bytes;
    std::string_view content_type;
    std::string etag; // quoted, of the content
};
std::optional<Asset> asset(std::string_view path); // "pages.css"
// "/static/pages.css?v=1a2b...": the address changes with the content.
std::string asset_address(std::string_view path);

} // namespace gatehouse::pages
