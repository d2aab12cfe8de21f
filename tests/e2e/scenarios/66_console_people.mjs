// What administrators do to people and to each other, page by page.
import assert from 'node:assert/strict';

import { at, firstSignIn, signIn } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

const send = (visitor) => visitor.page.click('main form .button >> nth=0');

async function created(visitor, world) {
  await visitor.goto(at(world, '/users/new'));
  await visitor.page.fill('#displayName', 'Grace Hopper');
  await visitor.page.fill('#email', 'grace@example.test');
  await send(visitor);
  await visitor.page.click('text=Done');
  assert.equal(await visitor.page.innerText('h1'), 'Grace Hopper');
  return visitor.page.url();
}

// Each question, and what came of it.
async function walkPerson(visitor, person) {
  for (const [press, name, done] of [
    ['Block sign-in', 'block', /is blocked/],
    ['Unblock sign-in', 'unblock', /may sign in again/],
    ['Sign out everywhere', 'sign-out', /is signed out everywhere/],
  ]) {
    await visitor.page.click(`main >> text=${press}`);
    await visitor.look(name);
    await send(visitor);
    assert.match(await visitor.text(), done);
  }
  await visitor.page.click('text=Export data');
  await visitor.look('data');
  const download = visitor.page.waitForEvent('download');
  await send(visitor);
  assert.equal((await download).suggestedFilename(), 'person.json');
  await visitor.goto(`${person}/reset-password`);
  await visitor.page.click('text=Make a temporary password');
  await visitor.look('temporary-password');
}

// Each attribute of the tenant's own is entered by its type, and what is none stays on the page.
async function walkAttributes(visitor, world, person) {
  const names = { integer: `points${visitor.width}`, boolean: `member${visitor.width}` };
  for (const [type, name] of Object.entries(names)) {
    await visitor.goto(at(world, '/attributes/new'));
    await visitor.page.fill('#name', name);
    await visitor.page.selectOption('#type', type);
    await send(visitor);
    await visitor.page.waitForSelector(`text=${name} was added`);
  }
  await visitor.goto(`${person}/edit`);
  await visitor.page.selectOption(`#extension_${names.boolean}`, 'true');
  await visitor.page.fill(`#extension_${names.integer}`, 'seven');
  await send(visitor);
  assert.equal(await visitor.page.innerText(`#extension_${names.integer}-error`), 'It must be a whole number.');
  assert.equal(await visitor.page.inputValue(`#extension_${names.integer}`), 'seven');
  assert.equal(await visitor.page.inputValue(`#extension_${names.boolean}`), 'true');
  await visitor.look('edit-wrong');
  await visitor.page.fill(`#extension_${names.integer}`, '7');
  await send(visitor);
  assert.match(await visitor.text(), /Saved\./);
}

async function walkRoles(visitor, world) {
  await visitor.goto(at(world, '/administrators'));
  await visitor.page.fill('#q', 'grace@example.test');
  await send(visitor);
  await visitor.look('roles');
  await visitor.page.check('[value=auditor]');
  await send(visitor);
  assert.match(await visitor.text(), /Grace Hopper has the roles auditor/);
  await visitor.look('administrators');
  await visitor.page.click('tr:has-text("Grace Hopper") >> text=Change roles');
  await visitor.page.uncheck('[value=auditor]');
  await send(visitor);
  assert.match(await visitor.text(), /Grace Hopper has no role any more/);
}

async function walkErasing(visitor, person) {
  await visitor.goto(person);
  await visitor.page.click('.actions >> text=Delete');
  await visitor.look('delete');
  await send(visitor);
  await visitor.page.click('text=Deleted people');
  await visitor.look('deleted');
  await visitor.page.click('tbody >> text=Restore');
  await visitor.look('restore');
  await visitor.page.click('text=Cancel');
  await visitor.page.click('tbody >> text=Erase');
  await visitor.look('erase');
  await send(visitor);
  assert.match(await visitor.text(), /Erased/);
}

// The administrator's own, which is there: the page that asks, and the way back. A passkey's is asked for by its address.
async function walkFactors(visitor, world) {
  await visitor.goto(at(world, '/search?q=admin@insurance.example'));
  const page = visitor.page.url();
  await visitor.page.click('#factors-heading ~ table tr:has-text("Authenticator app") >> text=Remove');
  await visitor.look('remove-factor');
  await visitor.page.click('text=Cancel');
  assert.equal(visitor.page.url(), page);
  await visitor.goto(`${page}/passkeys/AAAA`);
  await visitor.look('remove-passkey');
}

async function walk(visitor, world) {
  const person = await created(visitor, world);
  await walkAttributes(visitor, world, person);
  await walkPerson(visitor, person);
  await walkRoles(visitor, world);
  await walkErasing(visitor, person);
  await walkFactors(visitor, world);
}

scenario('Console: people and administrators are changed, page by page', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const light = await stage.visitor({ height: 1000 });
  const app = await firstSignIn(light, world);
  await walk(light, world);

  const narrow = await stage.visitor({ width: 390, height: 800, colorScheme: 'dark', javaScript: false });
  await signIn(narrow, world, app);
  await walk(narrow, world);
});
