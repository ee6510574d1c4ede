import type { RequirementId } from '@parsec-spec/spec/requirements';
import { FOREIGN_TOKEN } from '@parsec-spec/spec/stories';
import { type ExpectedAnswer, type Rule, refusing, serving } from '../answers.ts';
import {
  type InvitationCall,
  type InviteCall,
  inviteeOf,
  type ListedInvitation,
  type OrganizationRequest,
} from '../calls.ts';
import { type InvitationState, type OrganizationState, ownerOfAddress } from '../state.ts';
import { authorIsAdmin } from './certificates.ts';

/** What a correct organization answers to a call about invitations. */
export function answerInvitationCall(state: OrganizationState, request: InvitationCall): ExpectedAnswer {
  switch (request.cmd) {
    case 'invite_new_user':
      return {
        ...answerInvite(state, request, 'USER', request.email),
        rules: [
          authorIsAdmin(state, request.by, 'invite_new_user/author-is-admin'),
          [
            'invite_new_user/claimer-not-enrolled',
            ownerOfAddress(state, request.email) !== undefined,
            'claimer_email_already_enrolled',
            'invite_new_user/revoked-may-return',
          ],
        ],
      };
    case 'invite_new_device':
      return answerInvite(state, request, 'DEVICE', request.by.user);
    case 'invite_cancel':
    case 'invite_complete':
      return answerEnd(state, request);
    case 'invite_list':
      return answerList(state, request.by.user);
    case 'invite_info':
      return answerInfo(state, request.token);
  }
}

/** The outcomes of a mail that was not sent. */
const UNSENT: readonly string[] = ['SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED'];

/** Returns the pending invitation, or creates one with a new token. */
function answerInvite(
  state: OrganizationState,
  { cmd, by: { user: creator }, mail: isMailed }: InviteCall,
  type: InvitationState['type'],
  about: string,
): ExpectedAnswer {
  const requirement =
    type === 'USER' ? 'invite_new_user/gives-token' : 'invite_new_device/open-to-every-profile';
  const { invitations } = state;
  const pending = invitations.filter(
    (one) => one.type === type && one.about === about && one.status === 'PENDING',
  );
  const [first] = pending;
  const created = (token: string | null): OrganizationState => ({
    ...state,
    invitations: [
      ...invitations,
      withEvent(state, { type, about, status: 'PENDING', token, creator, events: [] }),
    ],
  });
  const again = (one: InvitationState, token: string | null): OrganizationState => {
    const after = withEvent(state, one.token === token ? one : { ...one, token });
    return after === one ? state : withInvitation(state, one, after);
  };
  return {
    rules: [],
    requirement,
    expected: { status: 'ok', token: first?.token ?? 'a new token' },
    served: (outcome) => {
      if (outcome === undefined) return first === undefined ? created(null) : again(first, first.token);
      const { status, token } = outcome;
      if (status !== 'ok' || token === undefined) return requirement;
      if (outcome.mail !== undefined && !UNSENT.includes(outcome.mail))
        return type === 'USER'
          ? 'invite_new_user/tells-mail-outcome'
          : 'invite_new_device/mail-failure-is-told';
      if (outcome.mail !== undefined && isMailed !== true) return `${cmd}/no-mail-unasked`;
      const same = pending.find((one) => one.token === token);
      if (same !== undefined) return again(same, token);
      const used = invitations.find((one) => one.token === token);
      if (used !== undefined)
        return used.type === type ? `${cmd}/ended-is-not-reused` : 'invitations/kinds-never-block';
      if (first === undefined) return created(token);
      return first.token === null ? again(first, token) : `${cmd}/pending-is-reused`;
    },
  };
}

function answerEnd(
  state: OrganizationState,
  { cmd, by, token }: Extract<InvitationCall, { cmd: 'invite_cancel' | 'invite_complete' }>,
): ExpectedAnswer {
  const invitation = state.invitations.find((one) => one.token === token);
  const isDevice = invitation?.type === 'DEVICE';
  const requirement = isDevice ? (`${cmd}/device-by-owner` as const) : (`${cmd}/any-admin` as const);
  const known =
    token === FOREIGN_TOKEN ? 'invitations/token-of-its-organization' : (`${cmd}/invitation-known` as const);
  const isKnown: Rule = [known, invitation === undefined, 'invitation_not_found'];
  if (invitation === undefined) return refusing(requirement, [isKnown]);
  const [cancelled, completed] =
    cmd === 'invite_cancel'
      ? ['invitation_already_cancelled', 'invitation_completed']
      : ['invitation_cancelled', 'invitation_already_completed'];
  const user = state.users.get(by.user);
  const isAllowed = isDevice
    ? invitation.about === by.user
    : user?.profile === 'ADMIN' || user?.email === invitation.about;
  const status = cmd === 'invite_cancel' ? 'CANCELLED' : 'FINISHED';
  return serving({
    requirement,
    expected: { status: 'ok' },
    rules: [
      isKnown,
      [`${cmd}/not-yet-cancelled`, invitation.status === 'CANCELLED', cancelled],
      [`${cmd}/not-yet-completed`, invitation.status === 'FINISHED', completed],
      [
        isDevice ? `${cmd}/device-by-owner` : `${cmd}/author-allowed`,
        !isAllowed,
        'author_not_allowed',
        cmd === 'invite_complete' && user?.profile !== 'ADMIN'
          ? 'invite_complete/by-the-enrolled-claimer'
          : requirement,
      ],
    ],
    after: () => withInvitation(state, invitation, withEvent(state, { ...invitation, status })),
  });
}

