// The store on SQLite: implements every port; nothing else in the house knows SQL.
#pragma once

#include "core/audit/audit.h"
#include "core/transaction/store.h"
#include "libs/base/random.h"
#include "libs/crypto/seal.h"

#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

struct StoreOptions {
    std::string path; // ":memory:" gives a private store that lives as long as the Store
    // Seals private keys, TOTP secrets, journeys, sessions, claims of grants and texts of messages.
    crypto::SealingKey master_key;
    // False: a power cut may lose the last commits, a crash of the program does not.
    bool sync_full = true;
    // Told of each event as it is written; its transaction may still be rolled back. Called from several threads.
    std::function<void(AuditEvent const&)> on_event = {};
};

// Makes what is missing and applies migrations. Fault::Denied when the database was made under another master key,
// Fault::Invalid when it belongs to another version of the program. `random` must outlive the store.
Result<std::unique_ptr<Store>> open_store(StoreOptions const& options, Random& random);

// Puts the database under another master key, in one commit; servers that have it open go on. Faults as above.
Result<void> reseal_store(StoreOptions const& options, crypto::SealingKey const& new_master_key, Random& random);

// Reads a whole database file, sealed or not, and takes as long as that. Fault::Invalid says what is broken.
Result<void> check_integrity(std::string const& path);

} // namespace gatehouse
