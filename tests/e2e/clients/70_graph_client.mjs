// @microsoft/microsoft-graph-client: an administrator's script, and the person that it made at the sign-in page.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf, visitorOf } from './lib/realm.mjs';

const kScript = fileURLToPath(new URL('apps/graph_client.mjs', import.meta.url));
const kEmail = 'ann.graph@example.org';
const kReturn = 'http://localhost:9/back'; // where nobody listens: the address is enough
const kPassword = 'xWwvJ]6NMw+bWH-d';

scenario('Client microsoft-graph-client: people are made, found, changed, deleted and restored', async (stage) => {
  const realm = await realmOf(stage);
  const { GRAPH_SCRIPT_ID, GRAPH_SCRIPT_SECRET } = realm.settings;
  const { id, activities } = await realm.run([process.execPath, kScript], {
    CLIENT_ID: GRAPH_SCRIPT_ID, CLIENT_SECRET: GRAPH_SCRIPT_SECRET, EMAIL: kEmail, PASSWORD: kPassword,
  });
  assert.deepEqual(activities, ['Restore user', 'Delete user', 'Register authentication method', 'Update user', 'Add user']);

  const visitor = await visitorOf(stage, realm);
  await visitor.goto(`${realm.tenant}/B2C_1_signupsignin/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: GRAPH_SCRIPT_ID, response_type: 'code', redirect_uri: kReturn, scope: 'openid', nonce: 'n',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  })}`);
  await visitor.page.fill('#signInName, #email', kEmail);
  await visitor.page.fill('#password', kPassword);
  const [answer] = await Promise.all([
    visitor.page.waitForRequest((request) => request.url().startsWith(kReturn)), visitor.page.click('#next'),
  ]);
  assert.match(answer.url(), /[?&]code=/);
  assert.match(id, /^[0-9a-f-]{36}$/);
});
