// A second factor only when the sign-in is risky: in a browser that the person has not proven one in.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  arriveHome, beginSignIn, enterPassword, fillSignUp, follow, kGermanPhone, openSignUp, pressHere, proveMailbox, shown,
  signIn, signOut,
} from '../lib/steps.mjs';

const kDemo = join(dirname(fileURLToPath(import.meta.url)), '../../../demo/tenant.toml');

async function conditionalWorld(stage) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-conditional-'));
  try {
    const tenant = join(folder, 'tenant.toml');
    writeFileSync(tenant, readFileSync(kDemo, 'utf8')
      .replace('mfa = "off"\n', 'mfa = "conditional"\nmfa_methods = ["email"]\n'));
    return await stage.ownWorld({ tenant });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function proveByEmail(visitor, world, person) {
  const { page } = visitor;
  await page.waitForSelector('#emailVerificationControl_but_send_code');
  const mark = await world.outbox.mark();
  await pressHere(visitor, '#emailVerificationControl_but_send_code', '#emailCode');
  await page.fill('#emailCode', await world.outbox.code(person.email, mark));
  await pressHere(visitor, '#emailVerificationControl_but_verify_code', '#emailVerificationControl_success_message');
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
}

scenario('A new browser needs a second factor, and a known one does not', async (stage) => {
  const world = await conditionalWorld(stage);
  const person = newPerson('Katherine', 'Johnson');
  const visitor = await stage.visitor();
  await openSignUp(visitor, world);
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await proveByEmail(visitor, world, person);
  await signOut(visitor, world);
  await signIn(visitor, world, person);

  // Without JavaScript and in German, on a telephone that was never here.
  const second = await stage.visitor({ ...kGermanPhone, javaScript: false });
  await beginSignIn(second, world);
  await enterPassword(second, person);
  assert.equal(await shown(second, 'h1'), 'Bestätigen Sie, dass Sie es sind');
  await second.look('new-browser');
  await proveByEmail(second, world, person);
  await signOut(second, world);
  await signIn(second, world, person);
});
