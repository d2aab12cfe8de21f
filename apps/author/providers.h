// Plays the identity providers of a policy that speak OpenID Connect or OAuth 2.0: whoever the browser is sent to, its
// metadata, keys, tokens and claims are made here. Who signs in there is the script's to say, or the terminal's.
#pragma once

#include "apps/author/apis.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"
#include "libs/json/json.h"
#include "libs/testkit/browser.h"

#include <map>
#include <optional>
#include <string>

namespace gatehouse::author {

class Providers final : public journey::RestCaller {
public:
    Providers(Apis& apis, Clock const& clock, Random& random);

    // What a script declares comes first.
    journey::RestResult call(journey::RestRequest const& request) override;

    // Whether the browser stands at a provider that can be played.
    static bool is_provider(std::string const& address);
    // The person signs in there, or says no, and the browser comes back. `claims` are what the provider tells.
    void sign_in(testkit::Browser& browser, json::Object claims);
    static void refuse(testkit::Browser& browser);

private:
    struct Visit {
        std::string client;
        std::string nonce;
        json::Object claims;
    };
    std::optional<std::string> answer(journey::RestRequest const& request);
    std::string metadata(std::string const& issuer);
    std::string tokens(std::string const& endpoint, url::Form const& form);
    std::string id_token(std::string const& issuer, Visit const& visit);

    Apis& apis_;
    Clock const& clock_;
    Random& random_;
    crypto::SigningKey key_;
    std::string last_issuer_; // whose metadata were asked for last
    std::map<std::string, Visit> visits_; // by code and by access token
};

} // namespace gatehouse::author
