import type { Distortion } from '../core/distortion.ts';
import { bendCommands } from './asked.ts';
import { bendCall, bendReply, distortion, headerOf, whole, withHeader } from './bend.ts';
import { bendJson, bendOperation, bendStatus, isCreation, isUpdate } from './bend-json.ts';
import { commandIn, isOfDevice, jsonIn, operationIn, replyMap, retold, retoldReply } from './look.ts';

const isServerStats = (target: string): boolean => target.startsWith('/administration/stats');
const lowered = (address: unknown): unknown =>
  typeof address === 'string' ? address.toLowerCase() : address;

/** Two columns of a CSV exchanged, the header not. */
function exchanged(csv: string, one: string, other: string): string {
  const [head = '', ...lines] = csv.split('\r\n');
  const [left, right] = [one, other].map((name) => head.split(',').indexOf(name));
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return cells
      .map((cell, at) => (at === left ? cells[right ?? at] : at === right ? cells[left ?? at] : cell))
      .join();
  });
  return [head, ...rows].join('\r\n');
}

/** Rules of values and of people, kept nearly: a field under another's name, a part compared for the whole. */
export const nearlyPeopleDistortions: readonly Distortion[] = [
  distortion('authentication/signature-verifies', 'known-ones-always-do', (handle) => {
    const good = new Map<string, string>();
    return async (call) => {
      const given = headerOf(call, 'authorization') ?? '';
      const signature = given.split('.')[3] ?? '';
      const known = isOfDevice(call) ? good.get(signature) : undefined;
      const reply = await handle(known === undefined ? call : withHeader(call, 'authorization', known));
      if (isOfDevice(call) && reply.status === 200 && !good.has(signature)) good.set(signature, given);
      return reply;
    };
  }),
  distortion(
    'administration/token-is-bearer',
    'words-after-it-ignored',
    bendCall((call) => {
      const given = headerOf(call, 'authorization');
      const [scheme, token, ...more] = given?.split(' ') ?? [];
      return more.length > 0 ? withHeader(call, 'authorization', `${scheme} ${token}`) : call;
    }),
  ),
  distortion(
    'types/organization-id-characters',
    'blanks-around-dropped',
    bendJson(isCreation, (body) => ({
      ...body,
      ...(typeof body.organization_id === 'string' && { organization_id: body.organization_id.trim() }),
    })),
  ),
  distortion(
    'organization_status/exact-keys',
    'limit-as-text',
    bendStatus((fields) => ({
      ...fields,
      active_users_limit: fields.active_users_limit === null ? null : String(fields.active_users_limit),
    })),
  ),
  distortion(
    'organization_update/changes-what-is-named',
    'but-no-limit-of-0',
    bendJson(isUpdate, ({ active_users_limit: limit, ...body }) =>
      limit === 0 || limit === undefined ? body : { ...body, active_users_limit: limit },
    ),
  ),
  distortion(
    'organization_stats/counts-by-profile',
    'revoked-ones-are-standard',
    bendOperation('stats', (fields) => {
      const { ADMIN, STANDARD, OUTSIDER } = Object(fields.users_per_profile_detail);
      if (ADMIN === undefined) return fields;
      const revoked = ADMIN.revoked + STANDARD.revoked + OUTSIDER.revoked;
      const detail = {
        ADMIN: { ...ADMIN, revoked: 0 },
        STANDARD: { ...STANDARD, revoked },
        OUTSIDER: { ...OUTSIDER, revoked: 0 },
      };
      return { ...fields, users_per_profile_detail: detail };
    }),
  ),
  distortion(
    'server_stats/json-and-csv',
    'outsiders-revoked-and-active-exchanged',
    bendReply((reply, { target }) =>
      isServerStats(target) && target.includes('csv') && typeof reply.body === 'string'
        ? { ...reply, body: exchanged(reply.body, 'outsider_users_active', 'outsider_users_revoked') }
        : reply,
    ),
  ),
  distortion(
    'links/bootstrap-link',
    'the-other-base64',
    bendReply((reply, call) =>
      isCreation(call)
        ? retold(reply, (fields) =>
            Object.fromEntries(
              Object.entries(fields).map(([name, link]) => [
                name,
                String(link).replace(/(?<=[?&]p=)[\w-]+/, (payload) =>
                  Buffer.from(payload, 'base64url').toString('base64'),
                ),
              ]),
            ),
          )
        : reply,
    ),
  ),
  bendCommands(
    'invite_list/item-fields',
    'addresses-in-lower-case',
    ['invite_list'],
    () =>
      async ({ answer }) =>
        retoldReply(await answer(), (fields) => ({
          ...fields,
          invitations: [fields.invitations]
            .flat()
            .map((item) =>
              Object(item).type === 'USER'
                ? { ...Object(item), claimer_email: lowered(Object(item).claimer_email) }
                : item,
            ),
        })),
  ),
  bendCommands(
    'invite_info/user-invitation',
    'address-in-lower-case',
    ['invite_info'],
    () =>
      async ({ answer }) =>
        retoldReply(await answer(), (fields) =>
          'claimer_email' in fields ? { ...fields, claimer_email: lowered(fields.claimer_email) } : fields,
        ),
  ),
  bendCommands(
    'encoding/handle-is-a-pair',
    'label-first',
    ['invite_info'],
    () =>
      async ({ answer }) =>
        retoldReply(await answer(), (fields) => {
          const creator = Object(fields.created_by);
          const [email, label] = [creator.human_handle].flat();
          return email === undefined
            ? fields
            : { ...fields, created_by: { ...creator, human_handle: [label, email] } };
        }),
  ),
  bendCommands(
    'encoding/enumerations-upper-case',
    'outcome-of-mails',
    ['invite_new_device'],
    () =>
      async ({ answer }) => {
        const reply = await answer();
        return typeof replyMap(reply)?.email_sent === 'string'
          ? retoldReply(reply, (fields) => ({ ...fields, email_sent: 'Success' }))
          : reply;
      },
  ),
  distortion('invite_info/administrators-are-present', 'frozen-ones-left-out', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const known = await whole(call);
      const reply = await handle(known);
      if (operationIn(call) === 'users/freeze' && reply.status === 200)
        frozen.add(String(jsonIn(known.bytes)?.user_id));
      if (commandIn(known.bytes) !== 'invite_info') return reply;
      return retoldReply(reply, ({ administrators, ...fields }) => ({
        ...fields,
        administrators: Array.isArray(administrators)
          ? administrators.filter((one) => !frozen.has(String(Object(one).user_id)))
          : administrators,
      }));
    };
  }),
];
