import type { Certificate } from '@parsec-spec/spec/certificates';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Call, Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { administer } from './administer.ts';
import { type Asked, bendCommands, certificateIn, isOk, readAsked } from './asked.ts';
import { distortion, whole } from './bend.ts';
import {
  deviceIn,
  isOfDevice,
  jsonIn,
  operationIn,
  organizationIn,
  outcomeOf,
  refusing,
  retoldReply,
  saying,
} from './look.ts';

const slow = 4_000;

/** What freezing did, by organization and what names the user. */
interface Frozen {
  readonly organizations: Set<string>;
  readonly ids: Set<string>;
  readonly emails: Set<string>;
}

/** A server that thinks too much of a freeze. */
const afterFreeze = (
  requirement: RequirementId,
  how: string,
  bend: (frozen: Frozen, call: Call, asked: Asked | undefined, reply: Reply) => Reply | 'freeze',
): Distortion =>
  distortion(requirement, how, (handle, config) => {
    const frozen: Frozen = { organizations: new Set(), ids: new Set(), emails: new Set() };
    return async (call) => {
      const known = await whole(call);
      const { asked } = await readAsked(known, handle);
      const reply = await handle(known);
      if (operationIn(call) === 'users/freeze' && reply.status === 200) {
        const { user_id, user_email } = jsonIn(String(reply.body)) ?? {};
        frozen.organizations.add(organizationIn(call));
        frozen.ids.add(String(user_id));
        frozen.emails.add(`${organizationIn(call)} ${String(user_email)}`);
        return reply;
      }
      const answer = bend(frozen, call, asked, reply);
      if (answer !== 'freeze') return answer;
      const user_email = emailIn(asked);
      await administer(handle, config, 'POST', `${organizationIn(call)}/users/freeze`, {
        user_email,
        frozen: true,
      });
      return reply;
    };
  });

function emailIn(asked: Asked | undefined): string {
  const certificate = certificateIn(asked?.request.user_certificate);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle?.[0] ?? '') : '';
}

const isOf = (certificate: Certificate | undefined, ids: ReadonlySet<string>): boolean =>
  certificate !== undefined && 'user_id' in certificate && ids.has(certificate.user_id.hex);

/** Breaks the rules about what freezing, limits and revocation do to members. */
export const standingDistortions: readonly Distortion[] = [
  afterFreeze('authentication/freeze-hits-one-user', 'everybody', ({ organizations }, call, _, reply) =>
    isOfDevice(call) && reply.status === 200 && organizations.has(organizationIn(call))
      ? refusing(462)
      : reply,
  ),
  afterFreeze('user_freeze/belongs-to-user-id', 'to-the-email', ({ emails }, call, asked, reply) =>
    asked?.command === 'user_create' && isOk(reply) && emails.has(`${organizationIn(call)} ${emailIn(asked)}`)
      ? 'freeze'
      : reply,
  ),
  afterFreeze('user_freeze/keeps-certificates', 'hidden', ({ ids }, _, asked, reply) =>
    asked?.command === 'certificate_get' && isOk(reply)
      ? retoldReply(reply, (fields) => ({
          ...fields,
          common_certificates: (fields.common_certificates as Uint8Array[]).filter(
            (bytes) => !isOf(certificateIn(bytes), ids),
          ),
        }))
      : reply,
  ),
  afterFreeze('user_freeze/keeps-email-enrolled', 'free-again', ({ emails }, call, asked, reply) =>
    outcomeOf(reply) === 'human_handle_already_taken' &&
    emails.has(`${organizationIn(call)} ${emailIn(asked)}`)
      ? saying({ status: 'ok' })
      : reply,
  ),
  distortion('organization_update/lowered-limit-removes-nobody', 'removed', (handle) => {
    const founders = new Set<string>();
    const lowered = new Set<string>();
    return async (call) => {
      const known = await whole(call);
      const { asked } = await readAsked(known, handle);
      const founder = certificateIn(asked?.request.device_certificate);
      if (asked?.command === 'organization_bootstrap' && founder?.type === 'device_certificate')
        founders.add(founder.device_id.hex);
      if (call.method === 'PATCH' && typeof jsonIn(known.bytes)?.active_users_limit === 'number')
        lowered.add(organizationIn(call));
      return isOfDevice(call) && lowered.has(organizationIn(call)) && !founders.has(deviceIn(call))
        ? refusing(461)
        : handle(known);
    };
  }),
  bendCommands('authentication/revocation-at-once', 'seconds-later', ['organization_info'], () => {
    const served = new Map<string, { readonly reply: Reply; readonly until: number }>();
    return async ({ device, answer }) => {
      const reply = await answer();
      const last = served.get(device);
      if (isOk(reply)) served.set(device, { reply, until: Date.now() + slow });
      return reply.status === 461 && last !== undefined && Date.now() < last.until ? last.reply : reply;
    };
  }),
  bendCommands(
    'organization_info/open-to-every-profile',
    'founders-only',
    ['organization_bootstrap', 'organization_info'],
    () => {
      const founders = new Set<string>();
      return async (asked) => {
        const founder = certificateIn(asked.request.device_certificate);
        if (founder?.type === 'device_certificate') founders.add(founder.device_id.hex);
        const isFounding = asked.command === 'organization_bootstrap';
        return isFounding || founders.has(asked.device) ? asked.answer() : refusing(403);
      };
    },
  ),
  bendCommands('organization_info/gives-sizes', 'one-byte', ['organization_info'], () => async (asked) => {
    const reply = await asked.answer();
    return isOk(reply) ? retoldReply(reply, (fields) => ({ ...fields, total_metadata_bytes: 1 })) : reply;
  }),
];
