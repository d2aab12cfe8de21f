// E-mails, text messages and calls to make. They are rows written in the transaction of the step that needs them, so a
// crash neither loses nor doubles one; a sender thread delivers them.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

// A call is spoken text to a telephone.
enum class Channel { Email, Sms, Call };
std::string_view name(Channel channel); // "email", "sms", "call"
std::optional<Channel> parse_channel(std::string_view text);

struct Message {
    std::string id; // GUID
    Channel channel = Channel::Email;
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
    Time created;
    int attempts = 0;
    std::optional<Time> sent;
    std::string error; // of the last attempt
};

class Messages {
public:
    virtual ~Messages() = default;
    virtual Result<void> append(TenantId const& tenant, Message const& message) = 0;
    // How many went to this address since then: a flood guard.
    virtual Result<int> count_since(TenantId const& tenant, std::string const& to, Time since) = 0;
    // Not sent, due now (back-off 2^attempts seconds), oldest first, over all tenants.
    virtual Result<std::vector<Message>> due(Time now, int limit) = 0;
    // Sets sent and blanks the text, unless `keep_text` (the demo's outbox page).
    virtual Result<void> mark_sent(std::string const& id, Time now, bool keep_text) = 0;
    // After 8 attempts the message is given up.
    virtual Result<void> mark_failed(std::string const& id, Time now, std::string const& error) = 0;
    // Newest first: for the demo's outbox page.
    virtual Result<std::vector<Message>> list(int limit) = 0;
    virtual Result<void> remove_before(Time time) = 0;
};

} // namespace gatehouse
