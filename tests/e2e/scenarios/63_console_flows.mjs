// User flows in the console: made, set, given a language beside its preview, and run to its sign-in page.
import assert from 'node:assert/strict';

import { at, enterPasswordOfAdministrator, firstSignIn } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

const kTexts = {
  LocalizedStrings: [{ ElementType: 'UxElement', ElementId: null, StringId: 'button_signin', Override: true, Value: 'Entrer' }],
};

const tab = (visitor, name) => visitor.page.click(`.tabs >> text=${name}`);
const save = (visitor) => visitor.page.click('main .primary');

async function made(visitor, world) {
  await visitor.goto(at(world, '/flows'));
  await visitor.look('flows');
  await visitor.page.click('text=New user flow');
  await visitor.page.fill('#name', 'trial');
  await visitor.page.check('[name=collect][value=city]');
  await visitor.page.check('[name=claims][value=city]');
  await visitor.look('new-flow');
  await save(visitor);
  assert.equal(await visitor.page.innerText('h1'), 'B2C_1_trial');
  await visitor.look('flow');
}

async function set(visitor) {
  await tab(visitor, 'Properties');
  await visitor.look('properties');
  await visitor.page.fill('#sessionLifetimeMinutes', '5');
  await visitor.page.selectOption('#passwordRules', 'simple');
  await save(visitor);
  assert.match(await visitor.page.innerText('#sessionLifetimeMinutes-error'), /from 15 to 1440/);
  assert.equal(await visitor.page.inputValue('#passwordRules'), 'simple');
  await visitor.look('wrong-properties');
  await visitor.page.fill('#sessionLifetimeMinutes', '60');
  await save(visitor);
  assert.match(await visitor.text(), /Saved\./);
}

async function asked(visitor) {
  await tab(visitor, 'User attributes');
  await visitor.look('attributes');
  await visitor.page.click('tbody >> text=City');
  await visitor.page.fill('#label', 'Town');
  await visitor.page.selectOption('#control', 'dropdown');
  await save(visitor);
  assert.match(await visitor.text(), /There is nothing to choose from/);
  await visitor.page.fill('#options', 'vie = Vienna\ngrz = Graz');
  await visitor.look('attribute');
  await save(visitor);
  assert.match(await visitor.text(), /Drop-down list/);
  for (const [name, picture] of [['Application claims', 'claims'], ['Identity providers', 'providers'], ['API connectors', 'connectors'], ['Page layouts', 'layouts']]) {
    await tab(visitor, name);
    await visitor.look(picture);
  }
}

// The frame follows what is typed; without scripts a button does it.
async function translated(visitor) {
  await tab(visitor, 'Languages');
  await visitor.page.selectOption('#language', 'fr');
  await visitor.page.click('text=Add the language');
  await visitor.look('languages');
  await visitor.page.click('tbody >> text=French (fr)');
  await visitor.look('language');
  await visitor.page.click('tbody >> text=Sign in or sign up');
  await visitor.page.fill('[id="text.UxElement//button_signin"]', 'Se connecter');
  const frame = visitor.page.frameLocator('.preview');
  // What stands now is there first, as somebody who looks would wait for it.
  await frame.locator('#next').waitFor();
  if (!visitor.javaScript) await visitor.page.click('[data-preview]');
  await frame.locator('text=Se connecter').waitFor();
  await visitor.look('texts');
  await save(visitor);
  assert.equal(await visitor.page.inputValue('[id="text.UxElement//button_signin"]'), 'Se connecter');
  await visitor.page.click('.actions >> text=Upload');
  await visitor.page.fill('#file', 'no JSON');
  await save(visitor);
  assert.match(await visitor.text(), /This is no JSON/);
  await visitor.page.fill('#file', JSON.stringify(kTexts));
  await visitor.look('upload');
  await save(visitor);
  assert.equal(await visitor.page.inputValue('[id="text.UxElement//button_signin"]'), 'Entrer');
  await visitor.page.click('.crumbs >> text=French (fr)');
  await visitor.page.click('tbody >> text=All pages');
  await visitor.page.fill('[id="text.UxElement//heading"]', 'Bienvenue');
  await frame.locator('#next').waitFor();
  if (!visitor.javaScript) await visitor.page.click('[data-preview]');
  await frame.locator('text=Bienvenue').waitFor();
  await visitor.look('texts-of-all-pages');
  await save(visitor);
  await visitor.page.click('.crumbs >> text=French (fr)');
  assert.match(await visitor.page.innerText('tbody tr:has-text("All pages")'), /1/);
}

async function untranslated(visitor) {
  await tab(visitor, 'Languages');
  await visitor.page.click('tbody >> text=Remove French');
  await visitor.look('remove-language');
  await visitor.page.click('main .danger');
  assert.match(await visitor.page.innerText('table'), /^(?!.*French)/s);
}

async function run(visitor) {
  await tab(visitor, 'Run now');
  await visitor.page.selectOption('#language', 'fr');
  await visitor.page.click('text=Make the request');
  await visitor.look('run');
  const opened = visitor.context.waitForEvent('page');
  await visitor.page.click('#run');
  const page = await opened;
  await page.waitForSelector('#signInName');
  // Servers follow what was saved within a second or two.
  const deadline = Date.now() + 20_000;
  while ((await page.innerText('#next')) !== 'Entrer' && Date.now() < deadline) await page.reload();
  assert.equal(await page.innerText('#next'), 'Entrer');
  await page.close();
}

// The console is the app, in the same tab; what it was told is read again and gone.
async function tried(visitor, world) {
  await visitor.page.click('text=Run now and show the tokens');
  await enterPasswordOfAdministrator(visitor, world);
  await visitor.page.waitForSelector('#access-token-heading');
  assert.equal(await visitor.page.innerText('h1'), 'Tokens');
  assert.match(await visitor.page.innerText('#id-token-heading ~ table tr:has-text("tfp")'), /B2C_1_trial/);
  assert.ok(!(await visitor.page.content()).includes('eyJ'), 'a whole token');
  await visitor.look('tokens');
  await visitor.page.reload();
  assert.match(await visitor.text(), /did not begin the run/);
  await visitor.look('tokens-gone');
  await visitor.page.goBack();
}

async function walk(visitor, world) {
  await made(visitor, world);
  await set(visitor);
  await asked(visitor);
  await translated(visitor);
  await run(visitor);
  await tried(visitor, world);
  await visitor.goto(at(world, '/flows/B2C_1_trial'));
  await untranslated(visitor);
  await tab(visitor, 'Overview');
  await visitor.page.click('text=Delete');
  await visitor.look('delete');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /B2C_1_trial was deleted/);
}

scenario('Console: a user flow is made, set, translated and run', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ height: 1000 });
  await firstSignIn(visitor, world);
  await walk(visitor, world);
});

scenario('Console: the pages of a user flow on a phone, dark, without scripts', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ width: 390, height: 800, colorScheme: 'dark', javaScript: false });
  await firstSignIn(visitor, world);
  await walk(visitor, world);
});
