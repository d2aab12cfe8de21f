#include "libs/http/client.h"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <mutex>

namespace gatehouse::http {
namespace {

struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

// Idle handles kept for their connections.
constexpr size_t kMaxIdle = 16;
constexpr size_t kMaxHeaderBytes = 64 * 1024;

bool initialise_curl()
{
    static bool const ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

// What the callbacks fill.
struct Answer {
    Response response;
    std::chrono::microseconds elapsed{};
    size_t max_body = 0;
    size_t header_bytes = 0;
    bool body_too_large = false;
    bool header_too_large = false;
};

// One call's view of the guard.
struct Gate {
    Guard guard;
    std::string host;
    bool refused = false;
};

std::string address_text(sockaddr const* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    void const* bytes = nullptr;
    if (address->sa_family == AF_INET)
        bytes = &reinterpret_cast<sockaddr_in const*>(address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes = &reinterpret_cast<sockaddr_in6 const*>(address)->sin6_addr;
    if (!bytes || !inet_ntop(address->sa_family, bytes, text.data(), text.size()))
        return "";
    return text.data();
}

// attack-59: the last moment before the connection, with the address that is going to be connected to.
curl_socket_t open_guarded(void* target, curlsocktype, curl_sockaddr* to)
{
    auto& gate = *static_cast<Gate*>(target);
    if (!gate.guard.allows(gate.host, address_text(&to->addr))) {
        gate.refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

size_t on_body(char* bytes, size_t, size_t count, void* target)
{
    auto& answer = *static_cast<Answer*>(target);
    answer.body_too_large = count > answer.max_body - answer.response.body.size();
    if (answer.body_too_large)
        return 0;
    answer.response.body.append(bytes, count);
    return count;
}

size_t on_header(char* bytes, size_t, size_t count, void* target)
{
    auto& answer = *static_cast<Answer*>(target);
    answer.header_bytes += count;
    answer.header_too_large = answer.header_bytes > kMaxHeaderBytes;
    if (answer.header_too_large)
        return 0;
    std::string_view const line(bytes, count);
    // A new status line: what came before belonged to an interim answer such as 100 Continue.
    if (line.starts_with("HTTP/"))
        answer.response.headers = Headers();
    size_t const colon = line.find(':');
    if (!line.starts_with("HTTP/") && colon != std::string_view::npos)
        answer.response.headers.add(
            std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
    return count;
}

std::string spoken(std::chrono::milliseconds time)
{
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

// "[::1]" in a URL is "::1".
std::string_view bare_host(std::string_view host)
{
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

std::string place_of(url::Url const& url)
{
    return url.host + ":" + std::to_string(url.effective_port());
}

// Nothing that would begin another header line.
Result<void> check_headers(Headers const& headers)
{
    for (auto const& [name, value] : headers.fields())
        if (name.empty() || name.find_first_of(std::string_view("\r\n\0: ", 5)) != std::string::npos
            || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
            return fail(Fault::Invalid, "a request header holds a line break");
    return {};
}

class CurlClient final : public Client {
public:
    explicit CurlClient(ClientOptions options)
        : options_(std::move(options))
    {
    }

    Result<Response, SendError> send(ClientRequest const& request) override;

private:
    Result<url::Url> check_address(std::string const& text) const;
    Easy take_handle();
    void give_back(Easy handle);
    void set_options(CURL* handle, url::Url const& url) const;
    static void set_method(CURL* handle, ClientRequest const& request);
    static void set_certificate(CURL* handle, ClientCertificate const& certificate);
    static List header_list(Headers const& headers);
    std::unexpected<Error> failure(CURLcode code, Answer const& answer, url::Url const& url, char const* text) const;

    ClientOptions options_;
    std::mutex mutex_;
    std::vector<Easy> idle_;
};

Result<url::Url> CurlClient::check_address(std::string const& text) const
{
    url::Url url = TRY(url::parse(text));
    bool const plain_allowed = url.scheme == "http" && options_.allow_plain_http_loopback
        && url::is_loopback_host(url.host)
        && (!options_.guard || options_.guard->own_machine == Guard::OwnMachine::Allowed);
    if (url.scheme != "https" && !plain_allowed)
        return fail(Fault::Invalid, "only https is called, or http on this machine: " + url.origin());
    url.fragment.reset();
    return url;
}

Easy CurlClient::take_handle()
{
    std::lock_guard const lock(mutex_);
    if (idle_.empty())
        return Easy(curl_easy_init());
    Easy handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
}

void CurlClient::give_back(Easy handle)
{
    // Options and pointers into the finished call go; connections stay.
    curl_easy_reset(handle.get());
    std::lock_guard const lock(mutex_);
    if (idle_.size() < kMaxIdle)
        idle_.push_back(std::move(handle));
}

void CurlClient::set_options(CURL* handle, url::Url const& url) const
{
    curl_easy_setopt(handle, CURLOPT_URL, url.text().c_str());
    // attack-57, attack-59: no other protocol, no redirect to elsewhere, no proxy from the environment.
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, url.scheme.c_str());
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options_.ca_file.empty())
        curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
    // Without this, time outs use signals, which threads share.
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
}

void CurlClient::set_method(CURL* handle, ClientRequest const& request)
{
    bool const has_body = !request.body.empty() || request.method == Method::Post || request.method == Method::Put
        || request.method == Method::Patch;
    if (request.method == Method::Head)
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    else if (has_body)
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
    if (has_body) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    }
    if (request.method != Method::Get && request.method != Method::Head && request.method != Method::Post)
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(name(request.method)).c_str());
    else if (request.method == Method::Get && has_body)
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "GET");
}

void CurlClient::set_certificate(CURL* handle, ClientCertificate const& certificate)
{
    auto const set = [&](CURLoption option, std::string_view pem) {
        curl_blob blob{ const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY };
        curl_easy_setopt(handle, option, &blob);
    };
    set(CURLOPT_SSLCERT_BLOB, certificate.certificate_pem);
    set(CURLOPT_SSLKEY_BLOB, certificate.key_pem.reveal());
}

List CurlClient::header_list(Headers const& headers)
{
    // curl would wait a second for "100 Continue" before a larger body.
    List list(curl_slist_append(nullptr, "Expect:"));
    // Nor may it call every body a form.
    if (!headers.find("content-type"))
        curl_slist_append(list.get(), "Content-Type:");
    for (auto const& [name, value] : headers.fields()) {
        // "Name;" is how curl is told to send a field without value.
        std::string const line = value.empty() ? name + ";" : name + ": " + value;
        curl_slist_append(list.get(), line.c_str());
    }
    return list;
}

NoAnswer reason_of(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST ? NoAnswer::UnknownHost
        : code == CURLE_OPERATION_TIMEDOUT    ? NoAnswer::TimedOut
                                              : NoAnswer::Other;
}

std::unexpected<Error> CurlClient::failure(
    CURLcode code, Answer const& answer, url::Url const& url, char const* text) const
{
    std::string const place = place_of(url);
    if (answer.body_too_large || code == CURLE_FILESIZE_EXCEEDED)
        return fail(Fault::Unavailable,
            "answer of " + place + " is larger than " + std::to_string(options_.max_body) + " bytes");
    if (answer.header_too_large)
        return fail(Fault::Unavailable, "answer of " + place + " has an overlong header");
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(Fault::Unavailable, "host name not found: " + url.host);
    case CURLE_COULDNT_CONNECT:
        return fail(Fault::Unavailable, "cannot connect to " + place);
    case CURLE_OPERATION_TIMEDOUT:
        // curl has one code for both limits; only the one for connecting ends a call early.
        if (answer.elapsed < options_.total_timeout)
            return fail(
                Fault::Unavailable, "no connection to " + place + " within " + spoken(options_.connect_timeout));
        return fail(Fault::Unavailable, "no answer from " + place + " within " + spoken(options_.total_timeout));
    case CURLE_PEER_FAILED_VERIFICATION:
        return fail(Fault::Unavailable, "certificate of " + place + " is not trusted: " + text);
    case CURLE_SSL_CACERT_BADFILE:
        return fail(Fault::Unavailable, "cannot read the authorities in " + options_.ca_file);
    case CURLE_SSL_CONNECT_ERROR:
        return fail(Fault::Unavailable, "no TLS with " + place + ": " + text);
    default:
        return fail(Fault::Unavailable,
            "call to " + place + " failed: " + (*text != '\0' ? std::string(text) : curl_easy_strerror(code)));
    }
}

Result<Response, SendError> CurlClient::send(ClientRequest const& request)
{
    url::Url const url = TRY(check_address(request.url));
    TRY(check_headers(request.headers));
    Easy handle = initialise_curl() ? take_handle() : nullptr;
    if (!handle)
        return fail(Fault::Internal, "libcurl does not start");
    Answer answer;
    answer.max_body = options_.max_body;
    std::array<char, CURL_ERROR_SIZE> text{};
    List const headers = header_list(request.headers);
    set_options(handle.get(), url);
    set_method(handle.get(), request);
    if (request.certificate)
        set_certificate(handle.get(), *request.certificate);
    List known_names;
    for (std::string const& name : options_.known_names)
        known_names.reset(curl_slist_append(known_names.release(), name.c_str()));
    curl_easy_setopt(handle.get(), CURLOPT_RESOLVE, known_names.get());
    Gate gate{ options_.guard.value_or(Guard()), std::string(bare_host(url.host)) };
    if (options_.guard) {
        curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETFUNCTION, open_guarded);
        curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETDATA, &gate);
    }
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, text.data());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &answer);
    CURLcode const code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_off_t elapsed = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_TOTAL_TIME_T, &elapsed);
    answer.elapsed = std::chrono::microseconds(elapsed);
    give_back(std::move(handle));
    if (gate.refused && code != CURLE_OK)
        return fail(Fault::Denied, place_of(url) + " does not have a public address");
    if (code != CURLE_OK)
        return std::unexpected(SendError(failure(code, answer, url, text.data()).error(), reason_of(code)));
    answer.response.status = static_cast<int>(status);
    return std::move(answer.response);
}

} // namespace

std::unique_ptr<Client> make_client(ClientOptions options)
{
    return std::make_unique<CurlClient>(std::move(options));
}

} // namespace gatehouse::http
