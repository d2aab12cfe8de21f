#include "edges/oidc/client_authentication.h"

#include "core/applications/secrets.h"
#include "edges/oidc/client_assertion.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <vector>

namespace gatehouse::oidc {
namespace {

struct Credentials {
    std::string client_id;
    // Candidates: some clients send Basic credentials form-encoded as RFC 6749 §2.3.1 says, others raw (authlib).
    std::vector<std::string> secrets;
    std::optional<ClientAssertion> assertion = {};
};

ProtocolError invalid_client(int code, std::string text)
{
    return { code, "invalid_client", std::move(text) };
}

std::optional<std::string> form_decode(std::string_view text)
{
    return url::decode(replace_all(std::string(text), "+", "%20"));
}

Answer<std::optional<Credentials>> read_basic(http::Request const& request)
{
    std::string const header = request.headers.get("authorization");
    if (header.empty())
        return std::nullopt;
    if (!starts_with_ignoring_case(header, "basic "))
        return std::unexpected(invalid_client(90027, "The Authorization header must use the Basic scheme."));
    auto const decoded = base64_decode(trim(std::string_view(header).substr(6)));
    size_t const colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::unexpected(invalid_client(90027, "The Basic credentials are not well-formed."));
    Credentials credentials;
    std::string const raw = decoded->substr(colon + 1);
    credentials.client_id = form_decode(decoded->substr(0, colon)).value_or("");
    credentials.secrets.push_back(raw);
    if (auto const encoded = form_decode(raw); encoded && *encoded != raw)
        credentials.secrets.push_back(*encoded);
    return credentials;
}

ProtocolError two_ways()
{
    return { 90083, "invalid_request", "Send one credential, in one place: header, secret or assertion." };
}

Answer<Credentials> read_credentials(http::Request const& request, url::Form const& form)
{
    auto basic = TRY(read_basic(request));
    std::string const in_body = form.get("client_id");
    bool const has_assertion = form.has("client_assertion") || form.has("client_assertion_type");
    if (int{ basic.has_value() } + int{ form.has("client_secret") } + int{ has_assertion } > 1)
        return std::unexpected(two_ways());
    Credentials credentials{ in_body, {} };
    if (basic)
        credentials = std::move(*basic);
    if (form.has("client_secret"))
        credentials.secrets.push_back(form.get("client_secret"));
    if (has_assertion) {
        credentials.assertion = TRY(read_client_assertion(form));
        credentials.client_id = credentials.assertion->client_id;
    }
    if (credentials.client_id.empty())
        return std::unexpected(
            ProtocolError(90008, "invalid_request", "The request does not contain a client ID parameter."));
    if (!in_body.empty() && !equals_ignoring_case(in_body, credentials.client_id))
        return std::unexpected(invalid_client(90027, "The client ID of the credential is not that of the body."));
    return credentials;
}

ProtocolError secret_wanted()
{
    return { 90079, "invalid_request", "Clients must send a client secret when redeeming a confidential grant." };
}

ProtocolError no_secret_wanted()
{
    return { 90084, "invalid_request",
        "Public clients should not send a client secret when redeeming a publicly acquired grant." };
}

} // namespace

Answer<void> check_client_kind(Application const& client, AppKind granted)
{
    if (granted == AppKind::Web && client.kind != AppKind::Web)
        return std::unexpected(secret_wanted());
    if (granted != AppKind::Web && client.kind == AppKind::Web)
        return std::unexpected(no_secret_wanted());
    return {};
}

Answer<Application> authenticate_client(Ports& ports, Edge const& edge, Address const& address,
    http::Request const& request, url::Form const& form, Time now)
{
    Credentials credentials = TRY(read_credentials(request, form));
    auto client = TRY(ports.applications.find(address.tenant->tenant.id, ClientId(to_lower(credentials.client_id))));
    if (!client || !client->enabled)
        return std::unexpected(
            invalid_client(90018, "The client ID provided in the request is not registered in this tenant."));
    bool const proves_itself = !credentials.secrets.empty() || credentials.assertion;
    if (proves_itself && !has_confidential_part(*client))
        return std::unexpected(no_secret_wanted());
    if (auto const kind = public_part(*client); kind && !proves_itself) {
        client->kind = *kind;
        return std::move(*client);
    }
    client->kind = AppKind::Web;
    if (credentials.assertion) {
        TRY(check_client_assertion(ports, edge, address, *client, std::move(*credentials.assertion), request, now));
        return std::move(*client);
    }
    if (credentials.secrets.empty())
        return std::unexpected(secret_wanted());
    for (std::string const& secret : credentials.secrets)
        if (check_secret(*client, secret, now))
            return std::move(*client);
    return std::unexpected(invalid_client(90081,
        "The specified client secret does not match the expected value for this client. Correct the client secret and "
        "try again."));
}

} // namespace gatehouse::oidc
