#!/usr/bin/env bash
# An administrator's script on curl, as the documentation of Graph writes it: an API, an app that may call it, consent, a
# secret, a token with it. GRAPH is the address of the server, TENANT that of the tenant. Prints what it made as JSON.
set -euo pipefail

# field NAME... < JSON
field() { node -e 'let o = JSON.parse(require("fs").readFileSync(0)); for (const n of process.argv.slice(1)) o = o[n]; console.log(o)' "$@"; }

# token ID SECRET SCOPE
token() {
  curl -fsS "$TENANT/oauth2/v2.0/token" -d grant_type=client_credentials -d client_id="$1" \
    --data-urlencode client_secret="$2" -d scope="$3" | field access_token
}

# graph METHOD PATH [BODY]
graph() {
  curl -fsS -g -X "$1" "$GRAPH/v1.0/$2" -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' ${3:+-d "$3"}
}

ADMIN=$(token "$CLIENT_ID" "$CLIENT_SECRET" https://graph.microsoft.com/.default)
domain=${TENANT##*/}
scope=11111111-2222-4333-8444-555555555555
role=66666666-7777-4888-8999-aaaaaaaaaaaa

# The API and what it exposes.
api=$(graph POST applications '{"displayName":"tasks","signInAudience":"AzureADandPersonalMicrosoftAccount"}')
graph PATCH "applications/$(field id <<< "$api")" '{"identifierUris":["https://'"$domain"'/tasks"],
  "api":{"oauth2PermissionScopes":[{"id":"'$scope'","value":"tasks.read","type":"Admin","isEnabled":true,
    "adminConsentDisplayName":"Read tasks","adminConsentDescription":"Read tasks"}]},
  "appRoles":[{"id":"'$role'","value":"Tasks.Export","displayName":"Export tasks","description":"Export tasks",
    "isEnabled":true,"allowedMemberTypes":["Application"]}]}'
api_principal=$(graph POST servicePrincipals '{"appId":"'"$(field appId <<< "$api")"'"}' | field id)

# The app, with a secret of its own.
app=$(graph POST applications '{"displayName":"export","web":{"redirectUris":["https://jwt.ms"]},
  "requiredResourceAccess":[{"resourceAppId":"'"$(field appId <<< "$api")"'","resourceAccess":[
    {"id":"'$scope'","type":"Scope"},{"id":"'$role'","type":"Role"}]}]}')
id=$(field appId <<< "$app")
secret=$(graph POST "applications(appId='$id')/addPassword" '{"passwordCredential":{"displayName":"s1"}}' | field secretText)
principal=$(graph GET "servicePrincipals?\$filter=appId%20eq%20'$id'" | field value 0 id)

# Consent.
graph POST oauth2PermissionGrants '{"clientId":"'"$principal"'","consentType":"AllPrincipals","principalId":null,
  "resourceId":"'"$api_principal"'","scope":"tasks.read"}' > /dev/null
graph POST "servicePrincipals/$principal/appRoleAssignments" '{"principalId":"'"$principal"'",
  "resourceId":"'"$api_principal"'","appRoleId":"'$role'"}' > /dev/null
directory=$(graph GET "servicePrincipals?\$filter=appId%20eq%20'00000003-0000-0000-c000-000000000000'" | field value 0 id)
graph POST "servicePrincipals/$principal/appRoleAssignments" '{"principalId":"'"$principal"'",
  "resourceId":"'"$directory"'","appRoleId":"df021288-bdef-4463-88db-98f22de89214"}' > /dev/null

# Tokens with the secret: for the API, and for the directory, where it follows who comes.
tasks=$(token "$id" "$secret" "https://$domain/tasks/.default")
ADMIN_BEFORE=$ADMIN
ADMIN=$(token "$id" "$secret" https://graph.microsoft.com/.default)
since=$(graph GET 'users/delta?$deltatoken=latest' | field @odata.deltaLink)
ADMIN=$ADMIN_BEFORE
person=$(graph POST users '{"accountEnabled":true,"displayName":"Ann","identities":[{"signInType":"userName",
  "issuer":"'"$domain"'","issuerAssignedId":"ann"}],"passwordProfile":{"password":"xWwvJ]6NMw+bWH-d"}}' | field id)
ADMIN=$(token "$id" "$secret" https://graph.microsoft.com/.default)
came=$(curl -fsS "$since" -H "Authorization: Bearer $ADMIN" | field value 0 id)

# What an app has not, it may not.
refused=$(curl -sS -o /dev/null -w '%{http_code}' -X DELETE "$GRAPH/v1.0/users/$person" -H "Authorization: Bearer $ADMIN")
echo '{"id":"'"$id"'","tasks":"'"$tasks"'","person":"'"$person"'","came":"'"$came"'","refused":'"$refused"'}'
