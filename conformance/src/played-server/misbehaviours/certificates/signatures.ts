import type { CertificateChange } from '../../../people/certificates.ts';
import { enrolment, profileChange, revocation, signedDevice } from '../../../people/dated-certificates.ts';
import { rawFrame } from '../../../wire/zstd.ts';
import {
  carolEnrolled,
  changedDevice,
  changedUser,
  type Forgery,
  type ForgeryGroup,
  type ForgeryMembers,
} from './forgery.ts';

/** Changes the first letter of `text` in the content after signing. */
const altered = (text: string): CertificateChange => ({
  frame: (document) => rawFrame(document),
  signed: (bytes) => {
    const copy = Uint8Array.from(bytes);
    copy[Buffer.from(copy).indexOf(text)] = 'X'.charCodeAt(0);
    return copy;
  },
});

const flipped: CertificateChange = {
  signed: (bytes) => Uint8Array.from(bytes, (byte, index) => (index === 0 ? byte ^ 1 : byte)),
};

/** Carol's enrolment in Alice's name, signed with another key. */
const carolSignedWith = (key: (members: ForgeryMembers) => ForgeryMembers['root']['key']): Forgery => ({
  forged: (members) =>
    enrolment({ id: members.aliceSigner.id, key: key(members) }, members.carol, members.at(300)),
  valid: carolEnrolled,
});

/** Certificates whose signature does not verify under the key of their author. */
export const signatureForgeries: readonly ForgeryGroup[] = [
  {
    name: 'certificate.signature',
    word: 'false',
    rules: ['client-certificates/signatures-verified'],
    does: 'serves a certificate that was altered after signing, or that another key signed',
    cases: {
      'altered-user': changedUser(altered('carol@example.com')),
      'flipped-signature': changedUser(flipped),
      'no-signature': changedUser({ signed: (bytes) => bytes.subarray(64) }),
      cut: changedUser({ signed: (bytes) => bytes.subarray(0, 63) }),
      'altered-device': changedDevice(altered('carol-laptop')),
      // A forged revocation or profile change would give control of the organization.
      revocation: {
        forged: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(300), flipped)],
        valid: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(300))],
      },
      profile: {
        forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'OUTSIDER', flipped)],
        valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'OUTSIDER')],
      },
      stranger: carolSignedWith(({ stranger }) => stranger.key),
      'root-key': carolSignedWith(({ root }) => root.key),
      // Each device has its own key, so the other device of the same user is not the author.
      'other-device-of-author': {
        before: ({ aliceSigner, alicePerson, alicePhone, at }) => [
          signedDevice(aliceSigner, alicePerson, at(90), { device: alicePhone }),
        ],
        forged: ({ aliceSigner, alicePhone, carol, at }) =>
          enrolment({ id: alicePhone.id, key: aliceSigner.key }, carol, at(300)),
        valid: ({ alicePhone, carol, at }) => enrolment(alicePhone, carol, at(300)),
      },
      'other-root': {
        history: ({ otherRoot, alicePerson, at }) => ({
          common: enrolment(otherRoot, alicePerson, at(0), { profile: 'ADMIN' }),
        }),
      },
    },
  },
  {
    name: 'certificate.batch',
    word: 'half-false',
    rules: ['client-certificates/batch-refused-whole'],
    does: 'serves valid certificates and false ones in one batch',
    cases: {
      'first-half-valid': {
        forged: ({ aliceSigner, stranger, carol, dave, at }) => [
          ...enrolment(aliceSigner, carol, at(120)),
          ...enrolment({ id: aliceSigner.id, key: stranger.key }, dave, at(180)),
        ],
        valid: ({ aliceSigner, carol, dave, at }) => [
          ...enrolment(aliceSigner, carol, at(120)),
          ...enrolment(aliceSigner, dave, at(180)),
        ],
      },
      garbage: {
        forged: ({ at }) => [{ at: at(0), bytes: new Uint8Array(200).fill(7) }],
        valid: carolEnrolled,
      },
    },
  },
];
