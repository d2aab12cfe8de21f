// People open two tabs, reload, and go back; programs are killed at any moment.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, beginSignIn, beneficiary, enterPassword, fillSignUp, follow, openSignUp, pressHere, saveBeneficiary, shown,
  signUp, stepUpByPhone,
} from '../lib/steps.mjs';

scenario('Two tabs, one person', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Barbara', 'Liskov');
  await signUp(await stage.visitor(), world, person);

  const visitor = await stage.visitor();
  const other = { page: await visitor.context.newPage(), goto: (url) => other.page.goto(url) };
  await beginSignIn(visitor, world);
  await beginSignIn(other, world);
  // A duplicate of the tab is the same journey; it goes on in either.
  const copy = { page: await visitor.context.newPage(), goto: (url) => copy.page.goto(url) };
  await copy.goto(visitor.page.url());
  await copy.page.waitForSelector('#signInName');
  await enterPassword(other, person);
  await arriveHome(other, world, person);
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await copy.goto(`${world.web}/`);
  assert.equal(await shown(copy, '#name'), person.name);
});

scenario('Reload and back never break a sign-in', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Frances', 'Allen');
  await signUp(await stage.visitor(), world, person);

  const visitor = await stage.visitor();
  const { page } = visitor;
  await beginSignIn(visitor, world);
  await page.reload();
  await follow(visitor, '#createAccount');
  await page.waitForSelector('#reenterPassword');
  await page.reload();
  await page.waitForSelector('#reenterPassword');
  await page.goBack();
  await page.waitForSelector('#next');
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await page.reload();
  await arriveHome(visitor, world, person);
  // Behind is a sign-in that was already used; saying so harms nothing, and one press leads home.
  await page.goBack();
  assert.match(await shown(visitor, '.problem'), /already used/);
  await follow(visitor, '#error a[href="/"]');
  await arriveHome(visitor, world, person);
});

scenario('An answer of the sign-in pages counts once', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Jean', 'Sammet');
  const visitor = await stage.visitor();
  const { page } = visitor;
  const answers = [];
  page.on('request', (request) => {
    if (request.url().startsWith(`${world.web}/getAToken?`)) answers.push(request.url());
  });
  await signUp(visitor, world, person);
  assert.equal(answers.length, 1);
  const again = await visitor.goto(answers[0]);
  assert.equal(again.status(), 400);
  assert.match(await shown(visitor, '.problem'), /already used/);
  await visitor.look('used-answer');
  // Nor does it count in another browser.
  const other = await stage.visitor();
  assert.equal((await other.goto(answers[0])).status(), 400);
  await visitor.goto(`${world.web}/`);
  await arriveHome(visitor, world, person);
});

scenario('A restart of any program in the middle loses nothing', async (stage) => {
  const world = await stage.ownWorld();
  const person = newPerson('Joan', 'Clarke');
  const visitor = await stage.visitor();
  const { page } = visitor;
  // In the middle of the sign-up: the page, the code and the proof are all stored.
  await openSignUp(visitor, world);
  await world.killAndStart('insurance-web');
  await world.killAndStart('gatehouse');
  const mark = await world.outbox.mark();
  await page.fill('#email', person.email);
  await pressHere(visitor, '#email_ver_but_send', '#email_ver_input');
  const code = await world.outbox.code(person.email, mark);
  await world.killAndStart('gatehouse');
  await page.fill('#email_ver_input', code);
  await pressHere(visitor, '#email_ver_but_verify', '#email_success');
  await world.killAndStart('gatehouse');
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);

  await world.killAndStart('insurance-web');
  await visitor.goto(`${world.web}/acctinfo`);
  const number = await shown(visitor, '#policynumber');
  await world.killAndStart('insurance-api');
  await stepUpByPhone(visitor, world, person);
  await Promise.all(['gatehouse', 'insurance-api', 'insurance-web'].map((name) => world.killAndStart(name)));
  await saveBeneficiary(visitor, 'Hugh Alexander');
  await world.killAndStart('insurance-api');
  assert.equal(await beneficiary(visitor, world), 'Hugh Alexander');
  assert.equal(await shown(visitor, '#policynumber'), number);
  // Single sign-on outlives the restart too.
  await visitor.context.clearCookies({ name: 'session' });
  await visitor.goto(`${world.web}/login`);
  await follow(visitor, '#signin');
  await arriveHome(visitor, world, person);
});
