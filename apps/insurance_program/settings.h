// Settings from the environment. Every problem is collected, so that one start tells them all.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::insurance_program {

using Environment = std::function<std::optional<std::string>(std::string const& name)>;
// The process's own. An empty variable counts as absent.
Environment process_environment();

class Settings {
public:
    explicit Settings(Environment environment)
        : environment_(std::move(environment))
    {
    }

    // Noted as missing when absent.
    std::string required(std::string const& name);
    std::string optional(std::string const& name, std::string fallback);
    std::int64_t number(std::string const& name, std::int64_t fallback, std::int64_t least, std::int64_t most);
    // "1" and "true" are on, "0" and "false" off.
    bool flag(std::string const& name);
    // An origin or base address without a trailing slash: https, or http to a loopback host.
    std::string address(std::string const& name, std::string const& fallback);
    // As address, but it must be there.
    std::string required_address(std::string const& name);

    // Nothing when all is well, else one text: "missing: A, B; PORT must be ...".
    std::optional<std::string> problems() const;

private:
    Environment environment_;
    std::vector<std::string> missing_;
    std::vector<std::string> wrong_;
};

} // namespace gatehouse::insurance_program
