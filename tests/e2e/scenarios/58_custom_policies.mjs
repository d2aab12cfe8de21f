// Policies that strangers wrote for Azure, as they are but for the name of the tenant, under the insurance portal.
import assert from 'node:assert/strict';

import { packWorld } from '../lib/packs.mjs';
import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import { arriveHome, beginSignIn, enterPassword, fillSignUp, follow, openSignUp, proveMailbox, signOut } from '../lib/steps.mjs';

scenario('The portal runs on the starter pack for local accounts', async (stage) => {
  const world = await packWorld(stage, {
    pack: 'LocalAccounts',
    policies: {
      B2C_POLICY: 'B2C_1A_signup_signin', B2C_EDIT_POLICY: 'B2C_1A_ProfileEdit', B2C_RESET_POLICY: 'B2C_1A_PasswordReset',
    },
  });
  const visitor = await stage.visitor();
  const { page } = visitor;
  const person = newPerson('Grace', 'Hopper');

  await openSignUp(visitor, world);
  await visitor.look('sign-up');
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  await visitor.goto(`${world.web}/claims`);
  assert.match(await visitor.text(), /B2C_1A_signup_signin/i);
  await visitor.goto(`${world.web}/`);

  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  await visitor.look('sign-in');
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await follow(visitor, 'a[href="/editprofile"]');
  await page.waitForSelector('#givenName');
  assert.equal(await page.inputValue('#surname'), 'Hopper');
  await visitor.look('profile');
  await page.fill('#surname', 'Murray Hopper');
  await follow(visitor, '#continue');
  // This policy tells the portal nothing but who it was; the next sign-in brings the name.
  assert.equal(page.url(), `${world.web}/`);
  await signOut(visitor, world);
  await beginSignIn(visitor, world);
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await visitor.goto(`${world.web}/claims`);
  assert.match(await visitor.text(), /Murray Hopper/);
});
