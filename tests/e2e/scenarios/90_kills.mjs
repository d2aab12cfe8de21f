// kill -9, a hundred times, of one program after another, each time in the middle of its writes. What was acknowledged
// is there afterwards; what was under way has happened whole or not at all.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { Client, Robot } from '../lib/robot.mjs';
import { scenario } from '../lib/runner.mjs';

const kRounds = 100;
const kFamilies = 4;
const kVictims = ['gatehouse', 'insurance-api', 'insurance-web'];
// Nothing here may depend on how fast the machine is.
const kPatient = { STEP_UP_MAX_AGE: '86400' };

// What one value may be: the last one acknowledged, or one that was asked for since.
class Expectation {
  constructor(value) {
    this.acknowledged = 0;
    this.possible = new Set([value]);
  }

  ask(value) {
    this.possible.add(value);
  }

  confirm(value) {
    this.acknowledged += 1;
    this.possible = new Set([value]);
  }

  check(value) {
    assert.ok(this.possible.has(value), `${value} is none of ${[...this.possible].join(', ')}`);
    this.possible = new Set([value]);
  }
}

// Somebody who changes the beneficiary with tokens of their own, straight at the API.
class ApiWriter {
  static async make(world) {
    const writer = new ApiWriter();
    const person = newPerson('Api', 'Writer');
    const client = new Client(world, 'B2C_1_signupsignin1_mfa');
    const robot = new Robot(world);
    const choices = await robot.signUp(person, client.start);
    const tokens = await client.redeem(await robot.confirmByEmail(person, choices, { until: client.returnTo }));
    writer.address = `${world.api}/acctinfo`;
    writer.headers = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' };
    writer.expected = new Expectation((await writer.read()).beneficiary);
    writer.count = 0;
    return writer;
  }

  async read() {
    const answer = await fetch(this.address, { headers: this.headers });
    assert.equal(answer.status, 200);
    return answer.json();
  }

  async write() {
    const name = `by the API ${(this.count += 1)}`;
    this.expected.ask(name);
    const body = JSON.stringify({ beneficiary: name });
    const answer = await fetch(this.address, { method: 'PATCH', body, headers: this.headers });
    if (answer.status === 200 && (await answer.json()).beneficiary === name) this.expected.confirm(name);
  }

  async check() {
    this.expected.check((await this.read()).beneficiary);
  }
}

// Somebody who does the same in the portal, where each save changes the session too.
class PortalWriter {
  static async make(world) {
    const writer = new PortalWriter();
    writer.person = newPerson('Portal', 'Writer');
    writer.robot = new Robot(world);
    writer.web = world.web;
    const home = await writer.robot.signUp(writer.person, `${world.web}/login/start`);
    assert.match(home.text, /Portal Writer/);
    const choices = await writer.robot.browse(`${world.web}/change`);
    const form = await writer.robot.confirmByEmail(writer.person, choices);
    assert.match(form.text, /beneficiary_name/);
    writer.expected = new Expectation('Nobody named yet');
    writer.count = 0;
    return writer;
  }

  async write() {
    const name = `by the portal ${(this.count += 1)}`;
    const form = await this.robot.browse(`${this.web}/changeben`);
    if (!form.text.includes('id="beneficiary_name"')) return;
    this.expected.ask(name);
    const page = await this.robot.fill(form, { beneficiary_name: name }, { until: `${this.web}/acctinfo` });
    if (page.location === `${this.web}/acctinfo`) this.expected.confirm(name);
  }

  async check() {
    const { text } = await this.robot.browse(`${this.web}/acctinfo`);
    const found = text.match(/id="beneficiary">([^<]*)</);
    assert.ok(found, `the session is lost:\n${text}`);
    this.expected.check(found[1]);
  }
}

// Refresh tokens, each of a family of its own, renewed in turn.
class TokenWriter {
  static async make(world) {
    const writer = new TokenWriter();
    writer.client = new Client(world, 'B2C_1_signupsignin1');
    writer.robot = new Robot(world);
    writer.person = newPerson('Token', 'Writer');
    const arrival = await writer.robot.signUp(writer.person, writer.client.start, { until: writer.client.returnTo });
    writer.families = [{ token: (await writer.client.redeem(arrival)).refresh_token }];
    while (writer.families.length < kFamilies) writer.families.push(await writer.family());
    writer.next = 0;
    writer.expected = { acknowledged: 0 };
    return writer;
  }

  // Single sign-on: no password is asked for.
  async family() {
    const arrival = await this.robot.signIn(this.person, this.client.start, { until: this.client.returnTo });
    const { status, refresh_token: token } = await this.client.redeem(arrival);
    assert.equal(status, 200);
    return { token };
  }

