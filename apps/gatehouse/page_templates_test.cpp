#include "apps/gatehouse/page_templates.h"

#include "apps/gatehouse/config.h"
#include "libs/http/server.h"
#include "libs/testkit/fakes.h"

#include <mutex>

namespace gatehouse::app {
namespace {

// A host of pages: what it answers can be changed, and what it was asked is kept.
class PageHost {
public:
    PageHost()
        : server_(start())
    {
    }

    void set(http::Response answer)
    {
        std::lock_guard const lock(mutex_);
        answer_ = std::move(answer);
    }
    int asked()
    {
        std::lock_guard const lock(mutex_);
        return asked_;
    }
    std::string last_etag()
    {
        std::lock_guard const lock(mutex_);
        return last_etag_;
    }
    OwnPage page() const
    {
        return { .address = "http://127.0.0.1:" + std::to_string(server_.port()) + "/page", .sources = {} };
    }

private:
    http::Server start()
    {
        http::Router router;
        router.on(http::Method::Get, "/page", http::RunsOn::Workers, [this](http::Request const& request) {
            std::lock_guard const lock(mutex_);
            ++asked_;
            last_etag_ = request.headers.get("if-none-match");
            return answer_;
        });
        http::ServerOptions options;
        options.listen.push_back({ "127.0.0.1", 0, std::nullopt });
        return http::Server::start(options, std::move(router)).value();
    }

    std::mutex mutex_;
    http::Response answer_ = http::html_response(200, "<title>Contoso</title><div id=api></div>");
    int asked_ = 0;
    std::string last_etag_;
    http::Server server_;
};

class PageTemplatesTest : public testing::Test {
protected:
    static http::ClientOptions demo()
    {
        http::ClientOptions options = guarded_calls();
        options.guard->own_machine = http::Guard::OwnMachine::Allowed;
        return options;
    }
    bool found() { return templates->find(host.page()) != nullptr; }

    PageHost host;
    testkit::FakeClock clock;
    std::unique_ptr<pages::TemplateSource> templates = make_page_templates(demo(), clock);
};

TEST_F(PageTemplatesTest, APageIsKeptForAWhileAndThenAskedForWithItsEtag)
{
    http::Response first = http::html_response(200, "<div id=api></div>");
    first.headers.set("ETag", "\"one\"");
    host.set(std::move(first));
    EXPECT_TRUE(found());
    EXPECT_TRUE(found());
    EXPECT_EQ(host.asked(), 1);
    http::Response unchanged;
    unchanged.status = 304;
    host.set(std::move(unchanged));
    clock.advance(seconds(61));
    EXPECT_TRUE(found());
    EXPECT_EQ(host.asked(), 2);
    EXPECT_EQ(host.last_etag(), "\"one\"");
}

TEST_F(PageTemplatesTest, WhatIsNoPageIsNotDrawn)
{
    for (http::Response answer : { http::html_response(200, "<p>no place for the form</p>"),
             http::html_response(404, "<div id=api></div>"), http::json_response(200, "{}"),
             http::html_response(200, "<div id=api></div>" + std::string(600 * 1024, ' ')) }) {
        host.set(std::move(answer));
        EXPECT_FALSE(found());
        clock.advance(seconds(31));
    }
}

TEST_F(PageTemplatesTest, AHostInTroubleIsLeftAloneAndItsLastPageServes)
{
    EXPECT_TRUE(found());
    host.set(http::html_response(500, ""));
    clock.advance(seconds(61));
    EXPECT_TRUE(found());
    EXPECT_TRUE(found());
    EXPECT_EQ(host.asked(), 2);
    clock.advance(std::chrono::hours(25));
    EXPECT_FALSE(found());
}

// attack-59: a page is fetched from public addresses only, and a redirect leads nowhere.
TEST_F(PageTemplatesTest, Attack59InnerPagesAreNotFetched)
{
    auto const guarded = make_page_templates(guarded_calls(), clock);
    EXPECT_EQ(guarded->find(host.page()), nullptr);
    EXPECT_EQ(guarded->find({ .address = "https://169.254.169.254/latest/meta-data", .sources = {} }), nullptr);
    EXPECT_EQ(guarded->find({ .address = "https://localhost:1/", .sources = {} }), nullptr);
    EXPECT_EQ(host.asked(), 0);
    http::Response away;
    away.status = 302;
    away.headers.set("Location", host.page().address + "?again");
    host.set(std::move(away));
    EXPECT_FALSE(found());
    EXPECT_EQ(host.asked(), 1);
}

} // namespace
} // namespace gatehouse::app
