// Accounts without an e-mail address and password: a telephone number that gets a code.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, follow, kGermanPhone, openPortal, pressHere, proveMailbox, shown, signOut,
} from '../lib/steps.mjs';

const kDemo = join(dirname(fileURLToPath(import.meta.url)), '../../../demo/tenant.toml');

// The demo's tenant, whose sign-in flow takes telephone numbers.
async function phoneWorld(stage) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-phones-'));
  try {
    const tenant = join(folder, 'tenant.toml');
    writeFileSync(tenant, readFileSync(kDemo, 'utf8')
      .replace('mfa = "off"\nforgot_password = "in_journey"\n', 'accounts = "phone"\n'));
    return await stage.ownWorld({ tenant });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function openSignIn(visitor, world) {
  await openPortal(visitor, world);
  await follow(visitor, '#signin');
  await visitor.page.waitForSelector('#phoneNumber');
}

async function proveNumber(visitor, world, phone, mark) {
  await visitor.page.fill('#verificationCode', await world.outbox.code(phone, mark));
  await follow(visitor, '#verifyCode');
}

async function signUp(visitor, world, person) {
  const { page } = visitor;
  await openSignIn(visitor, world);
  await visitor.look('sign-in');
  const mark = await world.outbox.mark();
  await page.fill('#phoneNumber', person.phone);
  await follow(visitor, '#next');
  await page.waitForSelector('#verificationCode');
  await visitor.look('code');
  await proveNumber(visitor, world, person.phone, mark);
  await page.waitForSelector('#displayName');
  await visitor.look('new-account');
  await page.fill('#displayName', person.name);
  await page.fill('#givenName', person.givenName);
  await page.fill('#surname', person.surname);
  await follow(visitor, '#continue');
  await page.waitForSelector('#email');
  await visitor.look('recovery-address');
  await proveMailbox(visitor, world, person.email);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
}

scenario('Somebody signs up and in with a telephone number', async (stage) => {
  const world = await phoneWorld(stage);
  const person = newPerson('Hedy', 'Lamarr');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await signUp(visitor, world, person);
  await signOut(visitor, world);

  // As people write it at home: the country is asked for.
  await openSignIn(visitor, world);
  await page.fill('#phoneNumber', `0${person.number}`);
  await follow(visitor, '#next');
  await page.waitForSelector('#countryCode');
  assert.equal(await page.inputValue('#number'), `0${person.number}`);
  await visitor.look('country');
  await page.selectOption('#countryCode', person.country);
  const mark = await world.outbox.mark();
  await pressHere(visitor, '#sendCode', '#verificationCode');
  await page.fill('#verificationCode', '12');
  await follow(visitor, '#verifyCode');
  assert.match(await shown(visitor, '#phoneError'), /not the (right )?code/);
  await proveNumber(visitor, world, person.phone, mark);
  await arriveHome(visitor, world, person);
});

scenario('A new number takes the place of the old one, in German and without JavaScript', async (stage) => {
  const world = await phoneWorld(stage);
  const person = newPerson('Emmy', 'Noether');
  await signUp(await stage.visitor(kGermanPhone), world, person);

  const visitor = await stage.visitor({ ...kGermanPhone, javaScript: false });
  const { page } = visitor;
  await openSignIn(visitor, world);
  await visitor.look('sign-in');
  assert.equal(await shown(visitor, '#forgotPassword'), 'Haben Sie eine neue Nummer?');
  await follow(visitor, '#forgotPassword');
  await page.fill('#formerPhoneNumber', person.phone);
  await visitor.look('number-has-changed');
  await proveMailbox(visitor, world, person.email);
  await follow(visitor, '#continue');
  const next = newPerson();
  await page.selectOption('#countryCode', next.country);
  await page.fill('#number', next.number);
  await visitor.look('new-number');
  const mark = await world.outbox.mark();
  await follow(visitor, '#sendCode');
  await proveNumber(visitor, world, next.phone, mark);
  assert.equal(await shown(visitor, 'h1'), 'Ihre neue Nummer');
  assert.equal(await page.inputValue('#newPhoneNumber'), next.phone);
  await visitor.look('confirm');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
});
