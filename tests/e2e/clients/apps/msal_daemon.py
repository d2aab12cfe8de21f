# A daemon on Debian's python3-msal: it has no person and no page. Asks twice and prints what it got.
import json
import os

import msal

application = msal.ConfidentialClientApplication(
    os.environ["CLIENT_ID"],
    authority=f"{os.environ['TENANT']}/B2C_1_signupsignin",
    client_credential=os.environ["CLIENT_SECRET"],
)
answers = []
for _ in range(2):
    # This version asks its cache only when it is told to.
    cached = application.acquire_token_silent([os.environ["SCOPE"]], account=None)
    result = cached or application.acquire_token_for_client([os.environ["SCOPE"]])
    if "error" in result:
        raise SystemExit(f"{result['error']}: {result.get('error_description')}")
    answers.append({"accessToken": result["access_token"], "fromCache": cached is not None})
print(json.dumps(answers))
