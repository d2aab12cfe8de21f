// The key on which everything sealed at rest hangs, and where it comes from.
#pragma once

#include "apps/gatehouse/options.h"
#include "libs/base/result.h"

#include <filesystem>
#include <string>

namespace gatehouse::app {

// For every verb that opens the database.
inline constexpr OptionSpec kDataOption{ "data", true, "directory of the database (default: ./data)" };
inline constexpr OptionSpec kMasterKeyOption{ "master-key-file", true,
    "file with the master key, 64 hexadecimal digits (default: GATEHOUSE_MASTER_KEY or _FILE, else DIR/master.key)" };

struct MasterKey {
    std::string bytes; // 32
    std::string from; // for messages: "/run/secrets/master.key", "GATEHOUSE_MASTER_KEY"
};

enum class MissingKey { IsMade, IsRefused };
// In this order: `file` when it is named, GATEHOUSE_MASTER_KEY (the digits), GATEHOUSE_MASTER_KEY_FILE (a path),
// DATA/master.key. Only the last is made when it is missing, with mode 0600, and only while there is no database: a key
// that was lost is not replaced by one that opens nothing. Fault::Invalid, Fault::Denied and Fault::Unavailable name
// the place and say what to do.
Result<MasterKey> load_master_key(
    std::filesystem::path const& data, std::string const& file = {}, MissingKey missing = MissingKey::IsMade);

// 64 hexadecimal digits, white space around them.
Result<MasterKey> read_master_key(std::string const& path);

} // namespace gatehouse::app
