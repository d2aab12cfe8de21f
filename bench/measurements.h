// The rows of the table, a file for each kind: facts and bars of performance.md §3.
#pragma once

#include "bench/subject.h"

namespace gatehouse::bench {

// tokens.cpp: signatures against what the processor signs alone.
double measure_signing(Subject const& subject);
void measure_exchange_and_refresh(Subject const& subject, Process const& server, int port, double signatures);
void measure_client_credentials(Subject const& subject, Process const& server, int port, double signatures);
// The same with a tenant that signs with P-256, on a server of its own.
void measure_es256(Subject subject, double signatures);

// logins.cpp: whole sign-ins against the password hash alone.
void measure_logins(Subject const& subject, Process const& server, int port);

// documents.cpp: discovery and keys against static bytes, and what TLS costs.
void measure_documents(Subject const& subject, int port);
void measure_tls(Subject const& subject);

// bearers.cpp: a token that is shown, at an API and at userinfo, against verifying its signature.
void measure_api(Subject const& subject, int port);
void measure_userinfo(Subject const& subject, int port);

// policies.cpp: compiling, stepping through and holding policies, in this process.
void measure_policies(Subject const& subject);

// people.cpp: many of them imported, found again, and signing in as quickly as a few do.
void measure_people(Subject const& subject, int count);

} // namespace gatehouse::bench
