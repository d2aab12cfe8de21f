#include "core/messages/messages.h"

namespace gatehouse {

std::string_view name(Channel channel)
{
    switch (channel) {
    case Channel::Email:
        return "email";
    case Channel::Sms:
        return "sms";
    case Channel::Call:
        break;
    }
    return "call";
}

std::optional<Channel> parse_channel(std::string_view text)
{
    for (Channel const channel : { Channel::Email, Channel::Sms, Channel::Call })
        if (name(channel) == text)
            return channel;
    return std::nullopt;
}

} // namespace gatehouse
