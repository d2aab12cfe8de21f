// oidc-client-ts in Chromium.
import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk, walkFromAnotherSite } from './lib/walk.mjs';

scenario('Client oidc-client-ts: a single-page application', async (stage) => {
  const realm = await realmOf(stage);
  await walk(stage, `${realm.origins.spa}/oidc_client_ts/`, { accounts: false, frame: true });
});

scenario('Client oidc-client-ts: third-party cookies are blocked', async (stage) => {
  const realm = await realmOf(stage);
  await walkFromAnotherSite(stage, `${realm.origins.foreign}/oidc_client_ts/`);
});
