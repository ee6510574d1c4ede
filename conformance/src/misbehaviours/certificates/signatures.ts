import type { CertificateChange } from '../../people/certificates.ts';
import {
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../people/signed-certificates.ts';
import { rawFrame } from '../../wire/zstd.ts';
import type { Certificates, Forgery, ForgeryGroup, Members } from './forgery.ts';

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

const carolEnrolled: Certificates = ({ alice, carol, at }) => enrolment(alice, carol, at(300));

/** Carol's enrolment with a change of the user certificate after signing. */
const userWith = (change: CertificateChange): Forgery => ({
  forged: ({ alice, carol, at }) => [
    signedUser(alice, carol, at(300), { change }),
    signedDevice(alice, carol, at(300)),
  ],
  valid: carolEnrolled,
});

/** Carol's enrolment in Alice's name, signed with another key. */
const carolSignedWith = (key: (members: Members) => Members['root']['key']): Forgery => ({
  forged: (members) => enrolment({ id: members.alice.id, key: key(members) }, members.carol, members.at(300)),
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
      'altered-user': userWith(altered('carol@example.com')),
      'flipped-signature': userWith(flipped),
      'no-signature': userWith({ signed: (bytes) => bytes.subarray(64) }),
      cut: userWith({ signed: (bytes) => bytes.subarray(0, 63) }),
      'altered-device': {
        forged: ({ alice, carol, at }) => [
          signedUser(alice, carol, at(300)),
          signedDevice(alice, carol, at(300), { change: altered('carol-laptop') }),
        ],
        valid: carolEnrolled,
      },
      // A forged revocation or profile change would give control of the organization.
      revocation: {
        forged: ({ alice, bob, at }) => [revocation(alice, bob, at(300), flipped)],
        valid: ({ alice, bob, at }) => [revocation(alice, bob, at(300))],
      },
      profile: {
        forged: ({ alice, bob, at }) => [profileChange(alice, bob, at(300), 'OUTSIDER', flipped)],
        valid: ({ alice, bob, at }) => [profileChange(alice, bob, at(300), 'OUTSIDER')],
      },
      stranger: carolSignedWith(({ stranger }) => stranger.key),
      'root-key': carolSignedWith(({ root }) => root.key),
      // Each device has its own key, so the other device of the same user is not the author.
      'other-device-of-author': {
        before: ({ alice, aliceIs, alicePhone, at }) => [
          signedDevice(alice, aliceIs, at(90), { device: alicePhone }),
        ],
        forged: ({ alice, alicePhone, carol, at }) =>
          enrolment({ id: alicePhone.id, key: alice.key }, carol, at(300)),
        valid: ({ alicePhone, carol, at }) => enrolment(alicePhone, carol, at(300)),
      },
      'other-root': {
        history: ({ otherRoot, aliceIs, at }) => ({
          common: enrolment(otherRoot, aliceIs, at(0), { profile: 'ADMIN' }),
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
        forged: ({ alice, stranger, carol, dave, at }) => [
          ...enrolment(alice, carol, at(120)),
          ...enrolment({ id: alice.id, key: stranger.key }, dave, at(180)),
        ],
        valid: ({ alice, carol, dave, at }) => [
          ...enrolment(alice, carol, at(120)),
          ...enrolment(alice, dave, at(180)),
        ],
      },
      garbage: {
        forged: ({ at }) => [{ at: at(0), bytes: new Uint8Array(200).fill(7) }],
        valid: carolEnrolled,
      },
    },
  },
];
