// The door to the database and every port behind it.
#pragma once

#include "core/applications/applications.h"
#include "core/audit/audit.h"
#include "core/directory/passkeys.h"
#include "core/directory/users.h"
#include "core/grants/grants.h"
#include "core/grants/proofs.h"
#include "core/grants/pushed_requests.h"
#include "core/journeys/journeys.h"
#include "core/keys/signing_keys.h"
#include "core/messages/messages.h"
#include "core/policies/policies.h"
#include "core/policies/secrets.h"
#include "core/sessions/logout_notices.h"
#include "core/sessions/sessions.h"
#include "core/tenants/tenants.h"
#include "core/transaction/store.h"
