// What identity providers publish about themselves, kept for a while: metadata and keys. A page must not wait for a
// provider's documents each time, and a provider that does not answer for a moment must not stop everybody.
#pragma once

#include "core/journey/rest.h"
#include "libs/base/time.h"
#include "libs/jose/jwk.h"
#include "libs/relying_party/metadata.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gatehouse::journey {

// A document of another server. Fault::Unavailable unless the status is 200.
Result<std::string> fetch_document(RestCaller& caller, std::string const& address);

// Safe to use from several threads. Addresses may hold what a request said, so the number of documents has a bound.
class ProviderDocuments {
public:
    using Metadata = std::shared_ptr<relying_party::Metadata const>;
    using Keys = std::shared_ptr<std::vector<jose::PublicJwk> const>;

    // OpenID Connect Discovery 1.0 §4. Fault::Unavailable: no answer, and nothing kept; Fault::Invalid: no metadata.
    Result<Metadata> metadata(RestCaller& caller, std::string const& address, Time now);
    // Of somebody who only signs: an application that states hints has no other endpoint.
    struct Signer {
        std::string issuer; // "" when it does not say
        std::string jwks_uri;
    };
    Result<std::shared_ptr<Signer const>> signer(RestCaller& caller, std::string const& address, Time now);
    // Asked anew when none is `kid`, but not for every token that names a key nobody knows.
    Result<Keys> keys(RestCaller& caller, std::string const& address, std::string const& kid, Time now);

private:
    template <class T>
    struct Entry {
        std::shared_ptr<T const> document;
        Time fetched;
    };
    template <class T>
    using Entries = std::map<std::string, Entry<T>>;

    // `parse` makes a T of the text.
    template <class T, class Parse>
    Result<std::shared_ptr<T const>> load(Entries<T>& entries, RestCaller& caller, std::string const& address, Time now,
        std::chrono::seconds fresh_for, Parse const& parse);
    template <class T>
    Entry<T> known(Entries<T> const& entries, std::string const& address);
    template <class T>
    std::shared_ptr<T const> keep(Entries<T>& entries, std::string const& address, T document, Time now);

    std::mutex mutex_;
    Entries<relying_party::Metadata> metadata_;
    Entries<Signer> signers_;
    Entries<std::vector<jose::PublicJwk>> keys_;
};

} // namespace gatehouse::journey
