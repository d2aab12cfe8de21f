#include "apps/gatehouse/demo_certificate.h"

#include "apps/gatehouse/durable_file.h"
#include "libs/base/text.h"
#include "libs/crypto/certificate.h"

#include <fstream>
#include <sstream>

namespace gatehouse::app {
namespace {

// For the leaf, and all that the authority can ever vouch for.
std::vector<std::string> const kNames{ "localhost", "127.0.0.1", "::1" };

constexpr std::chrono::hours kRenewBefore{ 24 * 30 };
constexpr std::chrono::hours kLeafLifetime{ 24 * 397 };

std::optional<std::string> read_file(std::filesystem::path const& path)
{
    std::ifstream file(path);
    if (!file)
        return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Result<crypto::CertificateAndKey> load_authority(std::filesystem::path const& directory, Time now)
{
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
        return fail(Fault::Unavailable, "cannot create " + directory.string() + ": " + error.message());
    auto certificate = read_file(directory / "ca.pem");
    auto key = read_file(directory / "ca.key");
    if (certificate && key)
        return crypto::CertificateAndKey{ std::move(*certificate), std::move(*key) };
    auto made = TRY(crypto::make_authority("Gatehouse development authority", now, kNames));
    TRY(write_durable_file(directory / "ca.key", made.key_pem, 0600));
    TRY(write_durable_file(directory / "ca.pem", made.certificate_pem, 0644));
    return made;
}

} // namespace

Result<std::string> demo_authority(std::filesystem::path const& directory, Time now)
{
    return TRY(load_authority(directory, now)).certificate_pem;
}

Result<http::TlsFiles> demo_certificate(std::filesystem::path const& directory, Time now)
{
    auto const authority = TRY(load_authority(directory, now));
    auto certificate = read_file(directory / "localhost.pem");
    auto key = read_file(directory / "localhost.key");
    auto const made_at = parse_integer(trim(read_file(directory / "localhost.made").value_or("")));
    bool const fresh
        = certificate && key && made_at && from_unix_seconds(*made_at) + kLeafLifetime - kRenewBefore > now;
    if (fresh)
        return http::TlsFiles{ *certificate + authority.certificate_pem, std::move(*key) };
    auto const leaf = TRY(crypto::make_leaf(authority, kNames, now));
    TRY(write_durable_file(directory / "localhost.key", leaf.key_pem, 0600));
    TRY(write_durable_file(directory / "localhost.pem", leaf.certificate_pem, 0644));
    TRY(write_durable_file(directory / "localhost.made", std::to_string(unix_seconds(now)) + "\n", 0644));
    return http::TlsFiles{ leaf.certificate_pem + authority.certificate_pem, leaf.key_pem };
}

} // namespace gatehouse::app
