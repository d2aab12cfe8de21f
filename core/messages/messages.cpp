#include "core/messages/messages.h"

namespace gatehouse {

std::string_view name(Channel channel)
{
    return channel == Channel::Email ? "email" : "sms";
}

std::optional<Channel> parse_channel(std::string_view text)
{
    for (Channel const channel : { Channel::Email, Channel::Sms })
        if (name(channel) == text)
            return channel;
    return std::nullopt;
}

} // namespace gatehouse
