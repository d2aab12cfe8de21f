// What ends one day: signing keys, and the secrets of apps.
#pragma once

#include "apps/gatehouse/observer.h"
#include "core/transaction/store.h"

namespace gatehouse::app {

// Times are seconds since 1970: of each tenant's signing key when it was made and when it signs no longer, of each app
// when its next secret or certificate ends. Both must outlive the observer's last reading.
void watch_keys(Observer& observer, Store& store, Clock const& clock);

} // namespace gatehouse::app
