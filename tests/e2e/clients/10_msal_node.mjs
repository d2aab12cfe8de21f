// @azure/msal-node, server-side.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk, walkAlone } from './lib/walk.mjs';

const file = (name) => fileURLToPath(new URL(`apps/${name}`, import.meta.url));

scenario('Client msal-node: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_NODE_ID, MSAL_NODE_SECRET } = realm.settings;
  const home = await realm.application('node', [process.execPath, file('msal_node.mjs')], {
    CLIENT_ID: MSAL_NODE_ID, CLIENT_SECRET: MSAL_NODE_SECRET,
  });
  await walk(stage, home);
});

scenario('Client msal-node: a program on the desktop', async (stage) => {
  const realm = await realmOf(stage);
  const home = await realm.application('native', [process.execPath, file('msal_node_native.mjs')], {
    CLIENT_ID: realm.settings.MSAL_NODE_NATIVE_ID,
  });
  await walk(stage, home);
});

scenario('Client msal-node: a daemon with a secret, and one with a key', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_NODE_ID, MSAL_NODE_SECRET } = realm.settings;
  const daemon = [process.execPath, file('msal_node_daemon.mjs')];
  await walkAlone(realm, daemon, { CLIENT_ID: MSAL_NODE_ID, CLIENT_SECRET: MSAL_NODE_SECRET });
  // It signs with PS256.
  const { thumbprint, privateKey } = realm.daemonKey;
  await walkAlone(realm, daemon, { CLIENT_ID: MSAL_NODE_ID, THUMBPRINT: thumbprint, PRIVATE_KEY: privateKey });
});
