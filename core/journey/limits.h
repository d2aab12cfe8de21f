// What one client, one account and one tenant may have done for them. Private to core/journey.
#pragma once

#include "core/journey/run.h"
#include "core/messages/messages.h"

namespace gatehouse::journey {

// Takes one message from what the client, the account and the tenant may send; false when one of them has had enough.
bool may_send(Run& run, Channel channel);

// Takes one password check. Fault::Unavailable when the client has had enough: the answer is 429.
Result<void> take_password_check(Run& run);

} // namespace gatehouse::journey
