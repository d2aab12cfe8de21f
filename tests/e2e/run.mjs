// The browser tests: node run.mjs --programs build/dev/apps [--filter REGEX] [--totals FILE]
// Scenarios are in scenarios/*.mjs and clients/*.mjs; ./test installs what they need and runs this.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { run } from './lib/runner.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    programs: { type: 'string', default: join(here, '../../build/dev/apps') },
    filter: { type: 'string', default: '' },
    totals: { type: 'string' },
  },
});

for (const folder of ['scenarios', 'clients'])
  for (const file of readdirSync(join(here, folder)).filter((name) => name.endsWith('.mjs')).sort())
    await import(pathToFileURL(join(here, folder, file)));

// An interrupted run leaves through exit handlers too: children are tied to this process.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const screenshots = join(here, '../../build/screenshots');
// Pictures of an earlier whole run must not pass for this one's.
if (!options.filter) rmSync(screenshots, { recursive: true, force: true });
const { passed, failed, skipped } = await run({
  programs: resolve(options.programs),
  screenshots,
  filter: new RegExp(options.filter),
  write: (text) => process.stdout.write(text),
});
if (options.totals) writeFileSync(options.totals, `${passed} ${failed} ${skipped}\n`);
process.exit(failed === 0 ? 0 : 1);
