import { type Answer, answering, those } from './answer.ts';
import { certificateNames } from './certificate-names.ts';
import type { Writing } from './request.ts';
import { isTaken, lastOf, type OrganizationState, seatsTaken, type UserState } from './state.ts';

/** What comes of adding to the common certificates (USER-02, USER-11 to USER-15, USER-19, USER-23 to USER-29, DEV-07, DEV-09). */
export function judgeWriting(state: OrganizationState, request: Writing): Answer {
  const isAdmin = state.users.get(request.by.user)?.profile === 'ADMIN';
  const refusals = those(
    [request.cmd !== 'device_create' && !isAdmin, 'author_not_allowed'],
    [request.at <= lastOf(state), 'require_greater_timestamp'],
    ...rulesOf(state, request),
  );
  return answering(refusals, () => ({
    ...state,
    ...changesOf(state, request),
    certificates: [...state.certificates, ...certificateNames(request)],
  }));
}

function rulesOf(state: OrganizationState, request: Writing): readonly (readonly [boolean, string])[] {
  if (request.cmd === 'device_create') return [[state.devices.has(request.device), 'device_already_exists']];
  const target = state.users.get(request.user);
  if (request.cmd === 'user_create')
    return [
      [target !== undefined || state.devices.has(request.device), 'user_already_exists'],
      [isTaken(state, request.email), 'human_handle_already_taken'],
      [state.limit !== null && seatsTaken(state) >= state.limit, 'active_users_limit_reached'],
    ];
  const isUpdate = request.cmd === 'user_update';
  return [
    [request.user === request.by.user, 'invalid_certificate'],
    [target === undefined, 'user_not_found'],
    [target?.revoked === true, isUpdate ? 'user_revoked' : 'user_already_revoked'],
    [isUpdate && target?.profile === request.profile, 'user_no_changes'],
  ];
}

function changesOf(state: OrganizationState, request: Writing): Partial<OrganizationState> {
  if (request.cmd === 'device_create')
    return { devices: new Map(state.devices).set(request.device, request.by.user) };
  if (request.cmd === 'user_create') {
    const { user, device, email, profile } = request;
    return {
      users: new Map(state.users).set(user, { email, profile, revoked: false, frozen: false }),
      devices: new Map(state.devices).set(device, user),
    };
  }
  const target = state.users.get(request.user);
  if (target === undefined) return {};
  const changed: UserState =
    request.cmd === 'user_update' ? { ...target, profile: request.profile } : { ...target, revoked: true };
  return { users: new Map(state.users).set(request.user, changed) };
}
