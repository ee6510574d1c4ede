import {
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../../people/dated-certificates.ts';
import { type Certificates, carolEnrolled, type Forgery, type ForgeryGroup } from './forgery.ts';

const carolBefore: Certificates = ({ aliceSigner, carol, at }) => enrolment(aliceSigner, carol, at(120));
const carolInOrder: Certificates = ({ aliceSigner, carol, at }) => [
  signedUser(aliceSigner, carol, at(300)),
  signedDevice(aliceSigner, carol, at(300)),
];
const bobRevoked: Certificates = ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(200))];

/** Bob's second device at this time, after Carol. Bob signs it. */
const deviceAt = (seconds: number): Forgery => ({
  before: carolBefore,
  forged: ({ bob, bobPhone, at }) => [signedDevice(bob.device, bob, at(seconds), { device: bobPhone })],
  valid: ({ bob, bobPhone, at }) => [signedDevice(bob.device, bob, at(121), { device: bobPhone })],
});

/** Correctly signed certificates that contradict each other or their order. */
export const coherenceForgeries: readonly ForgeryGroup[] = [
  {
    name: 'certificate.time',
    word: 'not-later',
    rules: ['client-certificates/time-never-goes-back'],
    does: 'serves a certificate that is not later than the one before',
    cases: {
      'user-earlier': {
        forged: ({ aliceSigner, carol, at }) => enrolment(aliceSigner, carol, at(59)),
        valid: ({ aliceSigner, carol, at }) => enrolment(aliceSigner, carol, at(61)),
      },
      'user-at-the-same-time': {
        forged: ({ aliceSigner, carol, at }) => enrolment(aliceSigner, carol, at(60)),
        valid: ({ aliceSigner, carol, at }) => enrolment(aliceSigner, carol, at(60).plus(1)),
      },
      'revocation-earlier': {
        before: carolBefore,
        forged: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(119))],
        valid: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(121))],
      },
      'device-at-the-same-time': deviceAt(120),
      'device-earlier': deviceAt(119),
      'revocation-at-the-same-time': {
        before: carolBefore,
        forged: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(120))],
        valid: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(120).plus(1))],
      },
      'profile-at-the-same-time': {
        before: carolBefore,
        forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(120), 'STANDARD')],
        valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(120).plus(1), 'STANDARD')],
      },
      'profile-earlier': {
        before: carolBefore,
        forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(119), 'STANDARD')],
        valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(121), 'STANDARD')],
      },
      'inside-a-batch': {
        forged: (members) => [
          revocation(members.aliceSigner, members.bob, members.at(130)),
          ...carolBefore(members),
        ],
        valid: (members) => [
          ...carolBefore(members),
          revocation(members.aliceSigner, members.bob, members.at(130)),
        ],
      },
      'first-device-earlier': {
        forged: ({ aliceSigner, bob, carol, at }) => [
          signedUser(aliceSigner, carol, at(120)),
          revocation(aliceSigner, bob, at(130)),
          signedDevice(aliceSigner, carol, at(120)),
        ],
        valid: ({ aliceSigner, bob, carol, at }) => [
          ...enrolment(aliceSigner, carol, at(120)),
          revocation(aliceSigner, bob, at(130)),
        ],
      },
    },
  },
  {
    name: 'certificate.id',
    word: 'taken',
    rules: ['client-certificates/ids-unique'],
    does: 'serves a second user, or a second device, with the id of another',
    cases: {
      user: {
        forged: ({ aliceSigner, bob, carol, at }) =>
          enrolment(aliceSigner, { ...carol, userId: bob.userId }, at(300)),
        valid: carolEnrolled,
      },
      device: {
        forged: ({ aliceSigner, bob, carol, at }) =>
          enrolment(aliceSigner, { ...carol, device: { ...carol.device, id: bob.device.id } }, at(300)),
        valid: carolEnrolled,
      },
    },
  },
  {
    name: 'certificate.user',
    word: 'unknown',
    rules: ['client-certificates/device-has-user'],
    does: 'serves a device whose user is unknown',
    cases: {
      'no-user': {
        forged: ({ aliceSigner, carol, at }) => [signedDevice(aliceSigner, carol, at(300))],
        valid: carolInOrder,
      },
      'user-comes-later': {
        forged: ({ aliceSigner, carol, at }) => [
          signedDevice(aliceSigner, carol, at(300)),
          signedUser(aliceSigner, carol, at(300)),
        ],
        valid: carolInOrder,
      },
    },
  },
  {
    name: 'certificate.profile',
    word: 'unchanged',
    rules: ['client-certificates/profile-change-changes'],
    does: 'serves a change of profile to the profile that the user already has',
    cases: {
      first: {
        bobProfile: 'STANDARD',
        forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'STANDARD')],
        valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'ADMIN')],
      },
      again: {
        bobProfile: 'STANDARD',
        before: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(200), 'ADMIN')],
        forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'ADMIN')],
        valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'STANDARD')],
      },
    },
  },
  {
    name: 'certificate.revocation',
    word: 'repeated',
    rules: ['client-certificates/revoked-once'],
    does: 'serves a second revocation of the same user',
    cases: {
      again: {
        before: bobRevoked,
        forged: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(300))],
        valid: carolEnrolled,
      },
      'twice-in-a-batch': {
        forged: (members) => [
          ...bobRevoked(members),
          revocation(members.aliceSigner, members.bob, members.at(300)),
        ],
        valid: bobRevoked,
      },
    },
  },
];
