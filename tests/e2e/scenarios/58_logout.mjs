// One sign-out for all: the applications that shared a session hear of its end, through the browser and behind it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scenario } from '../lib/runner.mjs';
import { enterPassword } from '../lib/steps.mjs';

const kTenant = 'family.onmicrosoft.com';
const kFlow = 'B2C_1_signin';
const person = { email: 'ada@family.example', password: 'Correct-horse-1' };

const tenantFile = (origin) => `
[tenant]
domain = "${kTenant}"
argon2_memory_kib = 7168
argon2_passes = 5

[apps.portal]
redirect_uris = ["${origin}/portal"]

[apps.shop] # hears in a frame
redirect_uris = ["${origin}/shop"]
front_channel_logout_uri = "${origin}/shop/ended"

[apps.news] # hears in a frame and from the server
redirect_uris = ["${origin}/news"]
front_channel_logout_uri = "${origin}/news/ended"
back_channel_logout_uri = "${origin}/news/notice"

[flows.${kFlow}]
type = "sign_up_or_sign_in"
claims = ["objectId"]

[[users]]
email = "${person.email}"
password = "${person.password}"

[environments."apps.env"]
portal = "\${apps.portal.client_id}"
shop = "\${apps.shop.client_id}"
news = "\${apps.news.client_id}"
`;

// The pages and endpoints of all three applications.
class Applications {
  static async start() {
    const applications = new Applications();
    applications.seen = new Map(); // path to what came: the query, or the form
    applications.waiting = [];
    applications.server = createServer((request, response) => applications.answer(request, response));
    await new Promise((resolve) => applications.server.listen(0, '127.0.0.1', resolve));
    applications.origin = `http://localhost:${applications.server.address().port}`;
    return applications;
  }

  async answer(request, response) {
    let form = '';
    for await (const piece of request) form += piece;
    const { pathname, searchParams } = new URL(request.url, this.origin);
    this.seen.set(pathname, request.method === 'POST' ? new URLSearchParams(form) : searchParams);
    for (const check of this.waiting) check();
    response.writeHead(pathname === '/favicon.ico' ? 204 : 200, { 'Content-Type': 'text/html' });
    response.end(pathname === '/favicon.ico' ? '' : `<!doctype html><html lang="en"><title>${pathname}</title><h1>${pathname}</h1></html>`);
  }

  async visited(path) {
    await new Promise((resolve) => {
      const check = () => this.seen.has(path) && resolve();
      this.waiting.push(check);
      check();
    });
    return this.seen.get(path);
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function applyTo(folder, origin) {
  const file = join(folder, 'tenant.toml');
  writeFileSync(file, tenantFile(origin));
  return file;
}

scenario('Signing out of one application signs out of all', async (stage) => {
  const applications = await Applications.start();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-logout-'));
  try {
    const world = await stage.ownWorld({
      cast: ['gatehouse'], tenant: applyTo(folder, applications.origin), variables: () => ({}),
    });
    const ids = world.environmentOf('apps');
    const policy = `${world.gatehouse}/${kTenant}/${kFlow}/oauth2/v2.0`;
    const visitor = await stage.visitor();
    const enter = (app) => {
      const query = new URLSearchParams({
        client_id: ids[app], response_type: 'code', scope: 'openid', redirect_uri: `${applications.origin}/${app}`,
        nonce: randomBytes(8).toString('hex'),
      });
      return visitor.goto(`${policy}/authorize?${query}`);
    };
    const signIn = async () => {
      applications.seen.clear();
      for (const app of ['portal', 'shop', 'news']) {
        await enter(app);
        // The others are answered by the session; after a sign-out the password is asked for again.
        if (app === 'portal') await enterPassword(visitor, person);
        await visitor.page.waitForURL((url) => url.pathname === `/${app}` && url.searchParams.has('code'));
      }
    };
    const othersHear = async () => {
      const shop = await applications.visited('/shop/ended');
      const news = await applications.visited('/news/ended');
      assert.ok(shop.get('sid'));
      assert.equal(news.get('sid'), shop.get('sid'));
      const notice = await applications.visited('/news/notice');
      const token = JSON.parse(Buffer.from(notice.get('logout_token').split('.')[1], 'base64url'));
      assert.equal(token.aud, ids.news);
      assert.equal(token.sid, news.get('sid'));
      assert.equal(token.iss, news.get('iss'));
      assert.ok('http://schemas.openid.net/event/backchannel-logout' in token.events);
      return token;
    };

    await signIn();
    await visitor.goto(`${policy}/logout`);
    const first = await othersHear();
    await visitor.look('signed-out');

    await signIn();
    const out = new URLSearchParams({
      client_id: ids.portal, post_logout_redirect_uri: `${applications.origin}/portal`, state: 'back',
    });
    await visitor.goto(`${policy}/logout?${out}`);
    await visitor.page.waitForURL((url) => url.pathname === '/portal' && url.searchParams.get('state') === 'back');
    assert.notEqual((await othersHear()).sid, first.sid);
  } finally {
    applications.stop();
    rmSync(folder, { recursive: true });
  }
});
