// Nothing is left out: the console's own table of routes against what the scenarios before this one took pictures of.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { kDomain } from '../lib/administrator.mjs';
import { scenario } from '../lib/runner.mjs';

// "/users/{id}" or, for what is no page, "/audit/export.csv: a file". edges/console/pages_test.cpp compares it with the code.
const kPages = readFileSync(new URL('../console_pages.txt', import.meta.url), 'utf8').trim().split('\n')
  .map((line) => line.split(': '));
const blanks = (path) => path.split('{').length;
const byExactness = [...kPages].sort(([one], [other]) => blanks(one) - blanks(other))
  .map(([path]) => [path, new RegExp(`^/admin/${kDomain}${path.replace(/\/$/, '').replace(/\{[^}]*\}/g, '[^/]+')}$`)]);

scenario('Console: every page was looked at, wide and on a phone', async (stage) => {
  const seen = { wide: new Set(), narrow: new Set() };
  for (const { path, width, javaScript } of stage.lookedAt(/^Console: /)) {
    const page = byExactness.find(([, pattern]) => pattern.test(path));
    if (!page) continue;
    // The rules of accessibility are checked by a script.
    if (width < 500) seen.narrow.add(page[0]);
    else if (javaScript) seen.wide.add(page[0]);
  }
  const pages = kPages.filter(([, why]) => !why).map(([path]) => path);
  for (const [kind, paths] of Object.entries(seen))
    assert.deepEqual(pages.filter((path) => !paths.has(path)), [], `no scenario looks at these, ${kind}`);
});
