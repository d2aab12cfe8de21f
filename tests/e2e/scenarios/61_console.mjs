// The console: an administrator's first sign-in, and every page of it in light, dark and narrow.
import assert from 'node:assert/strict';

import { at, firstSignIn, kDomain, signIn, takeSession } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

async function lookAtAll(visitor, world) {
  const go = async (path, name) => {
    await visitor.goto(at(world, path));
    await visitor.look(name);
  };
  await go('', 'dashboard');
  await visitor.page.click('#latency-heading ~ .plots summary >> nth=0');
  await visitor.look('numbers');
  await go('/users', 'users');
  await visitor.page.click('tbody a >> nth=0');
  await visitor.look('person');
  const person = new URL(visitor.page.url()).pathname;
  for (const page of ['edit', 'reset-password', 'block']) {
    await visitor.goto(`${world.gatehouse}${person}/${page}`);
    await visitor.look(page);
  }
  await go('/users/new', 'new-person');
  await go('/deleted-users', 'deleted');
  await go('/audit', 'audit');
  await visitor.page.click(`td[data-label="Correlation"] a >> nth=0`);
  await visitor.look('journey');
  await go('/policies', 'policies');
  await go('/policies/upload', 'upload');
  await go('/keys', 'keys');
  await go('/administrators', 'administrators');
  await go('/settings', 'settings');
  await go('/search?q=nobody', 'search');
  await go('/sign-out', 'sign-out');
}

scenario('Console: an administrator signs in and sees every page', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const light = await stage.visitor({ height: 1000 });
  const app = await firstSignIn(light, world);
  assert.equal(new URL(light.page.url()).pathname, `/admin/${kDomain}`);
  // The sign-in that led here was measured, without anything that a server has to be told.
  assert.match(await light.page.textContent('#plot-latency-authorize'), /Sign-in pages: half of the requests within/);
  await lookAtAll(light, world);

  const dark = await stage.visitor({ colorScheme: 'dark' });
  await signIn(dark, world, app);
  await lookAtAll(dark, world);

  const narrow = await stage.visitor({ width: 390, height: 800 });
  await takeSession(narrow, light, world);
  await lookAtAll(narrow, world);
});

scenario('Console: somebody is created, found, blocked and deleted without scripts', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ javaScript: false });
  const app = await firstSignIn(visitor, world);
  assert.ok(app);
  await visitor.goto(at(world, '/users/new'));
  await visitor.page.fill('#displayName', 'Grace <b>Hopper</b>');
  await visitor.page.fill('#email', 'grace@example.test');
  await visitor.page.click('main .primary');
  const password = await visitor.page.innerText('#temporaryPassword');
  assert.match(password, /^[A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){3}$/);
  await visitor.look('temporary-password');

  await visitor.page.fill('#find', 'grace@');
  await visitor.page.click('.find button');
  assert.equal(await visitor.page.innerText('h1'), 'Grace <b>Hopper</b>');
  await visitor.page.click('text=Block sign-in');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /is blocked; sessions and refresh tokens have ended/);
  await visitor.page.click('text=Delete');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /For thirty days you can restore them/);
  await visitor.page.click('text=Deleted people');
  await visitor.page.click('text=Restore');
  await visitor.page.click('main .primary');
  assert.match(await visitor.text(), /was restored/);
  await visitor.page.click('.who button');
  assert.match(await visitor.text(), /You are signed out/);
});

scenario('Console: the keyboard reaches everything', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor();
  await firstSignIn(visitor, world);
  await visitor.goto(at(world, '/users'));
  await visitor.page.keyboard.press('Tab');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.className), 'skip');
  await visitor.page.keyboard.press('Enter');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), 'content');
  await visitor.page.keyboard.press('/');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), 'find');
  await visitor.page.keyboard.type('admin@insurance.example');
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForSelector('#factors-heading');
  assert.equal(await visitor.page.innerText('h1'), 'Administrator');
});
