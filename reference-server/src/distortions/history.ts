import type { Certificate } from '@parsec-spec/spec/certificates';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands, certificateIn, isOk } from './asked.ts';
import { retoldReply } from './look.ts';

/** What a broken server hands out of the common certificates; the reader's device is in `asked`. */
type Pick = (certificates: readonly Uint8Array[], asked: Asked) => readonly Uint8Array[];

const handsOut = (requirement: RequirementId, how: string, make: () => Pick): Distortion =>
  bendCommands(requirement, how, ['certificate_get'], () => {
    const pick = make();
    return async (asked) => change(await asked.answer(), asked, pick);
  });

const change = (reply: Reply, asked: Asked, pick: Pick): Reply =>
  isOk(reply)
    ? retoldReply(reply, (fields) => ({
        ...fields,
        common_certificates: [...pick(fields.common_certificates as Uint8Array[], asked)],
      }))
    : reply;

/** Hands out none of what `drops` names. */
const without = (
  requirement: RequirementId,
  how: string,
  drops: (certificate: Certificate) => boolean,
): Distortion =>
  handsOut(
    requirement,
    how,
    () => (certificates) =>
      certificates.filter((bytes) => {
        const certificate = certificateIn(bytes);
        return certificate === undefined || !drops(certificate);
      }),
  );

const authorOf = (certificate: Certificate): unknown => ('author' in certificate ? certificate.author : null);

const isRedacted = (bytes: Uint8Array): boolean => {
  const certificate = certificateIn(bytes);
  return (
    (certificate?.type === 'user_certificate' && certificate.human_handle === null) ||
    (certificate?.type === 'device_certificate' && certificate.device_label === null)
  );
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const slots = [
  ['user_certificate', 'redacted_user_certificate'],
  ['device_certificate', 'redacted_device_certificate'],
] as const;

/** A server that knows both versions of what was sent to it, and mixes them up. */
const mixing = (
  requirement: RequirementId,
  how: string,
  from: 'full' | 'redacted',
  isMeant: (device: string, certificates: readonly Uint8Array[]) => boolean,
): Distortion =>
  bendCommands(
    requirement,
    how,
    ['organization_bootstrap', 'user_create', 'device_create', 'certificate_get'],
    () => {
      const other = new Map<string, Uint8Array>();
      return async (asked) => {
        for (const [full, redacted] of slots) {
          const pair = { full: asked.request[full], redacted: asked.request[redacted] };
          const [shown, hidden] = [pair[from], pair[from === 'full' ? 'redacted' : 'full']];
          if (shown instanceof Uint8Array && hidden instanceof Uint8Array) other.set(text(shown), hidden);
        }
        const reply = await asked.answer();
        if (asked.command !== 'certificate_get') return reply;
        return change(reply, asked, (certificates) =>
          isMeant(asked.device, certificates)
            ? certificates.map((bytes) => other.get(text(bytes)) ?? bytes)
            : certificates,
        );
      };
    },
  );

/** Keeps to the version that a device was given first. */
function firstView(wanted: 'full'): (device: string, certificates: readonly Uint8Array[]) => boolean {
  const first = new Map<string, boolean>();
  return (device, certificates) => {
    if (certificates.length > 0 && !first.has(device)) first.set(device, certificates.some(isRedacted));
    return wanted === 'full' && first.get(device) === false;
  };
}

/** Breaks the rules about who is handed out which certificates. */
export const historyDistortions: readonly Distortion[] = [
  without(
    'user_create/certificates-handed-out',
    'enrolled-users-are-not-handed-out',
    (one) => one.type === 'user_certificate' && authorOf(one) !== null,
  ),
  without(
    'device_create/certificate-handed-out',
    'enrolled-devices-are-not-handed-out',
    (one) => one.type === 'device_certificate' && authorOf(one) !== null,
  ),
  without(
    'user_revoke/certificate-handed-out',
    'revocations-are-not-handed-out',
    (one) => one.type === 'revoked_user_certificate',
  ),
  without(
    'user_update/changes-profile-at-once',
    'changes-of-profile-are-not-handed-out',
    (one) => one.type === 'user_update_certificate',
  ),
  handsOut(
    'certificate_get/ordered-by-timestamp',
    'newest-first',
    () => (certificates) => certificates.toReversed(),
  ),
  handsOut('certificate_get/whole-history-to-everyone', 'revoked-users-are-hidden', () => (certificates) => {
    const all = certificates.map((bytes) => ({ bytes, certificate: certificateIn(bytes) }));
    const gone = all.flatMap(({ certificate: one }) =>
      one?.type === 'revoked_user_certificate' ? [one.user_id.hex] : [],
    );
    return all
      .filter(({ certificate: one }) => {
        const isMembership = one?.type === 'user_certificate' || one?.type === 'device_certificate';
        return !isMembership || !gone.includes(one.user_id.hex);
      })
      .map(({ bytes }) => bytes);
  }),
  mixing('certificate_get/outsider-gets-redacted', 'outsiders-see-all', 'redacted', () => true),
  mixing('certificate_get/outsider-learns-no-name', 'outsiders-learn-names', 'redacted', () => true),
  mixing(
    'certificate_get/view-follows-present-profile',
    'view-of-the-first-day',
    'redacted',
    firstView('full'),
  ),
  handsOut(
    'certificate_get/others-types-unredacted',
    'outsiders-miss-revocations-and-profiles',
    () => (certificates) =>
      certificates.some(isRedacted)
        ? certificates.filter((bytes) =>
            ['user_certificate', 'device_certificate'].includes(certificateIn(bytes)?.type ?? ''),
          )
        : certificates,
  ),
];
