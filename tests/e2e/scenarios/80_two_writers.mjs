// Two people, or one twice, change one record.
import assert from 'node:assert/strict';

import { newPerson } from '../lib/people.mjs';
import { Client, Robot } from '../lib/robot.mjs';
import { scenario } from '../lib/runner.mjs';
import { beneficiary, follow, saveBeneficiary, shown, signUp, stepUpByPhone } from '../lib/steps.mjs';

scenario('Who saves second sees what the first has saved', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Grete', 'Hermann');
  const visitor = await stage.visitor();
  await signUp(visitor, world, person);
  await stepUpByPhone(visitor, world, person);
  const other = { page: await visitor.context.newPage() };
  await other.page.goto(`${world.web}/changeben`);
  await saveBeneficiary(visitor, 'First');
  await saveBeneficiary(other, 'Second');
  assert.match(await shown(other, '#mistake'), /changed in the meantime/);
  assert.equal(await shown(other, '#today'), 'First');
  assert.equal(await other.page.inputValue('#beneficiary_name'), 'Second');
  assert.equal(await beneficiary(visitor, world), 'First');
  await follow(other, '#save');
  assert.equal(await shown(other, '#beneficiary'), 'Second');
});

scenario('Of twenty changes to one version of a record one wins', async (stage) => {
  const world = await stage.world();
  const person = newPerson('Karen', 'Spärck Jones');
  const robot = new Robot(world);
  const client = new Client(world, 'B2C_1_signupsignin1_mfa');
  const choices = await robot.signUp(person, client.start);
  const tokens = await client.redeem(await robot.confirmByEmail(person, choices, { until: client.returnTo }));
  assert.equal(tokens.status, 200);
  const headers = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' };
  const before = await fetch(`${world.api}/acctinfo`, { headers });
  const change = (name) =>
    fetch(`${world.api}/acctinfo`, {
      method: 'PATCH', body: JSON.stringify({ beneficiary: name }), headers: { ...headers, 'if-match': before.headers.get('etag') },
    });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => change(`Name ${index}`)));
  const winners = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
  assert.equal(winners.length, 1);
  assert.equal(answers.filter((answer) => answer.status === 412).length, 19);
  const after = await fetch(`${world.api}/acctinfo`, { headers });
  assert.equal((await after.json()).beneficiary, `Name ${winners[0]}`);
});
