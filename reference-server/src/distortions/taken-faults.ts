import type { RequirementId } from '@parsec-spec/spec/requirements';
import { faultOf, type Slot, type Slots, slots } from './founding-in.ts';

export const all = Object.keys(slots) as Slot[];

/** Certificates of which one does not load for such a reason. */
export const anyFault =
  (pattern: RegExp, of: readonly Slot[] = all) =>
  (request: Slots): boolean =>
    of.some((slot) => pattern.test(faultOf(request, slot) ?? ''));

/** Faults of certificates that a broken server takes, at a bootstrap or an enrolment: the rule, how it is broken, what is taken. */
export const takenFaults: readonly (readonly [RequirementId, string, (request: Slots) => boolean])[] = [
  ['keys/sizes-in-certificates', 'any-size', anyFault(/content \/(public|verify)_key/)],
  ['certificates/format-byte', 'any', anyFault(/^format/)],
  ['certificates/compressed', 'plain-too', anyFault(/^zstd/)],
  ['certificates/frame-complete', 'half-a-frame', anyFault(/^zstd/)],
  [
    'user_certificate/fields-required',
    'optional',
    anyFault(/required/, ['user_certificate', 'redacted_user_certificate']),
  ],
  [
    'device_certificate/fields-required',
    'optional',
    anyFault(/required/, ['device_certificate', 'redacted_device_certificate']),
  ],
  ['device_certificate/purpose-known', 'any', anyFault(/purpose/)],
  ['types/device-label-length', 'any', anyFault(/device_label/)],
  ['types/human-label-length', 'any', anyFault(/human_handle\/1/)],
  ['types/human-label-characters', 'any', anyFault(/human_handle\/1/)],
  ['types/email-is-bare-ascii', 'any', anyFault(/human_handle\/0/)],
  ['types/email-redacted-domain', 'any', anyFault(/human_handle\/0/)],
  ['types/profile-is-one-of-three', 'any', anyFault(/profile/)],
];
