import type { Call } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { bendByBody, bendReply, distortion, headerOf, type Wrap, withHeader } from './bend.ts';
import { as, jsonIn, operationIn, organizationIn, refusing, retold } from './look.ts';
import {
  type Body,
  bendJson,
  bendOperation,
  bendStatus,
  isAdministration,
  isCreation,
  loosened,
  onceOnly,
  tokenIn,
  unprocessed,
} from './bend-json.ts';

/** Lets calls in whose credentials are bad in a certain way. */
const openTo =
  (when: (header: string | undefined, token: string) => boolean): Wrap =>
  (handle, config) =>
  (call) => {
    const token = config.administration_token;
    const isOpen = isAdministration(call) && when(headerOf(call, 'authorization'), token);
    return handle(isOpen ? withHeader(call, 'authorization', `Bearer ${token}`) : call);
  };

/** Answers another status to invalid organization identifiers in some paths. */
const inPath = (how: string, status: number, when: (call: Call) => boolean): Distortion =>
  distortion(
    'administration/organization-in-path-is-refused',
    how,
    bendReply((reply, call) => {
      const isInvalid = reply.status === 404 && String(reply.body).includes('Invalid');
      return isAdministration(call) && isInvalid && when(call) ? as(status, reply) : reply;
    }),
  );

/** Rules of the administration in general, of figures and of users, broken. */
export const administrationDistortions: readonly Distortion[] = [
  distortion(
    'administration/token-required',
    'open',
    openTo((header) => header === undefined),
  ),
  distortion(
    'administration/token-is-bearer',
    'any-scheme',
    openTo((header) => header !== undefined && !/^bearer \S+$/i.test(header)),
  ),
  distortion(
    'administration/token-exact',
    'any-token',
    openTo((header) => /^bearer \S+$/i.test(header ?? '')),
  ),
  distortion(
    'administration/token-before-body',
    'body-first',
    bendByBody((reply, call) =>
      isAdministration(call) &&
      reply.status === 403 &&
      call.bytes.length > 0 &&
      jsonIn(call.bytes) === undefined
        ? as(422, reply)
        : reply,
    ),
  ),
  distortion(
    'administration/method-defined',
    'not-found',
    bendReply((reply, call) => (isAdministration(call) && reply.status === 405 ? as(404, reply) : reply)),
  ),
  distortion(
    'administration/body-is-json',
    'bad-request',
    unprocessed(({ bytes }) => jsonIn(bytes) === undefined),
  ),
  inPath('bad-request', 400, () => true),
  inPath('served', 200, () => true),
  inPath('forbidden-to-freeze', 403, (call) => operationIn(call) === 'users/freeze'),
  inPath('bad-request-for-figures', 400, (call) => operationIn(call) === 'stats'),
  inPath('bad-request-when-long', 400, (call) => organizationIn(call).length > 32),
  distortion('administration/bootstrap-token-stays-hidden', 'shown', (handle) => {
    const links = new Map<string, unknown>();
    return async (call) => {
      const reply = await handle(call);
      const url = jsonIn(String(reply.body))?.bootstrap_url;
      if (isCreation(call) && typeof url === 'string')
        links.set(new URL(url).pathname.slice(1), tokenIn(url));
      return isAdministration(call) && call.method === 'GET'
        ? retold(reply, (fields) => ({ ...fields, link: links.get(organizationIn(call)) }))
        : reply;
    };
  }),
  distortion(
    'organization_status/exact-keys',
    'one-more',
    bendStatus((fields) => ({ ...fields, created_on: 'today' })),
  ),
  distortion(
    'organization_status/terms-shape',
    'a-list',
    bendStatus((fields) => ({ ...fields, tos: fields.tos === null ? null : [fields.tos] })),
  ),
  distortion(
    'organization_stats/counts',
    'nobody',
    bendOperation('stats', (fields) => ({ ...fields, users: 0, active_users: 0 })),
  ),
  distortion(
    'organization_stats/counts-by-profile',
    'all-standard',
    bendOperation('stats', (fields) => {
      const detail = fields.users_per_profile_detail as Body;
      return {
        ...fields,
        users_per_profile_detail: { ...detail, ADMIN: detail.STANDARD, STANDARD: detail.ADMIN },
      };
    }),
  ),
  distortion(
    'user_list/active-users-only',
    'nobody',
    bendOperation('users', () => ({ users: [] })),
  ),
  distortion(
    'user_list/no-key-material',
    'with-keys',
    bendOperation('users', ({ users }) => ({
      users: (users as Body[]).map((user) => ({ ...user, verify_key: 'AAAA' })),
    })),
  ),
  distortion(
    'user_freeze/by-id-or-email',
    'flag-forgotten',
    bendOperation('users/freeze', (fields) =>
      'frozen' in fields ? { ...fields, frozen: fields.frozen !== true } : fields,
    ),
  ),
  distortion(
    'user_freeze/types-are-strict',
    'coerced',
    bendJson((call) => operationIn(call) === 'users/freeze', loosened),
  ),
  distortion(
    'user_freeze/idempotent',
    'once-only',
    onceOnly(
      (call) => operationIn(call) === 'users/freeze',
      () => refusing(400),
    ),
  ),
];
