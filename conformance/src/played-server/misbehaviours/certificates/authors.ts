import type { Signer } from '../../../people/certificates.ts';
import type { DatedCertificate } from '../../../people/dated-certificates.ts';
import {
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../../../people/dated-certificates.ts';
import type { Certificates, Forgery, ForgeryGroup, ForgeryMembers } from './forgery.ts';

/** Makes the certificates of one action, signed by `author`. */
type Action = (author: Signer, members: ForgeryMembers) => readonly DatedCertificate[];

const creates: Action = (author, { dave, at }) => enrolment(author, dave, at(300));
const revokes: Action = (author, { carol, at }) => [revocation(author, carol, at(300))];
const promotes: Action = (author, { carol, at }) => [profileChange(author, carol, at(300), 'ADMIN')];
const revokesBob: Action = (author, { bob, at }) => [revocation(author, bob, at(300))];
const demotesBob: Action = (author, { bob, at }) => [profileChange(author, bob, at(300), 'STANDARD')];
const bobIsRevoked: Certificates = ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(200))];
const bobIsDemoted: Certificates = ({ aliceSigner, bob, at }) => [
  profileChange(aliceSigner, bob, at(200), 'STANDARD'),
];

interface Changes extends Pick<Forgery, 'bobProfile' | 'before'> {
  /** The forged action, if more than the signer differs. */
  readonly forged?: Action;
}

/** An action that is valid if Alice signs it, and that another device signs. */
const signedBy =
  (signer: (members: ForgeryMembers) => Signer) =>
  (action: Action, { forged = action, before, ...changes }: Changes = {}): Forgery => ({
    ...changes,
    before: (members) => [
      ...enrolment(members.aliceSigner, members.carol, members.at(120)),
      ...(before?.(members) ?? []),
    ],
    forged: (members) => forged(signer(members), members),
    valid: (members) => action(members.aliceSigner, members),
  });

const byBob = signedBy(({ bob }) => bob.device);
const byStranger = signedBy(({ stranger }) => stranger);
const byDave = signedBy(({ dave }) => dave.device);

/** Certificates with an author that may not write them. Alice enrols Carol after 120 s. */
export const authorForgeries: readonly ForgeryGroup[] = [
  {
    name: 'certificate.author',
    word: 'unknown',
    rules: ['client-certificates/author-known'],
    does: 'serves a certificate whose author is no device of the organization, or comes only later',
    cases: {
      'stranger-creates-a-user': byStranger(creates),
      'stranger-revokes-a-user': byStranger(revokes),
      'new-user-signs-itself': byDave(creates),
      'author-comes-later': byDave(revokes, {
        forged: (dave, members) => [
          ...revokes(dave, members),
          ...enrolment(members.aliceSigner, members.dave, members.at(310), { profile: 'ADMIN' }),
        ],
      }),
    },
  },
  {
    name: 'certificate.author',
    word: 'revoked',
    rules: ['client-certificates/author-not-revoked'],
    does: 'serves a certificate whose author was revoked before it',
    cases: {
      'creates-a-user': byBob(creates, { before: bobIsRevoked }),
      'revokes-a-user': byBob(revokes, { before: bobIsRevoked }),
      'adds-a-device': byBob(creates, {
        before: bobIsRevoked,
        forged: (author, { bob, dave, at }) => [signedDevice(author, bob, at(300), { device: dave.device })],
      }),
      'changes-a-profile': byBob(promotes, { before: bobIsRevoked }),
    },
  },
  {
    name: 'certificate.author',
    word: 'younger',
    rules: ['client-certificates/author-older'],
    does: 'serves a certificate that is older than its author, or of the same time',
    cases: {
      'dated-before-its-author': byBob(creates, {
        forged: (author, { dave, at }) => enrolment(author, dave, at(30)),
      }),
      'dated-like-its-author': byBob(creates, {
        forged: (author, { dave, at }) => enrolment(author, dave, at(60)),
      }),
    },
  },
  {
    name: 'certificate.author',
    word: 'not-admin',
    rules: ['client-certificates/author-is-admin'],
    does: 'serves a certificate of an administrator whose author is none, or is none any more',
    cases: {
      ...Object.fromEntries(
        ['STANDARD', 'OUTSIDER'].flatMap((bobProfile) =>
          Object.entries({ creates, revokes, promotes }).map(([verb, action]) => [
            `${bobProfile.toLowerCase()}-${verb}`,
            byBob(action, { bobProfile }),
          ]),
        ),
      ),
      'standard-signs-a-first-device': byBob(creates, {
        bobProfile: 'STANDARD',
        forged: (author, { aliceSigner, dave, at }) => [
          signedUser(aliceSigner, dave, at(300)),
          signedDevice(author, dave, at(300)),
        ],
      }),
      'standard-adds-a-device-to-another': byBob(creates, {
        bobProfile: 'STANDARD',
        forged: (author, { carol, dave, at }) => [
          signedDevice(author, carol, at(300), { device: dave.device }),
        ],
      }),
      'admin-no-longer': byBob(creates, { before: bobIsDemoted }),
      'admin-no-longer-revokes': byBob(revokes, { before: bobIsDemoted }),
      'admin-no-longer-promotes': byBob(promotes, { before: bobIsDemoted }),
    },
  },
  {
    name: 'certificate.author',
    word: 'concerned',
    rules: ['client-certificates/not-about-oneself'],
    does: 'serves a revocation or a change of profile that a device of the concerned user signed',
    cases: { revocation: byBob(revokesBob), profile: byBob(demotesBob) },
  },
];
