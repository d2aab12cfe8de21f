// Each second factor: set up the first time, only proven the second time.
import assert from 'node:assert/strict';

import { authenticatorCode, newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  beginStepUp, enrolPhone, finishPhone, follow, kGermanPhone, pressHere, saveBeneficiary, shown, signIn, signOut, signUp,
  stepUpByPhone, usePhone,
} from '../lib/steps.mjs';

async function enterAppCode(visitor, code) {
  await visitor.page.fill('#otpCode', code);
  await follow(visitor, '#continue');
}

async function signOutAndIn(visitor, world, person) {
  await signOut(visitor, world);
  await signIn(visitor, world, person);
}

scenario('A phone is enrolled once and then only proven', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Mary', 'Keller');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await signUp(visitor, world, person);
  await beginStepUp(visitor, world);
  await follow(visitor, '#MfaSmsExchange');
  await page.selectOption('#countryCode', person.country);
  await page.fill('#number', 'no number');
  await follow(visitor, '#sendCode');
  assert.match(await shown(visitor, '#phoneError'), /not a valid phone number/);
  await visitor.look('no-number');
  // A typing mistake in the code, and a number of another person first.
  const mark = await world.outbox.mark();
  await page.fill('#number', newPerson().number);
  await pressHere(visitor, '#sendCode', '#verificationCode');
  await pressHere(visitor, '#changeNumber', '#number');
  await page.selectOption('#countryCode', person.country);
  await page.fill('#number', person.number);
  await pressHere(visitor, '#sendCode', '#verificationCode');
  const code = await world.outbox.code(person.phone, mark);
  await page.fill('#verificationCode', code === '000000' ? '000001' : '000000');
  await follow(visitor, '#verifyCode');
  assert.match(await shown(visitor, '#phoneError'), /not the (right )?code/);
  await page.fill('#verificationCode', code);
  await finishPhone(visitor);
  await saveBeneficiary(visitor, 'First');
  // Within five minutes nothing is asked again.
  await follow(visitor, '#change');
  await page.waitForSelector('#beneficiary_name');
  await saveBeneficiary(visitor, 'Second');
  assert.equal(await shown(visitor, '#beneficiary'), 'Second');

  await signOutAndIn(visitor, world, person);
  await beginStepUp(visitor, world);
  await usePhone(visitor, world, person);
  await finishPhone(visitor);
  await saveBeneficiary(visitor, 'Third');
  assert.equal(await shown(visitor, '#beneficiary'), 'Third');
});

scenario('An authenticator app is enrolled once and guards what comes after', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Margaret', 'Hamilton');
  const visitor = await stage.visitor(kGermanPhone);
  const { page } = visitor;
  await signUp(visitor, world, person);
  await beginStepUp(visitor, world);
  await follow(visitor, '#MfaAppExchange');
  assert.equal(await shown(visitor, 'h1'), 'Authentifizierungs-App einrichten');
  assert.equal(await page.locator('.qrCode svg').count(), 1);
  const secret = await shown(visitor, '.secret');
  await visitor.look('enrol-app');
  await enterAppCode(visitor, authenticatorCode(secret) === '000000' ? '000001' : '000000');
  assert.match(await shown(visitor, '.error.pageLevel'), /nicht der richtige Code/);
  assert.equal(await shown(visitor, '.secret'), secret);
  const used = authenticatorCode(secret);
  await enterAppCode(visitor, used);
  await page.waitForSelector('#beneficiary_name');
  await saveBeneficiary(visitor, 'Lauren');
  assert.equal(await shown(visitor, '#beneficiary'), 'Lauren');

  // A password alone adds no phone beside the app: the app comes first, and its code works once (RFC 6238 §5.2).
  await signOutAndIn(visitor, world, person);
  await beginStepUp(visitor, world);
  await follow(visitor, '#MfaSmsExchange');
  assert.equal(await page.locator('.secret').count(), 0);
  await visitor.look('app-code');
  await enterAppCode(visitor, used);
  assert.match(await shown(visitor, '.error.pageLevel'), /nicht der richtige Code/);
  await enterAppCode(visitor, authenticatorCode(secret, 1));
  await page.waitForSelector('#number');
});

scenario('A code by e-mail is a second factor too', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Radia', 'Perlman');
  const visitor = await stage.visitor(kGermanPhone);
  const { page } = visitor;
  await signUp(visitor, world, person);
  for (const name of ['Erste', 'Zweite']) {
    await beginStepUp(visitor, world);
    await follow(visitor, '#MfaEmailExchange');
    assert.equal(await page.inputValue('#readonlyEmail'), person.email);
    await visitor.look(`email-${name}`);
    const mark = await world.outbox.mark();
    await pressHere(visitor, '#emailVerificationControl_but_send_code', '#emailCode');
    await page.fill('#emailCode', await world.outbox.code(person.email, mark));
    await pressHere(visitor, '#emailVerificationControl_but_verify_code', '#emailVerificationControl_success_message');
    await follow(visitor, '#continue');
    await page.waitForSelector('#beneficiary_name');
    await saveBeneficiary(visitor, name);
    assert.equal(await shown(visitor, '#beneficiary'), name);
    await signOutAndIn(visitor, world, person);
  }
});

scenario('Five wrong codes end a code', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Jean', 'Bartik');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await signUp(visitor, world, person);
  await beginStepUp(visitor, world);
  const mark = await world.outbox.mark();
  await enrolPhone(visitor, world, person);
  const code = await world.outbox.code(person.phone, mark);
  for (let guess = 0; guess < 5; ++guess) {
    const wrong = `11111${guess}`;
    await page.fill('#verificationCode', wrong === code ? '222222' : wrong);
    await follow(visitor, '#verifyCode');
  }
  // B2C: AADB2C90151 goes back to the application.
  await page.waitForSelector('#correlation_id');
  assert.equal(new URL(page.url()).origin, world.web);
  await visitor.look('code-ended');
  await visitor.goto(`${world.web}/`);
  assert.equal(await shown(visitor, '#name'), person.name);
  await stepUpByPhone(visitor, world, person);
  await saveBeneficiary(visitor, 'Betty Holberton');
  assert.equal(await shown(visitor, '#beneficiary'), 'Betty Holberton');
});
