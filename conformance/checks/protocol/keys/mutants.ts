import type { Mutant } from '@parsec-spec/reference-server/core';
import { isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import { badRequest, isInvalid } from '../../../self-test/kit/bad-requests.ts';
import {
  acceptsBootstrap,
  acceptsMistake,
  hasMistake,
  refusesBootstrap,
} from '../../../self-test/kit/certificate-mistakes.ts';
import { smallOrder } from '../../../src/people/weak-keys.ts';

const isSmallOrder = (key: Uint8Array): boolean =>
  Object.values(smallOrder).some((point) => Buffer.from(key).equals(point));

/** Mutants of the requirements of `keys`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  acceptsBootstrap(
    'keys/root-key-is-a-point',
    'any-bytes',
    ({ root_verify_key }) => !isUsableVerifyKey(root_verify_key) && !isSmallOrder(root_verify_key),
  ),
  acceptsBootstrap('keys/root-key-not-small-order', 'any-point', ({ root_verify_key }) =>
    isSmallOrder(root_verify_key),
  ),
  refusesBootstrap('keys/signatures-interoperate', () => true),
  // The last byte of an S below the order of the group is 0x10 at most.
  acceptsBootstrap(
    'keys/signatures-strict',
    'any-scalar',
    ({ user_certificate }) => user_certificate instanceof Uint8Array && (user_certificate[63] ?? 0) >= 0x10,
  ),
  acceptsBootstrap(
    'keys/signatures-strict',
    'any-nonce',
    ({ user_certificate }) =>
      user_certificate instanceof Uint8Array && isSmallOrder(user_certificate.subarray(0, 32)),
  ),
  ...acceptsMistake('keys/sizes-in-certificates', 'any-size', hasMistake(/content \/(public|verify)_key/)),
  badRequest('keys/sizes-in-commands', isInvalid(/root_verify_key must have 32 bytes/)),
];
