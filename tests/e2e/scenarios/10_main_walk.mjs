// From sign-up to a changed beneficiary and out again, in both languages and without JavaScript.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, beginSignIn, beginStepUp, enrolPhone, fillSignUp, finishPhone, follow, language, openPortal, proveMailbox,
  pressHere, saveBeneficiary, shown,
} from '../lib/steps.mjs';

const kTexts = {
  en: {
    signedOut: 'You are signed out.', changed: 'The beneficiary has been changed.', nobody: 'Nobody named yet',
    hello: 'Hello, ', signIn: 'Sign in', signUp: 'Create your account', choose: 'Confirm it is you',
    message: /code for Northgate Insurance/,
  },
  de: {
    signedOut: 'Sie sind abgemeldet.', changed: 'Die begünstigte Person wurde geändert.', nobody: 'Noch niemand benannt',
    hello: 'Guten Tag, ', signIn: 'Anmelden', signUp: 'Konto erstellen', choose: 'Bestätigen Sie, dass Sie es sind',
    message: /Code für Northgate Insurance/,
  },
};

// Every page is looked at, and every page speaks the language of the browser.
async function walk(stage, tag, visitorOptions, person) {
  const texts = kTexts[tag];
  const world = await stage.world();
  const visitor = await stage.visitor(visitorOptions);
  const { page } = visitor;
  const look = async (name) => {
    assert.equal(await language(visitor), tag, name);
    await visitor.look(name);
  };

  await openPortal(visitor, world);
  await look('portal');
  await follow(visitor, '#signin');
  assert.equal(await shown(visitor, 'h1'), texts.signIn);
  await look('sign-in');

  await follow(visitor, '#createAccount');
  assert.equal(await shown(visitor, 'h1'), texts.signUp);
  await look('sign-up');
  const mark = await world.outbox.mark();
  await page.fill('#email', person.email);
  await pressHere(visitor, '#email_ver_but_send', '#email_ver_input');
  await look('sign-up-code');
  const message = await world.outbox.next(person.email, mark);
  assert.match(message.subject, texts.message);
  await page.fill('#email_ver_input', await world.outbox.code(person.email, mark));
  await pressHere(visitor, '#email_ver_but_verify', '#email_success');
  await fillSignUp(visitor, person);
  await look('sign-up-filled');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  assert.equal(await shown(visitor, 'h1'), `${texts.hello}${person.name}`);
  await look('home');

  await follow(visitor, 'a[href="/acctinfo"]');
  assert.equal(await shown(visitor, '#email'), person.email);
  const number = await shown(visitor, '#policynumber');
  assert.match(number, /^[1-9]\d{7}$/);
  assert.equal(await shown(visitor, '#beneficiary'), texts.nobody);
  await look('account');

  await beginStepUp(visitor, world);
  assert.equal(await shown(visitor, 'h1'), texts.choose);
  await look('choose-factor');
  await enrolPhone(visitor, world, person, look);
  await finishPhone(visitor);
  await look('change-beneficiary');
  await saveBeneficiary(visitor, 'Zoë Ångström');
  assert.equal(await shown(visitor, '.notice'), texts.changed);
  assert.equal(await shown(visitor, '#beneficiary'), 'Zoë Ångström');
  assert.equal(await shown(visitor, '#policynumber'), number);
  await look('changed');

  await follow(visitor, 'a[href="/logout"]');
  await page.waitForSelector('#signin');
  assert.equal(await shown(visitor, '.notice'), texts.signedOut);
  await look('signed-out');
  // Single sign-on is over as well: the pages ask again.
  await follow(visitor, '#signin');
  await page.waitForSelector('#password');
  await visitor.goto(`${world.web}/acctinfo`);
  await page.waitForSelector('#signin');
}

scenario('Sign-up to changed beneficiary in English', (stage) =>
  walk(stage, 'en', { locale: 'en-US' }, newPerson('Ada', 'Lovelace')));

// German words are long, and a phone is narrow.
scenario('Sign-up to changed beneficiary in German on a phone in the dark', (stage) =>
  walk(stage, 'de', { locale: 'de-DE', width: 390, height: 844, colorScheme: 'dark' }, newPerson('Jürgen', 'Müller')));

scenario('Sign-up to changed beneficiary without JavaScript', (stage) =>
  walk(stage, 'en', { javaScript: false }, newPerson('Grace', 'Hopper')));
