// The console: an administrator's first sign-in, and every page of it in light, dark and narrow.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { scenario } from '../lib/runner.mjs';

const kDomain = 'insurance.onmicrosoft.com';

// RFC 6238, as an authenticator app does.
function codeOf(base32, step) {
  const bits = [...base32.replace(/[\s=]/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// A code works once: each sign-in takes the next of the steps that are accepted now.
class AuthenticatorApp {
  constructor(secret) {
    this.secret = secret;
    this.used = 0;
  }

  next() {
    this.used = Math.max(this.used + 1, Math.floor(Date.now() / 30_000) - 1);
    return codeOf(this.secret, this.used);
  }
}

function administrator(world) {
  const lines = readFileSync(join(world.data, 'demo', 'console.env'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

async function enterPassword(visitor, { EMAIL, PASSWORD }) {
  await visitor.page.fill('#signInName', EMAIL);
  await visitor.page.fill('#password', PASSWORD);
  await visitor.page.click('#next');
}

async function enterCode(visitor, app) {
  await visitor.page.waitForSelector('#otpCode');
  await visitor.page.fill('#otpCode', app.next());
  await visitor.page.click('#continue');
  await visitor.page.waitForSelector('.menu');
}

async function firstSignIn(visitor, world) {
  await visitor.goto(`${world.gatehouse}/admin`);
  await enterPassword(visitor, administrator(world));
  await visitor.page.click('#MfaAppExchange');
  const app = new AuthenticatorApp(await visitor.page.innerText('#secretKey'));
  await visitor.look('first-sign-in');
  await enterCode(visitor, app);
  return app;
}

async function signIn(visitor, world, app) {
  await visitor.goto(`${world.gatehouse}/admin`);
  await enterPassword(visitor, administrator(world));
  await visitor.page.click('#MfaAppExchange');
  await enterCode(visitor, app);
}

const at = (world, path) => `${world.gatehouse}/admin/${kDomain}${path}`;

async function lookAtAll(visitor, world) {
  const go = async (path, name) => {
    await visitor.goto(at(world, path));
    await visitor.look(name);
  };
  await go('', 'dashboard');
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
  await lookAtAll(light, world);

  const dark = await stage.visitor({ colorScheme: 'dark' });
  await signIn(dark, world, app);
  await lookAtAll(dark, world);

  const narrow = await stage.visitor({ width: 390, height: 800 });
  await signIn(narrow, world, app);
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
  await visitor.page.waitForSelector('#factors');
  assert.equal(await visitor.page.innerText('h1'), 'Administrator');
});
