import { readFileSync } from 'node:fs';
import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import {
  decodeReply,
  decodeRequest,
  encodeRequest,
  type Family,
  type Requests,
} from '@parsec-spec/spec/commands';
import { constantTimeEqual, syncCrypto } from '@parsec-spec/spec/crypto';
import { readStep, type Side } from '@parsec-spec/spec/greeting';
import { describe, expect, it } from 'vitest';
import { sampleNamed } from '../support/samples.ts';

/**
 * The requests and replies of both sides of two enrolments of Scille's client on Scille's server.
 */
interface Recorded {
  step: string;
  path: string;
  authorization: string;
  request: string;
  status: number;
  reply: string;
}

const file = new URL('../samples/greetings.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const crypto = syncCrypto;

const heard = recorded.map(({ step, path, request, reply }) => {
  const decoded = decodeRequest(path.split('/')[1] as Family, bytes(request));
  if (!decoded.ok) throw new Error(`${step}: ${decoded.detail}`);
  const answered = decodeReply(decoded.command, bytes(reply));
  if (answered.kind !== 'known') throw new Error(`${step}: the reply of ${decoded.command} is unknown`);
  return {
    step,
    request: decoded.request,
    reply: answered.reply as { status: string } & Record<string, unknown>,
  };
});

it('every recorded request decodes and encodes to the same bytes', () => {
  expect(heard.length).toBeGreaterThan(50);
  for (const [index, { request }] of heard.entries()) {
    expect(Buffer.from(encodeRequest(request)).toString('hex')).toBe(recorded[index]?.request);
  }
});

const greetings = {
  USER: 'greet and claim: a new user, standard profile (new attempt after the broken one)',
  DEVICE: 'greet and claim: a second device of the same user',
};

describe.each(Object.entries(greetings))('the enrolment of a %s', (type, name) => {
  const ours = heard.filter(({ step }) => step === name);
  const said = (side: Side, step: number): Uint8Array => {
    for (const { request, reply } of ours) {
      if (reply.status !== 'ok') continue;
      const field = side === 'GREETER' ? 'greeter_step' : 'claimer_step';
      if (!(field in request)) continue;
      const read = readStep(side, (request as unknown as Record<typeof field, never>)[field]);
      if (read.step === step) return read.payload;
    }
    throw new Error(`${side} said nothing at step ${step}`);
  };
  const relayed = (to: Side, step: number): Uint8Array => {
    const field = to === 'GREETER' ? 'claimer_step' : 'greeter_step';
    const from = to === 'GREETER' ? 'CLAIMER' : 'GREETER';
    for (const { request, reply } of ours) {
      const own = to === 'GREETER' ? 'greeter_step' : 'claimer_step';
      if (!(own in request) || !(field in reply)) continue;
      const read = readStep(from, reply[field] as never);
      if (read.step === step) return read.payload;
    }
    throw new Error(`nothing of step ${step} was relayed to the ${to}`);
  };

  it('has the steps of this client: every number on both sides, in order', () => {
    for (const side of ['GREETER', 'CLAIMER'] as const) {
      const field = side === 'GREETER' ? 'greeter_step' : 'claimer_step';
      const order = ours.flatMap(({ request }) =>
        field in request
          ? [readStep(side, (request as unknown as Record<typeof field, never>)[field]).step]
          : [],
      );
      expect([...new Set(order)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(order).toEqual([...order].sort((left, right) => left - right));
    }
  });

  it('has a nonce in step 3 whose hash is in step 1, both of the sizes that this client uses', async () => {
    const [hash, nonce, greeterNonce] = [relayed('GREETER', 1), relayed('GREETER', 3), relayed('CLAIMER', 2)];
    expect([hash.length, nonce.length, greeterNonce.length]).toEqual([32, 64, 64]);
    expect(await crypto.sha256(nonce)).toEqual(hash);
    expect(said('CLAIMER', 3)).toEqual(nonce);
  });

  it('has keys that give a shared secret', () => {
    for (const key of [relayed('GREETER', 0), relayed('CLAIMER', 0)]) {
      expect(crypto.x25519(new Uint8Array(32).fill(1), key)).toHaveLength(32);
    }
  });

  it('enrols the newcomer between steps 6 and 7, by certificates of the greeter’s device with the newcomer’s keys', () => {
    const cmd = type === 'USER' ? 'user_create' : 'device_create';
    const at = ours.findIndex(({ request }) => request.cmd === cmd);
    const sends = (word: string): number =>
      ours.findIndex(
        ({ request, reply }) =>
          'greeter_step' in request && request.greeter_step.step === word && reply.status !== 'not_ready',
      );
    expect([sends('NUMBER_6_GET_PAYLOAD') < at, at < sends('NUMBER_7_SEND_PAYLOAD')]).toEqual([true, true]);
    const greeter = sampleNamed('alice-laptop.keys').device;
    const verifyKey = crypto.verifyKeyOf(bytes(String(greeter.signing_key)));
    const newcomer = sampleNamed(type === 'USER' ? 'bob-desktop.keys' : 'alice-workstation.keys').device;
    const created = ours[at]?.request as Requests['user_create'] | Requests['device_create'];
    const content = (signed: Uint8Array) => {
      const parts = splitSigned(signed);
      if (parts === undefined) throw new Error('too short');
      expect(crypto.verify(verifyKey, parts.message, parts.signature)).toBe(true);
      const read = loadCertificate(parts.message);
      if (!read.ok) throw new Error(read.reason);
      return read.certificate;
    };
    const device = content(created.device_certificate);
    if (device.type !== 'device_certificate') throw new Error(device.type);
    expect(device.device_id.hex).toBe(newcomer.device_id);
    expect(device.device_label).toBe(newcomer.device_label);
    expect(
      constantTimeEqual(device.verify_key, crypto.verifyKeyOf(bytes(String(newcomer.signing_key)))),
    ).toBe(true);
    expect(content(created.redacted_device_certificate)).toEqual({ ...device, device_label: null });
    if (created.cmd !== 'user_create') return;
    const user = content(created.user_certificate);
    if (user.type !== 'user_certificate') throw new Error(user.type);
    expect([user.human_handle, user.timestamp]).toEqual([newcomer.human_handle, device.timestamp]);
    expect(constantTimeEqual(user.public_key, crypto.publicKeyOf(bytes(String(newcomer.private_key))))).toBe(
      true,
    );
    expect(content(created.redacted_user_certificate)).toEqual({ ...user, human_handle: null });
  });

  it('has payloads of the same length as those of this client', () => {
    // Nonce and tag are 40 bytes. The content is compressed, so names can change the length by a
    // few bytes.
    expect(relayed('GREETER', 6).length).toBeGreaterThan(40 + 100);
    expect(relayed('CLAIMER', 7).length).toBeGreaterThan(40 + 100);
  });
});
