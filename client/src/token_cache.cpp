#include "client/src/cached_tokens.h"
#include "client/src/common.h"
#include "libs/base/text.h"
#include "libs/json/json.h"

#include <algorithm>
#include <mutex>

namespace gatehouse::auth {
namespace {

json::Array to_array(std::vector<std::string> const& texts)
{
    json::Array out;
    for (std::string const& text : texts)
        out.emplace_back(text);
    return out;
}

std::vector<std::string> texts_in(json::Object const& object, std::string_view name)
{
    std::vector<std::string> out;
    if (json::Array const* list = object.array(name)) {
        for (json::Value const& value : *list) {
            if (value.as_text())
                out.push_back(*value.as_text());
        }
    }
    return out;
}

json::Value time_value(Time time)
{
    return unix_micros(house_time(time));
}

Time time_in(json::Object const& object, std::string_view name)
{
    return Time(from_unix_micros(object.integer(name).value_or(0)).time_since_epoch());
}

json::Object to_json(CachedEntry const& entry)
{
    json::Array access;
    for (CachedAccessToken const& token : entry.access_tokens)
        access.emplace_back(json::Object{ { "target", to_array(token.scopes) }, { "secret", token.token },
            { "expires_on", time_value(token.expires_on) } });
    return { { "home_account_id", entry.account.home_account_id },
        { "local_account_id", entry.account.local_account_id }, { "username", entry.account.username },
        { "name", entry.account.display_name }, { "authority", entry.account.authority },
        { "client_id", entry.client_id }, { "access_tokens", std::move(access) },
        { "refresh_token", entry.refresh_token }, { "id_token", entry.id_token }, { "claims", entry.claims },
        { "stored_at", time_value(entry.stored_at) } };
}

CachedEntry entry_in(json::Object const& object)
{
    CachedEntry entry;
    entry.account = { .home_account_id = object.text("home_account_id").value_or(""),
        .local_account_id = object.text("local_account_id").value_or(""),
        .username = object.text("username").value_or(""),
        .display_name = object.text("name").value_or(""),
        .authority = object.text("authority").value_or("") };
    entry.client_id = object.text("client_id").value_or("");
    if (json::Array const* tokens = object.array("access_tokens")) {
        for (json::Value const& value : *tokens) {
            json::Object const* token = value.as_object();
            if (token)
                entry.access_tokens.push_back({ .scopes = texts_in(*token, "target"),
                    .token = token->text("secret").value_or(""),
                    .expires_on = time_in(*token, "expires_on") });
        }
    }
    entry.refresh_token = object.text("refresh_token").value_or("");
    entry.id_token = object.text("id_token").value_or("");
    entry.claims = object.text("claims").value_or("");
    entry.stored_at = time_in(object, "stored_at");
    return entry;
}

bool same_place(CachedEntry const& entry, std::string_view home_account_id, std::string_view authority)
{
    return entry.account.home_account_id == home_account_id && equals_ignoring_case(entry.account.authority, authority);
}

} // namespace

struct TokenCache::State {
    mutable std::mutex mutex;
    std::vector<CachedEntry> entries;
    mutable bool changed = false;

    CachedEntry* find(std::string_view home_account_id, std::string_view authority)
    {
        auto const at = std::ranges::find_if(
            entries, [&](CachedEntry const& entry) { return same_place(entry, home_account_id, authority); });
        return at == entries.end() ? nullptr : &*at;
    }
};

TokenCache::TokenCache()
    : state_(std::make_unique<State>())
{
}
TokenCache::~TokenCache() = default;

std::string TokenCache::serialize() const
{
    std::lock_guard const lock(state_->mutex);
    json::Array entries;
    for (CachedEntry const& entry : state_->entries)
        entries.emplace_back(to_json(entry));
    state_->changed = false;
    return json::write(json::Object{ { "version", 1 }, { "entries", std::move(entries) } });
}

Result<void> TokenCache::deserialize(std::string_view text)
{
    std::lock_guard const lock(state_->mutex);
    state_->entries.clear();
    state_->changed = false;
    auto const document = json::parse_object(text);
    if (!document || document->integer("version") != 1 || !document->array("entries"))
        return auth_fail(ErrorCode::InvalidConfiguration, "not a serialized token cache");
    for (json::Value const& value : *document->array("entries")) {
        if (value.as_object())
            state_->entries.push_back(entry_in(*value.as_object()));
    }
    return {};
}

void TokenCache::merge(TokenCache const& other)
{
    if (&other == this)
        return;
    std::vector<CachedEntry> theirs;
    {
        std::lock_guard const lock(other.state_->mutex);
        theirs = other.state_->entries;
    }
    std::lock_guard const lock(state_->mutex);
    for (CachedEntry& entry : theirs) {
        CachedEntry* ours = state_->find(entry.account.home_account_id, entry.account.authority);
        if (ours && ours->stored_at >= entry.stored_at)
            continue;
        state_->changed = true;
        if (ours)
            *ours = std::move(entry);
        else
            state_->entries.push_back(std::move(entry));
    }
}

bool TokenCache::has_state_changed() const
{
    std::lock_guard const lock(state_->mutex);
    return state_->changed;
}

std::optional<CachedEntry> TokenCacheAccess::find(
    TokenCache const& cache, std::string_view home_account_id, std::string_view authority)
{
    std::lock_guard const lock(cache.state_->mutex);
    CachedEntry const* found = cache.state_->find(home_account_id, authority);
    return found ? std::optional(*found) : std::nullopt;
}

void TokenCacheAccess::put(TokenCache& cache, CachedEntry entry)
{
    std::lock_guard const lock(cache.state_->mutex);
    cache.state_->changed = true;
    if (CachedEntry* found = cache.state_->find(entry.account.home_account_id, entry.account.authority))
        *found = std::move(entry);
    else
        cache.state_->entries.push_back(std::move(entry));
}

void TokenCacheAccess::drop_refresh_token(TokenCache& cache, CachedEntry const& entry)
{
    std::lock_guard const lock(cache.state_->mutex);
    CachedEntry* found = cache.state_->find(entry.account.home_account_id, entry.account.authority);
    if (!found || found->refresh_token != entry.refresh_token)
        return;
    found->refresh_token.clear();
    cache.state_->changed = true;
}

std::vector<Account> TokenCacheAccess::accounts(TokenCache const& cache, std::string_view authority)
{
    std::lock_guard const lock(cache.state_->mutex);
    std::vector<Account> out;
    for (CachedEntry const& entry : cache.state_->entries) {
        if (authority.empty() || equals_ignoring_case(entry.account.authority, authority))
            out.push_back(entry.account);
    }
    return out;
}

void TokenCacheAccess::remove(TokenCache& cache, std::string_view home_account_id)
{
    std::lock_guard const lock(cache.state_->mutex);
    auto const removed = std::erase_if(cache.state_->entries,
        [&](CachedEntry const& entry) { return entry.account.home_account_id == home_account_id; });
    cache.state_->changed = cache.state_->changed || removed > 0;
}

} // namespace gatehouse::auth
