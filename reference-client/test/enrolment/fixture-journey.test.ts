import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Uuid } from '@parsec-spec/spec/codec';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim } from '../../src/enrolment/claim.ts';
import { authenticatePeer } from '../../src/greeting/authenticate-peer.ts';
import { greeterSide } from '../../src/greeting/greeter-side.ts';
import { paceOf } from '../../src/greeting/pace.ts';
import { countRestarts } from '../../src/greeting/restarts.ts';
import { connectionOf } from '../../src/journeys/session.ts';
import { hasty } from '../support/acme.ts';
import { cheap, device } from '../support/test-device.ts';

interface Call {
  actor: string;
  authorization: string;
  request: { bytes: string };
  reply: { bytes: string };
}

const path = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'journeys', 'greeting.json');
const journey = JSON.parse(readFileSync(path, 'utf8')) as {
  random: Record<string, string>;
  lines: (Partial<Call> & { actor: string; tells?: string })[];
};
const bytes = (hex: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(hex ?? '', 'hex'));
const codeOf = (actor: string): string =>
  journey.lines.find((line) => line.actor === actor && line.tells)?.tells ?? '';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * The default cryptography, except that the first random bytes of each length are those of the
 * fixture.
 */
function fixed(names: readonly string[]): Crypto {
  const left = names.map((name) => bytes(journey.random[name]));
  return {
    ...syncCrypto,
    randomBytes: (length) => {
      const at = left.findIndex((each) => each.length === length);
      const [found] = at < 0 ? [] : left.splice(at, 1);
      return found ?? syncCrypto.randomBytes(length);
    },
  };
}

/** The server of the fixture for one actor. Each request must equal the next line byte for byte. */
function server(actor: string, command: RegExp) {
  const calls = journey.lines.filter(
    (line): line is Call =>
      line.actor === actor && command.test(Buffer.from(line.request?.bytes ?? '', 'hex').toString('latin1')),
  );
  const sent: string[] = [];
  const expected = calls.map(({ request }) => request.bytes);
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    const body = new Uint8Array(await new Response(init?.body).arrayBuffer());
    sent.push(Buffer.from(body).toString('hex'));
    const reply = calls[sent.length - 1]?.reply.bytes;
    if (reply === undefined) return new Response('', { status: 404 });
    return new Response(bytes(reply));
  };
  return { fetch, sent, expected };
}

describe('this client reproduces the greeting of the fixtures byte for byte', () => {
  it('as claimer, to its end', async () => {
    const { fetch, sent, expected } = server('claimer', /invite_(info|claimer)/);
    const names = ['signing key', 'private key', 'ephemeral key', 'nonce', 'payload nonce'].map(
      (name) => `claimer ${name}`,
    );
    const ended = await claim({
      crypto: fixed(names),
      transport: { fetch },
      address: {
        server: { host: 'parsec.test', port: 80, tls: false },
        organization: 'CoolOrg',
        type: 'USER',
        token: bytes(journey.random['invitation token']),
      },
      handle: ['bob@example.com', 'Bob'],
      deviceLabel: 'desktop',
      password: 'pw',
      folder,
      cost: cheap,
      pace: hasty,
      person: {
        showCode: (code) => expect(code).toBe(codeOf('claimer')),
        chooseCode: async (choices) => choices.find((choice) => choice === codeOf('greeter')),
        chooseGreeters: async ([first]) => (first === undefined ? [] : [first.user_id]),
      },
    });
    if (ended.outcome !== 'claimed') throw new Error(JSON.stringify(ended));
    // It sends its last step once and does not wait.
    expect(sent).toEqual(expected.slice(0, -1));
    expect(ended.device).toMatchObject({
      user_id: Uuid.of(bytes(journey.random['claimer user id'])),
      device_id: Uuid.of(bytes(journey.random['claimer device id'])),
      signing_key: bytes(journey.random['claimer signing key']),
      private_key: bytes(journey.random['claimer private key']),
    });
    expect(await readdir(folder)).toEqual([`${journey.random['claimer device id']}.keys`]);
  });

  it('as greeter, up to the comparison of codes', async () => {
    const { fetch, sent, expected } = server('greeter', /invite_greeter/);
    const crypto = fixed(['greeter ephemeral key', 'greeter nonce']);
    const session = { crypto, transport: { fetch }, device };
    const known = await authenticatePeer(
      {
        crypto,
        pace: paceOf(hasty),
        restarts: countRestarts(),
        person: {
          showCode: (code) => expect(code).toBe(codeOf('greeter')),
          chooseCode: async (choices) => choices.find((choice) => choice === codeOf('claimer')),
        },
      },
      [greeterSide(connectionOf(session), bytes(journey.random['invitation token']))],
    );
    expect(known.outcome).toBe('known');
    expect(sent).toEqual(expected.slice(0, 7));
  });
});
