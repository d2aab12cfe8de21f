// @azure/msal-node, server-side.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk } from './lib/walk.mjs';

const kApplication = fileURLToPath(new URL('apps/msal_node.mjs', import.meta.url));

scenario('Client msal-node: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_NODE_ID, MSAL_NODE_SECRET } = realm.settings;
  await realm.application(realm.origins.node, [process.execPath, kApplication], {
    CLIENT_ID: MSAL_NODE_ID, CLIENT_SECRET: MSAL_NODE_SECRET,
  });
  await walk(stage, `${realm.origins.node}/`);
});
