#include "apps/gatehouse/page_templates.h"

#include "apps/gatehouse/outbound.h"
#include "libs/base/log.h"
#include "libs/base/text.h"

#include <map>
#include <mutex>

namespace gatehouse::app {
namespace {

// For so long a page is drawn without asking again.
constexpr std::chrono::seconds kFresh{ 60 };
// A host that did not answer is left alone for a while.
constexpr std::chrono::seconds kRetry{ 30 };
// A page that cannot be had again is better than none, but not for ever.
constexpr std::chrono::hours kStale{ 24 };
constexpr std::chrono::milliseconds kLongestCall{ 4'000 };
constexpr size_t kLargestPage = 512 * 1024;
// Addresses may hold what a request said ({OAUTH-KV:...}), so their number needs a bound.
constexpr size_t kMostPages = 200;

using Shared = std::shared_ptr<html::PageTemplate const>;

class PageTemplates final : public pages::TemplateSource {
public:
    PageTemplates(std::unique_ptr<http::Client> client, Clock const& clock)
        : client_(std::move(client))
        , clock_(clock)
    {
    }

    Shared find(OwnPage const& own) override;

private:
    struct Entry {
        Shared page;
        std::string etag;
        Time loaded; // when `page` was known to be right
        Time ask_again;
        bool loading = false;
    };
    struct Loaded {
        Shared page; // null: unchanged
        std::string etag;
    };

    void make_room();
    Result<Loaded> load(OwnPage const& own, std::string const& etag);

    std::unique_ptr<http::Client> client_;
    Clock const& clock_;
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

std::string key_of(OwnPage const& own)
{
    return (own.scripts == OwnPage::Scripts::Allowed ? "scripts " : "plain ") + own.address;
}

// The pages that are not being loaded go; they are soon there again.
void PageTemplates::make_room()
{
    if (entries_.size() >= kMostPages)
        std::erase_if(entries_, [](auto const& entry) { return !entry.second.loading; });
}

Result<PageTemplates::Loaded> PageTemplates::load(OwnPage const& own, std::string const& etag)
{
    http::ClientRequest request;
    request.url = own.address;
    request.headers.add("Accept", "text/html");
    if (!etag.empty())
        request.headers.add("If-None-Match", etag);
    http::Response const response = TRY(client_->send(request));
    if (response.status == 304 && !etag.empty())
        return Loaded{ nullptr, etag };
    if (response.status != 200)
        return fail(Fault::Unavailable, "status " + std::to_string(response.status));
    if (!starts_with_ignoring_case(response.headers.get("content-type"), "text/html"))
        return fail(Fault::Unavailable, "the answer is no HTML: " + response.headers.get("content-type"));
    html::Scripts const scripts
        = own.scripts == OwnPage::Scripts::Allowed ? html::Scripts::Kept : html::Scripts::Dropped;
    return Loaded{ std::make_shared<html::PageTemplate const>(
                       TRY(html::PageTemplate::parse(response.body, own.address, scripts))),
        response.headers.get("etag") };
}

Shared PageTemplates::find(OwnPage const& own)
{
    std::string const key = key_of(own);
    std::unique_lock lock(mutex_);
    if (!entries_.contains(key))
        make_room();
    Entry& entry = entries_[key];
    Time const now = clock_.now();
    // One asks; whoever comes meanwhile takes what is there.
    if (entry.loading || now < entry.ask_again)
        return entry.page;
    entry.loading = true;
    std::string const etag = entry.page ? entry.etag : "";
    lock.unlock();
    auto loaded = load(own, etag);
    lock.lock();
    entry.loading = false;
    entry.ask_again = now + (loaded ? kFresh : kRetry);
    if (loaded) {
        entry.loaded = now;
        entry.etag = loaded->etag;
        if (loaded->page)
            entry.page = std::move(loaded->page);
        return entry.page;
    }
    // B2C: 90047 when a page's content fails to load, 90196 when it is not what it has to be.
    log::warning("a page of the tenant's own cannot be drawn",
        { { "code", loaded.error().fault == Fault::Invalid ? "AADB2C90196" : "AADB2C90047" },
            { "address", own.address.substr(0, own.address.find('?')) }, { "detail", loaded.error().detail } });
    if (now - entry.loaded > kStale)
        entry.page.reset();
    return entry.page;
}

} // namespace

std::unique_ptr<pages::TemplateSource> make_page_templates(http::ClientOptions outbound, Clock const& clock)
{
    return std::make_unique<PageTemplates>(
        make_outbound_client(std::move(outbound), { .time = kLongestCall, .bytes = kLargestPage }), clock);
}

} // namespace gatehouse::app
