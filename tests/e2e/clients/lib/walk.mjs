// What a person does with an application: the same walk for every library, since all applications show the same page.
import assert from 'node:assert/strict';

import { newPerson } from '../../lib/people.mjs';
import { enterPassword, fillSignUp, follow, pressHere, proveMailbox, shown } from '../../lib/steps.mjs';
import { realmOf, visitorOf } from './realm.mjs';

const kApi = 'https://clients.onmicrosoft.com/api/';

export function claimsOf(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
}

// A person in front of one application. `home` is the application's page.
export class Walker {
  static async start(stage, home, person) {
    const realm = await realmOf(stage);
    const visitor = await visitorOf(stage, realm);
    const walker = new Walker();
    Object.assign(walker, { realm, visitor, home, person, turn: 0, page: visitor.page });
    await visitor.goto(home);
    await visitor.page.waitForSelector('#outcome');
    return walker;
  }

  // A library may leave its `state` in the query after a sign-out.
  isHome(url) {
    return `${url.origin}${url.pathname}` === this.home;
  }

  // Presses one of the application's links and waits for a page of the server that has `selector`.
  async press(action, selector) {
    await this.page.click(`#${action}`);
    await this.page.waitForSelector(selector);
  }

  // What came of the last action, once the application shows it.
  async arrival() {
    this.turn += 1;
    await this.page.waitForSelector(`#outcome[data-turn="${this.turn}"]`);
    assert.ok(this.isHome(new URL(this.page.url())), this.page.url());
    return JSON.parse(await shown(this.visitor, '#outcome'));
  }

  async outcome() {
    const outcome = await this.arrival();
    if (outcome.error) throw new Error(`the application says ${outcome.error}: ${outcome.description}`);
    return outcome;
  }

  // An action that needs nobody, because a session or a token answers it.
  async atOnce(action) {
    await this.page.click(`#${action}`);
    return this.outcome();
  }

  async signUp() {
    await this.press('signin', '#signInName');
    await follow(this.visitor, '#createAccount');
    await proveMailbox(this.visitor, this.realm, this.person.email);
    await fillSignUp(this.visitor, this.person);
    await this.page.click('#continue');
    return this.outcome();
  }

  async signIn(action = 'signin') {
    await this.press(action, '#signInName');
    await enterPassword(this.visitor, this.person);
    return this.outcome();
  }

  // The sign-in in a window of its own.
  async signInByPopup() {
    const [window] = await Promise.all([this.page.waitForEvent('popup'), this.page.click('#popup')]);
    await window.fill('#signInName', this.person.email);
    await window.fill('#password', this.person.password);
    await window.click('#next');
    return this.outcome();
  }

  // The password is known by the session already: only the factor is asked for.
  async stepUp() {
    await this.press('stepup', '#MfaEmailExchange');
    await follow(this.visitor, '#MfaEmailExchange');
    const mark = await this.realm.outbox.mark();
    await pressHere(this.visitor, '#emailVerificationControl_but_send_code', '#emailCode');
    await this.page.fill('#emailCode', await this.realm.outbox.code(this.person.email, mark));
    await pressHere(this.visitor, '#emailVerificationControl_but_verify_code', '#emailVerificationControl_success_message');
    await this.page.click('#continue');
    return this.outcome();
  }

  async edit(name) {
    await this.press('edit', '#displayName');
    await this.page.fill('#displayName', name);
    await this.page.click('#continue');
    return this.outcome();
  }

  async cancel() {
    await this.press('edit', '#displayName');
    await this.page.click('#cancel');
    return this.arrival();
  }

  async signOut() {
    await this.page.click('#signout');
    await this.page.waitForURL((url) => this.isHome(url));
    await this.page.waitForSelector('#outcome[data-turn]');
  }

  // From the page that asks for the address to the new password.
  async chooseNewPassword(password) {
    await proveMailbox(this.visitor, this.realm, this.person.email);
    await follow(this.visitor, '#continue');
    await this.page.waitForSelector('#newPassword');
    await this.page.fill('#newPassword', password);
    await this.page.fill('#reenterPassword', password);
    this.person.password = password;
    await this.page.click('#continue');
    return this.outcome();
  }

  // B2C: the sign-in answers AADB2C90118 and the application begins the reset.
  async resetByError(password) {
    await this.press('classic', '#forgotPassword');
    await follow(this.visitor, '#forgotPassword');
    await this.page.waitForSelector('#email');
    return this.chooseNewPassword(password);
  }

  async resetInFlow(password) {
    await this.press('signin', '#forgotPassword');
    await follow(this.visitor, '#forgotPassword');
    await this.page.waitForSelector('#email');
    return this.chooseNewPassword(password);
  }
}

// Account ids keep the accounts of two policies apart: client_info is made of object id, policy and tenant.
function checkAccount(walker, outcome, policy) {
  const { TENANT_ID } = walker.realm.settings;
  assert.equal(outcome.account, `${outcome.claims.sub}-${policy.toLowerCase()}.${TENANT_ID}`);
}

