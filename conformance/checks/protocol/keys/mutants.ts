import type { Mutant } from '@parsec-spec/reference-server/core';
import { isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import { badRequest, isInvalid } from '../../../self-test/kit/bad-requests.ts';
import { isOfDevice } from '../../../self-test/kit/calls.ts';
import {
  acceptsBootstrap,
  acceptsMistake,
  hasMistake,
  refusesBootstrap,
} from '../../../self-test/kit/certificate-mistakes.ts';
import { changeCall, headerOf, mutant, withHeader } from '../../../self-test/kit/mutant.ts';
import { sodium } from '../../../src/people/keys.ts';
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
  mutant(
    'keys/signatures-strict',
    'any-scalar-in-token',
    changeCall((call) => {
      const [head = '', signature = ''] = (headerOf(call, 'authorization') ?? '').split(/\.(?=[^.]*$)/);
      const bytes = Buffer.from(signature, 'base64url');
      if (!isOfDevice(call) || bytes.length !== 64 || (bytes[63] ?? 0) < 0x10) return call;
      const scalar = sodium.crypto_core_ed25519_scalar_reduce(
        Buffer.concat([bytes.subarray(32), Buffer.alloc(32)]),
      );
      const reduced = Buffer.concat([bytes.subarray(0, 32), scalar]);
      // A device token ends with padding, which `base64url` leaves out.
      return withHeader(call, 'authorization', `${head}.${reduced.toString('base64url')}==`);
    }),
  ),
  ...acceptsMistake('keys/sizes-in-certificates', 'any-size', hasMistake(/content \/(public|verify)_key/)),
  badRequest('keys/sizes-in-commands', isInvalid(/root_verify_key must have 32 bytes/)),
];
