// The console: a tenant's own logo and colours, previewed while they are typed, on the page that people sign in at.
import assert from 'node:assert/strict';

import { at, firstSignIn, signIn } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

// One red pixel.
const kPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EIwDiqEAAXQgP9Fyj0mQAAAABJRU5ErkJggg==',
  'base64');

const accentOf = (visitor) => visitor.page.evaluate(
  () => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim());

scenario('Console: branding is previewed, saved and seen by who signs in', async (stage) => {
  const world = await stage.ownWorld({ cast: ['gatehouse'] });
  const visitor = await stage.visitor({ height: 1200 });
  const app = await firstSignIn(visitor, world);
  await visitor.goto(at(world, '/branding'));
  await visitor.look('branding');
  await visitor.page.click('tbody a');
  await visitor.page.fill('#background', '#0b3d2e');
  const sheet = visitor.page.waitForResponse(
    (response) => response.url().includes('/preview.css?accent=%23b3261e'));
  await visitor.page.fill('#accent', '#b3261e');
  assert.match(await (await sheet).text(), /--accent: #b3261e/);
  await visitor.look('branding-preview');
  await visitor.page.click('main .primary');
  assert.match(await visitor.text(), /Saved/);
  await visitor.page.setInputFiles('#logo-picture-heading ~ form input[type=file]',
    { name: 'logo.png', mimeType: 'image/png', buffer: kPicture });
  await visitor.page.waitForFunction(() => document.getElementById('logo').value.startsWith('data:image/png'));
  await visitor.page.click('#logo-picture-heading ~ form button');
  assert.match(await visitor.text(), /The picture is in use/);
  await visitor.look('branding-logo');

  // What is kept, without waiting for the moment at which a running server notices.
  await world.restartProgram('gatehouse');
  const guest = await stage.visitor();
  await guest.goto(`${world.gatehouse}/admin`);
  assert.equal(await accentOf(guest), '#b3261e');
  assert.ok(await guest.page.evaluate(() => document.querySelector('.brandLogo').naturalWidth > 0));
  await guest.look('branded-sign-in');

  const narrow = await stage.visitor({ width: 390, height: 800, colorScheme: 'dark' });
  await narrow.goto(`${world.gatehouse}/admin`);
  await narrow.look('branded-sign-in');
  await signIn(narrow, world, app);
  await narrow.goto(at(world, '/branding'));
  await narrow.look('branding');
  await narrow.page.click('tbody a');
  await narrow.look('branding-of-all');
});
