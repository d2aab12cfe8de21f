// passport-azure-ad, server-side: hybrid flow with form_post. It has no renewal.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk } from './lib/walk.mjs';

const kApplication = fileURLToPath(new URL('apps/passport_azure_ad.mjs', import.meta.url));

scenario('Client passport-azure-ad: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { PASSPORT_ID, PASSPORT_SECRET } = realm.settings;
  const home = await realm.application('passport', [process.execPath, kApplication], {
    CLIENT_ID: PASSPORT_ID, CLIENT_SECRET: PASSPORT_SECRET,
  });
  await walk(stage, home, { accounts: false, renews: false });
});
