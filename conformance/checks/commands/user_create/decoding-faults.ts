import { undecodable } from '../../../src/case/matchers/refuses-certificate.ts';
import type { EnrolmentRule } from './enrolment-faults.ts';
import { slots } from './slots.ts';

/** The type of the other kind of certificate, under the same signature. */
const otherType = { user: 'device_certificate', device: 'user_certificate' } as const;

/** Certificates that do not decode, per slot (USER-04). */
export const decodingFaults: readonly EnrolmentRule[] = slots.map(
  ([name, slot]): EnrolmentRule => [
    `user_create/${name}-decodes`,
    () => {
      const kind = slot.toLowerCase().includes('user') ? 'user' : 'device';
      const changes = { ...undecodable, 'of another type': { fields: { type: otherType[kind] } } };
      return {
        faults: Object.fromEntries(
          Object.entries(changes).map(([what, change]) => [what, { [slot]: change }]),
        ),
      };
    },
  ],
);
