// Custom policies and keys in the console: uploaded, looked at, deleted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { at, firstSignIn, signIn } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

const kPolicy = readFileSync(new URL('../policies/captcha.xml', import.meta.url), 'utf8');

// A certificate with its key, protected with "hush"; base64.
const kCertificate = [...readFileSync(new URL('../../../libs/crypto/pkcs12_sample_test.h', import.meta.url), 'utf8')
  .split('kPkcs12Sample')[1].matchAll(/"([^"]+)"/g)].map(([, part]) => part).join('');

const send = (visitor) => visitor.page.click('main form .button >> nth=0');

async function walkPolicies(visitor, world) {
  await visitor.goto(at(world, '/policies/upload'));
  await visitor.page.fill('#xml', kPolicy.replace('B2C_1_gatehouse_base', 'B2C_1A_nobody'));
  await send(visitor);
  assert.match(await visitor.text(), /nothing was stored/);
  await visitor.look('findings');
  await visitor.page.fill('#xml', kPolicy);
  await send(visitor);
  assert.equal(await visitor.page.innerText('h1'), 'B2C_1A_captcha');
  await visitor.look('policy');
  await visitor.page.click('.actions >> text=Run now');
  await visitor.page.waitForSelector('text=Run now and show the tokens');
  await visitor.look('run-policy');
  await visitor.page.click('.crumbs >> text=B2C_1A_captcha');
  await visitor.page.click('text=Effective policy');
  assert.match(await visitor.text(), /Captcha/i);
  await visitor.look('effective');
  await visitor.goto(at(world, '/policies'));
  await visitor.look('policies');
  await visitor.page.click('tbody a');
  await visitor.page.click('.actions >> text=Delete');
  await visitor.look('delete-policy');
  await send(visitor);
  assert.match(await visitor.text(), /B2C_1A_captcha was deleted/);
}

// With scripts the file is chosen, without them it is pasted.
async function uploadCertificate(visitor, password) {
  if (visitor.javaScript) {
    await visitor.page.setInputFiles('.filePick input', { name: 'c.pfx', mimeType: 'application/x-pkcs12', buffer: Buffer.from(kCertificate, 'base64') });
    await visitor.page.waitForFunction(() => document.querySelector('#certificate').value !== '');
  } else {
    await visitor.page.fill('#certificate', kCertificate);
  }
  await visitor.page.fill('#password', password);
  await visitor.page.click('text=Upload the certificate');
}

async function walkKeys(visitor, world) {
  await visitor.goto(at(world, '/keys'));
  await visitor.page.fill('#id', 'ApiKey');
  await visitor.page.click('text=Create');
  assert.equal(await visitor.page.innerText('h1'), 'B2C_1A_ApiKey');
  await visitor.page.fill('#secret', 'not to be seen');
  await visitor.page.click('text=Upload the secret');
  assert.match(await visitor.text(), /The key set has a new key/);
  assert.ok(!(await visitor.page.content()).includes('not to be seen'));
  await visitor.look('key-set');
  await uploadCertificate(visitor, 'wrong');
  assert.match(await visitor.page.innerText('#certificate-error'), /The password does not open the PKCS #12 file/);
  await visitor.look('wrong-certificate');
  await uploadCertificate(visitor, 'hush');
  assert.match(await visitor.text(), /The key set has a new key/);
  await visitor.look('certificate');
  await visitor.goto(at(world, '/keys'));
  await visitor.look('keys');
  await visitor.page.click('tbody >> text=B2C_1A_ApiKey');
  await visitor.page.click('text=Delete this key set');
  await visitor.look('delete-key-set');
  await send(visitor);
  assert.match(await visitor.text(), /B2C_1A_ApiKey was deleted/);
  await visitor.page.click('text=Rotate');
  await visitor.look('rotate');
  await send(visitor);
  assert.match(await visitor.text(), /A new key is published|had been published already/);
}

scenario('Console: policies and keys are uploaded, looked at and deleted', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const light = await stage.visitor({ height: 1000 });
  const app = await firstSignIn(light, world);
  await walkPolicies(light, world);
  await walkKeys(light, world);

  const narrow = await stage.visitor({ width: 390, height: 800, colorScheme: 'dark', javaScript: false });
  await signIn(narrow, world, app);
  await walkPolicies(narrow, world);
  await walkKeys(narrow, world);
});
