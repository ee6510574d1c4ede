import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { clientRules, sasChoices } from '../../src/client-rules/index.ts';
import { commitNonce, isSasCode, NONCE_SIZE, sasCodeOf, syncCrypto } from '../../src/crypto/index.ts';
import { bytes } from '../support/hex.ts';
import { providers } from '../support/providers.ts';

test.each(providers)('$name: a hash binds a claimer to its nonce', async (crypto) => {
  // From libparsec's own tests.
  const nonce = new Uint8Array(NONCE_SIZE).fill(1);
  const isCommitted = clientRules['client-greeting/nonce-hash-checked'];
  const commitment = await commitNonce(crypto, nonce);
  expect(commitment).toEqual(bytes('7c8975e1e60a5c8337f28edf8c33c3b180360b7279644a9bc1af3c51e6220bf5'));
  expect(isCommitted(await crypto.sha256(nonce), commitment)).toBe(true);
  for (const other of [new Uint8Array(NONCE_SIZE).fill(2), nonce.subarray(1), new Uint8Array()]) {
    expect(isCommitted(await crypto.sha256(other), commitment)).toBe(false);
  }
});

describe('the choice of codes', () => {
  it('contains the right code once among distinct others of the alphabet', () => {
    const property = fc.property(fc.integer({ min: 0, max: 2 ** 20 - 1 }), (value) => {
      const code = sasCodeOf(value);
      const choices = sasChoices(syncCrypto, code);
      expect(choices.filter((choice) => choice === code)).toHaveLength(1);
      expect([choices.length, new Set(choices).size]).toEqual([4, 4]);
      expect(choices.every(isSasCode)).toBe(true);
    });
    fc.assert(property);
  });

  it('has a random order: the right code is at each position equally often', () => {
    const places = [0, 0, 0, 0];
    for (let run = 0; run < 4000; run++) {
      const place = sasChoices(syncCrypto, 'AU2D').indexOf('AU2D');
      places[place] = (places[place] ?? 0) + 1;
    }
    // Seven standard deviations around 1000.
    for (const times of places) expect(Math.abs(times - 1000)).toBeLessThan(200);
  });

  it('has no duplicates even when a random value repeats or equals the right code', () => {
    let calls = 0;
    const randomBytes = (): Uint8Array => Uint8Array.of(0, 0, Math.floor(calls++ / 5));
    expect([...sasChoices({ randomBytes }, 'AAAA')].sort()).toEqual([0, 1, 2, 3].map(sasCodeOf).sort());
  });
});
