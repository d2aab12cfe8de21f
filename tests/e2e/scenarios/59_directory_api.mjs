// A pipeline brings its policies as it brought them to Azure: a token for the directory, then one PUT a file.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scenario } from '../lib/runner.mjs';

const kTenant = 'pipeline.onmicrosoft.com';
const kReturn = 'http://localhost:9/cb';

const kTenantFile = `
[tenant]
domain = "${kTenant}"

[apps.web]
redirect_uris = ["${kReturn}"]

[apps.pipeline]
secret = true
permissions = [
  { app = "microsoft-graph", role = "Policy.ReadWrite.TrustFramework", consent = true },
  { app = "microsoft-graph", role = "TrustFrameworkKeySet.ReadWrite.All", consent = true },
]

[environments."apps.env"]
web = "\${apps.web.client_id}"
pipeline = "\${apps.pipeline.client_id}"
secret = "\${apps.pipeline.secret}"
`;

async function token(world, apps) {
  const response = await fetch(`${world.gatehouse}/${kTenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials', client_id: apps.pipeline, client_secret: apps.secret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).access_token;
}

scenario('A pipeline uploads the starter pack at the directory API', async (stage) => {
  const corpus = process.env.GATEHOUSE_CORPUS;
  if (!corpus) stage.skip('GATEHOUSE_CORPUS is not set');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pipeline-'));
  try {
    const file = join(folder, 'tenant.toml');
    writeFileSync(file, kTenantFile);
    const world = await stage.ownWorld({ cast: ['gatehouse'], tenant: file, variables: () => ({}) });
    const apps = world.environmentOf('apps');
    const policies = `${world.gatehouse}/beta/trustFramework/policies`;
    const headers = { Authorization: `Bearer ${await token(world, apps)}` };
    const put = (id, body) => fetch(`${policies}/${id}/$value`, { method: 'PUT', body, headers: { ...headers, 'Content-Type': 'application/xml' } });
    const pack = (name) => readFileSync(join(corpus, 'starterpack/LocalAccounts', `${name}.xml`), 'utf8').replaceAll('yourtenant.', 'pipeline.');

    const keySets = `${world.gatehouse}/beta/trustFramework/keySets`;
    const post = (path, body) => fetch(keySets + path, { method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'Content-Type': 'application/json' } });
    for (const [id, use] of [['TokenSigningKeyContainer', 'sig'], ['TokenEncryptionKeyContainer', 'enc']]) {
      assert.equal((await post('', { id })).status, 201);
      assert.equal((await post(`/B2C_1A_${id}/generateKey`, { use, kty: 'RSA' })).status, 200);
    }

    // The child before its parent: the answer names what is missing, and nothing is stored.
    const early = await put('B2C_1A_TrustFrameworkExtensions', pack('TrustFrameworkExtensions'));
    assert.equal(early.status, 400);
    assert.match((await early.json()).error.message, /B2C_1A_TrustFrameworkLocalization cannot be found in the directory/);

    for (const [id, name] of [
      ['B2C_1A_TrustFrameworkBase', 'TrustFrameworkBase'], ['B2C_1A_TrustFrameworkLocalization', 'TrustFrameworkLocalization'],
      ['B2C_1A_TrustFrameworkExtensions', 'TrustFrameworkExtensions'], ['B2C_1A_signup_signin', 'SignUpOrSignin'],
    ]) {
      const response = await put(id, pack(name));
      assert.equal(response.status, 201, await response.text());
    }
    const list = await (await fetch(policies, { headers })).json();
    assert.deepEqual(list.value.map((policy) => policy.id).sort(), [
      'B2C_1A_TrustFrameworkBase', 'B2C_1A_TrustFrameworkExtensions', 'B2C_1A_TrustFrameworkLocalization', 'B2C_1A_signup_signin',
    ].sort());
    assert.equal((await fetch(policies)).status, 401);

    // The server that runs has it within seconds.
    const policy = `${world.gatehouse}/${kTenant}/B2C_1A_signup_signin`;
    while ((await fetch(`${policy}/v2.0/.well-known/openid-configuration`)).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const visitor = await stage.visitor();
    await visitor.goto(`${policy}/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: apps.web, response_type: 'code', redirect_uri: kReturn, scope: 'openid', nonce: 'n',
    })}`);
    await visitor.page.waitForSelector('#password');
    await visitor.look('sign-in');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