/**
 * `invite_list`. The items may be in any order, because the clocks of nodes may differ. The reply
 * can reveal tokens that no client knew.
 */
function answerList(state: OrganizationState, user: string): ExpectedAnswer {
  const isAdmin = state.users.get(user)?.profile === 'ADMIN';
  const visible = state.invitations.filter(({ type, about }) => (type === 'USER' ? isAdmin : about === user));
  const isOtherCreator = (creator: string | undefined, item: ListedInvitation) =>
    creator !== undefined && item.creator !== undefined && item.creator !== creator;
  const isShownAs = ({ token, about, status }: InvitationState, item: ListedInvitation) =>
    item.about === about &&
    item.status === status &&
    (token === null ? !state.invitations.some((one) => one.token === item.token) : item.token === token);
  const invitations = visible.map((one) => ({ ...one, token: one.token ?? 'a new token' }));
  const requirement = isAdmin ? 'invite_list/admins-see-all' : 'invite_list/own-devices-only';
  return {
    rules: [],
    requirement,
    expected: { status: 'ok', invitations },
    served: (outcome) => {
      if (outcome === undefined) return state;
      const { status, invitations: items = [] } = outcome;
      if (status !== 'ok') return requirement;
      const matches = visible.map((one) => items.find((item) => isShownAs(one, item)));
      const missing = visible.find((_, index) => matches[index] === undefined);
      if (missing !== undefined) return requirementOfMissing(missing);
      if (visible.some(({ creator }, index) => matches[index] && isOtherCreator(creator, matches[index])))
        return 'invite_list/item-fields';
      if (items.length !== visible.length)
        return !isAdmin && items.some((item) => !matches.includes(item) && item.about.includes('@'))
          ? 'invite_list/others-see-none'
          : 'invite_list/own-devices-only';
      if (visible.every(({ token }) => token !== null)) return state;
      const tokens = new Map(visible.map((one, index) => [one, matches[index]?.token ?? null]));
      return {
        ...state,
        invitations: state.invitations.map((one) => ({ ...one, token: tokens.get(one) ?? one.token })),
      };
    },
  };
}

/** The requirement that a list breaks which does not show an invitation as it is. */
const requirementOfMissing = ({ type, status }: InvitationState): RequirementId =>
  status !== 'PENDING'
    ? 'invite_list/ended-stay-listed'
    : type === 'USER'
      ? 'invite_list/admins-see-all'
      : 'invite_list/own-devices-only';

/** `invite_info`. The ADMINs who are not revoked can greet. */
function answerInfo(state: OrganizationState, token: string): ExpectedAnswer {
  const { type, creator, about } = state.invitations.find((one) => one.token === token) ?? {};
  const administrators = [...state.users]
    .filter(([, { profile, revoked }]) => type === 'USER' && profile === 'ADMIN' && !revoked)
    .map(([name]) => name)
    .sort();
  const requirement = type === 'USER' ? 'invite_info/user-invitation' : 'invite_info/device-invitation';
  return serving({
    requirement,
    expected: {
      ...{ status: 'ok', administrators },
      ...(creator === undefined ? {} : { creator }),
      ...(about === undefined ? {} : { about }),
    },
    after: () => state,
    breach: (outcome) => {
      if (outcome.about !== undefined && outcome.about !== about) return requirement;
      if ([...(outcome.administrators ?? [])].sort().join() !== administrators.join())
        return 'invite_info/administrators-are-present';
      const isOther = creator !== undefined && outcome.creator !== undefined && outcome.creator !== creator;
      return isOther ? 'invite_info/creator-named-anyway' : undefined;
    },
  });
}

/**
 * Adds the event of the status of an invitation. The listeners who can greet receive it (EVT-07,
 * EVT-08).
 */
function withEvent(state: OrganizationState, invitation: InvitationState): InvitationState {
  const { type, about, status, events } = invitation;
  const to = state.listeners.filter((name) => {
    const user = state.users.get(name);
    return user?.revoked === false && (type === 'DEVICE' ? about === name : user.profile === 'ADMIN');
  });
  return to.length === 0 ? invitation : { ...invitation, events: [...events, { event: status, to }] };
}

const withInvitation = (
  state: OrganizationState,
  before: InvitationState,
  after: InvitationState,
): OrganizationState => ({
  ...state,
  invitations: state.invitations.map((one) => (one === before ? after : one)),
});

/**
 * Assigns the token of a request to an invitation whose token is unknown, if the names match. The
 * call that made the invitation had no reply, and the client got the token in another way.
 */
export function withTokenOf(state: OrganizationState, request: OrganizationRequest): OrganizationState {
  if (!('token' in request)) return state;
  const { token } = request;
  const unseen = state.invitations.find((one) => one.token === null && one.about === inviteeOf(token));
  if (unseen === undefined || state.invitations.some((one) => one.token === token)) return state;
  return withInvitation(state, unseen, { ...unseen, token });
}
