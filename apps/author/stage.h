// Plays the lines of a script: the whole server without its sockets, browsers, a client application, and time. The
// language is described in docs/journey_scripts.md.
#pragma once

#include "apps/author/apis.h"
#include "apps/author/providers.h"
#include "apps/author/script.h"
#include "apps/gatehouse/tenant_file.h"
#include "apps/gatehouse/wire.h"
#include "core/policy/compile.h"
#include "core/trace/trace.h"
#include "libs/json/json.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::author {

inline constexpr char const* kScriptOrigin = "http://localhost:8400";
// Where the client application waits for its codes.
inline constexpr char const* kScriptReturn = "http://localhost:5000/cb";

// What solves every captcha of a play.
inline constexpr char const* kCaptchaAnswer = "HUMAN";

// Where a script is played.
struct Scene {
    // Of the author's own; the tenant has their TenantId then.
    std::vector<policy::SourceFile> policies = {};
    std::filesystem::path folder = {}; // in which the files of `api ... file=` are
};

class Stage {
public:
    explicit Stage(Scene scene = {});
    ~Stage();
    Stage(Stage const&) = delete;
    Stage& operator=(Stage const&) = delete;

    // Plays one line. What is not as it says, nothing when all of it is.
    std::vector<std::string> play(Line line);
    // What the declaration needs before people come. play() does it by itself.
    Result<void> set_up();

    // Of all journeys so far.
    Result<std::vector<trace::Leg>> traces();
    // Passwords and codes that were typed so far.
    std::set<std::string> const& secrets() const { return secrets_; }
    // What the journey has come to: a page, or an address of somebody else.
    testkit::Browser& current() { return *browsers_.at(browser_name_); }
    // What the token endpoint gives the client application for a code; Fault::Denied with what it says otherwise.
    Result<json::Object> redeem(std::string const& code);
    // Every message that was sent, the newest first.
    std::vector<Message> messages();
    Providers& providers() { return providers_; }
    app::World& world() { return *world_; }
    testkit::FakeClock& clock() { return clock_; }
    testkit::FakeRandom& random() { return random_; }
    std::string const& domain() const { return declaration_.tenant.domain; }
    static std::string_view client();

private:
    // What stands before the play: the declared tenant.
    void policy(Line& line);
    void user(Line& line);
    void secret(Line& line);
    void api(Line& line);
    // What people do.
    void browser(Line& line);
    void get(Line& line);
    void post(Line& line);
    void provider(Line& line);
    void choose(Line& line);
    void code(Line& line);
    void totp(Line& line);
    void wait(Line& line);
    // What is to be seen: stage_checks.cpp.
    void page(Line& line);
    void shows(Line& line);
    void hides(Line& line);
    void error(Line& line);
    void tokens(Line& line);
    void refresh(Line& line);
    void userinfo(Line& line);
    void audit(Line& line);
    void sent(Line& line);
    void called(Line& line);

    struct Verb {
        std::string_view name;
        void (Stage::*play)(Line&);
        bool declares = false;
    };
    static Verb const kVerbs[];

    void complain(std::string what) { problems_.push_back(std::move(what)); }
    // Whether it is so.
    bool expect(bool is_so, std::string const& otherwise);
    void expect_equal(std::string const& actual, std::string const& expected, std::string_view what);
    void expect_nothing_else(Line const& line, std::string_view what);

    std::string first_policy() const;
    Result<json::Object> ask_for_tokens(std::map<std::string, std::string> const& grant);
    void expect_claims(Line const& line, json::Object const& claims, std::string const& where);
    std::vector<Message> messages_to(std::string const& address);
    std::string fill_in(std::string text) const;

    Scene scene_;
    std::vector<std::string> problems_; // of the present line
    std::filesystem::path directory_;
    testkit::FakeClock clock_;
    testkit::FakeRandom random_;
    Apis apis_;
    Providers providers_{ apis_, clock_, random_ };
    app::TenantDeclaration declaration_;
    std::map<std::string, std::string> policy_secrets_;
    bool declared_ = true; // and not applied yet
    std::unique_ptr<app::World> world_;
    http::Router router_;
    std::map<std::string, std::unique_ptr<testkit::Browser>> browsers_;
    std::string browser_name_;
    std::string policy_; // of the last `get`
    json::Object tokens_; // the last answer of the token endpoint
    std::map<std::string, std::string> values_; // {code}, {wrong}, {totp}
    std::set<std::string> secrets_;
    std::string totp_secret_;
};

} // namespace gatehouse::author
