// App registrations in the console: from nothing to an app that may call an API, and its end.
import assert from 'node:assert/strict';

import { at, firstSignIn, kDomain } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

async function registered(visitor, world, name, redirect) {
  await visitor.goto(at(world, '/apps'));
  await visitor.page.click('text=New registration');
  await visitor.look('new');
  await visitor.page.fill('#name', name);
  if (redirect) await visitor.page.fill('#redirect_uri', redirect);
  await visitor.page.click('main .primary');
  assert.equal(await visitor.page.innerText('h1'), name);
  return new URL(visitor.page.url()).pathname;
}

const tab = (visitor, name) => visitor.page.click(`.tabs >> text=${name}`);

async function exposed(visitor) {
  await tab(visitor, 'Expose an API');
  await visitor.page.fill('#uri', 'https://insurance.onmicrosoft.com/tasks');
  await visitor.page.click('main .primary >> nth=0');
  await visitor.page.fill('#scope_name', 'Tasks.Read');
  await visitor.page.fill('#scope_description', 'Read tasks');
  await visitor.page.click('text=Add the scope');
  assert.match(await visitor.text(), /Tasks\.Read/);
  await visitor.look('expose-an-api');
}

async function permitted(visitor) {
  await tab(visitor, 'API permissions');
  await visitor.page.selectOption('#permission', { label: 'Tasks API: Tasks.Read' });
  await visitor.page.click('main .primary');
  assert.match(await visitor.text(), /Not granted/);
  await visitor.look('permission-asked');
  await visitor.page.click('text=Grant admin consent');
  assert.match(await visitor.text(), /Consent was granted/);
  await visitor.look('permission-granted');
  await visitor.page.click('text=Revoke');
  assert.match(await visitor.text(), /was taken back/);
}

// As an app written for Azure does it, beside the button: Chromium must let the form's redirect out.
async function consented(visitor, world, page) {
  await visitor.page.route('https://tasks.example.org/**', (route) => route.fulfill({ body: 'the app', contentType: 'text/plain' }));
  await visitor.goto(`${world.gatehouse}/${kDomain}/adminconsent?client_id=${page.split('/').at(-1)}&redirect_uri=${encodeURIComponent('https://tasks.example.org/signin')}&state=s1`);
  assert.match(await visitor.text(), /Tasks portal asks for consent for everybody/);
  await visitor.look('admin-consent');
  await visitor.page.click('main .primary');
  await visitor.page.waitForURL(/^https:\/\/tasks\.example\.org\/signin\?/);
  const answer = new URL(visitor.page.url()).searchParams;
  assert.equal(answer.get('admin_consent'), 'True');
  assert.equal(answer.get('state'), 's1');
  await visitor.goto(`${world.gatehouse}${page}/permissions`);
  assert.match(await visitor.text(), /Granted/);
}

async function keptAndRemoved(visitor) {
  await tab(visitor, 'Certificates and secrets');
  await visitor.page.fill('#description', 'Server 1');
  await visitor.page.click('text=New client secret >> nth=-1');
  const secret = await visitor.page.innerText('[aria-label="New client secret"]');
  assert.equal(secret.length, 43);
  await visitor.look('secret-shown-once');
  await tab(visitor, 'Certificates and secrets');
  assert.ok(!(await visitor.text()).includes(secret));
  await visitor.look('secrets');
  await visitor.page.click('tbody >> text=Remove');
  await visitor.look('remove-secret');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /The secret was removed/);
}

async function erased(visitor, page) {
  await visitor.goto(page);
  await visitor.page.click('main .danger');
  await visitor.page.click('text=Deleted apps');
  await visitor.page.click('text=Delete at once');
  await visitor.look('erase');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /Deleted for good/);
}

async function walk(visitor, world) {
  await visitor.goto(at(world, '/apps'));
  await visitor.look('apps');
  await registered(visitor, world, 'Tasks API');
  await exposed(visitor);
  const page = await registered(visitor, world, 'Tasks portal', 'https://tasks.example.org/signin');
  await visitor.look('overview');
  await permitted(visitor);
  await consented(visitor, world, page);
  await keptAndRemoved(visitor);
  await tab(visitor, 'Authentication');
  await visitor.page.fill('#web_redirect_uris', 'http://tasks.example.org/signin');
  await visitor.page.click('main .primary');
  assert.match(await visitor.text(), /http is for localhost only/);
  await visitor.look('wrong-redirect');
  await tab(visitor, 'Properties');
  await visitor.look('properties');
  await visitor.goto(`${world.gatehouse}${page}/delete`);
  await visitor.look('delete');
  await visitor.page.click('main .danger');
  assert.match(await visitor.text(), /Tasks portal was deleted/);
  await visitor.page.click('text=Deleted apps');
  await visitor.look('deleted-apps');
  await visitor.page.click('text=Restore');
  await visitor.look('restore');
  await visitor.page.click('main .primary');
  assert.match(await visitor.text(), /Tasks portal was restored/);
  await erased(visitor, `${world.gatehouse}${page}/delete`);
}

scenario('Console: an API and an app are registered, connected and deleted', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ height: 1000 });
  await firstSignIn(visitor, world);
  await walk(visitor, world);
});

scenario('Console: the pages of an app on a phone, dark, without scripts', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ width: 390, height: 800, colorScheme: 'dark', javaScript: false });
  await firstSignIn(visitor, world);
  await walk(visitor, world);
});
