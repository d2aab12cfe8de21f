// Forgotten passwords: inside the sign-in, and from the portal.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, beginSignIn, enterPassword, follow, kGermanPhone, openPortal, proveMailbox, shown, signIn, signOut, signUp,
} from '../lib/steps.mjs';

async function chooseNewPassword(visitor, password) {
  await visitor.page.fill('#newPassword', password);
  await visitor.page.fill('#reenterPassword', password);
  await follow(visitor, '#continue');
}

scenario('A forgotten password is replaced inside the sign-in', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Hedy', 'Lamarr');
  const visitor = await stage.visitor();
  await signUp(visitor, world, person);
  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  await follow(visitor, '#forgotPassword');
  await visitor.page.waitForSelector('#email');
  await visitor.look('forgot-password');
  await proveMailbox(visitor, world, person.email);
  await follow(visitor, '#continue');
  await visitor.page.waitForSelector('#newPassword');
  await visitor.look('new-password');
  const renewed = { ...person, password: 'Renewed-horse-2' };
  await chooseNewPassword(visitor, renewed.password);
  await arriveHome(visitor, world, person);
  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  await enterPassword(visitor, person);
  assert.match(await shown(visitor, '#localAccountFormError'), /password is not right/);
  await enterPassword(visitor, renewed);
  await arriveHome(visitor, world, person);
});

scenario('A password is reset from the portal in German', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Lise', 'Meitner');
  await signUp(await stage.visitor(), world, person);

  const visitor = await stage.visitor(kGermanPhone);
  await openPortal(visitor, world);
  await follow(visitor, '#reset');
  assert.equal(await shown(visitor, 'h1'), 'Passwort zurücksetzen');
  await visitor.look('reset');
  await proveMailbox(visitor, world, person.email);
  await follow(visitor, '#continue');
  assert.equal(await shown(visitor, 'h1'), 'Neues Passwort wählen');
  await visitor.look('new-password');
  await chooseNewPassword(visitor, 'Erneuert-1944');
  await visitor.page.waitForSelector('.notice');
  assert.equal(await shown(visitor, '.notice'), 'Ihr Passwort wurde geändert.');
  await signIn(visitor, world, { ...person, password: 'Erneuert-1944' });
});
