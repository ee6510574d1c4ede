import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SigningKey, sodium } from '../../src/people/keys.ts';
import { SmallOrderKey, smallOrder, smallOrderNonce, withLargeScalar } from '../../src/people/weak-keys.ts';

const chapter = readFileSync(new URL('../../../spec/protocol/keys.md', import.meta.url), 'utf8');
const message = Buffer.from('a text');
const seed = new Uint8Array(32).fill(7);
const key = new SigningKey(seed);

/** An Ed25519 public key as DER begins so. */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');
type Verifier = (signature: Uint8Array, verifyKey: Uint8Array) => boolean;
const verifiers: Readonly<Record<string, Verifier>> = {
  libsodium: (signature, verifyKey) => sodium.crypto_sign_verify_detached(signature, message, verifyKey),
  'Node 24': (signature, verifyKey) => {
    const der = Buffer.concat([derPrefix, verifyKey]);
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  },
};

test('the chapter on keys lists the points of small order', () => {
  const listed = chapter.match(/^[0-9a-f]{64}$/gm);
  const withoutSign = Object.values(smallOrder).map((point) => {
    const copy = Buffer.from(point);
    copy[31] = (copy[31] ?? 0) & 0x7f;
    return copy.toString('hex');
  });
  expect(listed).toEqual([...new Set(withoutSign)].toSorted());
});

test.each(Object.entries(verifiers))('%s refuses what the chapter on keys says', (name, accepts) => {
  expect(chapter).toMatch(
    new RegExp(`^\\| ${name} .*\\| refused \\| refused \\| refused \\| refused \\|$`, 'm'),
  );
  const signature = key.sign(message);
  expect(accepts(signature, key.verifyKey)).toBe(true);
  expect(accepts(withLargeScalar(signature), key.verifyKey)).toBe(false);
  expect(accepts(smallOrderNonce(key, message), key.verifyKey)).toBe(false);
  for (const point of Object.values(smallOrder))
    expect(accepts(new SmallOrderKey(point, seed).sign(message), point)).toBe(false);
});
