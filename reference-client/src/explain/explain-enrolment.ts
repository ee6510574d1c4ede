import type { Greeted } from '../enrolment/admit-newcomer.ts';
import type { Claimed } from '../enrolment/claim-steps.ts';
import type { EnrolmentRefusal } from '../enrolment/enrol.ts';
import type { InvitationLookup } from '../enrolment/invitations.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import { certificateRefusals, type Explanation, explainUnstored } from './explain-call.ts';
import { explainGreeting } from './explain-greeting.ts';
import { explainSync } from './explain-log-in.ts';

type Unclaimed = Exclude<Claimed, { outcome: 'claimed' }> | Exclude<InvitationLookup, { outcome: 'seen' }>;

/** Explains why a claim failed and where its keys are. */
export function explainClaimed(ended: Unclaimed): Explanation {
  switch (ended.outcome) {
    case 'cannot-store':
      return explainUnstored(ended);
    case 'claim-waits':
      return {
        message: `keys of an earlier run are in ${ended.claim} and cannot be used (${ended.detail})`,
        hint: 'give the password of the earlier run, or wait until another run of the same claim ends; if the password is lost, delete that file and ask the greeter whether you are already enrolled',
      };
    case 'not-saved':
      return {
        message: `the greeter enrolled you, but the device could not be saved (${ended.detail}); its keys are in ${ended.claim}`,
        hint: 'do not delete that file: free disk space, make the folder writable, or move away the file that has its name, then run the same command again to finish',
      };
    case 'unconfirmed': {
      const { message } = explainGreeting(ended.cause);
      return {
        message: `${message}; the greeter may have enrolled you, so the keys are kept in ${ended.claim}`,
        hint: 'run the same command again with the same password, and ask the greeter to repeat theirs: both continue from there',
      };
    }
    case 'other-type':
      return {
        message: `according to the link a ${ended.link.toLowerCase()} is invited, according to the server a ${ended.server.toLowerCase()}`,
        hint: 'the link was changed: ask for it again',
      };
    case 'recovery-not-served':
      return {
        message: 'this invitation recovers a device from shares, which this client does not support',
        hint: 'use a client that supports it',
      };
    case 'invitation-gone':
      return {
        message: 'the invitation was used or cancelled (HTTP 410)',
        hint: 'if you are enrolled, `client device list` shows the device; otherwise ask for a new invitation',
      };
    case 'bad-authentication':
      return {
        message: 'the server does not know this invitation (HTTP 403)',
        hint: 'ask for the link again: it may be incomplete, or of another server',
      };
    default:
      return explainGreeting(ended);
  }
}

type Refused = Exclude<EnrolmentRefusal, GreetingEnd>;

const explanations: { [O in Refused['outcome']]: (ended: Extract<Refused, { outcome: O }>) => Explanation } =
  {
    'may-not-enrol': () => ({
      message: 'this user is no longer an administrator, and only administrators can enrol users',
      hint: 'ask another administrator to greet',
    }),
    'users-limit-reached': () => ({
      message: 'the organization has reached the number of users that its server allows',
      hint: 'revoke a user who has left, or ask the administrator of the server for a higher limit',
    }),
    'address-taken': () => ({
      message: 'a user with this address is already a member',
      hint: 'if an earlier greeting was interrupted and its keys are lost, revoke that user first: `client user revoke ADDRESS`',
    }),
    ...certificateRefusals('greet again'),
  };

/** The explanation if an organization does not allow users of the profile OUTSIDER. */
export const noOutsiders: Explanation = {
  message: 'this organization does not allow users of the profile OUTSIDER',
  hint: 'choose another profile, or ask the administrator of the server',
};

/** Explains why a greeting enrolled no one, or why its end is uncertain. */
export function explainGreeted(ended: Exclude<Greeted, { outcome: 'greeted' }>): Explanation {
  switch (ended.outcome) {
    case 'unacknowledged': {
      const [email, name] = ended.newcomer.handle;
      const { message } = explainGreeting(ended.cause);
      return {
        message: `${name} <${email}> is enrolled, but the other side has not acknowledged it: ${message}`,
        hint: 'the invitation stays open: both of you run the same command again to finish',
      };
    }
    case 'declined':
      return {
        message: 'no one was enrolled',
        hint: 'the invitation stays open; `client invite cancel` ends it',
      };
    case 'no-outsiders':
      return noOutsiders;
    case 'recovery-not-served':
      return {
        message: 'this invitation recovers a device from shares, which this client does not support',
        hint: 'use a client that supports it',
      };
    case 'history-refused':
      return explainSync(ended);
    default: {
      const explain = explanations[ended.outcome as Refused['outcome']] as
        | ((ended: Refused) => Explanation)
        | undefined;
      return explain === undefined ? explainGreeting(ended as GreetingEnd) : explain(ended as Refused);
    }
  }
}
