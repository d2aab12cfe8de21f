#include "apps/gatehouse/trust.h"

namespace gatehouse::app {
namespace {

std::string shell_quoted(std::string const& text)
{
    std::string quoted = "'";
    for (char const c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

} // namespace

// Debian: update-ca-certificates(8).
std::vector<TrustStep> system_steps(TrustRequest const& request)
{
    std::string const file = "/usr/local/share/ca-certificates/gatehouse-" + request.id + ".crt";
    if (request.action == TrustAction::Remove)
        return {
            { "takes the authority out of the system's store", Needs::Root, { "rm", "-f", file } },
            { "rebuilds the system's store", Needs::Root, { "update-ca-certificates", "--fresh" } },
        };
    return {
        { "puts the authority into the system's store", Needs::Root,
            { "install", "-m", "0644", request.authority.string(), file } },
        { "rebuilds the system's store", Needs::Root, { "update-ca-certificates" } },
    };
}

std::vector<TrustStep> browser_steps(TrustRequest const& request)
{
    std::filesystem::path const directory = request.home / ".pki" / "nssdb";
    std::string const database = "sql:" + directory.string();
    std::string const name = "gatehouse " + request.id;
    std::vector<TrustStep> steps;
    std::error_code error;
    bool const exists = std::filesystem::exists(directory / "cert9.db", error);
    if (request.action == TrustAction::Remove) {
        if (exists)
            steps.push_back({ "takes the authority out of Chromium's database", Needs::User,
                { "certutil", "-D", "-d", database, "-n", name }, true });
        return steps;
    }
    if (!exists) {
        steps.push_back({ "makes Chromium's database", Needs::User, { "mkdir", "-p", directory.string() } });
        steps.push_back({ "", Needs::User, { "certutil", "-N", "-d", database, "--empty-password" } });
    }
    // "C": trusted to vouch for servers, and for nothing else.
    steps.push_back({ "puts the authority into Chromium's database", Needs::User,
        { "certutil", "-A", "-d", database, "-t", "C,,", "-n", name, "-i", request.authority.string() } });
    return steps;
}

std::string node_line(TrustRequest const& request)
{
    if (request.action == TrustAction::Remove)
        return "unset NODE_EXTRA_CA_CERTS";
    return "export NODE_EXTRA_CA_CERTS=" + shell_quoted(request.authority.string());
}

} // namespace gatehouse::app
