import { sequesterAuthorityDer } from '../../../people/cast.ts';
import type { Signer } from '../../../people/certificates.ts';
import {
  authority,
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../../people/dated-certificates.ts';
import type { Certificates, FalseHistory, Forgery, ForgeryGroup, ForgeryMembers } from './forgery.ts';

/** Certificates that the root key signs after the bootstrap. They are valid if Alice signs them. */
const byRoot = (action: (author: Signer, members: ForgeryMembers) => ReturnType<Certificates>): Forgery => ({
  forged: (members) => action(members.root, members),
  valid: (members) => action(members.aliceSigner, members),
});

const honestAuthority: Certificates = ({ root, at }) => [authority(root, sequesterAuthorityDer, at(0))];

/** A history whose sequester certificates are false, beside one with a valid authority. */
const falseAuthorities = (certificates: Certificates): FalseHistory => ({
  sequester: honestAuthority,
  history: (members) => ({ sequester: certificates(members) }),
});

/** Certificates that the root key may not sign, and a sequester authority that it must sign. */
export const rootForgeries: readonly ForgeryGroup[] = [
  {
    name: 'certificate.root',
    word: 'not-bootstrap',
    rules: ['client-certificates/root-signs-bootstrap-only'],
    does: 'serves root-signed certificates that are not of the bootstrap, or several bootstraps',
    cases: {
      'later-user': {
        ...byRoot((author, { carol, at }) => enrolment(author, carol, at(300))),
        why: 'The root key is deleted at the bootstrap. A later signature by it is made with a stolen key.',
      },
      'later-revocation': byRoot((author, { bob, at }) => [revocation(author, bob, at(300))]),
      'later-profile': byRoot((author, { bob, at }) => [profileChange(author, bob, at(300), 'OUTSIDER')]),
      'later-device': byRoot((author, { alicePerson, alicePhone, at }) => [
        signedDevice(author, alicePerson, at(300), { device: alicePhone }),
      ]),
      'second-device-of-the-same-time': {
        history: ({ root, alicePerson, alicePhone, at }, honest) => ({
          common: [
            ...honest.slice(0, 2),
            signedDevice(root, alicePerson, at(0), { device: alicePhone }),
            ...honest.slice(2),
          ],
        }),
      },
      'two-timestamps': {
        history: ({ root, alicePerson, at }, honest) => ({
          common: [
            signedUser(root, alicePerson, at(0), { profile: 'ADMIN' }),
            signedDevice(root, alicePerson, at(0).plus(1)),
            ...honest.slice(2),
          ],
        }),
      },
      'authority-of-other-time': falseAuthorities(({ root, at }) => [
        authority(root, sequesterAuthorityDer, at(0).plus(-1)),
      ]),
      'second-authority': falseAuthorities((members) => [
        ...honestAuthority(members),
        authority(members.root, sequesterAuthorityDer, members.at(1)),
      ]),
      'second-authority-of-the-same-time': falseAuthorities((members) => [
        ...honestAuthority(members),
        ...honestAuthority(members),
      ]),
    },
  },
  {
    name: 'certificate.authority',
    word: 'not-root-signed',
    rules: ['sequester_authority_certificate/root-signed', 'client-certificates/signatures-verified'],
    does: 'serves a sequester authority that another key than the root key signed',
    cases: {
      founder: falseAuthorities(({ aliceSigner, at }) => [
        authority({ id: null, key: aliceSigner.key }, sequesterAuthorityDer, at(0)),
      ]),
      stranger: falseAuthorities(({ stranger, at }) => [
        authority({ id: null, key: stranger.key }, sequesterAuthorityDer, at(0)),
      ]),
    },
  },
  {
    name: 'certificate.field',
    word: 'of-authority',
    rules: ['sequester_authority_certificate/fields'],
    does: 'serves a sequester authority that lacks a field',
    cases: Object.fromEntries(
      [
        ['no-key', 'verify_key_der'],
        ['no-timestamp', 'timestamp'],
      ].map(([name = '', field = '']) => [
        name,
        falseAuthorities(({ root, at }) => [
          authority(root, sequesterAuthorityDer, at(0), { fields: { [field]: undefined } }),
        ]),
      ]),
    ),
  },
];
