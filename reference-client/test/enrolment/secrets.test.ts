import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { readDocument } from '@parsec-spec/spec/certificates';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lineLog } from '../../src/call/log.ts';
import { claim } from '../../src/enrolment/claim.ts';
import type { Claimed } from '../../src/enrolment/claim-steps.ts';
import { type Acme, hasty, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';
import { cheap } from '../support/test-device.ts';
import { twoPeople } from '../support/two-people.ts';

const password = 'Never-Seen-Anywhere-7';
const lines: string[] = [];
const log = lineLog('trace', (line) => lines.push(line));
let relay: Relay;
let acme: Acme;
beforeEach(async () => {
  lines.length = 0;
  ({ relay, acme } = await relayedAcme(log));
});
afterEach(() => acme.end());

/** The default cryptography, which records the keys of boxes: the shared keys are among them. */
function telling(keys: Uint8Array[]): Crypto {
  return {
    ...syncCrypto,
    secretboxSeal: (key, nonce, plain) => {
      keys.push(key.slice());
      return syncCrypto.secretboxSeal(key, nonce, plain);
    },
  };
}

const forms = (secret: Uint8Array | string): Buffer[] => {
  const bytes = Buffer.from(secret);
  return [
    bytes,
    ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(bytes.toString(form))),
  ];
};

const deviceOf = (claimed: Claimed) => {
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  return claimed.device;
};

it('no secret of an enrolment is in a request, in the most verbose log, in clear on disk, or in the output', async () => {
  const boxKeys: Uint8Array[] = [];
  const codes: string[] = [];
  const enrol = async (kind: 'USER' | 'DEVICE') => {
    const address = kind === 'USER' ? await acme.invite('bob@example.com') : await acme.inviteDevice();
    const grant = {
      handle: ['bob@example.com', 'Bob'],
      deviceLabel: 'granted',
      profile: 'STANDARD',
    } as const;
    const between = twoPeople({ grant: () => grant, deviceLabel: () => 'granted' });
    const [claimed, greeted] = await Promise.all([
      claim({
        crypto: telling(boxKeys),
        transport: { fetch: relay.fetch, log },
        address,
        handle: ['bob@example.com', 'Bartholomew-asked'],
        deviceLabel: 'tricorder-asked',
        password,
        folder: acme.folder(kind),
        cost: cheap,
        person: between.claimer,
        pace: hasty,
      }),
      acme.greet(address, { person: between.greeter }),
    ]);
    expect(greeted.outcome).toBe('greeted');
    codes.push(...between.greeter.heard.shown, ...between.claimer.heard.shown);
    return { claimed, device: deviceOf(claimed) };
  };
  const bob = await enrol('USER');
  const tower = await enrol('DEVICE');
  const secrets = new Map<string, Uint8Array | string>([
    ['password', password],
    ['requested name', 'Bartholomew-asked'],
    ['requested label', 'tricorder-asked'],
    ...codes.map((code, index): [string, string] => [`code ${index}`, code]),
    ...boxKeys.map((key, index): [string, Uint8Array] => [`key of box ${index}`, key]),
  ]);
  for (const { device } of [bob, tower, { device: acme.alice.device }]) {
    for (const field of ['signing_key', 'private_key', 'user_realm_key', 'local_symkey'] as const) {
      secrets.set(`${field} of ${device.device_id.hex}`, device[field]);
    }
  }
  expect([codes.length, boxKeys.length >= 6]).toEqual([4, true]);
  const files = await Promise.all(
    ['USER', 'DEVICE'].flatMap(async (kind) =>
      (await readdir(acme.folder(kind))).map((name) => readFile(join(acme.folder(kind), name))),
    ),
  );
  // The signature of a bearer token is random text, which may contain a code by chance.
  const headers = relay.heard.map(({ authorization }) => authorization.split('.').slice(0, 3).join('.'));
  const places = {
    requests: Buffer.concat(relay.heard.map(({ body }) => body)),
    headers: Buffer.from(headers.join('\n')),
    certificates: Buffer.concat(
      relay.common.map(({ bytes }) => Buffer.from(inspect(readDocument(bytes.subarray(64))))),
    ),
    log: Buffer.from(lines.join('')),
    files: Buffer.concat(await Promise.all(files.flat())),
    printed: Buffer.from(inspect([bob, tower], { depth: 9 }) + JSON.stringify([bob.device, tower.device])),
  };
  expect(lines.length).toBeGreaterThan(50);
  for (const [name, secret] of secrets) {
    for (const [place, content] of Object.entries(places)) {
      const held = forms(secret).some((form) => content.includes(form));
      expect(`${name} in ${place}: ${held}`).toBe(`${name} in ${place}: false`);
    }
  }
  // The search finds a secret that is there.
  expect(places.requests.includes(Buffer.from(syncCrypto.verifyKeyOf(acme.alice.device.signing_key)))).toBe(
    true,
  );
  expect(places.certificates.includes('granted')).toBe(true);
  expect(places.log.includes('invite_claimer_step')).toBe(true);
});
