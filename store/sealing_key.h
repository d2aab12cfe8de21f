// The key of the sealed columns, kept in the database under the master key. Internal to this folder.
#pragma once

#include "libs/base/random.h"
#include "libs/crypto/seal.h"
#include "libs/sql/sql.h"

namespace gatehouse::store {

// Made for a new database. Fault::Denied when the database was made under another master key; then nothing is written.
Result<crypto::SealingKey> load_sealing_key(sql::Database& database, crypto::SealingKey const& master, Random& random);

// From now on the database opens with `next` only. The sealed columns stay as they are. Fault::Denied as above.
Result<void> reseal_sealing_key(
    sql::Database& database, crypto::SealingKey const& master, crypto::SealingKey const& next, Random& random);

} // namespace gatehouse::store
