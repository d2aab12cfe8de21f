// Debian's python3-msal, server-side.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk } from './lib/walk.mjs';

const kApplication = fileURLToPath(new URL('apps/msal_python.py', import.meta.url));

scenario('Client msal-python: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_PYTHON_ID, MSAL_PYTHON_SECRET } = realm.settings;
  // Debian's interpreter: another one on the PATH does not have Debian's packages.
  const home = await realm.application('python', ['/usr/bin/python3', kApplication], {
    CLIENT_ID: MSAL_PYTHON_ID, CLIENT_SECRET: MSAL_PYTHON_SECRET,
  });
  await walk(stage, home);
});
