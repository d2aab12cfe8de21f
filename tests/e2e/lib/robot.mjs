// A person without a browser: cookies, redirects and forms over plain HTTP, for scenarios that need many of them fast.
import { createHash, randomBytes } from 'node:crypto';

const kMostRedirects = 12;

function unescapeHtml(text) {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(#x?)?(\w+);/g, (_, number, word) =>
    number ? String.fromCodePoint(parseInt(word, number === '#x' ? 16 : 10)) : names[word]);
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found ? unescapeHtml(found[1]) : undefined;
}

export class Robot {
  constructor(world) {
    this.world = world;
    this.cookies = new Map();
  }

  // One request; answers { status, location, text }.
  async ask(url, { method = 'GET', body, headers = {} } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { method, body, headers: { cookie, ...headers }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, url, location: location && new URL(location, url).href, text: await answer.text() };
  }

  // Follows redirects up to a page, or to an address that begins with `until`, which is not fetched.
  async browse(url, options = {}) {
    let page = await this.ask(url, options);
    for (let hops = 0; page.location && !(options.until && page.location.startsWith(options.until)); ++hops) {
      if (hops === kMostRedirects) throw new Error(`no end of redirects at ${page.url}`);
      page = await this.ask(page.location);
    }
    return page;
  }

  // Posts the form of a page with its hidden fields.
  async fill(page, fields, options = {}) {
    const form = page.text.match(/<form[^>]*method="post"[^>]*>/)?.[0];
    if (!form) throw new Error(`no form at ${page.url}:\n${page.text.slice(0, 2000)}`);
    const body = new URLSearchParams(fields);
    for (const [input] of page.text.matchAll(/<input type="hidden"[^>]*>/g))
      body.append(attribute(input, 'name'), attribute(input, 'value'));
    return this.browse(new URL(attribute(form, 'action'), page.url).href, { method: 'POST', body, ...options });
  }

  link(page, id) {
    const tag = page.text.match(new RegExp(`<a[^>]*\\sid="${id}"[^>]*>`))?.[0];
    if (!tag) throw new Error(`no link ${id} at ${page.url}:\n${page.text.slice(0, 2000)}`);
    return new URL(attribute(tag, 'href'), page.url).href;
  }

  async signUp(person, start, options = {}) {
    const signIn = await this.browse(start);
    let page = await this.browse(this.link(signIn, 'createAccount'));
    const mark = await this.world.outbox.mark();
    page = await this.fill(page, { email: person.email, request: 'send:email' });
    const code = await this.world.outbox.code(person.email, mark);
    page = await this.fill(page, { email: person.email, email_ver_input: code, request: 'verify:email' });
    const details = {
      email: person.email, newPassword: person.password, reenterPassword: person.password, displayName: person.name,
      givenName: person.givenName, surname: person.surname, request: 'continue',
    };
    return this.fill(page, details, options);
  }

  async signIn(person, start, options = {}) {
    const page = await this.browse(start, options);
    if (page.location) return page; // single sign-on
    return this.fill(page, { signInName: person.email, password: person.password, request: 'continue' }, options);
  }

  // The second factor by e-mail, from the page where it is chosen.
  async confirmByEmail(person, choices, options = {}) {
    let page = await this.browse(this.link(choices, 'MfaEmailExchange'));
    const mark = await this.world.outbox.mark();
    page = await this.fill(page, { request: 'send:emailVerificationControl' });
    const code = await this.world.outbox.code(person.email, mark);
    page = await this.fill(page, { emailCode: code, request: 'verify:emailVerificationControl' });
    return this.fill(page, { request: 'continue' }, options);
  }
}

// The portal's own registration, used by a program that keeps its tokens in its hands.
export class Client {
  constructor(world, policy) {
    this.environment = world.environmentOf('insurance-web');
    this.base = `${world.gatehouse}/insurance.onmicrosoft.com/${policy}/oauth2/v2.0`;
    this.returnTo = `${world.web}/getAToken`;
    this.verifier = randomBytes(32).toString('base64url');
  }

  get start() {
    const api = this.environment.API_SCOPES;
    return `${this.base}/authorize?${new URLSearchParams({
      client_id: this.environment.CLIENT_ID, redirect_uri: this.returnTo, response_type: 'code',
      scope: `openid offline_access ${api}Accounts.Read ${api}Accounts.Write`, state: 'state', nonce: 'nonce',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'), code_challenge_method: 'S256',
    })}`;
  }

  // Answers { status, ...the token endpoint's JSON }.
  async token(fields) {
    const { CLIENT_ID, CLIENT_SECRET } = this.environment;
    const body = new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...fields });
    const answer = await fetch(`${this.base}/token`, { method: 'POST', body });
    return { status: answer.status, ...(await answer.json()) };
  }

  // `arrival` is the redirect that ended the journey.
  redeem(arrival) {
    const code = new URL(arrival.location).searchParams.get('code');
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: this.returnTo, code_verifier: this.verifier });
  }

  refresh(token) {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }
}
