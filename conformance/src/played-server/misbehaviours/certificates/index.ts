import { createHash, randomBytes } from 'node:crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { certificateContent, makeCertificate } from '../../../people/certificates.ts';
import { type DatedCertificate, signedDevice, signedUser } from '../../../people/dated-certificates.ts';
import { SigningKey } from '../../../people/keys.ts';
import { Instant } from '../../../wire/values.ts';
import { dated } from '../honest-answer.ts';
import {
  type ChangeAnswer,
  changeCertificates,
  changeReply,
  type Misbehaviour,
  variants,
  words,
} from '../misbehaviour.ts';
import { authorForgeries } from './authors.ts';
import { coherenceForgeries } from './coherence.ts';
import { contentForgeries } from './contents.ts';
import {
  type Certificates,
  type FalseHistory,
  type Forgery,
  type ForgeryGroup,
  honestBefore,
} from './forgery.ts';
import { historyMisbehaviours } from './incomplete-histories.ts';
import { rootForgeries } from './root-key.ts';
import { signatureForgeries } from './signatures.ts';

/** All forged certificates. */
export const forgeries: readonly ForgeryGroup[] = [
  ...signatureForgeries,
  ...authorForgeries,
  ...coherenceForgeries,
  ...rootForgeries,
  ...contentForgeries,
];

/** A valid certificate of a kind that a client may get wrong. */
export interface UnusualCertificate {
  readonly word: string;
  readonly rule: RequirementId;
  readonly does: string;
  readonly certificates: Certificates;
}

/** Valid certificates that a client must accept. */
export const unusualCertificates: readonly UnusualCertificate[] = [
  {
    word: 'no-purpose',
    rule: 'device_certificate/purpose-absent-is-standard',
    does: 'serves a device certificate without purpose, which is valid',
    certificates: ({ aliceSigner, carol, at }) => [
      signedUser(aliceSigner, carol, at(300)),
      signedDevice(aliceSigner, carol, at(300), { change: { fields: { purpose: undefined } } }),
    ],
  },
  {
    word: 'redacted',
    rule: 'client-certificates/redacted-accepted',
    does: 'serves redacted certificates, which are valid, to a user of any profile',
    certificates: ({ aliceSigner, carol, at }) => [
      signedUser(aliceSigner, carol, at(300), { change: { fields: { human_handle: null } } }),
      signedDevice(aliceSigner, carol, at(300), { change: { fields: { device_label: null } } }),
    ],
  },
  {
    word: 'microseconds',
    rule: 'types/microseconds-kept',
    does: 'serves certificates of an odd microsecond, from which the client must go on',
    certificates: ({ aliceSigner, carol, at }) => {
      const odd = at(300);
      const exactly = odd.plus(-(odd.micros % 1_000_000n)).plus(123_457);
      return [signedUser(aliceSigner, carol, exactly), signedDevice(aliceSigner, carol, exactly)];
    },
  },
];

/**
 * Appends certificates to all that the server serves: the honest ones that the client lacks, and
 * others.
 */
const append = (honest: Certificates, others: Certificates): ChangeAnswer =>
  changeCertificates((served, { members, command: { common_after: after } }) => {
    const lacks = ({ at }: DatedCertificate) => !(after instanceof Instant) || at.micros > after.micros;
    const digests = new Set(served.map((bytes) => digest(bytes)));
    const missing = honest(members).filter((each) => lacks(each) && !digests.has(digest(each.bytes)));
    const honestOnes = [...served.map(dated), ...missing].sort(byTime);
    return [...honestOnes, ...others(members)].map(({ bytes }) => bytes);
  });

const byTime = ({ at: { micros: one } }: DatedCertificate, { at: { micros: other } }: DatedCertificate) =>
  one < other ? -1 : one > other ? 1 : 0;

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Replaces the history of a client that fetches from the beginning. */
const replaceHistory = ({ history }: FalseHistory): ChangeAnswer =>
  changeReply(['certificate_get'], (reply, { command, members }) => {
    const served = reply.common_certificates as readonly Uint8Array[];
    const { common, sequester } = history(
      members,
      served.map((bytes) => ({ at: members.at(0), bytes })),
    );
    const bytes = (all: readonly DatedCertificate[] | undefined): readonly Uint8Array[] | undefined =>
      all?.map((each) => each.bytes);
    const isWhole = (cursor: unknown): boolean => !(cursor instanceof Instant);
    return {
      ...reply,
      common_certificates: (isWhole(command.common_after) && bytes(common)) || served,
      sequester_certificates:
        (isWhole(command.sequester_after) && bytes(sequester)) || reply.sequester_certificates,
    };
  });

const serve = (forgery: Forgery | FalseHistory): ChangeAnswer =>
  'history' in forgery
    ? replaceHistory(forgery)
    : append((members) => honestBefore(forgery, members), forgery.forged);

/** The last certificate, made again from its content. */
const remakeLast = (remake: (bytes: Uint8Array) => Uint8Array): ChangeAnswer =>
  changeCertificates((all) => all.map((bytes, index) => (index === all.length - 1 ? remake(bytes) : bytes)));

/** Changes of the certificates that the organization has. They need no key of a member. */
const changedCertificates: readonly Misbehaviour[] = [
  words(
    {
      name: 'certificate.signature',
      requirements: ['client-certificates/signatures-verified', 'client-certificates/batch-refused-whole'],
      does: 'serves the last common certificate with a broken signature, or signed by a stranger',
    },
    {
      broken: () => remakeLast((bytes) => Uint8Array.from(bytes, (byte, at) => (at === 5 ? byte ^ 1 : byte))),
      stranger: () => {
        const key = new SigningKey(randomBytes(32));
        return remakeLast((bytes) => makeCertificate(certificateContent(bytes), key));
      },
    },
  ),
  words(
    {
      name: 'certificate.order',
      requirements: ['client-certificates/time-never-goes-back'],
      does: 'serves the common certificates in reverse order',
    },
    { reversed: () => changeCertificates((all) => all.toReversed()) },
  ),
  words(
    {
      name: 'certificate.repeated',
      requirements: ['client-certificates/ids-unique', 'client-certificates/time-never-goes-back'],
      does: 'serves the first common certificate of each reply once more at the end',
    },
    { first: () => changeCertificates((all) => [...all, ...all.slice(0, 1)]) },
  ),
  words(
    {
      name: 'certificate.dropped',
      requirements: ['client-certificates/device-has-user'],
      does: 'leaves out the user certificates, or the last common certificate',
    },
    {
      users: () =>
        changeCertificates((all) =>
          all.filter((bytes) => certificateContent(bytes).type !== 'user_certificate'),
        ),
      last: () => changeCertificates((all) => all.slice(0, -1)),
    },
  ),
];

/** The misbehaviours that concern certificates. */
export const certificateMisbehaviours: readonly Misbehaviour[] = [
  ...changedCertificates,
  ...historyMisbehaviours,
  ...forgeries.map(({ rules, cases, ...row }) => variants({ ...row, requirements: rules }, cases, serve)),
  ...unusualCertificates.map(({ word, rule, does, certificates }) =>
    words(
      { name: 'certificate.unusual', requirements: [rule], does },
      { [word]: () => append(certificates, () => []) },
    ),
  ),
];
