// The administrator of the demo: how they sign in to the console.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const kDomain = 'insurance.onmicrosoft.com';

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
    // The step before the present one is accepted until the present one ends; ten seconds are left to enter its code.
    this.used = Math.max(this.used + 1, Math.floor((Date.now() + 10_000) / 30_000) - 1);
    return codeOf(this.secret, this.used);
  }
}

function administrator(world) {
  const lines = readFileSync(join(world.data, 'demo', 'console.env'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

// At the sign-in page of any flow for accounts by e-mail.
export async function enterPasswordOfAdministrator(visitor, world) {
  await enterPassword(visitor, administrator(world));
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

export async function firstSignIn(visitor, world) {
  await visitor.goto(`${world.gatehouse}/admin`);
  await enterPassword(visitor, administrator(world));
  await visitor.page.click('#MfaAppExchange');
  const app = new AuthenticatorApp(await visitor.page.innerText('.secret'));
  await visitor.look('first-sign-in');
  await enterCode(visitor, app);
  return app;
}

export async function signIn(visitor, world, app) {
  await visitor.goto(`${world.gatehouse}/admin`);
  await enterPassword(visitor, administrator(world));
  await visitor.page.click('#MfaAppExchange');
  await enterCode(visitor, app);
}

// Another browser of whoever is signed in at `from`. A third sign-in within half a minute needs a code that the app does
// not show yet, and that the server refuses.
export async function takeSession(visitor, from, world) {
  await visitor.context.addCookies(await from.context.cookies());
  await visitor.goto(`${world.gatehouse}/admin`);
  await visitor.page.waitForSelector('.menu');
}

export const at = (world, path) => `${world.gatehouse}/admin/${kDomain}${path}`;
