// What no browser sends: each gets an answer that says no, and the programs and the journeys go on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';

import { newPerson } from '../lib/people.mjs';
import { Client, Robot } from '../lib/robot.mjs';
import { scenario } from '../lib/runner.mjs';

// The first line of the answer to bytes as they are; a server may also just hang up on them.
async function raw(origin, bytes) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  const parts = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(parts).toString('latin1').split('\r\n')[0];
}

scenario('Oversized and broken requests are refused by each program', async (stage) => {
  const world = await stage.world();
  const places = {
    [world.gatehouse]: '/insurance.onmicrosoft.com/B2C_1_signupsignin1/oauth2/v2.0/token',
    [world.web]: '/changeben',
    [world.api]: '/acctinfo',
  };
  for (const [origin, path] of Object.entries(places)) {
    const head = (method, target = path) => `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
    const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
    const wrongs = {
      'a body of 10 MB': `${head('POST')}${form}Content-Length: 10000000\r\n\r\n${'x'.repeat(10_000_000)}`,
      'headers of 100 kB': `${head('GET')}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
      'a NUL in a header': `${head('GET')}X-Nul: a\0b\r\n\r\n`,
      'a NUL in the address': `${head('GET', `${path}?a=%00`)}\r\n`,
      'two lengths': `${head('POST')}${form}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
      'no HTTP': '\0\u0001\u0002\r\n\r\n',
    };
    for (const [what, bytes] of Object.entries(wrongs)) {
      const line = await raw(origin, Buffer.from(bytes, 'latin1'));
      assert.match(line, /^($|HTTP\/1\.1 [34]\d\d)/, `${origin}: ${what}`);
    }
    assert.ok((await fetch(`${origin}/health`)).ok, origin);
  }
});

scenario('Tampered parts of a sign-in are refused and the sign-in goes on', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Rózsa', 'Péter');
  const client = new Client(world, 'B2C_1_signupsignin1');
  await new Robot(world).signUp(person, client.start, { until: client.returnTo });

  const robot = new Robot(world);
  const page = await robot.browse(client.start);
  const action = new URL(page.text.match(/<form[^>]*action="([^"]*)"/)[1].replaceAll('&amp;', '&'), page.url).href;
  const csrf = page.text.match(/name="csrf_token" value="([^"]*)"/)[1];
  const post = (changes, sender = robot, address = action) =>
    sender.ask(address, {
      method: 'POST',
      body: new URLSearchParams({ csrf_token: csrf, signInName: person.email, password: person.password, request: 'continue', ...changes }),
    });
  const invalidText = robot.ask(action, {
    method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `csrf_token=${encodeURIComponent(csrf)}&signInName=%ff%fe&password=x&request=continue`,
  });
  const twice = robot.ask(action, {
    method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `csrf_token=${encodeURIComponent(csrf)}&signInName=a&signInName=b&password=x&request=continue`,
  });
  const refusals = {
    'a form of another page': await post({ csrf_token: `${csrf.slice(0, -1)}${csrf.endsWith('A') ? 'B' : 'A'}` }),
    'no token of the form': await post({ csrf_token: '' }),
    'another browser': await post({}, new Robot(world)),
    'a transaction that is none': await post({}, robot, action.replace(/tx=[^&]*/, 'tx=StateProperties%3DAAAA')),
    'text that is no UTF-8': await invalidText,
    'a field twice': await twice,
  };
  for (const [what, answer] of Object.entries(refusals)) {
    assert.equal(answer.location, null, what);
    assert.ok(answer.status >= 200 && answer.status < 500, `${what}: ${answer.status}`);
    assert.doesNotMatch(answer.text, /code=/, what);
  }
  // After all of that the page still works.
  const arrival = await robot.fill(page, { signInName: person.email, password: person.password, request: 'continue' }, { until: client.returnTo });
  const code = new URL(arrival.location).searchParams.get('code');
  const redeem = (changes) =>
    client.token({ grant_type: 'authorization_code', code, redirect_uri: client.returnTo, code_verifier: client.verifier, ...changes });
  for (const changes of [{ code: `${code}x` }, { redirect_uri: `${client.returnTo}MFA` }, { client_secret: 'wrong' }]) {
    const answer = await redeem(changes);
    assert.ok(answer.status === 400 || answer.status === 401, JSON.stringify(changes));
    assert.match(answer.error_description, /^AADB2C\d{5}: .*\r\nCorrelation ID: [0-9a-f-]{36}\r\nTimestamp: /);
  }
  // A wrong verifier does not help whoever stole the code.
  assert.equal((await redeem({ code_verifier: 'w'.repeat(43) })).error, 'invalid_grant');
});
