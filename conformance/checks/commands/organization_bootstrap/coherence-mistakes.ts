import type { Judge } from '../../../src/judge/judge.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { nearIds } from '../../../src/vocabulary/matchers/near-bytes.ts';
import type { InvalidCertificate } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';

const otherAuthor = (judge: Judge) => judge.cast.device('elsewhere').id;

/**
 * Requirements on the full certificates and their coherence (BOOT-22 to BOOT-25, BOOT-29, BOOT-41).
 */
export const coherenceMistakes: readonly InvalidCertificate[] = [
  [
    'organization_bootstrap/author-is-root',
    (judge) => ({
      mistakes: {
        'user certificate by a device': { user: { author: otherAuthor(judge) } },
        'device certificate by a device': { deviceFields: { author: otherAuthor(judge) } },
      },
    }),
  ],
  [
    'organization_bootstrap/first-user-is-admin',
    () => ({
      mistakes: {
        'first user STANDARD': { user: { profile: 'STANDARD' } },
        'first user OUTSIDER': { user: { profile: 'OUTSIDER' } },
      },
    }),
  ],
  [
    'organization_bootstrap/one-timestamp',
    (judge) => {
      const at = judge.now();
      return {
        honest: { at },
        mistakes: {
          'device 1 µs after the user': { deviceFields: { timestamp: at.plus(1) } },
          'device 1 µs before the user': { deviceFields: { timestamp: at.plus(-1) } },
        },
      };
    },
  ],
  [
    'organization_bootstrap/one-user',
    (judge) => {
      const [first, last] = nearIds(judge.cast.person('alice').userId);
      return {
        mistakes: {
          'device of another user': { deviceFields: { user_id: judge.cast.person('bob').userId } },
          'device of a user with another first byte': { deviceFields: { user_id: first } },
          'device of a user with another last byte': { deviceFields: { user_id: last } },
        },
      };
    },
  ],
  [
    'organization_bootstrap/user-certificate-not-redacted',
    () => ({ mistakes: { 'full user certificate without handle': { user: { human_handle: null } } } }),
  ],
  [
    'organization_bootstrap/device-certificate-not-redacted',
    () => ({
      mistakes: { 'full device certificate without label': { deviceFields: { device_label: null } } },
    }),
  ],
  [
    'organization_bootstrap/sequester-same-timestamp',
    (judge) => {
      const at = judge.now();
      return {
        honest: { at, sequester: sequesterAuthorityDer },
        mistakes: {
          'sequester authority 1 µs later': { sequesterCertificate: { fields: { timestamp: at.plus(1) } } },
          'sequester authority 1 µs earlier': {
            sequesterCertificate: { fields: { timestamp: at.plus(-1) } },
          },
        },
      };
    },
  ],
];
