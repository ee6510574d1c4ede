import type { Mutant } from '@parsec-spec/reference-server/core';
import { restrictsEnding } from '../../../self-test/kit/invitations.ts';

/** Mutants of the requirements of `invite_complete`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  restrictsEnding(
    'invite_complete/any-admin',
    'only-its-creator',
    'invite_complete',
    (inviters, token, device) => inviters.get(token) === device,
  ),
  restrictsEnding(
    'invite_complete/by-the-enrolled-claimer',
    'only-who-invites',
    'invite_complete',
    (inviters, _, device) => [...inviters.values()].includes(device),
  ),
  restrictsEnding(
    'invite_complete/any-admin',
    'not-the-creator',
    'invite_complete',
    (inviters, token, device) => inviters.get(token) !== device,
  ),
  restrictsEnding(
    'invite_complete/device-by-owner',
    'inviting-device-only',
    'invite_complete',
    (inviters, token, device) => inviters.get(token) === device,
  ),
];
