// Policies that strangers wrote for Azure, as they are but for the name of the tenant, under the insurance portal.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A folder with the files of that pack, each changed by `change`.
function copyPack(stage, pack, change) {
  const corpus = process.env.GATEHOUSE_CORPUS;
  if (!corpus) stage.skip('GATEHOUSE_CORPUS is not set');
  const from = join(corpus, 'starterpack', pack);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pack-'));
  for (const file of readdirSync(from).filter((name) => name.endsWith('.xml')))
    writeFileSync(join(folder, file), change(readFileSync(join(from, file), 'utf8').replaceAll('yourtenant.', 'insurance.')));
  return folder;
}

// A world whose portal runs on the pack. `prepare` sees the world before the policies are pushed, and answers what they
// are changed by. `policies` are variables of the portal.
export async function packWorld(stage, { pack, policies, tenant, prepare = async () => (text) => text }) {
  if (!process.env.GATEHOUSE_CORPUS) stage.skip('GATEHOUSE_CORPUS is not set');
  const world = await stage.ownWorld({ environment: { 'insurance-web': policies }, cast: ['gatehouse'], ...(tenant ? { tenant } : {}) });
  const folder = copyPack(stage, pack, await prepare(world));
  try {
    const push = world.spawn('push', [world.file('gatehouse'), 'policy', 'push', folder, '--data', world.data]);
    assert.equal(await push.finish(), 0, push.logTail());
  } finally {
    rmSync(folder, { recursive: true });
  }
  // A running server follows in a moment; one that starts has them at once.
  await world.stopProgram('gatehouse');
  await Promise.all(['gatehouse', 'insurance-web'].map((name) => world.startProgram(name)));
  return world;
}
