import type { CallFailure } from '../call/call.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import { type Explanation, explainCall } from './explain-call.ts';

type Own = Exclude<GreetingEnd, CallFailure>;

/** Explains why a greeting ended before an enrolment. */
export function explainGreeting(ended: GreetingEnd): Explanation {
  const explain = explanations[ended.outcome as Own['outcome']] as
    | ((ended: GreetingEnd) => Explanation)
    | undefined;
  return explain === undefined ? explainCall(ended as CallFailure) : explain(ended);
}

const again = 'both of you run the same command again: it continues where possible';

const mismatch = 'Either one of you slipped, or somebody intercepts the connection. Nobody was admitted.';
const tampered = 'nobody was admitted; ask the administrator of the server before you try again';
const againInAnotherWay = 'talk to each other in another way, then both of you run the same command again';

const explanations: { [O in Own['outcome']]: (ended: Extract<Own, { outcome: O }>) => Explanation } = {
  'attempt-cancelled': ({ origin, reason }) =>
    cancelled(origin === 'GREETER' ? 'greeter' : 'newcomer', reason),
  'invitation-unknown': () => ({
    message: 'this invitation does not exist, or this user may not greet it',
    hint: '`client invite list` shows the invitations that this user may greet',
  }),
  'invitation-completed': () => ({
    message: 'the invitation has already been used',
    hint: 'create a new invitation for another person',
  }),
  'invitation-cancelled': () => ({
    message: 'the invitation was cancelled',
    hint: 'create a new invitation',
  }),
  'may-not-greet': () => ({
    message: 'this user may not greet this invitation',
    hint: 'only administrators can greet new users; a new device is greeted by another device of its user',
  }),
  'greeter-not-allowed': () => ({
    message: 'that person may not greet this invitation',
    hint: 'choose another administrator',
  }),
  'greeter-unknown': () => ({
    message: 'no possible greeter was chosen, or the server does not know this person',
    hint: 'choose one of the administrators named by the invitation',
  }),
  'greeter-revoked': () => ({
    message: 'the chosen greeter is no longer a member',
    hint: 'choose another administrator',
  }),
  'out-of-step': ({ status }) => ({
    message: `server and client disagree about the state of this greeting (${status}): another program of the same user may be greeting too`,
    hint: `stop the other program, then ${again}`,
  }),
  'peer-absent': ({ step }) => ({
    message:
      step === 0
        ? 'the other person did not join in time'
        : `the other side did not answer in time (step ${step})`,
    hint: `talk to each other, then ${again}; --wait sets the longest wait`,
  }),
  'too-many-restarts': ({ times }) => ({
    message: `the other side restarted ${times} times`,
    hint: 'it may be running twice: stop all but one',
  }),
  interrupted: () => ({ message: 'Cancelled. The other side was notified.', hint: again }),
  'peer-key-refused': () => ({
    message: 'the other side sent a key that is not valid',
    hint: tampered,
  }),
  'nonce-differs': () => ({
    message:
      'the other side revealed a nonce that does not match its commitment: this greeting is being tampered with',
    hint: tampered,
  }),
  'codes-differ': () => ({
    message: `The codes do not match. ${mismatch}`,
    hint: againInAnotherWay,
  }),
  'payload-refused': ({ detail }) => ({
    message: `the message that the other side sent after the codes is not usable: ${detail}`,
    hint: 'nothing was saved; start again, and if it happens again report the versions of both programs',
  }),
};

type Reason = Extract<GreetingEnd, { outcome: 'attempt-cancelled' }>['reason'];

function cancelled(who: string, reason: Reason): Explanation {
  switch (reason) {
    case 'INVALID_SAS_CODE':
      return {
        message: `The ${who} reports that the codes do not match. ${mismatch}`,
        hint: againInAnotherWay,
      };
    case 'INVALID_NONCE_HASH':
      return {
        message: `the ${who} reports that the greeting is being tampered with`,
        hint: tampered,
      };
    case 'UNDECIPHERABLE_PAYLOAD':
    case 'UNDESERIALIZABLE_PAYLOAD':
    case 'INCONSISTENT_PAYLOAD':
      return {
        message: `the ${who} could not use the message that this side sent after the codes (${reason})`,
        hint: 'start again, and if it happens again report the versions of both programs',
      };
    case 'AUTOMATICALLY_CANCELLED':
      return { message: `the ${who} restarted, on another device or with another program`, hint: again };
    case 'MANUALLY_CANCELLED':
      return { message: `the ${who} ended the greeting`, hint: `ask why, then ${again}` };
  }
}
