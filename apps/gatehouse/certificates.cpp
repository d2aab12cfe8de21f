#include "apps/gatehouse/certificates.h"

#include "apps/gatehouse/demo_certificate.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

#include <fstream>
#include <sstream>

namespace gatehouse::app {
namespace {

Result<std::string> slurp(std::filesystem::path const& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        return fail(Fault::Invalid, "cannot read " + path.string());
    return text.str();
}

// Compared by content: time stamps miss a second change within their grain, and a link that now leads elsewhere.
std::string digest_of(Result<http::TlsFiles> const& files)
{
    return crypto::sha256(files ? "read" + files->certificate_pem + files->key_pem : "failed" + files.error().detail);
}

} // namespace

Result<http::TlsFiles> Certificates::read() const
{
    if (config_.certificate_file.empty())
        return demo_certificate(config_.data / "tls", clock_.now());
    return http::TlsFiles{ TRY(slurp(config_.certificate_file)), TRY(slurp(config_.key_file)) };
}

Result<http::TlsFiles> Certificates::load()
{
    auto files = read();
    seen_ = digest_of(files);
    return files;
}

Result<void> Certificates::follow(http::Server& server, size_t index)
{
    auto const files = read();
    std::string found = digest_of(files);
    if (found == seen_)
        return {};
    seen_ = std::move(found);
    auto const replaced = files ? server.replace_certificate(index, *files) : std::unexpected(files.error());
    if (!replaced)
        return fail(replaced.error().fault,
            "the certificate has changed and cannot be used, the former one stays: " + replaced.error().detail);
    log::info("a new certificate is in use", {});
    return {};
}

} // namespace gatehouse::app
