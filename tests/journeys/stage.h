// Plays the lines of a script: the whole server without its sockets, browsers, a client application, and time.
#pragma once

#include "apps/gatehouse/tenant_file.h"
#include "apps/gatehouse/wire.h"
#include "libs/json/json.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"
#include "tests/journeys/script.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace gatehouse::journeys {

class Stage {
public:
    Stage();
    ~Stage();
    Stage(Stage const&) = delete;
    Stage& operator=(Stage const&) = delete;

    // Plays one line; what is not as it says is reported as a failure of the test that is running.
    void play(Line line);

private:
    // What stands before the play: the declared tenant.
    void policy(Line& line);
    void user(Line& line);
    // What people do.
    void browser(Line& line);
    void get(Line& line);
    void post(Line& line);
    void choose(Line& line);
    void code(Line& line);
    void totp(Line& line);
    void wait(Line& line);
    // What is to be seen.
    void page(Line& line);
    void shows(Line& line);
    void hides(Line& line);
    void error(Line& line);
    void tokens(Line& line);
    void audit(Line& line);
    void sent(Line& line);

    void apply_declaration();
    json::Object redeem(std::string const& code);
    std::vector<Message> messages_to(std::string const& address);
    std::string fill_in(std::string text) const;
    testkit::Browser& current() { return *browsers_.at(browser_name_); }

    std::filesystem::path directory_;
    testkit::FakeClock clock_;
    testkit::FakeRandom random_;
    app::TenantDeclaration declaration_;
    bool declared_ = false; // and not applied yet
    std::unique_ptr<app::World> world_;
    http::Router router_;
    std::map<std::string, std::unique_ptr<testkit::Browser>> browsers_;
    std::string browser_name_;
    std::string policy_; // of the last `get`
    std::map<std::string, std::string> values_; // {code}, {wrong}, {totp}
    std::string totp_secret_;
};

} // namespace gatehouse::journeys
