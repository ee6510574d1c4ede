import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDocument } from '../../src/certificates/index.ts';
import {
  openPayload,
  type PayloadType,
  payloadShapes,
  sealPayload,
} from '../../src/certificates/payloads.ts';
import { type Encodable, encode } from '../../src/codec/index.ts';
import { syncCrypto } from '../../src/crypto/index.ts';
import { near, valid } from '../../src/schemas/arbitraries.ts';

const types = Object.keys(payloadShapes) as PayloadType[];
const key = new Uint8Array(32).fill(7);
const nonce = new Uint8Array(24).fill(9);
const some = (type: PayloadType) =>
  valid[payloadShapes[type].schema]() as fc.Arbitrary<Parameters<typeof sealPayload>[2]>;
const sealed = (plain: Uint8Array): Uint8Array => syncCrypto.secretboxSeal(key, nonce, plain);
const document = (value: unknown): Uint8Array => sealed(writeDocument(value as Encodable));

describe.each(types)('%s', (type) => {
  it('survives a round trip, with another nonce each time', () => {
    const property = fc.property(some(type), (payload) => {
      const one = sealPayload(syncCrypto, key, payload);
      expect(one).not.toEqual(sealPayload(syncCrypto, key, payload));
      const opened = openPayload(syncCrypto, key, one, type);
      // Sealing does not normalize, opening does. Sealing the opened payload again gives the same
      // content.
      const said = opened.ok ? opened.payload : expect.unreachable();
      const again = openPayload(syncCrypto, key, sealPayload(syncCrypto, key, said), type);
      expect(again).toEqual(opened);
      expect(said).toMatchObject({ type });
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('is undecipherable under another key, and with any byte changed', () => {
    const [payload] = fc.sample(some(type), { numRuns: 1, seed: 1 });
    const box = sealPayload(syncCrypto, key, payload ?? expect.unreachable());
    const undecipherable = { ok: false, reason: 'UNDECIPHERABLE_PAYLOAD' };
    expect(openPayload(syncCrypto, new Uint8Array(32), box, type)).toMatchObject(undecipherable);
    for (let at = 0; at < box.length; at++) {
      const changed = Uint8Array.from(box, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(openPayload(syncCrypto, key, changed, type)).toMatchObject(undecipherable);
    }
    for (const length of [0, 23, 24, 39, box.length - 1]) {
      expect(openPayload(syncCrypto, key, box.subarray(0, length), type)).toMatchObject(undecipherable);
    }
  });

  it('is undeserializable when it opens but is not a payload of this type', () => {
    const [payload] = fc.sample(some(type), { numRuns: 1, seed: 2 });
    const plain = writeDocument(payload as unknown as Encodable);
    expect(openPayload(syncCrypto, key, sealed(plain), type)).toMatchObject({ ok: true });
    const wrong = {
      empty: sealed(new Uint8Array()),
      'another format': sealed(Uint8Array.from(plain, (byte, at) => (at === 0 ? 1 : byte))),
      'no zstd': sealed(Uint8Array.of(0, 1, 2, 3)),
      'no msgpack': document(null),
      'a list': document(Object.values(payload ?? {})),
      'another type': document({ ...payload, type: 'invite_shamir_recovery_data' }),
      'plain msgpack': sealed(encode({ ...payload } as unknown as Encodable)),
    };
    for (const [name, box] of Object.entries(wrong)) {
      const reason = 'UNDESERIALIZABLE_PAYLOAD';
      expect([name, openPayload(syncCrypto, key, box, type)]).toEqual([
        name,
        { ok: false, reason, detail: expect.any(String) },
      ]);
    }
  });

  it('is undeserializable when a key is missing or wrong', () => {
    const property = fc.property(near[payloadShapes[type].schema](), (miss) => {
      expect(openPayload(syncCrypto, key, document(miss), type)).toMatchObject({
        ok: false,
        reason: 'UNDESERIALIZABLE_PAYLOAD',
      });
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('may contain unknown keys, which are dropped', () => {
    const [payload] = fc.sample(some(type), { numRuns: 1, seed: 3 });
    const opened = openPayload(syncCrypto, key, document({ ...payload, added_later: 1 }), type);
    expect(Object.keys(opened.ok ? opened.payload : {})).toEqual(payloadShapes[type].keys);
  });
});
