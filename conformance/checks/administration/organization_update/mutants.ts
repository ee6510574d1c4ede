import type { Mutant } from '@parsec-spec/reference-server/core';
import {
  changeJson,
  changeRepeatedReply,
  isUpdate,
  noNegative,
  parseBodyLoosely,
  withoutKey,
} from '../../../self-test/kit/administration-json.ts';
import { deviceIn, isOfDevice, jsonIn, organizationIn, refusal } from '../../../self-test/kit/calls.ts';
import { certificateIn, readCommand } from '../../../self-test/kit/commands.ts';
import { mutant, readCallBody, withBody } from '../../../self-test/kit/mutant.ts';
import { isUpdateOf, keepsStreams } from '../../../self-test/kit/stream-events.ts';
import { exceedsLimit } from '../../../self-test/kit/user-limit.ts';

/** Mutants of the requirements of `organization_update`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  keepsStreams('organization_update/expiry-closes-streams', isUpdateOf('is_expired')),
  mutant(
    'organization_update/changes-what-is-named',
    'but-no-limit-of-0',
    changeJson(isUpdate, ({ active_users_limit: limit, ...body }) =>
      limit === 0 || limit === undefined ? body : { ...body, active_users_limit: limit },
    ),
  ),
  mutant(
    'organization_update/changes-what-is-named',
    'not-all',
    changeJson(isUpdate, withoutKey('user_profile_outsider_allowed')),
  ),
  exceedsLimit('organization_update/limit-effective-at-once', 'seconds-later', () => {
    let last = 0;
    return {
      record: ({ body }) => {
        if (body !== undefined && 'active_users_limit' in body) last = Date.now();
      },
      accepts: () => Date.now() - last < 4_000,
    };
  }),
  mutant('organization_update/lowered-limit-removes-nobody', 'removed', (handle) => {
    const founders = new Set<string>();
    const lowered = new Set<string>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const founder = certificateIn(commandCall?.request.device_certificate);
      if (commandCall?.command === 'organization_bootstrap' && founder?.type === 'device_certificate')
        founders.add(founder.device_id.hex);
      if (call.method === 'PATCH' && typeof jsonIn(bufferedCall.bytes)?.active_users_limit === 'number')
        lowered.add(organizationIn(call));
      return isOfDevice(call) && lowered.has(organizationIn(call)) && !founders.has(deviceIn(call))
        ? refusal(461)
        : handle(bufferedCall);
    };
  }),
  mutant('organization_update/types-are-strict', 'coerced', changeJson(isUpdate, parseBodyLoosely)),
  mutant('organization_update/limit-not-negative', 'no-limit', changeJson(isUpdate, noNegative)),
  mutant(
    'organization_update/null-limit-removes-it',
    'absent',
    changeJson(isUpdate, (body) =>
      body.active_users_limit === null ? withoutKey('active_users_limit')(body) : body,
    ),
  ),
  mutant(
    'organization_update/keeps-what-is-absent',
    'to-defaults',
    changeJson(isUpdate, (body) =>
      Object.keys(body).length === 0
        ? body
        : { active_users_limit: null, user_profile_outsider_allowed: true, ...body },
    ),
  ),
  mutant(
    'organization_update/empty-changes-nothing',
    'to-defaults',
    changeJson(isUpdate, (body) =>
      Object.keys(body).length > 0
        ? body
        : { active_users_limit: null, user_profile_outsider_allowed: true, tos: null },
    ),
  ),
  mutant(
    'organization_update/expiry-idempotent',
    'once-only',
    changeRepeatedReply(isUpdate, () => refusal(400)),
  ),
  mutant('organization_update/terms-set', 'same-is-nothing', (handle) => {
    let last = '';
    return async (call) => {
      if (!isUpdate(call)) return handle(call);
      const bufferedCall = await readCallBody(call);
      const now = `${call.target} ${Buffer.from(bufferedCall.bytes).toString()}`;
      if (now === last) return handle(withBody(bufferedCall, Buffer.from('{}')));
      last = now;
      return handle(bufferedCall);
    };
  }),
  mutant(
    'organization_update/terms-removed',
    'null-is-absent',
    changeJson(isUpdate, (body) => (body.tos === null ? withoutKey('tos')(body) : body)),
  ),
];
