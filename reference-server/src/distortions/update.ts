import type { Distortion } from '../core/distortion.ts';
import { distortion, whole, withBody } from './bend.ts';
import { refusing } from './look.ts';
import { bendJson, isUpdate, loosened, noNegative, onceOnly, without } from './bend-json.ts';

/** Rules of changes of settings, broken. */
export const updateDistortions: readonly Distortion[] = [
  distortion('organization_update/types-are-strict', 'coerced', bendJson(isUpdate, loosened)),
  distortion('organization_update/limit-not-negative', 'no-limit', bendJson(isUpdate, noNegative)),
  distortion(
    'organization_update/changes-what-is-named',
    'not-all',
    bendJson(isUpdate, without('user_profile_outsider_allowed')),
  ),
  distortion(
    'organization_update/null-limit-removes-it',
    'absent',
    bendJson(isUpdate, (body) =>
      body.active_users_limit === null ? without('active_users_limit')(body) : body,
    ),
  ),
  distortion(
    'organization_update/keeps-what-is-absent',
    'to-defaults',
    bendJson(isUpdate, (body) =>
      Object.keys(body).length === 0
        ? body
        : { active_users_limit: null, user_profile_outsider_allowed: true, ...body },
    ),
  ),
  distortion(
    'organization_update/empty-changes-nothing',
    'to-defaults',
    bendJson(isUpdate, (body) =>
      Object.keys(body).length > 0
        ? body
        : { active_users_limit: null, user_profile_outsider_allowed: true, tos: null },
    ),
  ),
  distortion(
    'organization_update/expiry-idempotent',
    'once-only',
    onceOnly(isUpdate, () => refusing(400)),
  ),
  distortion('organization_update/terms-set', 'same-is-nothing', (handle) => {
    let last = '';
    return async (call) => {
      if (!isUpdate(call)) return handle(call);
      const known = await whole(call);
      const now = `${call.target} ${Buffer.from(known.bytes).toString()}`;
      if (now === last) return handle(withBody(known, Buffer.from('{}')));
      last = now;
      return handle(known);
    };
  }),
  distortion(
    'organization_update/terms-removed',
    'null-is-absent',
    bendJson(isUpdate, (body) => (body.tos === null ? without('tos')(body) : body)),
  ),
];
