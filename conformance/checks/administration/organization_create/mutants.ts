import type { Call, Mutant } from '@parsec-spec/reference-server/core';
import { organizationId } from '@parsec-spec/spec/scalars';
import {
  type Body,
  badRequestFor422,
  changeBootstrapUrl,
  changeJson,
  changeStatus,
  isCreation,
  isUpdate,
  noNegative,
  parseBodyLoosely,
  withoutKey,
} from '../../../self-test/kit/administration-json.ts';
import { jsonIn, refusal } from '../../../self-test/kit/calls.ts';
import { changeByBody, mutant, readCallBody, type Wrap, withBody } from '../../../self-test/kit/mutant.ts';
import { exceedsLimit } from '../../../self-test/kit/user-limit.ts';

/** Changes the settings after a second creation, given the settings before it. */
const changesAfterCreation =
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
      const bufferedCall = await readCallBody(call);
      const id = encodeURIComponent(String(jsonIn(bufferedCall.bytes)?.organization_id));
      const before = await statusOf(bufferedCall, id);
      const reply = await handle(withBody(bufferedCall, bufferedCall.bytes));
      if (before?.is_expired === undefined || reply.status !== 200) return reply;
      const update = {
        ...withBody(bufferedCall, Buffer.from(JSON.stringify(by(before)))),
        method: 'PATCH',
        target: `/administration/organizations/${id}`,
      };
      await handle(update);
      return reply;
    };
  };

/** Mutants of the requirements of `organization_create`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'organization_create/organization-id-required',
    'bad-request',
    badRequestFor422(({ bytes }) => !('organization_id' in (jsonIn(bytes) ?? {}))),
  ),
  mutant('organization_create/types-are-strict', 'coerced', changeJson(isCreation, parseBodyLoosely)),
  mutant('organization_create/limit-not-negative', 'no-limit', changeJson(isCreation, noNegative)),
  mutant(
    'organization_create/organization-id-valid',
    'bad-request',
    badRequestFor422(
      (call) => isCreation(call) && !organizationId(String(jsonIn(call.bytes)?.organization_id)).ok,
    ),
  ),
  mutant(
    'organization_create/gives-both-links',
    'elsewhere',
    changeBootstrapUrl((url) => url.replace(/:\d+\//, ':1/')),
  ),
  mutant('organization_create/token-is-fresh', 'always-the-same', (handle) => {
    let first: string | undefined;
    return async (call) => {
      const reply = await handle(call);
      first ??= /[?&]p=([\w-]+)/.exec(String(reply.body))?.[1];
      return isCreation(call)
        ? { ...reply, body: String(reply.body).replaceAll(/([?&]p=)[\w-]+/g, `$1${first}`) }
        : reply;
    };
  }),
  mutant(
    'organization_create/visible-as-created',
    'expired',
    changeStatus((fields) => ({ ...fields, is_expired: true })),
  ),
  mutant(
    'organization_create/absent-takes-default',
    'others',
    changeJson(isCreation, (body) => ({ active_users_limit: 5, ...body })),
  ),
  mutant(
    'organization_create/absent-takes-default',
    'usual-period',
    changeJson(isCreation, (body) => ({
      realm_minimum_archiving_period_before_deletion: 2_592_000,
      ...body,
    })),
  ),
  mutant(
    'organization_create/null-limit-is-no-limit',
    'absent',
    changeJson(isCreation, (body) =>
      body.active_users_limit === null ? withoutKey('active_users_limit')(body) : body,
    ),
  ),
  mutant(
    'organization_create/limit-stored',
    'forgotten',
    changeJson(isCreation, withoutKey('active_users_limit')),
  ),
  mutant('organization_create/terms-stored', 'forgotten', changeJson(isCreation, withoutKey('tos'))),
  mutant(
    'organization_create/null-terms-never-stored',
    'made-up',
    changeJson(isCreation, (body) => (body.tos === null ? { ...body, tos: { en: 'null' } } : body)),
  ),
  mutant(
    'organization_create/archiving-period-from-zero',
    'positive-only',
    changeByBody((reply, call) =>
      isCreation(call) && jsonIn(call.bytes)?.realm_minimum_archiving_period_before_deletion === 0
        ? refusal(422)
        : reply,
    ),
  ),
  mutant(
    'organization_create/archiving-period-not-negative',
    'absolute',
    changeJson(isCreation, ({ realm_minimum_archiving_period_before_deletion: period, ...body }) =>
      period === undefined
        ? body
        : {
            ...body,
            realm_minimum_archiving_period_before_deletion:
              typeof period === 'number' ? Math.abs(period) : period,
          },
    ),
  ),
  mutant(
    'organization_create/archiving-period-default',
    'a-day',
    changeJson(isCreation, (body) => ({ realm_minimum_archiving_period_before_deletion: 86_400, ...body })),
  ),
  mutant(
    'organization_create/created-is-replaced',
    'settings-stay',
    changesAfterCreation(({ active_users_limit, user_profile_outsider_allowed }) => ({
      active_users_limit,
      user_profile_outsider_allowed,
    })),
  ),
  mutant(
    'organization_create/replacing-lifts-expiry',
    'expiry-stays',
    changesAfterCreation(({ is_expired }) => ({ is_expired })),
  ),
  exceedsLimit('organization_create/limit-enforced', 'unlimited', () => ({
    record: () => undefined,
    accepts: () => true,
  })),
  mutant(
    'organization_create/archiving-period-not-negative',
    'absolute-at-an-update',
    changeJson(isUpdate, ({ realm_minimum_archiving_period_before_deletion: period, ...body }) =>
      typeof period === 'number'
        ? { ...body, realm_minimum_archiving_period_before_deletion: Math.abs(period) }
        : body,
    ),
  ),
  mutant(
    'organization_create/absent-takes-default',
    'limited-when-another-setting-is-named',
    changeJson(isCreation, (body) =>
      'user_profile_outsider_allowed' in body ? { active_users_limit: 7, ...body } : body,
    ),
  ),
];
