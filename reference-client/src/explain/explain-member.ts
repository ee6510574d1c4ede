import type { CancelledInvitation, Inviting } from '../enrolment/index.ts';
import type { MemberChanged } from '../members/index.ts';
import { explainCall, type FailedCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

type Unchanged = Exclude<MemberChanged, { outcome: 'done' }>;
type Uninvited = Exclude<Inviting, { outcome: 'invited' }>;
type Uncancelled = Exclude<CancelledInvitation, { outcome: 'cancelled' }>;
type Failed = Unchanged | Uninvited | Uncancelled;
type Own = Exclude<Failed, FailedCall>;

const told: { [O in Own['outcome']]: (ended: Extract<Own, { outcome: O }>) => Explanation } = {
  oneself: () => ({
    message: 'nobody may revoke himself, or change his own profile',
    hint: 'ask another administrator',
  }),
  'may-not-change': () => ({
    message: 'only administrators of the organization may do that',
    hint: '`client user list` shows who is one',
  }),
  'user-unknown': () => ({
    message: 'the server knows no such user',
    hint: '`client user list` shows the users',
  }),
  'revoked-before': () => ({ message: 'that user is revoked already', hint: 'there is nothing left to do' }),
  'profile-held': () => ({ message: 'that user has this profile already', hint: 'there is nothing to do' }),
  'clock-off': ({ server, client }) => ({
    message: `the clocks disagree: ${client} here, ${server} on the server`,
    hint: 'set the clock of this machine, then try again',
  }),
  overtaken: () => ({
    message: 'others kept writing certificates, each time before this one',
    hint: 'try again in a minute',
  }),
  'certificates-refused': ({ status }) => ({
    message: `the server refused the certificate of this client (${status})`,
    hint: 'client and server disagree about the protocol: report it with the version of the server',
  }),
  'may-not-invite': () => ({
    message: 'only administrators may invite users',
    hint: '`client user list` shows who is one; a device of your own is invited by `client invite device`',
  }),
  'member-already': () => ({
    message: 'a user with this address is a member already',
    hint: 'a further device of the same person is invited by that person: `client invite device`',
  }),
  'invitation-unknown': () => ({
    message: 'there is no such invitation',
    hint: '`client invite list` shows the invitations and their tokens',
  }),
  'invitation-completed': () => ({
    message: 'the invitation was used already',
    hint: 'there is nothing to cancel',
  }),
  'cancelled-before': () => ({
    message: 'the invitation was cancelled before',
    hint: 'there is nothing left to do',
  }),
  'may-not-cancel': () => ({
    message: 'this user may not cancel this invitation',
    hint: 'administrators cancel those of users, each user those of the own devices',
  }),
};

/** Tells why an invitation or another user is as before. */
export function explainMember(ended: Failed): Explanation {
  const explain = told[ended.outcome as Own['outcome']] as ((ended: Failed) => Explanation) | undefined;
  return explain === undefined ? explainCall(ended as FailedCall) : explain(ended);
}
