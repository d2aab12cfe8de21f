// What user flows are put together from, in the console: identity providers, attributes and API connectors.
import assert from 'node:assert/strict';

import { at, firstSignIn, signIn, takeSession } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

async function fillIn(visitor, values) {
  for (const [field, value] of Object.entries(values)) await visitor.page.fill(`#${field}`, value);
}

const send = (visitor) => visitor.page.click('main form .button >> nth=0');

async function walkProviders(visitor, world) {
  await visitor.goto(at(world, '/providers'));
  await visitor.look('providers');
  await visitor.page.click('.tiles >> text=OpenID Connect');
  await visitor.look('new-provider');
  await fillIn(visitor, { displayName: 'Contoso staff', clientId: 'gatehouse', metadata: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration', secret: 'not to be seen' });
  await send(visitor);
  assert.match(await visitor.text(), /It must be that of one organization/);
  await visitor.look('wrong-metadata');
  await fillIn(visitor, { metadata: 'https://id.contoso.example/.well-known/openid-configuration', secret: 'not to be seen' });
  await send(visitor);
  assert.match(await visitor.text(), /Contoso staff was added/);
  assert.match(await visitor.text(), /\/insurance\.onmicrosoft\.com\/oauth2\/authresp/);
  await visitor.look('provider');
  await visitor.page.click('.actions >> text=Change');
  await fillIn(visitor, { displayName: 'Contoso people' });
  await visitor.look('change-provider');
  await send(visitor);
  assert.equal(await visitor.page.innerText('h1'), 'Contoso people');
  await visitor.page.click('text=New secret');
  await visitor.look('new-secret');
  await visitor.page.fill('#secret', 'not to be seen either');
  await send(visitor);
  assert.ok(!(await visitor.page.content()).includes('not to be seen'));
  await visitor.page.click('text=Remove');
  await visitor.look('remove-provider');
  await send(visitor);
  assert.match(await visitor.text(), /Contoso people was removed/);
}

async function walkAttributes(visitor, world) {
  await visitor.goto(at(world, '/attributes'));
  await visitor.look('attributes');
  await visitor.page.click('text=New attribute');
  await fillIn(visitor, { name: 'shirtSize', description: 'For the welcome parcel', label: 'Shirt size' });
  await visitor.page.selectOption('#control', 'radio');
  await send(visitor);
  assert.match(await visitor.text(), /There is nothing to choose from/);
  await visitor.look('no-choices');
  await visitor.page.fill('#options', 's = Small\nm = Medium\nl = Large');
  await send(visitor);
  assert.match(await visitor.text(), /shirtSize was added/);
  await visitor.look('attribute');
  await visitor.page.click('.actions >> text=Change');
  await fillIn(visitor, { description: 'For the parcel' });
  await visitor.look('change-attribute');
  await send(visitor);
  assert.match(await visitor.text(), /For the parcel/);
  await visitor.page.click('.actions >> text=Remove');
  await visitor.look('remove-attribute');
  await send(visitor);
  assert.match(await visitor.text(), /shirtSize was removed/);
}

async function walkConnectors(visitor, world) {
  await visitor.goto(at(world, '/connectors'));
  await visitor.look('connectors');
  await visitor.page.click('.tiles >> text=Client certificate');
  await visitor.look('new-connector');
  await fillIn(visitor, { displayName: 'Check customer', url: 'https://api.contoso.example/check' });
  await visitor.page.setInputFiles('.filePick input', { name: 'c.pfx', mimeType: 'application/x-pkcs12', buffer: Buffer.from([0, 0, 0]) });
  await visitor.page.waitForFunction(() => document.querySelector('#pkcs12').value === 'AAAA');
  await send(visitor);
  assert.match(await visitor.text(), /The certificate cannot be used/);
  await visitor.look('wrong-certificate');
  await visitor.goto(at(world, '/connectors/basic/new'));
  await fillIn(visitor, { displayName: 'Check customer', url: 'https://api.contoso.example/check', user: 'gatehouse', password: 'not to be seen' });
  await send(visitor);
  assert.match(await visitor.text(), /Check customer was added/);
  assert.ok(!(await visitor.page.content()).includes('not to be seen'));
  await visitor.look('connector');
  await visitor.page.click('.actions >> text=Change');
  await fillIn(visitor, { url: 'https://api.contoso.example/look' });
  await visitor.look('change-connector');
  await send(visitor);
  assert.match(await visitor.text(), /api\.contoso\.example\/look/);
  await visitor.page.click('.tiles >> text=Bearer token');
  await visitor.look('credentials');
  await visitor.page.fill('#token', 'not to be seen');
  await send(visitor);
  assert.match(await visitor.text(), /The new credentials are kept/);
  await visitor.page.click('.actions >> text=Remove');
  await visitor.look('remove-connector');
  await send(visitor);
  assert.match(await visitor.text(), /Check customer was removed/);
}

async function walk(visitor, world) {
  await walkProviders(visitor, world);
  await walkAttributes(visitor, world);
  await walkConnectors(visitor, world);
}

scenario('Console: the parts of user flows are added, changed and removed', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const light = await stage.visitor({ height: 1000 });
  const app = await firstSignIn(light, world);
  await walk(light, world);

  const dark = await stage.visitor({ colorScheme: 'dark' });
  await signIn(dark, world, app);
  await walk(dark, world);

  const narrow = await stage.visitor({ width: 390, height: 800 });
  await takeSession(narrow, light, world);
  await walk(narrow, world);
});
