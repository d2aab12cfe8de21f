// A realm is what a developer has on the desk: gatehouse on https with the certificate of its demo authority, that
// authority trusted by Chromium, Node and Python as a user makes them trust it, and the applications under test.
import { execFile, execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePorts } from '../../lib/processes.mjs';
import { launchBrowser } from '../../lib/visitor.mjs';
import { World } from '../../lib/world.mjs';
import { servePages } from './pages_server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const kTenant = 'clients.onmicrosoft.com';

export class Realm {
  static async start(programs) {
    const realm = new Realm();
    const [node, native, python, openid, passport, strict, spa] = await freePorts(7);
    realm.origins = {
      node: `http://localhost:${node}`, native: `http://localhost:${native}`, python: `http://localhost:${python}`, openid: `http://localhost:${openid}`,
      passport: `http://localhost:${passport}`, strict: `http://localhost:${strict}`, spa: `https://localhost:${spa}`, foreign: `https://127.0.0.1:${spa}`,
    };
    const variables = Object.fromEntries(Object.entries(realm.origins).map(([name, origin]) => [`${name}_url`, origin]));
    // A program on the desktop takes a port of its own for each sign-in.
    delete variables.native_url;
    realm.daemonKey = daemonKey();
    variables.daemon_keys = realm.daemonKey.publicSet;
    realm.world = await World.start({
      programs,
      cast: ['gatehouse'],
      tenant: join(here, '../tenant.toml'),
      variables: () => variables,
    });
    try {
      realm.settings = realm.world.environmentOf('apps');
      realm.pages = await servePages(spa, join(realm.world.data, 'tls/localhost'), {
        tenant: realm.tenant, msalBrowserId: realm.settings.MSAL_BROWSER_ID, oidcClientTsId: realm.settings.OIDC_CLIENT_TS_ID,
      });
      const home = join(realm.world.data, 'home');
      realm.authority = trust(realm.world.file('gatehouse'), realm.world.data, home);
      realm.browser = await launchBrowser({ home });
    } catch (error) {
      await realm.stop().catch(() => {});
      throw error;
    }
    return realm;
  }

  // Where the tenant is: what an application's configuration calls its instance and domain.
  get tenant() {
    return `${this.world.secure}/${kTenant}`;
  }

  get outbox() {
    return this.world.outbox;
  }

  // A server-side application as a program of its own, because the trusted authorities are read when a program starts.
  // `name` is that of its origin. Answers the address of its page.
  async application(name, command, settings) {
    const origin = this.origins[name];
    const program = this.world.spawn(name, command, {
      NODE_EXTRA_CA_CERTS: this.authority, REQUESTS_CA_BUNDLE: this.authority, PYTHONUNBUFFERED: '1',
      ORIGIN: origin, TENANT: this.tenant, ...settings,
    });
    this.world.running.set(name, program);
    await program.ready(origin);
    return `${origin}/`;
  }

  // A program without a page: what it prints, which is JSON.
  async run([program, ...words], settings) {
    const environment = {
      PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: this.authority, REQUESTS_CA_BUNDLE: this.authority, TENANT: this.tenant, ...settings,
    };
    const { stdout } = await promisify(execFile)(program, words, { env: environment });
    return JSON.parse(stdout);
  }

  logTails() {
    return this.world.logTails();
  }

  async stop() {
    await this.browser?.close();
    this.pages?.close();
    await this.world.stop();
  }
}

// A key as a certificate has one: the library names it by a thumbprint and sends nothing else of the certificate.
function daemonKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const thumbprint = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'daemon', use: 'sig', 'x5t#S256': thumbprint.toString('base64url') };
  return {
    thumbprint: thumbprint.toString('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicSet: JSON.stringify({ keys: [jwk] }),
  };
}

// The command that `./run` prints, in the home directory of a person who lives only here: it fills Chromium's database
// and leaves the system's store alone. Answers the line that Node needs.
function trust(gatehouse, data, home) {
  mkdirSync(home);
  const script = 'eval "$("$0" trust --user-only --data "$1")" && printf %s "$NODE_EXTRA_CA_CERTS"';
  return execFileSync('sh', ['-c', script, gatehouse, data], { env: { PATH: process.env.PATH, HOME: home }, stdio: 'pipe' }).toString();
}

export function realmOf(stage) {
  return stage.shared('realm', () => Realm.start(stage.run.programs));
}

export async function visitorOf(stage, realm) {
  return stage.visitor({ browser: realm.browser, certificates: 'trusted' });
}
