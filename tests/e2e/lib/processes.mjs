// Real programs as child processes: each with a log file, stopped in good order, and never left behind.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const kStopSeconds = 10;

// The kernel hands out a port that nobody uses at this moment.
export async function freePorts(count) {
  const servers = [];
  for (let i = 0; i < count; ++i) {
    const server = createServer();
    await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export class Program {
  // `command` is the file and its arguments; `environment` is the whole environment.
  constructor(name, command, environment, logFile) {
    this.name = name;
    this.logFile = logFile;
    const log = openSync(logFile, 'a');
    // Tied to this process: however it ends, its children end too.
    this.child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
      env: environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    this.ended.then((how) => (this.end = how));
  }

  logTail(lines = 10) {
    const all = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
    return all.slice(-lines).join('\n');
  }

  // The exit code of a program that ends by itself.
  async finish() {
    await this.ended;
    return this.child.exitCode;
  }

  // Resolves when GET /health answers 200; rejects with the log's end when the program ends before.
  async ready(origin, seconds = 30) {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (this.end) throw new Error(`${this.name} ended (${this.end}) before it was ready:\n${this.logTail()}`);
      const healthy = await fetch(`${origin}/health`).then((answer) => answer.ok, () => false);
      if (healthy) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${this.name} was not ready within ${seconds} seconds:\n${this.logTail()}`);
  }

  // SIGTERM, and SIGKILL for one that does not listen, which is an error.
  async stop() {
    if (this.end) return;
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), kStopSeconds * 1000);
    const how = await this.ended;
    clearTimeout(killer);
    if (how === 'signal SIGKILL') throw new Error(`${this.name} did not stop within ${kStopSeconds} seconds`);
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
