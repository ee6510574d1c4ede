import type { Mutant } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeWithMembers, lowerCaseProfile, profiles } from '../../../self-test/kit/answered-calls.ts';
import { changeReplyFields, mapIn, withStatus } from '../../../self-test/kit/calls.ts';
import { certificateIn, changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import {
  changeCertificateGet,
  changeHistoryReply,
  changesHistory,
  plusMicros,
  selectCertificates,
} from '../../../self-test/kit/history.ts';
import type { KnownUser } from '../../../self-test/kit/known-members.ts';
import { changeByBody, mutant } from '../../../self-test/kit/mutant.ts';

const isRedacted = (bytes: Uint8Array): boolean => {
  const certificate = certificateIn(bytes);
  return (
    (certificate?.type === 'user_certificate' && certificate.human_handle === null) ||
    (certificate?.type === 'device_certificate' && certificate.device_label === null)
  );
};

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const slots = [
  ['user_certificate', 'redacted_user_certificate'],
  ['device_certificate', 'redacted_device_certificate'],
] as const;

/** Swaps the full and the redacted version of a certificate. */
const swapsRedaction = (
  requirement: RequirementId,
  how: string,
  from: 'full' | 'redacted',
  isMeant: (device: string, certificates: readonly Uint8Array[]) => boolean,
): Mutant =>
  changeCommands(
    requirement,
    how,
    ['organization_bootstrap', 'user_create', 'device_create', 'certificate_get'],
    () => {
      const other = new Map<string, Uint8Array>();
      return async (commandCall) => {
        for (const [full, redacted] of slots) {
          const pair = { full: commandCall.request[full], redacted: commandCall.request[redacted] };
          const [shown, hidden] = [pair[from], pair[from === 'full' ? 'redacted' : 'full']];
          if (shown instanceof Uint8Array && hidden instanceof Uint8Array) other.set(latin1(shown), hidden);
        }
        const reply = await commandCall.answer();
        if (commandCall.command !== 'certificate_get') return reply;
        return selectCertificates(reply, commandCall, (certificates) =>
          isMeant(commandCall.device, certificates)
            ? certificates.map((bytes) => other.get(latin1(bytes)) ?? bytes)
            : certificates,
        );
      };
    },
  );

/** Selects the devices whose first certificates were not redacted. */
function sawFullFirst(): (device: string, certificates: readonly Uint8Array[]) => boolean {
  const first = new Map<string, boolean>();
  return (device, certificates) => {
    if (certificates.length > 0 && !first.has(device)) first.set(device, certificates.some(isRedacted));
    return first.get(device) === false;
  };
}

/** Alters the sequester certificates in a reply. */
const changeSequester = (
  how: string,
  when: (user: KnownUser) => boolean,
  change: (certificates: readonly Uint8Array[]) => readonly Uint8Array[] = () => [],
): Mutant =>
  changeWithMembers(
    'certificate_get/sequester-to-everyone',
    how,
    () =>
      ({ commandCall, reply, members, organization }) => {
        const user = members.ofDevice(organization, commandCall?.device ?? '');
        if (commandCall?.command !== 'certificate_get' || !isOk(reply) || user === undefined || !when(user))
          return reply;
        return changeReplyFields(reply, (fields) => ({
          ...fields,
          sequester_certificates: [...change(fields.sequester_certificates as Uint8Array[])],
        }));
      },
  );

const timeIn = (bytes: Uint8Array): bigint | undefined => certificateIn(bytes)?.timestamp.micros;

/** Mutants of the requirements of `certificate_get`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changesHistory(
    'certificate_get/ordered-by-timestamp',
    'newest-first',
    () => (certificates) =>
      certificates.toSorted((left, right) => Number((timeIn(right) ?? 0n) - (timeIn(left) ?? 0n))),
  ),
  changesHistory(
    'certificate_get/whole-history-to-everyone',
    'revoked-users-are-hidden',
    () => (certificates) => {
      const all = certificates.map((bytes) => ({ bytes, certificate: certificateIn(bytes) }));
      const revokedIds = all.flatMap(({ certificate: one }) =>
        one?.type === 'revoked_user_certificate' ? [one.user_id.hex] : [],
      );
      return all
        .filter(({ certificate: one }) => {
          const isMembership = one?.type === 'user_certificate' || one?.type === 'device_certificate';
          return !isMembership || !revokedIds.includes(one.user_id.hex);
        })
        .map(({ bytes }) => bytes);
    },
  ),
  swapsRedaction('certificate_get/outsider-gets-redacted', 'outsiders-see-all', 'redacted', () => true),
  swapsRedaction('certificate_get/outsider-learns-no-name', 'outsiders-learn-names', 'redacted', () => true),
  swapsRedaction(
    'certificate_get/view-follows-present-profile',
    'view-of-the-first-day',
    'redacted',
    sawFullFirst(),
  ),
  changesHistory(
    'certificate_get/others-types-unredacted',
    'outsiders-miss-revocations-and-profiles',
    () => (certificates) =>
      certificates.some(isRedacted)
        ? certificates.filter((bytes) =>
            ['user_certificate', 'device_certificate'].includes(certificateIn(bytes)?.type ?? ''),
          )
        : certificates,
  ),
  ...profiles.map((profile) =>
    changeSequester(
      `not-to-${lowerCaseProfile(profile)}-by-a-change`,
      (user) => user.profile === profile && user.changes > 0,
    ),
  ),
  ...profiles.map((profile) =>
    changeSequester(
      `not-to-enrolled-${lowerCaseProfile(profile)}`,
      (user) => user.profile === profile && user.changes === 0 && !user.isFounder,
    ),
  ),
  changeSequester('founders-only', (user) => !user.isFounder),
  changeSequester('not-to-changed-founders', (user) => user.isFounder && user.changes > 0),
  changeSequester(
    'another-byte-to-outsiders',
    ({ profile }) => profile === 'OUTSIDER',
    (all) => all.map((bytes) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte))),
  ),
  mutant(
    'certificate_get/four-collections',
    'three',
    changeHistoryReply(({ shamir_recovery_certificates: _, ...fields }) => fields),
  ),
  mutant(
    'certificate_get/bytes-as-uploaded',
    'a-byte-more',
    changeHistoryReply(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) =>
        Buffer.concat([bytes, Buffer.of(0)]),
      ),
    })),
  ),
  changesHistory(
    'certificate_get/user-before-device',
    'backwards',
    () => (certificates) =>
      certificates
        .toReversed()
        .toSorted((left, right) => Number((timeIn(left) ?? 0n) - (timeIn(right) ?? 0n))),
  ),
  mutant(
    'certificate_get/cursor-is-strict',
    'from-it-on',
    changeCertificateGet(({ common_after }) => ({ common_after: plusMicros(common_after, -1n) })),
  ),
  mutant(
    'certificate_get/cursors-are-independent',
    'one-for-all',
    changeCertificateGet(({ common_after, sequester_after }) => ({
      sequester_after: common_after ?? sequester_after,
    })),
  ),
  mutant(
    'certificate_get/others-get-full',
    'nothing',
    changeHistoryReply((fields) => ({ ...fields, common_certificates: [] })),
  ),
  mutant(
    'certificate_get/foreign-realm-is-silent',
    'refused',
    changeByBody((reply, { bytes }) => {
      const realms = mapIn(bytes)?.realm_after;
      return realms instanceof Map && realms.size > 0 ? withStatus(403, reply) : reply;
    }),
  ),
  mutant(
    'certificate_get/cursor-is-strict',
    'cursors-ignored',
    changeCertificateGet(() => ({ common_after: null, sequester_after: null })),
  ),
  mutant(
    'certificate_get/cursor-is-strict',
    'two-hours-later',
    changeCertificateGet(({ common_after, sequester_after }) => ({
      common_after: plusMicros(common_after, 7_200_000_000n),
      sequester_after: plusMicros(sequester_after, 7_200_000_000n),
    })),
  ),
  ...(['sequester_after', 'shamir_recovery_after'] as const).map((cursor) =>
    mutant(
      'certificate_get/cursors-are-independent',
      `${cursor}-for-all`,
      changeCertificateGet((request) => ({
        common_after: request[cursor],
        sequester_after: request[cursor],
      })),
    ),
  ),
  swapsRedaction('certificate_get/view-follows-present-profile', 'always-redacted', 'full', () => true),
];
