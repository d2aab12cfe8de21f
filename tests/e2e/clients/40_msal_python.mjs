// Debian's python3-msal, server-side.
import { fileURLToPath } from 'node:url';

import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk, walkAlone } from './lib/walk.mjs';

const file = (name) => fileURLToPath(new URL(`apps/${name}`, import.meta.url));
// Debian's interpreter: another one on the PATH does not have Debian's packages.
const kPython = '/usr/bin/python3';

scenario('Client msal-python: a web application', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_PYTHON_ID, MSAL_PYTHON_SECRET } = realm.settings;
  const home = await realm.application('python', [kPython, file('msal_python.py')], {
    CLIENT_ID: MSAL_PYTHON_ID, CLIENT_SECRET: MSAL_PYTHON_SECRET,
  });
  await walk(stage, home);
});

scenario('Client msal-python: a daemon', async (stage) => {
  const realm = await realmOf(stage);
  const { MSAL_PYTHON_ID, MSAL_PYTHON_SECRET } = realm.settings;
  await walkAlone(realm, [kPython, file('msal_daemon.py')], { CLIENT_ID: MSAL_PYTHON_ID, CLIENT_SECRET: MSAL_PYTHON_SECRET });
});