function checkTokens(walker, outcome, policy) {
  const { claims } = outcome;
  assert.equal(claims.tfp, policy, JSON.stringify(outcome));
  assert.deepEqual(claims.emails, [walker.person.email]);
  const access = claimsOf(outcome.accessToken);
  assert.equal(access.aud, walker.realm.settings.API_ID);
  assert.deepEqual(access.scp.split(' ').sort(), ['Read', 'Write']);
  assert.equal(access.sub, claims.sub);
}

// The traits say where a library differs: `accounts`, it has home account ids; `renews`, it keeps and renews tokens; `frame`,
// it also renews in a hidden frame.
export async function walk(stage, home, { accounts = true, renews = true, frame = false } = {}) {
  const walker = await Walker.start(stage, home, newPerson('Ada', 'Lovelace'));
  const check = (outcome, policy) => {
    checkTokens(walker, outcome, policy);
    if (accounts) checkAccount(walker, outcome, policy);
  };

  const first = await walker.signUp();
  check(first, 'B2C_1_signupsignin');
  assert.equal(first.claims.name, walker.person.name);
  await walker.visitor.look('signed-up');

  // The scopes of the answer are those of the request, or the library would not find the token again.
  if (renews) {
    const cached = await walker.atOnce('cached');
    assert.equal(cached.fromCache, true);
    assert.equal(cached.accessToken, first.accessToken);
  }
  for (const scope of ['Read', 'Write']) assert.ok(first.scopes.includes(kApi + scope), first.scopes.join(' '));

  // Twice: the second renewal uses the refresh token that the first one brought.
  for (const action of [...(renews ? ['renew', 'renew'] : []), ...(frame ? ['iframe'] : [])]) {
    const renewed = await walker.atOnce(action);
    check(renewed, 'B2C_1_signupsignin');
    assert.equal(renewed.fromCache, false);
    assert.equal(renewed.claims.auth_time, first.claims.auth_time);
  }

  const stepped = await walker.stepUp();
  check(stepped, 'B2C_1_signin_mfa');
  assert.equal(stepped.claims.sub, first.claims.sub);

  const edited = await walker.edit('Countess of Lovelace');
  check(edited, 'B2C_1_profileediting');
  assert.equal(edited.claims.name, 'Countess of Lovelace');

  const cancelled = await walker.cancel();
  assert.equal(cancelled.error, 'access_denied', JSON.stringify(cancelled));
  assert.match(cancelled.description, /AADB2C90091/);

  await walker.signOut();
  const reset = await walker.resetByError('Renewed-horse-1');
  check(reset, 'B2C_1_passwordreset');
  assert.equal(reset.claims.sub, first.claims.sub);

  await walker.signOut();
  const inFlow = await walker.resetInFlow('Renewed-horse-2');
  check(inFlow, 'B2C_1_signupsignin');

  // Signed out is signed out: the password is asked for again, and it is the new one.
  await walker.signOut();
  const again = await walker.signIn();
  check(again, 'B2C_1_signupsignin');
  assert.equal(again.claims.name, 'Countess of Lovelace');
  return walker;
}

// A client of the standard alone: one policy, no profile, nothing of B2C but the sign-in.
export async function walkSignInOnly(stage, home, policy) {
  const walker = await Walker.start(stage, home, newPerson('Grace', 'Hopper'));
  const first = await walker.signUp();
  checkTokens(walker, first, policy);
  const renewed = await walker.atOnce('renew');
  checkTokens(walker, renewed, policy);
  assert.equal(renewed.claims.sub, first.claims.sub);
  // Single sign-on, and its end.
  checkTokens(walker, await walker.atOnce('signin'), policy);
  await walker.signOut();
  checkTokens(walker, await walker.signIn(), policy);
}

// An application of another site than the server: its frames get no cookies of the server in Debian's Chromium.
export async function walkFromAnotherSite(stage, home) {
  const walker = await Walker.start(stage, home, newPerson('Grace', 'Hopper'));
  const first = await walker.signUp();
  await walker.page.click('#iframe');
  const refused = await walker.arrival();
  assert.match(`${refused.error} ${refused.description}`, /login_required|interaction_required/);
  const renewed = await walker.atOnce('renew');
  checkTokens(walker, renewed, 'B2C_1_signupsignin');
  assert.equal(renewed.claims.sub, first.claims.sub);
  await walker.signOut();
  checkTokens(walker, await walker.signInByPopup(), 'B2C_1_signupsignin');
}

// An application that acts for itself: the roles it was granted, no policy's word, and one token until that expires.
export async function walkAlone(realm, command, settings) {
  const [first, second] = await realm.run(command, { SCOPE: `${kApi}.default`, ...settings });
  const access = claimsOf(first.accessToken);
  assert.equal(access.aud, realm.settings.API_ID);
  assert.equal(access.azp, settings.CLIENT_ID);
  assert.equal(access.scp, 'Export');
  assert.equal(access.tfp, undefined);
  assert.deepEqual([first.fromCache, second.fromCache], [false, true]);
  assert.equal(second.accessToken, first.accessToken);
}
