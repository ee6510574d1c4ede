import type { Call } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { bendByBody, bendReply, distortion, type Wrap, whole, withBody } from './bend.ts';
import { jsonIn, refusing, retold } from './look.ts';
import {
  type Body,
  bendJson,
  bendStatus,
  isCreation,
  loosened,
  noNegative,
  unprocessed,
  without,
} from './bend-json.ts';

/** Does again, after each creation, what a creation should have undone. */
const followed =
  (by: (before: Body) => Body): Wrap =>
  (handle) => {
    const statusOf = async (call: Call, id: string): Promise<Body | undefined> => {
      const reply = await handle({
        ...withBody(call, new Uint8Array()),
        method: 'GET',
        target: `/administration/organizations/${id}`,
      });
      return jsonIn(String(reply.body));
    };
    return async (call) => {
      if (!isCreation(call)) return handle(call);
      const known = await whole(call);
      const id = encodeURIComponent(String(jsonIn(known.bytes)?.organization_id));
      const before = await statusOf(known, id);
      const reply = await handle(withBody(known, known.bytes));
      if (before?.is_expired === undefined || reply.status !== 200) return reply;
      const update = {
        ...withBody(known, Buffer.from(JSON.stringify(by(before)))),
        method: 'PATCH',
        target: `/administration/organizations/${id}`,
      };
      await handle(update);
      return reply;
    };
  };

/** Rules of the creation of organizations, broken. */
export const creationDistortions: readonly Distortion[] = [
  distortion(
    'organization_create/organization-id-required',
    'bad-request',
    unprocessed(({ bytes }) => !('organization_id' in (jsonIn(bytes) ?? {}))),
  ),
  distortion('organization_create/types-are-strict', 'coerced', bendJson(isCreation, loosened)),
  distortion('organization_create/limit-not-negative', 'no-limit', bendJson(isCreation, noNegative)),
  distortion(
    'organization_create/organization-id-valid',
    'bad-request',
    unprocessed((call) => isCreation(call)),
  ),
  distortion(
    'organization_create/gives-both-links',
    'elsewhere',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'bootstrap_url' in fields
          ? { ...fields, bootstrap_url: String(fields.bootstrap_url).replace(/:\d+\//, ':1/') }
          : fields,
      ),
    ),
  ),
  distortion('organization_create/token-is-fresh', 'always-the-same', (handle) => {
    let first: string | undefined;
    return async (call) => {
      const reply = await handle(call);
      first ??= /[?&]p=([\w-]+)/.exec(String(reply.body))?.[1];
      return isCreation(call)
        ? { ...reply, body: String(reply.body).replaceAll(/([?&]p=)[\w-]+/g, `$1${first}`) }
        : reply;
    };
  }),
  distortion(
    'organization_create/visible-as-created',
    'expired',
    bendStatus((fields) => ({ ...fields, is_expired: true })),
  ),
  distortion(
    'organization_create/absent-takes-default',
    'others',
    bendJson(isCreation, (body) => ({ active_users_limit: 5, ...body })),
  ),
  distortion(
    'organization_create/absent-takes-default',
    'usual-period',
    bendJson(isCreation, (body) => ({ realm_minimum_archiving_period_before_deletion: 2_592_000, ...body })),
  ),
  distortion(
    'organization_create/null-limit-is-no-limit',
    'absent',
    bendJson(isCreation, (body) =>
      body.active_users_limit === null ? without('active_users_limit')(body) : body,
    ),
  ),
  distortion(
    'organization_create/limit-stored',
    'forgotten',
    bendJson(isCreation, without('active_users_limit')),
  ),
  distortion('organization_create/terms-stored', 'forgotten', bendJson(isCreation, without('tos'))),
  distortion(
    'organization_create/null-terms-never-stored',
    'made-up',
    bendJson(isCreation, (body) => (body.tos === null ? { ...body, tos: { en: 'null' } } : body)),
  ),
  distortion(
    'organization_create/archiving-period-from-zero',
    'positive-only',
    bendByBody((reply, call) =>
      isCreation(call) && jsonIn(call.bytes)?.realm_minimum_archiving_period_before_deletion === 0
        ? refusing(422)
        : reply,
    ),
  ),
  distortion(
    'organization_create/archiving-period-not-negative',
    'absolute',
    bendJson(isCreation, ({ realm_minimum_archiving_period_before_deletion: period, ...body }) =>
      period === undefined
        ? body
        : {
            ...body,
            realm_minimum_archiving_period_before_deletion:
              typeof period === 'number' ? Math.abs(period) : period,
          },
    ),
  ),
  distortion(
    'organization_create/archiving-period-default',
    'a-day',
    bendJson(isCreation, (body) => ({ realm_minimum_archiving_period_before_deletion: 86_400, ...body })),
  ),
  distortion(
    'organization_create/created-is-replaced',
    'settings-stay',
    followed(({ active_users_limit, user_profile_outsider_allowed }) => ({
      active_users_limit,
      user_profile_outsider_allowed,
    })),
  ),
  distortion(
    'organization_create/replacing-lifts-expiry',
    'expiry-stays',
    followed(({ is_expired }) => ({ is_expired })),
  ),
];
