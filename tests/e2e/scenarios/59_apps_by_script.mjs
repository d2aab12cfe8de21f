// An administrator registers an API and an app that may call it with nothing but curl.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { scenario } from '../lib/runner.mjs';

const kScript = fileURLToPath(new URL('../clients/apps/graph_apps.sh', import.meta.url));
const kTenant = 'scripts.onmicrosoft.com';

const kTenantFile = `
[tenant]
domain = "${kTenant}"

[apps.script]
secret = true
permissions = [
  { app = "microsoft-graph", role = "Application.ReadWrite.All", consent = true },
  { app = "microsoft-graph", role = "DelegatedPermissionGrant.ReadWrite.All", consent = true },
  { app = "microsoft-graph", role = "AppRoleAssignment.ReadWrite.All", consent = true },
  { app = "microsoft-graph", role = "User.ReadWrite.All", consent = true },
]

[environments."apps.env"]
id = "\${apps.script.client_id}"
secret = "\${apps.script.secret}"
`;

scenario('A curl script registers an API and an app, consents, and the app calls', async (stage) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-scripts-'));
  try {
    const file = join(folder, 'tenant.toml');
    writeFileSync(file, kTenantFile);
    const world = await stage.ownWorld({ cast: ['gatehouse'], tenant: file, variables: () => ({}) });
    const { id, secret } = world.environmentOf('apps');
    const { stdout } = await promisify(execFile)('bash', [kScript], {
      env: { PATH: process.env.PATH, GRAPH: world.gatehouse, TENANT: `${world.gatehouse}/${kTenant}`, CLIENT_ID: id, CLIENT_SECRET: secret },
    });
    const made = JSON.parse(stdout);
    const claims = JSON.parse(Buffer.from(made.tasks.split('.')[1], 'base64url'));
    assert.equal(claims.scp, 'Tasks.Export');
    assert.match(made.person, /^[0-9a-f-]{36}$/);
    assert.equal(made.came, made.person);
    assert.equal(made.refused, 403);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
