// People who have their account at somebody else's: the starter packs for social accounts, with an identity provider that
// speaks OAuth 2.0 over http.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { packWorld } from '../lib/packs.mjs';
import { newPerson } from '../lib/people.mjs';
import { freePorts } from '../lib/processes.mjs';
import { scenario } from '../lib/runner.mjs';
import { arriveHome, beginSignIn, fillSignUp, follow, openPortal, proveMailbox, shown, signOut } from '../lib/steps.mjs';

const kTop = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const kPolicies = { B2C_POLICY: 'B2C_1A_signup_signin', B2C_EDIT_POLICY: 'B2C_1A_ProfileEdit' };

// The provider runs beside the others; the pack's Facebook profile is told its addresses, and nothing else is changed.
async function startProvider(world) {
  const [port] = await freePorts(1);
  const provider = world.spawn('identity-provider', [
    join(world.programs, '..', 'tests', 'identity_provider', 'identity-provider'), `${port}`,
  ]);
  world.running.set('identity-provider', provider);
  await provider.ready(`http://127.0.0.1:${port}`);
  world.provider = `http://localhost:${port}`;
  const tenant = join(world.data, 'with-key.toml');
  writeFileSync(tenant, `${readFileSync(join(kTop, 'demo/tenant.toml'), 'utf8')}
[policy_keys.B2C_1A_FacebookSecret]
secret = "s3cret+of/the=client"
`);
  await world.apply(tenant);
  return (text) => text
    .replaceAll('https://www.facebook.com/dialog/oauth', `${world.provider}/authorize`)
    .replaceAll('https://graph.facebook.com/oauth/access_token', `${world.provider}/token`)
    .replaceAll('https://graph.facebook.com/me', `${world.provider}/me`)
    .replaceAll('facebook_clientid', 'gatehouse-at-the-provider');
}

const socialWorld = (stage, pack) => packWorld(stage, { pack, policies: kPolicies, prepare: startProvider });

async function decideAtProvider({ page }, world, button, user = 'ada.lovelace') {
  await page.waitForSelector(button);
  assert.ok(page.url().startsWith(world.provider), page.url());
  await page.fill('#user', user);
  await follow({ page }, button);
}

scenario('Who has an account at a provider signs up and in with it', async (stage) => {
  const world = await socialWorld(stage, 'SocialAndLocalAccounts');
  const visitor = await stage.visitor();
  const { page } = visitor;
  const ada = { name: 'Ada Byron' };

  await beginSignIn(visitor, world);
  await visitor.look('sign-in');
  await follow(visitor, '#FacebookExchange');
  await decideAtProvider(visitor, world, '#allow');
  await page.waitForSelector('#displayName');
  assert.equal(await page.inputValue('#displayName'), 'Ada Lovelace');
  await visitor.look('sign-up');
  await page.fill('#displayName', ada.name);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, ada);

  // The session knows her; the account that she made is the one she comes back to.
  await page.context().clearCookies({ domain: 'localhost', name: /^(?!x-ms-cpim).*/ });
  await openPortal(visitor, world);
  await follow(visitor, '#signin');
  await page.waitForSelector('#name');
  assert.equal(await shown(visitor, '#name'), ada.name);

  await signOut(visitor, world);
  await beginSignIn(visitor, world);
  await follow(visitor, '#FacebookExchange');
  await decideAtProvider(visitor, world, '#allow');
  await arriveHome(visitor, world, ada);
  await signOut(visitor, world);

  // Local accounts are as they were, and the browser's Back leads from the provider to their form.
  const grace = newPerson('Grace', 'Hopper');
  await beginSignIn(visitor, world);
  await follow(visitor, '#FacebookExchange');
  await page.waitForSelector('#allow');
  await page.goBack();
  await page.waitForSelector('#createAccount');
  await follow(visitor, '#createAccount');
  await page.waitForSelector('#reenterPassword');
  await proveMailbox(visitor, world, grace.email);
  await fillSignUp(visitor, grace);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, grace);
});

scenario('Who says no at the provider is back at the portal', async (stage) => {
  const world = await socialWorld(stage, 'SocialAccounts');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await openPortal(visitor, world);
  // There is one provider and nothing else, so there is no page of ours in between.
  await follow(visitor, '#signin');
  await decideAtProvider(visitor, world, '#deny');
  assert.ok(page.url().startsWith(world.web), page.url());
  await visitor.look('refused');

  await openPortal(visitor, world);
  await follow(visitor, '#signin');
  await decideAtProvider(visitor, world, '#allow', 'grace.hopper');
  await page.waitForSelector('#displayName');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, { name: 'Grace Hopper' });
  await follow(visitor, 'a[href="/editprofile"]');
  await page.waitForSelector('#givenName');
  assert.equal(await page.inputValue('#surname'), 'Hopper');
});
