// Signing in and up when something is wrong, by keyboard, and in another language than the browser's.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, authorizeAddress, beginSignIn, enterPassword, fillSignUp, follow, language, openPortal, openSignUp,
  pressHere, proveMailbox, shown, signIn, signOut, signUp,
} from '../lib/steps.mjs';

const kWrong = 'The e-mail address or the password is not right.';
const kGuessesUntilLock = 10; // B2C: smart lock-out

scenario('A wrong password and an unknown person read the same', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Alan', 'Turing');
  const visitor = await stage.visitor();
  await signUp(visitor, world, person);
  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  await enterPassword(visitor, { ...person, password: 'Wrong-horse-1' });
  assert.equal(await shown(visitor, '#localAccountFormError'), kWrong);
  assert.equal(await visitor.page.inputValue('#signInName'), person.email);
  assert.equal(await visitor.page.inputValue('#password'), '');
  await visitor.look('wrong-password');
  await enterPassword(visitor, newPerson('No', 'Body'));
  assert.equal(await shown(visitor, '#localAccountFormError'), kWrong);
  // The journey is unharmed.
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
});

scenario('Ten wrong passwords lock the account', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Katherine', 'Johnson');
  const visitor = await stage.visitor();
  await signUp(visitor, world, person);
  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  // B2C: the same wrong password twice is one guess, so each is another.
  for (let guess = 1; guess < kGuessesUntilLock; ++guess) {
    await enterPassword(visitor, { ...person, password: `Wrong-horse-${guess}` });
    assert.equal(await shown(visitor, '#localAccountFormError'), kWrong, `guess ${guess}`);
  }
  await enterPassword(visitor, { ...person, password: 'Wrong-horse-10' });
  await enterPassword(visitor, person);
  assert.match(await shown(visitor, '#localAccountFormError'), /this account is locked for a while/);
  await visitor.look('locked');
});

scenario('Signing in by keyboard alone', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Annie', 'Easley');
  await signUp(await stage.visitor(), world, person);

  const visitor = await stage.visitor();
  const { keyboard } = visitor.page;
  const focused = () => visitor.page.evaluate(() => globalThis.document.activeElement?.id);
  const tabTo = async (id) => {
    for (let presses = 0; presses < 20 && (await focused()) !== id; ++presses) await keyboard.press('Tab');
    assert.equal(await focused(), id);
  };
  await openPortal(visitor, world);
  await tabTo('signin');
  await follow(visitor, '#signin', () => keyboard.press('Enter'));
  await visitor.page.waitForSelector('#signInName');
  // The first thing to fill in has the focus, and Tab leads on to the password and not to a link beside it.
  assert.equal(await focused(), 'signInName');
  await keyboard.type(person.email);
  await keyboard.press('Tab');
  assert.equal(await focused(), 'password');
  await keyboard.type(person.password);
  await follow(visitor, '#next', () => keyboard.press('Enter'));
  await arriveHome(visitor, world, person);
});

scenario('Signing up with bad entries says what is wrong', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Mary', 'Jackson');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await openSignUp(visitor, world);
  // Nothing is created before the mailbox is proven.
  await page.fill('#email', person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  assert.match(await shown(visitor, '.error.pageLevel'), /confirm the address first/);
  await page.fill('#email', 'not an address');
  await pressHere(visitor, '#email_ver_but_send', '#email_incorrect_format, #email_fail_server, #email_error');

  await page.fill('#email', person.email);
  const mark = await world.outbox.mark();
  await pressHere(visitor, '#email_ver_but_send', '#email_ver_input');
  const code = await world.outbox.code(person.email, mark);
  await page.fill('#email_ver_input', code === '000000' ? '000001' : '000000');
  await pressHere(visitor, '#email_ver_but_verify', '#email_fail_retry');
  await visitor.look('wrong-code');
  await page.fill('#email_ver_input', code);
  await pressHere(visitor, '#email_ver_but_verify', '#email_success');

  await fillSignUp(visitor, person);
  await page.fill('#newPassword', 'weak');
  await page.fill('#reenterPassword', 'weak');
  await page.fill('#displayName', "<script>document.title='owned'</script>");
  await follow(visitor, '#continue');
  assert.match(await shown(visitor, '#newPassword_error'), /8 to 64 characters/);
  assert.match(await shown(visitor, '#displayName_error'), /</);
  assert.doesNotMatch(await page.title(), /owned/);
  await visitor.look('bad-entries');

  await fillSignUp(visitor, person);
  await page.fill('#reenterPassword', 'Another-horse-1');
  await follow(visitor, '#continue');
  assert.match(await shown(visitor, '#passwordEntryMismatch'), /not the same/);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);

  // The address is taken now; only who reads its mail hears so.
  const second = await stage.visitor();
  await openSignUp(second, world);
  await proveMailbox(second, world, person.email);
  await fillSignUp(second, person);
  await follow(second, '#continue');
  assert.match(await shown(second, '.error.pageLevel'), /already an account/);
});

scenario('A person can take another language than the browser has', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Émilie', 'du Châtelet');
  const visitor = await stage.visitor();
  await visitor.goto(`${world.web}/login?lang=de`);
  assert.equal(await language(visitor), 'de');
  await follow(visitor, '#signin');
  assert.equal(await shown(visitor, 'h1'), 'Anmelden');
  // And an application says it with ui_locales.
  await visitor.goto(authorizeAddress(world, { ui_locales: 'en' }));
  assert.equal(await shown(visitor, 'h1'), 'Sign in');
  await visitor.goto(authorizeAddress(world, { ui_locales: 'fr de-AT' }));
  assert.equal(await shown(visitor, 'h1'), 'Anmelden');
  await signUp(visitor, world, person);
  assert.equal(await language(visitor), 'de');
  await follow(visitor, 'a[hreflang="en"]');
  assert.equal(await language(visitor), 'en');
});
