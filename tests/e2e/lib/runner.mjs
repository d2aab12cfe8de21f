// scenario() registers, run() runs one after the other and counts. A scenario gets a stage: worlds and visitors that are
// cleared away behind it, whatever happens.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Visitor, launchBrowser } from './visitor.mjs';
import { World } from './world.mjs';

const kScenarioSeconds = 900; // for one that hangs; a slow machine is no fault
const scenarios = [];

export function scenario(title, play) {
  if (scenarios.some((other) => other.title === title)) throw new Error(`two scenarios are called "${title}"`);
  scenarios.push({ title, play });
}

class Skip extends Error {}
class Complaints extends Error {}

class Stage {
  constructor(run, title) {
    this.run = run;
    this.title = title;
    this.slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
    this.visitors = [];
    this.worlds = [];
  }

  // What `make` makes the first time, kept for the scenarios that follow and cleared away behind the last one.
  async shared(name, make) {
    if (!this.run.shared.has(name)) this.run.shared.set(name, await make());
    return this.run.shared.get(name);
  }

  // The world that scenarios share: people are told apart by their e-mail addresses, so bring a new one.
  async world() {
    return this.shared('world', () => World.start({ programs: this.run.programs }));
  }

  // A world of this scenario's own, to stop and break things in.
  async ownWorld(options = {}) {
    const world = await World.start({ programs: this.run.programs, ...options });
    this.worlds.push(world);
    return world;
  }

  // `browser` is one of the scenario's own kind, the shared one unless it is given.
  async visitor({ browser, ...options } = {}) {
    browser ??= await this.shared('browser', () => launchBrowser());
    const number = this.visitors.length === 0 ? '' : `-visitor${this.visitors.length + 1}`;
    const screenshots = join(this.run.screenshots, `${this.slug}${number}`);
    const visitor = await Visitor.open(browser, { screenshots, looked: this.run.looked, ...options });
    this.visitors.push(visitor);
    return visitor;
  }

  // The paths of the pages that visitors of all scenarios so far took a picture of. A run that leaves some of the
  // scenarios out whose title matches has not seen all.
  lookedAt(titles) {
    const left = scenarios.filter(({ title }) => titles.test(title) && !this.run.chosen.has(title));
    if (left.length > 0) this.skip(`not all scenarios are played: ${left[0].title} is not`);
    return this.run.looked;
  }

  skip(reason) {
    throw new Skip(reason);
  }

  complaints() {
    return this.visitors.flatMap((visitor) => visitor.complaints);
  }

  async evidence() {
    await Promise.allSettled(
      this.visitors.map(({ page, screenshots }) => page.screenshot({ path: `${screenshots}-failed.png`, fullPage: true })),
    );
    const addresses = this.visitors.map(({ page }) => `at ${page.url()}`);
    const worlds = [...this.worlds, ...this.run.shared.values()].filter((one) => one.logTails);
    return [...addresses, ...worlds.map((world) => world.logTails())].join('\n');
  }

  async clear() {
    await clearAway([...this.visitors, ...this.worlds]);
  }
}

async function clearAway(things) {
  const ends = await Promise.allSettled(things.map((one) => one.close?.() ?? one.stop()));
  const refused = ends.find((end) => end.status === 'rejected');
  if (refused) throw refused.reason;
}

function within(seconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${seconds} seconds`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function playOne(run, { title, play }) {
  const stage = new Stage(run, title);
  let failure;
  try {
    await within(kScenarioSeconds, play(stage));
    const complaints = stage.complaints();
    if (complaints.length > 0) throw new Complaints(complaints.join('\n'));
  } catch (error) {
    if (error instanceof Skip) failure = error;
    else failure = new Error(`${error instanceof Complaints ? error.message : error.stack}\n${await stage.evidence()}`);
  }
  await stage.clear().catch((error) => (failure ??= error));
  return failure;
}

// Answers { passed, failed, skipped }. `programs` is the build folder of apps/.
export async function run({ programs, screenshots, filter, write }) {
  const chosen = scenarios.filter(({ title }) => filter.test(title));
  const state = { programs, screenshots, shared: new Map(), looked: [], chosen: new Set(chosen.map(({ title }) => title)) };
  const totals = { passed: 0, failed: 0, skipped: 0 };
  mkdirSync(screenshots, { recursive: true });
  try {
    for (const [index, one] of chosen.entries()) {
      const begin = Date.now();
      const failure = await playOne(state, one);
      const verdict = !failure ? 'passed' : failure instanceof Skip ? 'skipped' : 'failed';
      totals[verdict] += 1;
      const seconds = ((Date.now() - begin) / 1000).toFixed(1);
      write(`[${index + 1}/${chosen.length}] ${verdict.padEnd(7)} ${one.title} (${seconds} s)\n`);
      if (failure) write(`${failure.message.replace(/^/gm, '    ')}\n`);
    }
  } finally {
    await clearAway([...state.shared.values()].reverse());
  }
  return totals;
}
