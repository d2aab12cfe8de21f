// Passkeys in a real browser, with the authenticator that Chromium has for tests; and recovery codes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, beginSignIn, beginStepUp, enterPassword, fillSignUp, follow, openSignUp, proveMailbox, saveBeneficiary, shown,
  signOut,
} from '../lib/steps.mjs';

const kDemo = join(dirname(fileURLToPath(import.meta.url)), '../../../demo/tenant.toml');

// The demo's tenant, whose two sign-in flows take passkeys; people manage them where they edit their profile.
async function passkeyWorld(stage) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-passkeys-'));
  try {
    const tenant = join(folder, 'tenant.toml');
    writeFileSync(tenant, readFileSync(kDemo, 'utf8')
      .replace('[flows.B2C_1_signupsignin1]\n', '[flows.B2C_1_signupsignin1]\npasskey_sign_in = true\n')
      .replace('[flows.B2C_1_profileediting1]\n', '[flows.B2C_1_profileediting1]\npasskey_sign_in = true\n')
      .replace(/mfa_methods = .*/, 'mfa_methods = ["sms", "passkey", "recovery_code"]'));
    return await stage.ownWorld({ tenant });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// An authenticator as a phone has one: it verifies the person and keeps the passkeys.
async function addAuthenticator(visitor, options = {}) {
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true, ...options,
    },
  });
  return { remove: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }) };
}

async function signUpTo(visitor, world, person) {
  await openSignUp(visitor, world);
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
}

scenario('A passkey is offered after the sign-up and then signs in', async (stage) => {
  const world = await passkeyWorld(stage);
  const person = newPerson('Grace', 'Hopper');
  const visitor = await stage.visitor();
  await addAuthenticator(visitor);
  await signUpTo(visitor, world, person);
  await visitor.page.waitForSelector('#usePasskey:visible');
  await visitor.look('offer');
  await follow(visitor, '#usePasskey');
  await arriveHome(visitor, world, person);
  await signOut(visitor, world);

  // The authenticator answers the browser's offer at the name by itself, or the button does.
  await visitor.page.waitForSelector('#signin');
  await follow(visitor, '#signin');
  await visitor.page.waitForURL(`${world.web}/`);
  await arriveHome(visitor, world, person);

  // It was both factors: the step-up asks for nothing.
  await visitor.goto(`${world.web}/acctinfo`);
  await follow(visitor, '#change');
  await saveBeneficiary(visitor, 'Vera');
  assert.equal(await shown(visitor, '#beneficiary'), 'Vera');
});

scenario('A passkey is a second factor, and recovery codes stand in for it', async (stage) => {
  const world = await passkeyWorld(stage);
  const person = newPerson('Anna', 'Winter');
  const visitor = await stage.visitor({ locale: 'de-DE' });
  const { page } = visitor;
  await signUpTo(visitor, world, person);
  await page.waitForSelector('#continue');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  await addAuthenticator(visitor, { transport: 'usb' });

  await beginStepUp(visitor, world);
  await follow(visitor, '#MfaPasskeyExchange');
  await page.waitForSelector('#usePasskey:visible');
  await visitor.look('enrol');
  await follow(visitor, '#usePasskey');
  const codes = await page.locator('.codes li').allInnerTexts();
  assert.equal(codes.length, 10);
  await visitor.look('recovery-codes');
  await follow(visitor, '#continue');
  await saveBeneficiary(visitor, 'Erste');

  // Another browser without that passkey: back from it to the other methods, and a code lets in.
  const other = await stage.visitor({ width: 390, height: 844 });
  await beginSignIn(other, world);
  await enterPassword(other, person);
  await arriveHome(other, world, person);
  await beginStepUp(other, world);
  await follow(other, '#MfaPasskeyExchange');
  await other.page.waitForSelector('#usePasskey');
  await other.look('verify');
  await follow(other, '#MfaRecoveryCodeExchange');
  await other.page.fill('#recoveryCode', 'AAAA-AAAA-AAAA-AAAA');
  await follow(other, '#continue');
  assert.match(await shown(other, '.error.pageLevel'), /incorrect or was used/);
  await other.look('wrong-code');
  await other.page.fill('#recoveryCode', codes[0]);
  await follow(other, '#continue');
  await saveBeneficiary(other, 'Zweite');
});

scenario('Without JavaScript the passkey page says so and offers the other methods', async (stage) => {
  const world = await passkeyWorld(stage);
  const person = newPerson('Nora', 'Script');
  const visitor = await stage.visitor({ javaScript: false });
  await signUpTo(visitor, world, person);
  await visitor.page.waitForSelector('noscript .passkeyNote');
  await visitor.look('offer-without-script');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  await beginStepUp(visitor, world);
  await follow(visitor, '#MfaPasskeyExchange');
  assert.match(await visitor.text(), /needs JavaScript/);
  await visitor.look('verify-without-script');
  await follow(visitor, '#MfaSmsExchange');
  await visitor.page.waitForSelector('#countryCode');
});

scenario('A person sees their passkey, adds another one and removes both', async (stage) => {
  const world = await passkeyWorld(stage);
  const person = newPerson('Rosa', 'Key');
  const visitor = await stage.visitor({ locale: 'de-DE' });
  const { page } = visitor;
  const first = await addAuthenticator(visitor);
  await signUpTo(visitor, world, person);
  await page.waitForSelector('#usePasskey:visible');
  await follow(visitor, '#usePasskey');
  await arriveHome(visitor, world, person);

  // The session is fresh, and is not enough.
  const manage = async () => {
    await follow(visitor, 'a[href="/editprofile"]');
    await page.waitForSelector('#ManageFactorsExchange');
    await visitor.look('choose');
    await follow(visitor, '#ManageFactorsExchange');
  };
  await manage();
  // The sign-in page again, which the authenticator of the device answers by itself.
  await page.waitForSelector('#addPasskey_li');
  await visitor.look('factors');
  assert.match(await visitor.text(), /Passkey \d{4}-\d\d-\d\d, zuletzt benutzt am/);
  await page.check('#addPasskey_li input');
  await follow(visitor, '#continue');
  await page.waitForSelector('#usePasskey:visible');
  // That device is put away; another one makes the second.
  await first.remove();
  await addAuthenticator(visitor, { transport: 'usb' });
  await follow(visitor, '#usePasskey');
  await arriveHome(visitor, world, person);

  await manage();
  await page.waitForSelector('#password');
  await visitor.look('sign-in-again');
  await enterPassword(visitor, person);
  await page.waitForSelector('#usePasskey:visible');
  await visitor.look('prove');
  await follow(visitor, '#usePasskey');
  await page.waitForSelector('#passkeysToRemove_li');
  assert.equal(await page.locator('#passkeysToRemove_li input').count(), 2);
  for (const box of await page.locator('#passkeysToRemove_li input').all()) await box.check();
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
});
