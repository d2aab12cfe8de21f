// A captcha in front of the password, made by the server itself: seen, heard, and solved by ear.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import { arriveHome, beginSignIn, fillSignUp, follow, kGermanPhone, openSignUp, pressHere, proveMailbox, shown, signOut } from '../lib/steps.mjs';

const kPolicy = fileURLToPath(new URL('../policies/captcha.xml', import.meta.url));
const kRate = 8000; // samples a second
const kPitches = Array.from({ length: 24 }, (_, i) => 390 + 25 * i); // of tones, in hertz; the hum is below, the hiss is everywhere

// How loud the loudest pitch is in a piece: half a tone or more is over 0.15, hum and hiss stay under 0.05.
function loudness(piece) {
  return Math.max(...kPitches.map((pitch) => {
    let [sine, cosine] = [0, 0];
    piece.forEach((sample, i) => {
      const phase = (2 * Math.PI * pitch * i) / kRate;
      sine += ((sample - 128) / 100) * Math.sin(phase);
      cosine += ((sample - 128) / 100) * Math.cos(phase);
    });
    return (2 / piece.length) * Math.hypot(sine, cosine);
  }));
}

// What somebody hears who counts: tones, and half a second of quiet after each group.
function listen(source) {
  const samples = Buffer.from(source.slice(source.indexOf(',') + 1), 'base64').subarray(44);
  const step = kRate / 50;
  let [heard, tones, quiet, loud] = ['', 0, 0, false];
  for (let at = 0; at + step <= samples.length; at += step) {
    const now = loudness(samples.subarray(at, at + step)) > 0.15;
    if (now && !loud) tones += 1;
    loud = now;
    quiet = now ? 0 : quiet + 1;
    if (quiet === 25 && tones > 0) {
      heard += tones;
      tones = 0;
    }
  }
  return heard;
}

async function captchaWorld(stage) {
  const world = await stage.ownWorld({ environment: { 'insurance-web': { B2C_POLICY: 'B2C_1A_captcha' } }, cast: ['gatehouse'] });
  const push = world.spawn('push', [world.file('gatehouse'), 'policy', 'push', kPolicy, '--data', world.data]);
  assert.equal(await push.finish(), 0, push.logTail());
  await world.stopProgram('gatehouse');
  await Promise.all(['gatehouse', 'insurance-web'].map((name) => world.startProgram(name)));
  return world;
}

async function join(visitor, world, person) {
  await openSignUp(visitor, world);
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
  await signOut(visitor, world);
}

scenario('A captcha is seen, or solved by ear', async (stage) => {
  const world = await captchaWorld(stage);
  const visitor = await stage.visitor();
  const { page } = visitor;
  const person = newPerson('Ada', 'Lovelace');
  await join(visitor, world, person);

  await beginSignIn(visitor, world);
  await visitor.look('picture');
  const first = await page.getAttribute('img.captchaPicture', 'src');
  await page.fill('#signInName', person.email);
  await page.fill('#password', person.password);
  await pressHere(visitor, '#captcha_again', '#captchaEntered');
  assert.notEqual(await page.getAttribute('img.captchaPicture', 'src'), first);
  assert.equal(await page.inputValue('#password'), person.password, 'what was typed stays');

  // The keyboard alone: from the answer to the two links below it.
  await page.focus('#captchaEntered');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'captcha_switch');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('Enter');
  await answer;
  await page.waitForSelector('audio.captchaSound');
  await visitor.look('sound');

  await page.fill('#captchaEntered', '111111');
  await page.fill('#password', person.password);
  await follow(visitor, '#next');
  assert.match(await shown(visitor, '#captchaEntered_error'), /did not match/);
  await visitor.look('wrong');
  await page.fill('#captchaEntered', listen(await page.getAttribute('audio.captchaSound', 'src')));
  await page.fill('#password', person.password);
  await follow(visitor, '#next');
  await arriveHome(visitor, world, person);
});

scenario('A captcha in German on a phone in the dark, without a script', async (stage) => {
  const world = await captchaWorld(stage);
  const person = newPerson('Jürgen', 'Müller');
  await join(await stage.visitor(), world, person);

  const visitor = await stage.visitor({ ...kGermanPhone, javaScript: false });
  const { page } = visitor;
  await beginSignIn(visitor, world);
  await visitor.look('picture');
  await page.fill('#signInName', person.email);
  await follow(visitor, '#captcha_switch');
  await visitor.look('sound');
  assert.equal(await page.inputValue('#signInName'), person.email);
  assert.match(await shown(visitor, '#captchaEntered_help'), /Gruppen von Tönen/);
  await page.fill('#password', person.password);
  await page.fill('#captchaEntered', listen(await page.getAttribute('audio.captchaSound', 'src')));
  await follow(visitor, '#next');
  await arriveHome(visitor, world, person);
});
