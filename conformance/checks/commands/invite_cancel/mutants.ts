import type { Mutant } from '@parsec-spec/reference-server/core';
import { restrictsEnding } from '../../../self-test/kit/invitations.ts';

/** Mutants of the requirements of `invite_cancel`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  restrictsEnding(
    'invite_cancel/any-admin',
    'only-its-creator',
    'invite_cancel',
    (inviters, token, device) => inviters.get(token) === device,
  ),
  restrictsEnding(
    'invite_cancel/any-admin',
    'not-the-creator',
    'invite_cancel',
    (inviters, token, device) => inviters.get(token) !== device,
  ),
  restrictsEnding(
    'invite_cancel/device-by-owner',
    'inviting-device-only',
    'invite_cancel',
    (inviters, token, device) => inviters.get(token) === device,
  ),
];
