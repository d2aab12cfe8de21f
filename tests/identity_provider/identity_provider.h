// An identity provider of somebody else's, for tests: OpenID Connect with metadata, keys and signed ID tokens, and
// OAuth 2.0 with a claims endpoint, over one set of codes; OAuth 1.0a with its own tokens. It is as strict as a real
// one where a client could get it wrong: codes work once, with the right secret, return address and verifier; and it
// can be told to lie in one point.
#pragma once

#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/crypto/signing_key.h"
#include "libs/http/router.h"
#include "libs/jose/jwk.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::identity_provider {

inline constexpr std::string_view kClient = "gatehouse-at-the-provider";
inline constexpr std::string_view kSecret = "s3cret+of/the=client";

struct Person {
    std::string id = "1234567890";
    std::string given_name = "Ada";
    std::string family_name = "Lovelace";
    std::string email = "ada@social.example";
};

// What the browser brings back: to `redirect_uri`, in its query or, with `posted`, in a form.
struct Answer {
    std::string redirect_uri;
    bool posted = false;
    url::Form fields;
};

// How it lies.
struct Lies {
    json::Object id_token; // members put over those of ID tokens; null removes one
    json::Object answer; // text members put over those of the answer; null removes one
    std::string algorithm; // of ID tokens: "none", or "HS256" with the public key as the secret
    bool unknown_key = false; // ID tokens are signed with a key that is not published
    bool second_metadata = false; // the metadata name the token endpoint of somebody else
};

class IdentityProvider {
public:
    // `origin` is the issuer, too: "http://localhost:9000".
    IdentityProvider(Clock const& clock, Random& random, std::string origin);

    // metadata, /keys, /authorize (a page for people), /token, /me (claims).
    http::Router router();

    // A person signs in, or presses Cancel, at the address that the browser was sent to.
    Answer sign_in(std::string_view address, Person const& person = {});
    Answer cancel(std::string_view address) const;
    // The same for OAuth 1.0a, below /oauth1.
    Answer sign_in_oauth1(std::string_view address, Person const& person = {});
    Answer cancel_oauth1(std::string_view address);
    // Client assertions are checked with this key; nothing: there are none.
    std::optional<jose::PublicJwk> client_key = {};

    std::string const& origin() const { return origin_; }
    // When the port is known.
    void move_to(std::string origin) { origin_ = std::move(origin); }
    // How many requests had this path.
    int count(std::string_view path) const;

    Lies lies;
    bool down = false;
    bool takes_pkce = true;
    bool confirms_callback = true; // OAuth 1.0a and not 1.0
    std::string end_session_endpoint = {}; // in the metadata
    // The fields of the last request to /authorize and of the last to /token.
    url::Form asked;
    url::Form redeemed;

private:
    struct Grant {
        std::string redirect_uri;
        std::string nonce;
        std::string challenge;
        Person person;
    };

    struct OAuth1Token {
        std::string secret;
        std::string callback; // of a temporary one
        std::string verifier = {}; // once somebody has signed in
        Person person = {};
    };
    http::Response oauth1_request_token(http::Request const& request);
    http::Response oauth1_access_token(http::Request const& request);
    http::Response oauth1_me(http::Request const& request);
    // The header's parameters when the request is signed as it must be, with the secret of its token.
    std::optional<url::Form> oauth1_proven(
        http::Request const& request, std::map<std::string, OAuth1Token> const* tokens);
    bool is_known(http::Request const& request, url::Form const& form) const;

    http::Response metadata() const;
    http::Response keys() const;
    http::Response page(http::Request const& request) const;
    http::Response decide(http::Request const& request);
    http::Response token(http::Request const& request);
    http::Response me(http::Request const& request);
    http::Response count_and(http::Request const& request, http::Handler const& next);
    std::string id_token(Grant const& grant) const;

    Clock const& clock_;
    Random& random_;
    std::string origin_;
    crypto::SigningKey key_;
    crypto::SigningKey unpublished_;
    mutable std::mutex mutex_;
    std::map<std::string, Grant> codes_;
    std::map<std::string, Person> access_tokens_;
    std::map<std::string, OAuth1Token> temporary_;
    std::map<std::string, OAuth1Token> final_;
    std::set<std::string> nonces_;
    std::vector<std::string> paths_;
};

// A page that posts the fields at once, with a button where scripts are off.
http::Response post_by_page(Answer const& answer);

} // namespace gatehouse::identity_provider