  async write() {
    const family = this.families[(this.next += 1) % kFamilies];
    family.doubtful = true;
    const answer = await this.client.refresh(family.token);
    assert.equal(answer.status, 200, JSON.stringify(answer));
    family.used = family.token;
    family.token = answer.refresh_token;
    family.doubtful = false;
    this.expected.acknowledged += 1;
  }

  // A renewal under way was done or not: its old token works, or it counts as used and says so.
  async check() {
    for (const [index, family] of this.families.entries()) {
      if (!family.doubtful) continue;
      const answer = await this.client.refresh(family.token);
      if (answer.status === 200) this.families[index] = { token: answer.refresh_token };
      else {
        assert.equal(answer.error, 'invalid_grant');
        this.families[index] = await this.family();
      }
    }
  }

  async checkAll() {
    await this.check();
    for (const { token } of this.families) {
      const answer = await this.client.refresh(token);
      assert.equal(answer.status, 200, `an acknowledged token is lost: ${JSON.stringify(answer)}`);
      // Sent again it is answered again, since the first answer may have been lost. But one token of a family is alive
      // at any time: whoever comes with the other one ends it.
      const again = await this.client.refresh(token);
      assert.equal(again.status, 200);
      assert.equal((await this.client.refresh(answer.refresh_token)).status, 400);
      assert.equal((await this.client.refresh(again.refresh_token)).status, 400);
    }
  }
}

// New people, one after another.
class SignUpWriter {
  constructor(world) {
    this.world = world;
    this.client = new Client(world, 'B2C_1_signupsignin1');
    this.expected = { acknowledged: 0 };
    this.people = [];
  }

  async write() {
    const person = newPerson('New', 'Person');
    const arrival = await new Robot(this.world).signUp(person, this.client.start, { until: this.client.returnTo });
    if (!arrival.location) return;
    this.people.push(person);
    this.expected.acknowledged += 1;
  }

  async check() {}

  async checkAll() {
    for (const person of this.people) {
      const arrival = await new Robot(this.world).signIn(person, this.client.start, { until: this.client.returnTo });
      assert.ok(arrival.location?.includes('code='), `${person.email} is lost:\n${arrival.text}`);
    }
  }
}

// Writes until told to stop. A request that a kill cuts off is no failure; a wrong answer of a living program is.
async function keepWriting(writer, round) {
  while (!round.over) {
    try {
      await writer.write();
    } catch (error) {
      if (error instanceof assert.AssertionError || !round.killed) throw error;
      return;
    }
    round.progress();
  }
}

async function playRound(world, victim, writers) {
  const watched = writers[victim];
  const round = { over: false, killed: false };
  const before = watched.map((writer) => writer.expected.acknowledged);
  const ready = new Promise((resolve) => {
    // Something was acknowledged in this round, and more is under way.
    round.progress = () => {
      if (watched.every((writer, index) => writer.expected.acknowledged > before[index])) resolve();
    };
  });
  const everybody = Object.values(writers).flat();
  const work = Promise.all(everybody.map((writer) => keepWriting(writer, round)));
  await Promise.race([ready, work]);
  // The next request is on its way; chance says how far it comes.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
  round.killed = true;
  await world.killProgram(victim);
  round.over = true;
  await work;
  await world.startProgram(victim);
  for (const writer of everybody) await writer.check();
}

scenario('A hundred kills lose nothing that was acknowledged', async (stage) => {
  const world = await stage.ownWorld({ environment: { 'insurance-api': kPatient, 'insurance-web': kPatient } });
  const signUps = new SignUpWriter(world);
  const tokens = await TokenWriter.make(world);
  const writers = {
    gatehouse: [tokens],
    'insurance-api': [await ApiWriter.make(world)],
    'insurance-web': [await PortalWriter.make(world)],
  };
  for (let round = 0; round < kRounds; ++round) {
    const victim = kVictims[round % kVictims.length];
    // A sign-up has many steps, so it runs in every tenth round only, and there a kill waits for one.
    const gatehouse = round % 10 === 0 ? [...writers.gatehouse, signUps] : writers.gatehouse;
    try {
      await playRound(world, victim, { ...writers, gatehouse });
    } catch (error) {
      throw new Error(`round ${round + 1}, ${victim} killed: ${error.message}`, { cause: error });
    }
  }
  await tokens.checkAll();
  await signUps.checkAll();
  const counts = [...Object.values(writers).flat(), signUps].map((writer) => writer.expected.acknowledged);
  assert.ok(counts.every((count) => count > 0), `acknowledged: ${counts}`);
});
