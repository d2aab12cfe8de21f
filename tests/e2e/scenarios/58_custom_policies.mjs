// Policies that strangers wrote for Azure, as they are but for the name of the tenant, under the insurance portal.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import { arriveHome, beginSignIn, enterPassword, fillSignUp, follow, openSignUp, proveMailbox, signOut } from '../lib/steps.mjs';

function starterPack(stage) {
  const corpus = process.env.GATEHOUSE_CORPUS;
  if (!corpus) stage.skip('GATEHOUSE_CORPUS is not set');
  const pack = join(corpus, 'starterpack', 'LocalAccounts');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pack-'));
  for (const file of readdirSync(pack).filter((name) => name.endsWith('.xml')))
    writeFileSync(join(folder, file), readFileSync(join(pack, file), 'utf8').replaceAll('yourtenant.', 'insurance.'));
  return folder;
}

async function packWorld(stage) {
  const folder = starterPack(stage);
  try {
    const world = await stage.ownWorld({
      environment: {
        'insurance-web': {
          B2C_POLICY: 'B2C_1A_signup_signin', B2C_EDIT_POLICY: 'B2C_1A_ProfileEdit', B2C_RESET_POLICY: 'B2C_1A_PasswordReset',
        },
      },
      cast: ['gatehouse'],
    });
    const push = world.spawn('push', [world.file('gatehouse'), 'policy', 'push', folder, '--data', world.data]);
    assert.equal(await push.finish(), 0, push.logTail());
    // A running server follows in a moment; one that starts has them at once.
    await world.stopProgram('gatehouse');
    await Promise.all(['gatehouse', 'insurance-web'].map((name) => world.startProgram(name)));
    return world;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

scenario('The portal runs on the starter pack for local accounts', async (stage) => {
  const world = await packWorld(stage);
  const visitor = await stage.visitor();
  const { page } = visitor;
  const person = newPerson('Grace', 'Hopper');

  await openSignUp(visitor, world);
  await visitor.look('sign-up');
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  await visitor.goto(`${world.web}/claims`);
  assert.match(await visitor.text(), /B2C_1A_signup_signin/i);
  await visitor.goto(`${world.web}/`);

  await signOut(visitor, world);

  await beginSignIn(visitor, world);
  await visitor.look('sign-in');
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await follow(visitor, 'a[href="/editprofile"]');
  await page.waitForSelector('#givenName');
  assert.equal(await page.inputValue('#surname'), 'Hopper');
  await visitor.look('profile');
  await page.fill('#surname', 'Murray Hopper');
  await follow(visitor, '#continue');
  // This policy tells the portal nothing but who it was; the next sign-in brings the name.
  assert.equal(page.url(), `${world.web}/`);
  await signOut(visitor, world);
  await beginSignIn(visitor, world);
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
  await visitor.goto(`${world.web}/claims`);
  assert.match(await visitor.text(), /Murray Hopper/);
});
