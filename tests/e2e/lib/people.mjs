// People who have never been here before, and the authenticator apps they carry.
import { createHmac, randomBytes } from 'node:crypto';

const kRun = randomBytes(3).toString('hex');
let born = 0;

// Each has an address and a phone of their own, so that scenarios can share a world.
export function newPerson(givenName = 'Ada', surname = 'Lovelace') {
  born += 1;
  return {
    name: `${givenName} ${surname}`,
    givenName,
    surname,
    email: `${givenName.toLowerCase().replace(/[^a-z]/g, '')}.${kRun}.${born}@example.test`,
    password: `Correct-horse-${born}`,
    country: '+49',
    number: `151 ${String(20_000_000 + born).slice(0, 4)} ${String(born).padStart(4, '0')}`,
    get phone() {
      return `+49${this.number.replaceAll(' ', '')}`;
    },
  };
}

function base32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replace(/[\s=]/g, '').toUpperCase()].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

// RFC 6238: six digits, thirty seconds, SHA-1. `step` counts from now: an app a little ahead shows the next code.
export function authenticatorCode(secret, step = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + step));
  const digest = createHmac('sha1', base32(secret)).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
