// Pages that say what happened and what to do: never a hang, never a redirect to a stranger, never a stack trace.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { newPerson } from '../lib/people.mjs';
import { freePorts } from '../lib/processes.mjs';
import { scenario } from '../lib/runner.mjs';
import { authorizeAddress, follow, kGermanPhone, shown, signIn, signUp } from '../lib/steps.mjs';

scenario('A sign-in that nobody registered gets an error page and no redirect', async (stage) => {
  const world = await stage.world();
  for (const options of [{}, kGermanPhone]) {
    const visitor = await stage.visitor(options);
    const wrongs = [
      authorizeAddress(world, { redirect_uri: 'http://evil.example/getAToken' }),
      authorizeAddress(world, { redirect_uri: `${world.web}/getAToken/../logout` }),
      authorizeAddress(world, { client_id: '00000000-0000-0000-0000-000000000000' }),
      authorizeAddress(world).replace('signupsignin1', 'nosuchflow'),
    ];
    for (const address of wrongs) {
      const answer = await visitor.goto(address);
      assert.ok(answer.status() >= 400 && answer.status() < 500, `${answer.status()} ${address}`);
      assert.equal(visitor.page.url(), address);
      assert.match(await shown(visitor, '#errorCode'), /^AADB2C\d{5}$/);
      assert.match(await shown(visitor, '#correlationId'), /^[0-9a-f-]{36}$/);
    }
    await visitor.look('not-registered');
  }
});

scenario('A page of the portal that is not there', async (stage) => {
  const world = await stage.world();
  const visitor = await stage.visitor(kGermanPhone);
  const answer = await visitor.goto(`${world.web}/wp-admin.php`);
  assert.equal(answer.status(), 404);
  assert.equal(await shown(visitor, '.problem'), 'Diese Seite gibt es nicht.');
  await visitor.look('not-found');
});

// A server that does what `talk` does with each connection, on a port of its own.
async function stranger(talk) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

scenario('The insurance API down, silent or answering nonsense', async (stage) => {
  const world = await stage.ownWorld();
  const visitor = await stage.visitor();
  await signUp(visitor, world, newPerson('Evelyn', 'Boyd'));
  const answers = (text) => (socket) => socket.once('data', () => socket.end(text));
  const [closed] = await freePorts(1);
  const silent = await stranger(() => {});
  const noise = await stranger(answers('\u0000\u0001 this is no HTTP at all\r\n\r\n'));
  const page = await stranger(answers('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>'));
  try {
    const wanted = [
      [`http://127.0.0.1:${closed}`, 502, 'Your contract data cannot be reached.', 'down'],
      [silent.address, 504, 'The answer with your contract data takes too long.', 'silent'],
      // Whatever that is, it is no HTTP server.
      [noise.address, 502, 'Your contract data cannot be reached.', 'noise'],
      [page.address, 502, 'The answer with your contract data cannot be read.', 'html'],
    ];
    for (const [address, status, text, name] of wanted) {
      // The session outlives the restart, so nobody signs in again.
      await world.restartProgram('insurance-web', { API_ENDPOINT: address });
      const answer = await visitor.goto(`${world.web}/acctinfo`);
      assert.equal(await shown(visitor, '.problem'), text, name);
      assert.equal(answer.status(), status, name);
      await visitor.look(name);
    }
  } finally {
    [silent, noise, page].forEach((server) => server.close());
  }
  await world.restartProgram('insurance-web');
  await follow(visitor, '#again');
  assert.match(await shown(visitor, '#policynumber'), /^\d{8}$/);
});

scenario('The sign-in service down', async (stage) => {
  const world = await stage.ownWorld();
  const visitor = await stage.visitor();
  const person = newPerson('Gladys', 'West');
  await signUp(visitor, world, person);
  await visitor.goto(`${world.web}/acctinfo`);
  await world.killProgram('gatehouse');
  // Who is signed in stays signed in: the keys are known.
  await visitor.goto(`${world.web}/acctinfo`);
  assert.equal(await shown(visitor, '#email'), person.email);
  const other = await stage.visitor();
  await world.restartProgram('insurance-web');
  const answer = await other.goto(`${world.web}/login/start`);
  assert.equal(answer.status(), 502);
  assert.equal(await shown(other, '.problem'), 'The sign-in service cannot be reached.');
  await other.look('service-down');
  await world.startProgram('gatehouse');
  // The portal asks a service that did not answer again after two seconds; until then people see the page above.
  while ((await other.goto(`${world.web}/login/start`)).status() === 502);
  await signIn(other, world, person);
});
