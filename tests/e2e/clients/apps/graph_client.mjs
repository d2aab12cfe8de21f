// An administrator's script on @microsoft/microsoft-graph-client, as one was written for Azure: only the host is another.
import assert from 'node:assert/strict';

import { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } from '@microsoft/microsoft-graph-client';

const { CLIENT_ID, CLIENT_SECRET, TENANT, EMAIL, PASSWORD } = process.env;
const { origin, hostname, pathname } = new URL(TENANT);
const domain = pathname.slice(1);

const response = await fetch(`${TENANT}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, scope: 'https://graph.microsoft.com/.default',
  }),
});
const { access_token } = await response.json();
const graph = Client.init({
  baseUrl: `${origin}/`, customHosts: new Set([hostname]), authProvider: (done) => done(null, access_token),
});

const local = (displayName, email) => ({
  accountEnabled: true, displayName,
  identities: [{ signInType: 'emailAddress', issuer: domain, issuerAssignedId: email }],
  passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
  passwordPolicies: 'DisablePasswordExpiration',
});

const ann = await graph.api('/users').post(local('Ann Graph', EMAIL));
for (const name of ['Bob', 'Cat', 'Dan', 'Eve'])
  await graph.api('/users').post(local(`${name} Graph`, `${name}.graph@example.org`));

// The look-up of the documentation.
const found = await graph.api('/users')
  .filter(`identities/any(c:c/issuerAssignedId eq '${EMAIL}' and c/issuer eq '${domain}')`)
  .select(['id', 'displayName', 'identities']).get();
assert.deepEqual(found.value.map(({ id }) => id), [ann.id]);
assert.equal(found.value[0].identities.length, 2);

const names = [];
const page = await graph.api('/users').filter("endsWith(displayName,' Graph')").orderby('displayName').top(2)
  .select('displayName').header('ConsistencyLevel', 'eventual').count(true).get();
assert.equal(page['@odata.count'], 5);
await new PageIterator(graph, page, ({ displayName }) => names.push(displayName), { headers: { ConsistencyLevel: 'eventual' } }).iterate();
assert.deepEqual(names, ['Ann Graph', 'Bob Graph', 'Cat Graph', 'Dan Graph', 'Eve Graph']);

await graph.api(`/users/${ann.id}`).patch({ givenName: 'Ann', jobTitle: 'Actuary' });
const phones = graph.api(`/users/${ann.id}/authentication/phoneMethods`);
assert.equal((await phones.post({ phoneNumber: '+1 2065551234', phoneType: 'mobile' })).phoneNumber, '+1 2065551234');

const batch = new BatchRequestContent([
  { id: '1', request: new Request(`${origin}/users/${ann.id}?$select=jobTitle`) },
  { id: '2', request: new Request(`${origin}/users/nobody`) },
]);
const answers = new BatchResponseContent(await graph.api('/$batch').post(await batch.getContent()));
assert.equal((await answers.getResponseById('1').json()).jobTitle, 'Actuary');
assert.equal(answers.getResponseById('2').status, 404);

// Errors arrive as the library's own.
const taken = await graph.api('/users').post(local('Another', EMAIL)).then(() => null, (error) => error);
assert(taken instanceof GraphError, String(taken));
assert.equal(taken.statusCode, 400);
assert.equal(taken.code, 'Request_BadRequest');
assert.match(taken.message, /Another object with the same value for property identities already exists/);

// An app with a secret, and consent for everybody to a scope of an API that is there.
const app = await graph.api('/applications').post({ displayName: 'From a script', web: { redirectUris: ['https://jwt.ms'] } });
const { secretText, hint } = await graph.api(`/applications/${app.id}/addPassword`).post({ passwordCredential: { displayName: 's1' } });
assert.equal(secretText.slice(0, 3), hint);
const [principal] = (await graph.api('/servicePrincipals').filter(`appId eq '${app.appId}'`).get()).value;
const [api] = (await graph.api('/servicePrincipals').filter("servicePrincipalNames/any(n:startsWith(n,'https://'))").get()).value;
await graph.api('/oauth2PermissionGrants').post({
  clientId: principal.id, consentType: 'AllPrincipals', resourceId: api.id, scope: api.oauth2PermissionScopes[0].value,
});
assert.equal((await graph.api('/oauth2PermissionGrants').filter(`clientId eq '${principal.id}'`).get()).value.length, 1);
await graph.api(`/applications/${app.id}`).delete();

// Who changes from here on.
const { '@odata.deltaLink': since } = await graph.api('/users/delta').query({ $deltatoken: 'latest' }).get();
await graph.api(`/users/${ann.id}`).delete();
assert.deepEqual((await graph.api(since).get()).value, [{ id: ann.id, '@removed': { reason: 'changed' } }]);
assert.equal((await graph.api('/directory/deletedItems/microsoft.graph.user').get()).value[0].id, ann.id);
await graph.api(`/directory/deletedItems/${ann.id}/restore`).post({});
const audits = await graph.api('/auditLogs/directoryAudits').filter(`targetResources/any(t:t/id eq '${ann.id}')`).get();
console.log(JSON.stringify({ id: ann.id, activities: audits.value.map(({ activityDisplayName }) => activityDisplayName) }));
