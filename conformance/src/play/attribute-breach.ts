import type { RequirementId } from '@parsec-spec/spec/requirements';
import { ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import type { OrganizationRequest, Status } from '../model/calls.ts';

/** A wrong answer to the last call of a story, and the calls before it in the same organization. */
interface WrongAnswer {
  /** The requirement that the last call alone shows as broken. */
  readonly named: RequirementId;
  /** The requirements of the rules that the last call breaks. */
  readonly rules: readonly RequirementId[];
  readonly request: OrganizationRequest;
  readonly status: Status;
  readonly before: readonly StoryCall[];
}

/**
 * The requirement that a wrong answer breaks, given the whole story: of rules that hold alone, the one about
 * the change without which the answer would have been right. It is reliable in a story without needless
 * calls only.
 */
export const attributeBreach = (answer: WrongAnswer): RequirementId =>
  ATTRIBUTIONS[answer.named]?.(answer) ?? answer.named;

/**
 * The requirements that a device is refused at once, by those that it is refused. They are about
 * devices that the server has just authenticated.
 */
export const AT_ONCE: ReadonlyMap<RequirementId, RequirementId> = new Map([
  ['authentication/expired-is-460', 'authentication/expiry-at-once'],
  ['authentication/revoked-is-461', 'authentication/revocation-at-once'],
  ['authentication/frozen-is-462', 'authentication/freeze-at-once'],
  ['terms-of-service/pending-is-463', 'terms-of-service/new-terms-block-at-once'],
]);

/** The requirement about what happened before; undefined: the named one. */
type Attribution = (answer: WrongAnswer) => RequirementId | undefined;

const userOf = ({ request }: WrongAnswer): string | undefined =>
  'by' in request ? request.by?.user : undefined;

const isBy = (call: StoryCall, user: string | undefined): boolean =>
  'by' in call && call.by !== undefined && ownerOf(call.by) === user;

const isAbout = (call: StoryCall, user: string | undefined): boolean => 'user' in call && call.user === user;

/** The calls after the last one that `isCause` selects; none if there is no such call. */
function since(
  calls: readonly StoryCall[],
  isCause: (call: StoryCall) => boolean,
): readonly StoryCall[] | undefined {
  const index = calls.findLastIndex(isCause);
  return index < 0 ? undefined : calls.slice(index + 1);
}

const has = (calls: readonly StoryCall[], ...names: readonly StoryCall['cmd'][]): boolean =>
  calls.some(({ cmd }) => names.includes(cmd));

const frozen: Attribution = (answer) => {
  const { before } = answer;
  const user = userOf(answer);
  const isFreeze = (call: StoryCall) => call.cmd === 'user_freeze' && isAbout(call, user);
  if ((since(before, isFreeze) ?? []).length > 0) return 'user_freeze/lasts-until-unfrozen';
  const freeze = before.findLast(isFreeze);
  return freeze !== undefined && 'byAddress' in freeze ? 'user_freeze/by-id-or-email' : undefined;
};

const pendingTerms: Attribution = (answer) => {
  const { before } = answer;
  const user = userOf(answer);
  const acceptances = before.filter(({ cmd }) => cmd === 'tos_accept');
  if (acceptances.some((call) => isBy(call, user))) return 'terms-of-service/replaced-terms-need-acceptance';
  if (acceptances.length > 0) return 'tos_accept/unlocks-nobody-else';
  const hasRead = before.some((call) => call.cmd === 'tos_get' && isBy(call, user));
  return hasRead ? 'terms-of-service/reading-is-not-accepting' : undefined;
};

const isChanged = (answer: WrongAnswer): boolean => {
  const user = userOf(answer);
  return answer.before.some((call) => call.cmd === 'user_update' && isAbout(call, user));
};

/** An ADMIN is refused. `served`: the requirement that every ADMIN is served. */
const refusedAdmin =
  (served: RequirementId): Attribution =>
  (answer) => {
    if (answer.rules.includes(answer.named)) return undefined;
    return isChanged(answer) ? 'user_update/changes-profile-at-once' : served;
  };

const view: Attribution = (answer) =>
  isChanged(answer) ? 'certificate_get/view-follows-present-profile' : undefined;

/** A refused bootstrap before this one cost the token. */
const afterRefusal: Attribution = ({ before }) =>
  before.some((call) => call.cmd === 'organization_bootstrap' && call.fault !== undefined)
    ? 'organization_bootstrap/refused-keeps-token'
    : undefined;

/** A move is refused although its attempt allows it, and another user greets on the same invitation. */
const otherGreeter: Attribution = ({ named, rules, request, before }) => {
  if (!('greeter' in request) || rules.includes(named)) return undefined;
  const { token, greeter } = request;
  const isOther = (call: StoryCall) => 'greeter' in call && call.token === token && call.greeter !== greeter;
  return before.some(isOther) ? 'greeting/attempt-per-greeter' : undefined;
};

/** A restart by another device of the greeter gives the attempt of the first. */
const otherDevice: Attribution = ({ request, before }) => {
  if (!('move' in request) || request.by === undefined) return undefined;
  const { token, greeter, by } = request;
  const last = before.findLast(
    (call) =>
      call.cmd === 'greeting_start' &&
      call.by !== undefined &&
      call.token === token &&
      call.greeter === greeter,
  );
  return last !== undefined && 'by' in last && last.by !== by.device
    ? 'greeting/attempt-of-user-not-device'
    : undefined;
};

const isDemotedOwner = (answer: WrongAnswer): boolean => {
  const user = userOf(answer);
  const invited = since(answer.before, (call) => call.cmd === 'invite_new_device' && isBy(call, user));
  return invited?.some((call) => call.cmd === 'user_update' && isAbout(call, user)) === true;
};

const ownInvitation: Attribution = (answer) =>
  isDemotedOwner(answer) ? 'invitations/own-device-invitation-survives-demotion' : undefined;

const ATTRIBUTIONS: Readonly<Partial<Record<RequirementId, Attribution>>> = {
  'authentication/frozen-is-462': frozen,
  'authentication/freeze-at-once': frozen,
  'authentication/unfrozen-works-again': (answer) => {
    const user = userOf(answer);
    const isUnfrozen = answer.before.some((call) => call.cmd === 'user_unfreeze' && isAbout(call, user));
    return isUnfrozen ? undefined : 'authentication/freeze-hits-one-user';
  },
  'terms-of-service/pending-is-463': pendingTerms,
  'terms-of-service/new-terms-block-at-once': pendingTerms,
  'tos_accept/unlocks-the-user': (answer) => {
    const user = userOf(answer);
    const later = since(answer.before, (call) => call.cmd === 'tos_accept' && isBy(call, user)) ?? [];
    return later.length > 0 ? 'tos_accept/lasts' : undefined;
  },
  'user_create/author-is-admin': refusedAdmin('user_create/coherent-certificates-accepted'),
  'user_update/author-is-admin': refusedAdmin('user_update/changes-profile-at-once'),
  'user_revoke/author-is-admin': refusedAdmin('user_revoke/certificate-handed-out'),
  'invite_new_user/author-is-admin': refusedAdmin('invite_new_user/gives-token'),
  'list_frozen_users/author-is-admin': refusedAdmin('list_frozen_users/lists-frozen'),
  'user_update/not-oneself': ({ named, rules }) =>
    rules.includes(named) ? undefined : 'user_update/changes-profile-at-once',
  'user_revoke/not-oneself': ({ named, rules }) =>
    rules.includes(named) ? undefined : 'user_revoke/certificate-handed-out',
  'user_create/revocation-frees-seat': ({ before }) => {
    if (has(before, 'user_revoke')) return undefined;
    return has(before, 'organization_limit', 'organization_update')
      ? 'organization_update/limit-effective-at-once'
      : 'user_create/coherent-certificates-accepted';
  },
  'user_create/email-of-revoked-reusable': ({ before }) =>
    has(before, 'user_revoke') ? undefined : 'user_create/coherent-certificates-accepted',
  'invite_new_user/revoked-may-return': ({ before }) =>
    has(before, 'user_revoke') ? undefined : 'invite_new_user/gives-token',
  'certificate_get/others-get-full': view,
  'certificate_get/outsider-gets-redacted': view,
  'organization_bootstrap/coherent-certificates-accepted': afterRefusal,
  'organization_create/new-token-is-live': afterRefusal,
  'greeting/other-half-refused': ({ named, rules }) =>
    rules.includes(named) ? undefined : 'greeting/same-half-again',
  'greeting/no-half-ahead': ({ request }) =>
    'attempt' in request && request.attempt?.startsWith('attempt 1 ') === false
      ? 'greeting/new-attempt-is-empty'
      : undefined,
  'events/stream-stays-open': ({ before }) =>
    before.at(-1)?.cmd === 'user_freeze' ? 'user_freeze/closes-streams' : undefined,
  'greeting/both-get-one-attempt': otherDevice,
  'greeting/restart-gives-new-attempt': otherDevice,
  'greeting/attempt-known': otherGreeter,
  'greeting/attempt-joined': otherGreeter,
  'greeting/cancelled-is-told': otherGreeter,
  'greeting/first-cancel-counts': otherGreeter,
  'invite_list/own-devices-only': ownInvitation,
  'invite_cancel/device-by-owner': ownInvitation,
  'invite_complete/device-by-owner': ownInvitation,
};
