// What proxies in front of this server say of a request. Believed from configured networks only (attack-12, attack-13).
#pragma once

#include "libs/http/message.h"
#include "libs/url/network.h"

#include <span>

namespace gatehouse::http {

// When request.peer is a trusted proxy: X-Forwarded-For replaces the peer (the last address that is no trusted proxy),
// X-Forwarded-Proto the scheme, and X-Forwarded-Host the Host. What is missing or malformed changes nothing.
void apply_forwarded(Request& request, std::span<url::Network const> trusted);

bool is_trusted(std::string_view peer, std::span<url::Network const> trusted);

} // namespace gatehouse::http
