// What a TLS listener shows to its clients. A connection keeps the context that it began with.
#pragma once

#include "libs/base/result.h"
#include "libs/http/server.h"

#include <boost/asio/ssl/context.hpp>
#include <memory>

namespace gatehouse::http {

class TlsContext {
public:
    boost::asio::ssl::context context{ boost::asio::ssl::context::tls_server };
};

// TLS 1.2 and 1.3. Fault::Invalid when certificate or key cannot be read or do not belong together.
Result<std::shared_ptr<TlsContext>> make_tls_context(TlsFiles const& files);

} // namespace gatehouse::http
