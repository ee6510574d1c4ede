import { readDocument, splitSigned } from '@parsec-spec/spec/certificates';
import { DateTime } from '@parsec-spec/spec/codec';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands, certificateIn, isOk } from './asked.ts';
import { outcomeOf, replyMap, saying } from './look.ts';

const certifying: readonly CommandName[] = ['user_create', 'device_create', 'user_update', 'user_revoke'];
const ok = saying({ status: 'ok' });

/** Says `ok` to certificates that come too late in the order, when this holds. */
const disorderly = (
  requirement: RequirementId,
  how: string,
  when: (last: DateTime, asked: Asked) => boolean,
): Distortion =>
  bendCommands(requirement, how, certifying, () => async (asked) => {
    const reply = await asked.answer();
    const last = replyMap(reply)?.strictly_greater_than;
    return DateTime.is(last) && when(last, asked) ? ok : reply;
  });

function timeIn({ request }: Asked): DateTime | undefined {
  const [bytes] = Object.values(request).filter((value) => value instanceof Uint8Array);
  return certificateIn(bytes)?.timestamp;
}

/** Says `ok` to who lost a race against the own demotion or revocation. */
const raceLost = (requirement: RequirementId, commands: readonly CommandName[]): Distortion =>
  bendCommands(requirement, 'loser-wins-too', certifying, () => {
    const struck = new Map<string, number>();
    return async (asked) => {
      const reply = await asked.answer();
      const isStrike = asked.command === 'user_update' || asked.command === 'user_revoke';
      if (isStrike && isOk(reply)) struck.set(asked.organization, Date.now());
      const isLate = Date.now() - (struck.get(asked.organization) ?? 0) < 100;
      const isMeant = commands.some((command) => command === asked.command);
      return isMeant && isLate && [461, 'author_not_allowed'].includes(outcomeOf(reply) as number)
        ? ok
        : reply;
    };
  });

/** Says `ok` to a certificate without author. */
const authorless = (requirement: RequirementId, command: CommandName, slot: string): Distortion =>
  bendCommands(requirement, 'nil-too', [command], () => async (asked) => {
    const reply = await asked.answer();
    const bytes = asked.request[slot];
    const split = bytes instanceof Uint8Array ? splitSigned(bytes) : undefined;
    const read = split === undefined ? undefined : readDocument(split.message);
    const document = read?.ok ? (read.document as { readonly author?: unknown } | null) : null;
    return outcomeOf(reply) === 'invalid_certificate' && document?.author === null ? ok : reply;
  });

/** Breaks the rules about the order of certificates and who may still write. */
export const orderDistortions: readonly Distortion[] = [
  disorderly('ordering/common-never-goes-back', 'goes-back', () => true),
  disorderly(
    'ordering/equal-only-in-pair',
    'equal-too',
    (last, asked) => timeIn(asked)?.equals(last) ?? false,
  ),
  raceLost('ordering/author-judged-with-history', certifying),
  raceLost('user_revoke/an-admin-remains', ['user_update', 'user_revoke']),
  authorless('revoked_user_certificate/author-never-nil', 'user_revoke', 'revoked_user_certificate'),
  authorless('user_update_certificate/author-never-nil', 'user_update', 'user_update_certificate'),
  bendCommands(
    'types/handle-equal-by-email',
    'label-counts',
    ['organization_bootstrap', 'user_create'],
    () => {
      const handles = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        const handle = handleIn(asked);
        if (isOk(reply)) handles.add(`${asked.organization} ${handle.join(' ')}`);
        const isNew = !handles.has(`${asked.organization} ${handle.join(' ')}`);
        return outcomeOf(reply) === 'human_handle_already_taken' && isNew ? ok : reply;
      };
    },
  ),
  bendCommands('types/handle-case-counts', 'folded', ['organization_bootstrap', 'user_create'], () => {
    const emails = new Map<string, string>();
    return async (asked) => {
      const [email = ''] = handleIn(asked);
      const folded = `${asked.organization} ${email.toLowerCase()}`;
      if ((emails.get(folded) ?? email) !== email) return saying({ status: 'human_handle_already_taken' });
      emails.set(folded, email);
      return asked.answer();
    };
  }),
];

function handleIn({ request }: Asked): readonly string[] {
  const certificate = certificateIn(request.user_certificate);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle ?? []) : [];
}
