// One module in one variant of its plan: the browser, the client and what both have to say about the provider.
#pragma once

#include "libs/jose/jwk.h"
#include "tests/conformance/provider.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::conformance {

using Fields = std::vector<std::pair<std::string, std::string>>;

// How a plan has its client ask.
struct Variant {
    std::string response_type = "code";
    std::string response_mode; // "" leaves the parameter out
    bool asks_for(std::string_view word) const;
};

// Who answers the provider's pages.
enum class Person {
    SignsIn, // and must be asked to
    IsSignedIn, // and must not be asked anything
    Watches, // looks at what comes and does nothing
};

enum class Place { Query, Fragment, Body };

// What the browser brought back to the client, or the page where it stopped.
struct Arrival {
    bool at_client = false;
    Place place = Place::Query;
    url::Form parameters;
    std::string page;
    int status = 0;
    std::string get(std::string_view name) const { return parameters.get(name); }
};

// Everything that a successful round trip gave.
struct Grant {
    json::Object id_token; // of the token endpoint, or of the front channel where there is no code
    std::string id_token_text;
    std::string access_token;
    std::string refresh_token;
    std::string code;
    std::int64_t auth_time = 0;
};

struct TokenAnswer {
    int status = 0;
    http::Headers headers;
    json::Object body;
};

class Run {
public:
    Run(Provider& provider, Variant variant);

    // --- what a module says of itself
    // The suite grades a deviation that the specifications allow as a warning.
    void warn(std::string const& text);
    void skip(std::string const& text);

    // --- the browser
    // The plan's request with some parameters replaced or added; an empty value removes one.
    Fields request(Fields const& changes = {}) const;
    enum class Method { Get, Post };
    Arrival authorize(Fields const& fields, Person person = Person::SignsIn, Method method = Method::Get);
    // The whole round trip with the checks that every module makes.
    Grant complete(Fields const& changes = {}, Person person = Person::SignsIn);
    // An answer that must be an error: at the client with this `state`, or as a page when `or_page`.
    enum class Page { Allowed, Refused };
    std::string expect_error(Arrival const& arrival, Page page);

    // --- the client
    enum class Authentication { Basic, Post };
    TokenAnswer token(
        Fields fields, Authentication authentication = Authentication::Basic, std::string const& app = "client");
    TokenAnswer redeem(std::string const& code, Authentication authentication = Authentication::Basic);
    void expect_token_error(TokenAnswer const& answer, std::string_view error);
    enum class Bearer { Get, PostHeader, PostBody };
    // The answer of the userinfo endpoint.
    http::Response userinfo(std::string const& access_token, Bearer bearer = Bearer::Get);
    json::Object check_userinfo(Grant const& grant, Bearer bearer = Bearer::Get);
    // The claims of an ID token whose signature is right by the published keys, after the checks of every module.
    json::Object check_id_token(std::string const& jwt, std::string const& nonce);
    std::string endpoint(std::string_view name) const { return discovery.text(name).value_or(""); }

    Provider& provider;
    Variant const variant;
    json::Object discovery;
    testkit::Browser browser;
    std::string state;
    std::string nonce;
    std::vector<std::string> warnings;
    std::string skipped;

private:
    Arrival arrival();
    Place expected_place() const;
    void check_callback(Arrival const& arrival, Fields const& fields);
    void check_front_channel(Arrival const& arrival, Fields const& fields, Grant& grant);
    void check_token_answer(TokenAnswer const& answer);

    std::vector<jose::PublicJwk> keys_;
};

// OIDC Core §3.1.3.6, §3.3.2.11: the left half of the SHA-256.
std::string half_hash(std::string const& text);
// Measured entropy in bits, as the suite estimates it.
double entropy(std::string const& text);

} // namespace gatehouse::conformance
