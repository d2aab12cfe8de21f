// Seals columns. Internal to this folder.
#pragma once

#include "libs/base/random.h"
#include "libs/crypto/seal.h"
#include "libs/sql/sql.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse::store {

class Sealer {
public:
    Sealer(crypto::SealingKey key, Random& random)
        : key_(std::move(key))
        , random_(random)
    {
    }
    // `place` names table, column and row: bytes moved elsewhere do not open (tenant and row id are part of it).
    sql::Blob seal(std::string_view plain, std::initializer_list<std::string_view> place) const;
    // Fault::Denied when key or place are others, or the bytes were changed.
    Result<std::string> open(std::string_view sealed, std::initializer_list<std::string_view> place) const;

private:
    crypto::SealingKey key_;
    Random& random_;
};

} // namespace gatehouse::store
