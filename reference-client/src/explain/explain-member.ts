import type { CallFailure } from '../call/call.ts';
import type { CancelledInvitation, Inviting } from '../enrolment/invitations.ts';
import type { MemberChanged } from '../journeys/members.ts';
import { certificateRefusals, type Explanation, explainCall } from './explain-call.ts';

type Unchanged = Exclude<MemberChanged, { outcome: 'done' }>;
type Uninvited = Exclude<Inviting, { outcome: 'invited' }>;
type Uncancelled = Exclude<CancelledInvitation, { outcome: 'cancelled' }>;
type Failed = Unchanged | Uninvited | Uncancelled;
type Own = Exclude<Failed, CallFailure>;

/** Explains why a change of an invitation or of another user failed. */
export function explainMember(ended: Failed): Explanation {
  const explain = explanations[ended.outcome as Own['outcome']] as
    | ((ended: Failed) => Explanation)
    | undefined;
  return explain === undefined ? explainCall(ended as CallFailure) : explain(ended);
}

const explanations: { [O in Own['outcome']]: (ended: Extract<Own, { outcome: O }>) => Explanation } = {
  'not-served': () => ({
    message: 'the server accepted the revocation, but does not serve it to the members',
    hint: 'other members may still trust this user: ask the administrator of the server',
  }),
  oneself: () => ({
    message: 'users cannot revoke themselves or change their own profile',
    hint: 'ask another administrator',
  }),
  'may-not-change': () => ({
    message: 'only administrators of the organization may do that',
    hint: '`client user list` shows the administrators',
  }),
  'user-unknown': () => ({
    message: 'the server knows no such user',
    hint: '`client user list` shows the users',
  }),
  'revoked-before': () => ({ message: 'that user is already revoked', hint: 'nothing needs to be done' }),
  'profile-held': () => ({ message: 'that user already has this profile', hint: 'nothing needs to be done' }),
  ...certificateRefusals('try again'),
  'may-not-invite': () => ({
    message: 'only administrators may invite users',
    hint: '`client user list` shows the administrators; to invite a device of yours use `client invite device`',
  }),
  'member-already': () => ({
    message: 'a user with this address is already a member',
    hint: 'that person invites another device of theirs with `client invite device`',
  }),
  'invitation-unknown': () => ({
    message: 'this invitation does not exist',
    hint: '`client invite list` shows the invitations and their tokens',
  }),
  'invitation-completed': () => ({
    message: 'the invitation has already been used',
    hint: 'there is nothing to cancel',
  }),
  'cancelled-before': () => ({
    message: 'the invitation has already been cancelled',
    hint: 'nothing needs to be done',
  }),
  'may-not-cancel': () => ({
    message: 'this user may not cancel this invitation',
    hint: 'administrators can cancel invitations of users; each user can cancel those of their own devices',
  }),
};
