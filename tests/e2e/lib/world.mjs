// A world is the three programs, or some of them, on ports of their own, over a data directory of their own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Outbox } from './outbox.mjs';
import { Program, freePorts } from './processes.mjs';

const kPrograms = ['gatehouse', 'insurance-api', 'insurance-web'];
const kTop = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

function readEnvironment(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

const demoVariables = (world) => ({ public_url: world.gatehouse, api_url: world.api, web_url: world.web });

export class World {
  // `programs` is the build folder of apps/. `environment` adds to or replaces variables: { 'insurance-web': { ... } }.
  // `tenant` is the declared tenant, the demo's unless a scenario brings its own; `variables` answers what the ports make
  // of its variables. `cast` names the programs that are started.
  static async start({
    programs, environment = {}, tenant = join(kTop, 'demo/tenant.toml'), variables = demoVariables, cast = kPrograms,
  }) {
    const world = new World();
    world.programs = programs;
    world.extra = environment;
    world.variables = variables;
    world.data = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
    world.running = new Map();
    try {
      for (const folder of ['logs', 'demo', 'insurance-api', 'insurance-web']) mkdirSync(join(world.data, folder));
      const [http, https, api, web] = await freePorts(4);
      world.ports = { http, https, api, web };
      world.gatehouse = `http://localhost:${http}`;
      world.secure = `https://localhost:${https}`;
      world.api = `http://localhost:${api}`;
      world.web = `http://localhost:${web}`;
      world.outbox = new Outbox(world.gatehouse);
      await world.apply(tenant);
      await Promise.all(cast.map((name) => world.startProgram(name)));
    } catch (error) {
      await world.stop().catch(() => {});
      throw error;
    }
    return world;
  }

  async apply(tenant) {
    const apply = this.spawn('apply', [
      this.file('gatehouse'), 'apply', tenant, '--data', this.data, '--write-env', join(this.data, 'demo'),
      ...Object.entries(this.variables(this)).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ]);
    if ((await apply.finish()) !== 0) throw new Error(`apply ended with ${apply.end}:\n${apply.logTail()}`);
  }

  // Starts a program that is not running and waits until it is ready; also the second half of a restart.
  async startProgram(name) {
    const { http, https, api, web } = this.ports;
    const serve = ['serve', '--data', this.data, '--http', `127.0.0.1:${http}`, '--https', `127.0.0.1:${https}`, '--demo'];
    const [port, args] = { gatehouse: [http, serve], 'insurance-api': [api, []], 'insurance-web': [web, []] }[name];
    const demo =
      name === 'gatehouse' ? {} : { ...this.environmentOf(name), PORT: `${port}`, DATA_DIR: join(this.data, name) };
    const program = this.spawn(name, [this.file(name), ...args], { ...demo, ...this.extra[name] });
    this.running.set(name, program);
    await program.ready(`http://127.0.0.1:${port}`);
  }

  // What `apply` wrote for an insurance program: { CLIENT_ID, CLIENT_SECRET, ... }.
  environmentOf(name) {
    return readEnvironment(join(this.data, 'demo', `${name}.env`));
  }

  async stopProgram(name) {
    await this.running.get(name).stop();
  }

  // With other variables from now on.
  async restartProgram(name, environment = {}) {
    await this.stopProgram(name);
    this.extra = { ...this.extra, [name]: environment };
    await this.startProgram(name);
  }

  async killAndStart(name) {
    await this.killProgram(name);
    await this.startProgram(name);
  }

  async killProgram(name) {
    await this.running.get(name).kill();
  }

  file(name) {
    return join(this.programs, name.replace('-', '_'), name);
  }

  spawn(name, command, environment = {}) {
    // Nothing of the caller's environment but what a program needs to run at all.
    const { PATH, HOME, LANG } = process.env;
    const base = Object.fromEntries(Object.entries({ PATH, HOME, LANG }).filter(([, value]) => value !== undefined));
    return new Program(name, command, { ...base, ...environment }, join(this.data, 'logs', `${name}.log`));
  }

  logTails() {
    return [...this.running.values()].map((program) => `-- ${program.name}\n${program.logTail()}`).join('\n');
  }

  async stop() {
    const ends = await Promise.allSettled([...this.running.values()].map((program) => program.stop()));
    rmSync(this.data, { recursive: true, force: true });
    const refused = ends.find((end) => end.status === 'rejected');
    if (refused) throw refused.reason;
  }
}
