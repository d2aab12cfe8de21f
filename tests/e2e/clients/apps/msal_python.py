# A web application on Debian's python3-msal, after Microsoft's Flask sample for Azure AD B2C: an application object for each
# request, the token cache in the session, and the page of application.mjs.
import html
import http.server
import json
import os
import secrets
import urllib.parse

import msal

ORIGIN = os.environ["ORIGIN"]
TENANT = os.environ["TENANT"]
POLICIES = {
    "signin": "B2C_1_signupsignin",
    "classic": "B2C_1_signin_classic",
    "stepup": "B2C_1_signin_mfa",
    "edit": "B2C_1_profileediting",
    "reset": "B2C_1_passwordreset",
}
SCOPES = ["https://clients.onmicrosoft.com/api/Read", "https://clients.onmicrosoft.com/api/Write"]
LINKS = ["signin", "classic", "stepup", "edit", "reset", "cached", "renew", "signout"]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>msal-python</title>
<style>body{{font:16px sans-serif;margin:2em}}a{{margin-right:1em}}pre{{white-space:pre-wrap;overflow-wrap:anywhere}}</style></head>
<body><main><h1>msal-python</h1><nav>{links}</nav><pre id="outcome" data-turn="{turn}">{outcome}</pre></main></body></html>"""


class Session:
    def __init__(self):
        self.cache = msal.SerializableTokenCache()
        self.turn = 0
        self.outcome = {}
        self.flow = None
        self.action = None
        self.account = None
        self.claims = None
        self.policy = None

    def application(self, policy):
        return msal.ConfidentialClientApplication(
            os.environ["CLIENT_ID"],
            authority=f"{TENANT}/{policy}",
            client_credential=os.environ["CLIENT_SECRET"],
            token_cache=self.cache,
        )

    def begin(self, action):
        self.action = action
        self.flow = self.application(POLICIES[action]).initiate_auth_code_flow(SCOPES, redirect_uri=f"{ORIGIN}/redirect")
        return self.flow["auth_uri"]

    def arrive(self, answer):
        if answer.get("error_description", "").startswith("AADB2C90118"):
            return self.begin("reset")
        self.policy = POLICIES[self.action]
        application = self.application(self.policy)
        result = application.acquire_token_by_auth_code_flow(self.flow, answer)
        if "error" not in result:
            self.claims = result["id_token_claims"]
            suffix = f"-{self.policy.lower()}."
            # What the cache calls the accounts of this policy.
            self.account = next(one for one in application.get_accounts() if suffix in one["home_account_id"])
        return self.show(self.action, result, from_cache=False)

    def silently(self, action):
        application = self.application(self.policy)
        before = self.cache.serialize()
        result = application.acquire_token_silent_with_error(SCOPES, self.account, force_refresh=action == "renew")
        if "id_token_claims" in result:
            self.claims = result["id_token_claims"]
        return self.show(action, result, from_cache=self.cache.serialize() == before)

    def show(self, action, result, from_cache):
        self.turn += 1
        if "error" in result:
            self.outcome = {"error": result["error"], "description": result.get("error_description", "")}
        else:
            self.outcome = {
                "action": action,
                "account": self.account["home_account_id"],
                "claims": self.claims,
                "accessToken": result["access_token"],
                "scopes": result.get("scope", " ".join(SCOPES)).split(" "),
                "fromCache": from_cache,
            }
        return "/"

    def act(self, action):
        if action in POLICIES:
            return self.begin(action)
        if action == "signout":
            self.cache = msal.SerializableTokenCache()
            query = urllib.parse.urlencode({"post_logout_redirect_uri": f"{ORIGIN}/"})
            return f"{TENANT}/{POLICIES['signin']}/oauth2/v2.0/logout?{query}"
        return self.silently(action)


SESSIONS = {}


class Handler(http.server.BaseHTTPRequestHandler):
    def session(self):
        for pair in self.headers.get("Cookie", "").split("; "):
            if pair.startswith("msal_python=") and pair[12:] in SESSIONS:
                return SESSIONS[pair[12:]], None
        name = secrets.token_urlsafe()
        SESSIONS[name] = Session()
        return SESSIONS[name], name

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        if url.path in ("/health", "/favicon.ico"):
            self.send_response(200 if url.path == "/health" else 204)
            self.end_headers()
            return
        session, new_name = self.session()
        if url.path.startswith("/do/"):
            target = session.act(url.path[4:])
        elif url.path == "/redirect":
            target = session.arrive(dict(urllib.parse.parse_qsl(url.query)))
        else:
            target = None
        self.send_response(302 if target else 200)
        if new_name:
            self.send_header("Set-Cookie", f"msal_python={new_name}; Path=/; HttpOnly")
        if target:
            self.send_header("Location", target)
            self.end_headers()
            return
        links = "\n".join(f'<a id="{one}" href="/do/{one}">{one}</a>' for one in LINKS)
        outcome = html.escape(json.dumps(session.outcome, indent=1), quote=False)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.format(links=links, turn=session.turn, outcome=outcome).encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", urllib.parse.urlparse(ORIGIN).port), Handler).serve_forever()
