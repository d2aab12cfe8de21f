#include "apps/gatehouse/durable_file.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace gatehouse::app {

Result<void> write_durable_file(std::filesystem::path const& path, std::string const& text, mode_t mode)
{
    std::string const fresh = path.string() + ".new";
    ::unlink(fresh.c_str());
    int const file = ::open(fresh.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    bool const written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size())
        && ::fsync(file) == 0;
    if (file >= 0)
        ::close(file);
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0)
        return fail(Fault::Unavailable, "cannot write " + path.string());
    return {};
}

} // namespace gatehouse::app
