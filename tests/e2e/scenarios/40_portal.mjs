// The portal's other pages, and changing one's mind.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { scenario } from '../lib/runner.mjs';
import {
  beginStepUp, beneficiary, follow, kGermanPhone, openSignUp, openPortal, saveBeneficiary, shown, signUp, stepUpByPhone,
} from '../lib/steps.mjs';

scenario('Profile, claims and the public API', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Dorothy', 'Vaughan');
  const visitor = await stage.visitor();
  const { page } = visitor;
  await signUp(visitor, world, person);

  await follow(visitor, 'a[href="/claims"]');
  const claims = JSON.parse(await page.textContent('#claims_json'));
  assert.equal(claims.name, person.name);
  assert.equal(claims.given_name, person.givenName);
  assert.equal(claims.family_name, person.surname);
  assert.deepEqual(claims.emails, [person.email]);
  assert.equal(claims.tfp, 'B2C_1_signupsignin1');
  await visitor.look('claims');

  await follow(visitor, 'a[href="/publicapi"]');
  assert.match(await shown(visitor, '#answer'), /\S/);
  await visitor.look('public-api');

  await follow(visitor, 'a[href="/editprofile"]');
  await page.waitForSelector('#displayName');
  assert.equal(await page.inputValue('#displayName'), person.name);
  assert.equal(await page.inputValue('#surname'), person.surname);
  await visitor.look('edit-profile');
  await page.fill('#displayName', 'Dorothy Johnson Vaughan');
  await follow(visitor, '#continue');
  await page.waitForSelector('.notice');
  assert.equal(await shown(visitor, '.notice'), 'Your profile has been updated.');
  assert.equal(await shown(visitor, '#name'), 'Dorothy Johnson Vaughan');
});

scenario('Profile, claims and the public API in German', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Emmy', 'Noether');
  const visitor = await stage.visitor(kGermanPhone);
  const { page } = visitor;
  await signUp(visitor, world, person);
  await follow(visitor, 'a[href="/claims"]');
  assert.equal(await shown(visitor, 'h1'), 'Meine Angaben');
  await visitor.look('claims');
  await follow(visitor, 'a[href="/publicapi"]');
  await visitor.look('public-api');
  await follow(visitor, 'a[href="/editprofile"]');
  await page.waitForSelector('#displayName');
  assert.equal(await shown(visitor, 'h1'), 'Profil bearbeiten');
  await visitor.look('edit-profile');
  await page.fill('#displayName', '');
  await page.fill('#displayName', 'Amalie Emmy Noether');
  await follow(visitor, '#continue');
  await page.waitForSelector('.notice');
  assert.equal(await shown(visitor, '.notice'), 'Ihr Profil wurde aktualisiert.');
  assert.equal(await shown(visitor, '#name'), 'Amalie Emmy Noether');
});

scenario('Cancelling leads back to the portal with a notice', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Edith', 'Clarke');
  const visitor = await stage.visitor();
  const cancelled = async () => {
    await follow(visitor, '#cancel');
    await visitor.page.waitForSelector('.notice');
    assert.equal(new URL(visitor.page.url()).origin, world.web);
    assert.equal(await shown(visitor, '.notice'), 'You cancelled. Nothing was changed.');
  };
  await openSignUp(visitor, world);
  await cancelled();
  await visitor.look('cancelled');
  await openPortal(visitor, world);
  await follow(visitor, '#reset');
  await cancelled();

  await signUp(visitor, world, person);
  await follow(visitor, 'a[href="/editprofile"]');
  await visitor.page.waitForSelector('#displayName');
  await visitor.page.fill('#displayName', 'Somebody Else');
  await cancelled();
  assert.equal(await shown(visitor, '#name'), person.name);
  await beginStepUp(visitor, world);
  await cancelled();
  assert.equal(await shown(visitor, '#beneficiary'), 'Nobody named yet');
});

scenario('A beneficiary that is no name is refused and the record stays', async (stage) => {
  const world = await stage.world();
  const visitor = await stage.visitor();
  const { page } = visitor;
  await signUp(visitor, world, newPerson('Ida', 'Rhodes'));
  await stepUpByPhone(visitor, world, newPerson('Ida', 'Rhodes'));
  const first = "<script>document.title='owned'</script>";
  await saveBeneficiary(visitor, first);
  // Text it is, whatever it looks like.
  assert.equal(await shown(visitor, '#beneficiary'), first);
  assert.doesNotMatch(await page.title(), /owned/);

  for (const wrong of ['', '   ', 'x'.repeat(101), 'Bell\u0007', 'Two\tcolumns', 'Escape\u001b[31m', 'Delete\u007f']) {
    await visitor.goto(`${world.web}/changeben`);
    // What the browser would hold back is sent all the same.
    await page.evaluate((text) => {
      const input = globalThis.document.getElementById('beneficiary_name');
      input.form.noValidate = true;
      input.removeAttribute('maxlength');
      input.value = text;
    }, wrong);
    await follow(visitor, '#save');
    assert.equal(await shown(visitor, '#mistake'), 'Enter a name of 1 to 100 characters, without line breaks or other control characters.', JSON.stringify(wrong));
    assert.equal(await shown(visitor, '#today'), first);
  }
  await visitor.look('no-name');
  assert.equal(await beneficiary(visitor, world), first);
  await visitor.goto(`${world.web}/changeben`);
  await saveBeneficiary(visitor, 'é'.repeat(100));
  assert.equal(await beneficiary(visitor, world), 'é'.repeat(100));
});
