// What an operator does at the command line: against a server with an app's permissions, and to a server with signals.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePorts } from '../lib/processes.mjs';
import { scenario } from '../lib/runner.mjs';

const kPolicies = join(dirname(fileURLToPath(import.meta.url)), '../../policies');
const kTenant = 'operators.onmicrosoft.com';
const kTenantFile = `
[tenant]
domain = "${kTenant}"

[apps.tool]
secret = true
permissions = [
  { app = "microsoft-graph", role = "User.ReadWrite.All", consent = true },
  { app = "microsoft-graph", role = "User-PasswordProfile.ReadWrite.All", consent = true },
  { app = "microsoft-graph", role = "Policy.ReadWrite.TrustFramework", consent = true },
]

[environments."tool.env"]
id = "\${apps.tool.client_id}"
secret = "\${apps.tool.secret}"
`;

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-operator-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Runs to its end; what it printed, on both channels.
async function run(world, ...args) {
  const program = world.spawn(`verb-${run.count = (run.count ?? 0) + 1}`, [world.file('gatehouse'), ...args]);
  const code = await program.finish();
  return { code, text: readFileSync(program.logFile, 'utf8') };
}

scenario('The command line administers a server with an app\'s permissions', async (stage) => {
  await withFolder(async (folder) => {
    const file = join(folder, 'tenant.toml');
    writeFileSync(file, kTenantFile);
    const world = await stage.ownWorld({ cast: ['gatehouse'], tenant: file, variables: () => ({}) });
    const tool = world.environmentOf('tool');
    const secret = join(folder, 'secret');
    writeFileSync(secret, `${tool.secret}\n`);
    const password = join(folder, 'password');
    writeFileSync(password, 'Correct-Horse-9\n');
    const remote = ['--server', world.gatehouse, '--tenant', kTenant, '--client-id', tool.id, '--client-secret-file', secret];

    const made = await run(world, 'user', 'create', '--name', 'Ann', '--email', 'ann@example.test', '--password-file', password, ...remote);
    assert.equal(made.code, 0, made.text);
    const blocked = await run(world, 'user', 'block', 'ann@example.test', ...remote);
    assert.equal(blocked.code, 0, blocked.text);
    // The database says the same.
    const local = await run(world, 'user', 'list', '--data', world.data);
    assert.match(local.text, /ann@example\.test\s+false/);

    const policies = join(folder, 'policies');
    mkdirSync(policies);
    for (const name of ['base/small.xml', 'plain.xml'])
      writeFileSync(join(policies, basename(name)),
        readFileSync(join(kPolicies, name), 'utf8').replaceAll('test.onmicrosoft.com', kTenant));
    const pushed = await run(world, 'policy', 'push', policies, ...remote);
    assert.equal(pushed.code, 0, pushed.text);
    assert.match(pushed.text, /B2C_1A_small created\n.*B2C_1A_plain created/, 'the base comes first');
    const listed = await run(world, 'policy', 'list', '--json', ...remote);
    assert.match(listed.text, /\{"id":"B2C_1A_plain","base":"B2C_1A_small"\}/);
    const shown = await run(world, 'policy', 'show', 'B2C_1A_plain', ...remote);
    assert.equal(shown.text, readFileSync(join(policies, 'plain.xml'), 'utf8'));
    // The leaf alone: what it stands on is read from the server.
    const again = await run(world, 'policy', 'push', join(policies, 'plain.xml'), ...remote);
    assert.match(again.text, /B2C_1A_plain replaced/);
    writeFileSync(join(policies, 'plain.xml'), shown.text.replace('ClaimTypeReferenceId="surname"', 'ClaimTypeReferenceId="nothing"'));
    const faulty = await run(world, 'policy', 'push', policies, ...remote);
    assert.equal(faulty.code, 1);
    assert.match(faulty.text, /plain\.xml:\d+:\d+: error: .*nothing was stored/s);
    const removed = await run(world, 'policy', 'remove', 'B2C_1A_plain', ...remote);
    assert.equal(removed.code, 0, removed.text);

    const denied = await run(world, 'app', 'list', ...remote);
    assert.equal(denied.code, 1);
    assert.match(denied.text, /Insufficient privileges/);
    writeFileSync(secret, 'another\n');
    const refused = await run(world, 'user', 'list', ...remote);
    assert.equal(refused.code, 1);
    assert.match(refused.text, /no token from/);
    assert.ok(!refused.text.includes('another'));
  });
});

scenario('A server reads its files again when it is told to', async (stage) => {
  await withFolder(async (folder) => {
    const file = join(folder, 'tenant.toml');
    writeFileSync(file, kTenantFile);
    const world = await stage.ownWorld({ cast: [], tenant: file, variables: () => ({}) });
    const token = join(folder, 'token');
    writeFileSync(token, 'first\n');
    const [port] = await freePorts(1);
    const server = world.spawn('reloaded', [
      world.file('gatehouse'), 'serve', '--data', world.data, '--http', `127.0.0.1:${port}`,
      '--sms-url', 'https://sms.example.test/send', '--sms-token-file', token,
    ]);
    world.running.set('reloaded', server);
    await server.ready(`http://127.0.0.1:${port}`);
    const logged = async (words) => {
      while (!readFileSync(server.logFile, 'utf8').includes(words)) {
        assert.equal(server.end, undefined, server.logTail());
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    };
    rmSync(token);
    server.child.kill('SIGHUP');
    await logged('the configuration is not taken');
    writeFileSync(token, 'second\n');
    server.child.kill('SIGHUP');
    await logged('the configuration was read again');
    await server.ready(`http://127.0.0.1:${port}`);
    assert.ok(!/first|second/.test(readFileSync(server.logFile, 'utf8')));
  });
});
