// @azure/msal-browser in Chromium.
import { scenario } from '../lib/runner.mjs';
import { realmOf } from './lib/realm.mjs';
import { walk, walkFromAnotherSite } from './lib/walk.mjs';

scenario('Client msal-browser: a single-page application', async (stage) => {
  const realm = await realmOf(stage);
  await walk(stage, `${realm.origins.spa}/msal_browser/`, { frame: true });
});

scenario('Client msal-browser: third-party cookies are blocked', async (stage) => {
  const realm = await realmOf(stage);
  await walkFromAnotherSite(stage, `${realm.origins.foreign}/msal_browser/`);
});
