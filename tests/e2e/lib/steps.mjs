// What people do, one step each: from a page that is open to the page that follows. A step ends when the next page is
// there, so no scenario waits for a time to pass.
import assert from 'node:assert/strict';

// A link or a button that leads to another document, through however many redirects.
export async function follow({ page }, selector, press = () => page.click(selector)) {
  await Promise.all([page.waitForEvent('domcontentloaded'), press()]);
}

// A button that changes the page it stands on: at once with JavaScript, by a whole new page without.
export async function pressHere({ page }, selector, next) {
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.click(selector)]);
  // What the old page shows is not the answer, and what is typed before the new one stands is lost.
  await page.waitForSelector('form:not([aria-busy])');
  await page.waitForSelector(next);
}

export async function shown({ page }, selector) {
  return (await page.innerText(selector)).trim();
}

export async function openPortal(visitor, world) {
  await visitor.goto(`${world.web}/`);
  await visitor.page.waitForSelector('#signin');
}

export async function beginSignIn(visitor, world) {
  await openPortal(visitor, world);
  await follow(visitor, '#signin');
  await visitor.page.waitForSelector('#signInName');
}

export async function enterPassword(visitor, { email, password }) {
  await visitor.page.fill('#signInName', email);
  await visitor.page.fill('#password', password);
  await follow(visitor, '#next');
}

export async function arriveHome(visitor, world, person) {
  await visitor.page.waitForSelector('#name');
  assert.equal(visitor.page.url(), `${world.web}/`);
  assert.equal(await shown(visitor, '#name'), person.name);
}

export async function signIn(visitor, world, person) {
  await beginSignIn(visitor, world);
  await enterPassword(visitor, person);
  await arriveHome(visitor, world, person);
}

// The inline proof of a mailbox; the first button may be pressed with other fields of the form already filled in.
export async function proveMailbox(visitor, world, email) {
  const mark = await world.outbox.mark();
  await visitor.page.fill('#email', email);
  await pressHere(visitor, '#email_ver_but_send', '#email_ver_input');
  await visitor.page.fill('#email_ver_input', await world.outbox.code(email, mark));
  await pressHere(visitor, '#email_ver_but_verify', '#email_success');
}

export async function fillSignUp({ page }, person) {
  await page.fill('#newPassword', person.password);
  await page.fill('#reenterPassword', person.password);
  await page.fill('#displayName', person.name);
  await page.fill('#givenName', person.givenName);
  await page.fill('#surname', person.surname);
}

export async function openSignUp(visitor, world) {
  await beginSignIn(visitor, world);
  await follow(visitor, '#createAccount');
  await visitor.page.waitForSelector('#reenterPassword');
}

export async function signUp(visitor, world, person) {
  await openSignUp(visitor, world);
  await proveMailbox(visitor, world, person.email);
  await fillSignUp(visitor, person);
  await follow(visitor, '#continue');
  await arriveHome(visitor, world, person);
}

// From anywhere in the portal to the page where the second factor is chosen.
export async function beginStepUp(visitor, world) {
  await visitor.goto(`${world.web}/acctinfo`);
  await follow(visitor, '#change');
  await visitor.page.waitForSelector('#api[data-name="IdpSelections"]');
}

export async function enrolPhone(visitor, world, person, look = async () => {}) {
  const { page } = visitor;
  await follow(visitor, '#MfaSmsExchange');
  await look('phone');
  const mark = await world.outbox.mark();
  await page.selectOption('#countryCode', person.country);
  await page.fill('#number', person.number);
  await pressHere(visitor, '#sendCode', '#verificationCode');
  await look('phone-code');
  await page.fill('#verificationCode', await world.outbox.code(person.phone, mark));
}

export async function usePhone(visitor, world, person) {
  await follow(visitor, '#MfaSmsExchange');
  assert.equal(await visitor.page.locator('#number').count(), 0, 'a number on record is not asked for again');
  const mark = await world.outbox.mark();
  await pressHere(visitor, '#sendCode', '#verificationCode');
  await visitor.page.fill('#verificationCode', await world.outbox.code(person.phone, mark));
}

export async function stepUpByPhone(visitor, world, person) {
  await beginStepUp(visitor, world);
  await enrolPhone(visitor, world, person);
  await finishPhone(visitor);
}

// The right code leads back to the portal.
export async function finishPhone(visitor) {
  await visitor.page.click('#verifyCode');
  await visitor.page.waitForSelector('#beneficiary_name');
}

export async function saveBeneficiary(visitor, name) {
  await visitor.page.fill('#beneficiary_name', name);
  await follow(visitor, '#save');
}

export async function beneficiary(visitor, world) {
  await visitor.goto(`${world.web}/acctinfo`);
  return shown(visitor, '#beneficiary');
}

export async function signOut(visitor, world) {
  await visitor.goto(`${world.web}/`);
  await follow(visitor, 'a[href="/logout"]');
  await visitor.page.waitForSelector('#signin');
}

export const kPhone = { width: 390, height: 844 };
export const kGermanPhone = { ...kPhone, locale: 'de-DE', colorScheme: 'dark' };

// The address of a fresh sign-in at gatehouse, as the portal would send it.
export function authorizeAddress(world, changes = {}) {
  const { CLIENT_ID } = world.environmentOf('insurance-web');
  const query = new URLSearchParams({
    client_id: CLIENT_ID, redirect_uri: `${world.web}/getAToken`, response_type: 'code', scope: 'openid', state: 'state',
    nonce: 'nonce', ...changes,
  });
  return `${world.gatehouse}/insurance.onmicrosoft.com/B2C_1_signupsignin1/oauth2/v2.0/authorize?${query}`;
}

export async function language({ page }) {
  return page.getAttribute('html', 'lang');
}
