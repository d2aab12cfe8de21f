// openid-client, server-side: on the tenant's issuer by full discovery addresses, and strictly on a policy's own issuer.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk, walkSignInOnly } from './lib/walk.mjs';

const kApplication = fileURLToPath(new URL('apps/openid_client.mjs', import.meta.url));
// Web Cryptography is global since Node 20; Node 18 asks for it.
const kCommand = [process.execPath, '--experimental-global-webcrypto', kApplication];

scenario('Client openid-client: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { OPENID_CLIENT_ID, OPENID_CLIENT_SECRET } = realm.settings;
  const home = await realm.application('openid', kCommand, {
    TITLE: 'openid-client', CLIENT_ID: OPENID_CLIENT_ID, CLIENT_SECRET: OPENID_CLIENT_SECRET,
  });
  await walk(stage, home, { accounts: false });
});

scenario('Client openid-client: strictly by the issuer', async (stage) => {
  const realm = await realmOf(stage);
  const { OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, TENANT_ID } = realm.settings;
  const home = await realm.application('strict', kCommand, {
    TITLE: 'openid-client strict', CLIENT_ID: OPENID_CLIENT_ID, CLIENT_SECRET: OPENID_CLIENT_SECRET,
    ISSUERS: `${realm.world.secure}/tfp/${TENANT_ID}`,
  });
  await walkSignInOnly(stage, home, 'B2C_1_strict');
});
