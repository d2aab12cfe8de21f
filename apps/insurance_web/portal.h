// What the portal's handlers share, and one browser's visit to a page.
#pragma once

#include "apps/insurance_web/config.h"
#include "apps/insurance_web/contract_api.h"
#include "apps/insurance_web/pages.h"
#include "apps/insurance_web/sessions.h"
#include "libs/http/client.h"
#include "libs/http/router.h"

#include <gatehouse/confidential_client.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::insurance_web {

struct Portal {
    Config config;
    auth::ConfidentialClientApplication application;
    std::unique_ptr<Sessions> sessions;
    std::unique_ptr<http::Client> client; // to the insurance API
    Clock const& clock;

    ContractApi api() const { return ContractApi(config.api_endpoint, *client, clock); }
};

auth::ClientConfig client_config(Config const& config);

class Visit {
public:
    // Loads session and language. A session that cannot be loaded is told by broken().
    Visit(Portal const& portal, http::Request const& request);

    Portal const& portal() const { return portal_; }
    http::Request const& request() const { return request_; }
    Language language() const { return language_; }
    Texts const& words() const { return texts(language_); }
    std::optional<Session>& session() { return session_; }
    bool broken() const { return broken_; }
    bool signed_in() const { return session_ && !session_->data.oid.empty(); }
    // The session of this browser, made when there is none.
    Result<void> ensure_session();
    // The browser carries this one from now on.
    void carry(Session session);
    // To be told on the next page.
    void leave_notice(Notice notice);

    // Takes the notice along: it is told once.
    Frame frame();
    http::Response page(std::string html, int status = 200) const;
    http::Response error(int status, ErrorPage error);
    http::Response internal_error();
    http::Response go(std::string const& path) const;
    // What this browser must keep, and what protects the page.
    void finish(http::Response& response) const;

private:
    Portal const& portal_;
    http::Request const& request_;
    Language language_ = Language::English;
    bool language_chosen_ = false;
    std::optional<Session> session_;
    bool carried_ = false;
    bool had_cookie_ = false;
    bool broken_ = false;
};

// Sign-in and its sisters (sign_in.cpp).
http::Response show_login(Visit& visit);
http::Response start_sign_in(Visit& visit);
http::Response start_profile_edit(Visit& visit);
http::Response start_password_reset(Visit& visit);
http::Response start_step_up(Visit& visit);
http::Response come_back(Visit& visit);
// Sends the browser away and keeps what to do when it comes back.
http::Response begin(Visit& visit, auth::Result<auth::AuthCodeFlow> const& flow, Journey journey);
auth::AuthCodeRequest request_for(Visit const& visit, Purpose purpose);
http::Response identity_trouble(Visit& visit, auth::AuthError const& error, std::string again);

// Sign-out (sign_out.cpp).
http::Response sign_out(Visit& visit);
// A browser on its way through the sign-out of several policies; nothing when it is not.
std::optional<http::Response> continue_sign_out(Visit& visit);

// Pages (account.cpp).
http::Response show_home(Visit& visit);
http::Response show_public_api(Visit& visit);
http::Response show_account(Visit& visit);
http::Response show_claims(Visit& visit);
http::Response show_change_form(Visit& visit);
http::Response submit_change(Visit& visit);
// `attempt` counts the step-ups already made for this change.
http::Response change_beneficiary(Visit& visit, std::string const& name, std::string const& tag, std::int64_t attempt);

// Keeps `portal` alive.
http::Router make_router(std::shared_ptr<Portal const> portal);

} // namespace gatehouse::insurance_web
