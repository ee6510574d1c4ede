import type { GreetingEnd } from '../greeting/index.ts';
import { explainCall, type FailedCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

type Own = Exclude<GreetingEnd, FailedCall>;

const again = 'run the same command again, both of you: it takes up where it can';

const told: { [O in Own['outcome']]: (ended: Extract<Own, { outcome: O }>) => Explanation } = {
  'attempt-cancelled': ({ origin, reason }) =>
    cancelled(origin === 'GREETER' ? 'greeter' : 'newcomer', reason),
  'invitation-unknown': () => ({
    message: 'there is no such invitation, or not for this user to greet',
    hint: '`client invite list` shows the invitations that this user may greet',
  }),
  'invitation-completed': () => ({
    message: 'the invitation was used already',
    hint: 'invite anew if somebody else is to come in',
  }),
  'invitation-cancelled': () => ({ message: 'the invitation was cancelled', hint: 'invite anew' }),
  'may-not-greet': () => ({
    message: 'this user may not greet this invitation',
    hint: 'an administrator greets new users; a new device is greeted by another device of its user',
  }),
  'greeter-not-allowed': () => ({
    message: 'that person may not greet this invitation (any more)',
    hint: 'choose another administrator',
  }),
  'greeter-unknown': () => ({
    message: 'nobody who could greet was chosen, or the server knows no such person',
    hint: 'choose one of the administrators that the invitation names',
  }),
  'greeter-revoked': () => ({
    message: 'the person who was to greet is no member any more',
    hint: 'choose another administrator',
  }),
  'out-of-step': ({ status }) => ({
    message: `the server has another idea of this greeting (${status}): another program may be greeting under the same name`,
    hint: `end the others, then ${again}`,
  }),
  'peer-absent': ({ step }) => ({
    message:
      step === 0 ? 'the other person did not come in time' : `the other side fell silent (at step ${step})`,
    hint: `talk to each other, then ${again}; --wait says how long to wait`,
  }),
  'ever-restarting': ({ times }) => ({
    message: `the other side began anew ${times} times`,
    hint: 'it may be running twice: end all but one',
  }),
  interrupted: () => ({ message: 'interrupted; the other side was told', hint: again }),
  'peer-key-refused': () => ({
    message: 'the other side sent a key that no honest program sends',
    hint: 'nobody was let in; do not go on before the administrator of the server has explained it',
  }),
  'nonce-differs': () => ({
    message: 'the other side did not keep the promise it was bound to: somebody tampers with this greeting',
    hint: 'nobody was let in; do not go on before the administrator of the server has explained it',
  }),
  'codes-differ': () => ({
    message:
      'the codes differ: whoever is at the other end of the line is not who is at the other end of the network',
    hint: 'nobody was let in. If it was no slip of the tongue, somebody stands in between: ask the other person by another way, then begin again',
  }),
  'payload-refused': ({ detail }) => ({
    message: `what the other side sent after the codes cannot be used: ${detail}`,
    hint: 'nothing was kept; begin again, and if it repeats report both versions',
  }),
};

/** Tells how a greeting ended before anybody came in. */
export function explainGreeting(ended: GreetingEnd): Explanation {
  const explain = told[ended.outcome as Own['outcome']] as ((ended: GreetingEnd) => Explanation) | undefined;
  return explain === undefined ? explainCall(ended as FailedCall) : explain(ended);
}

type Reason = Extract<GreetingEnd, { outcome: 'attempt-cancelled' }>['reason'];

function cancelled(who: string, reason: Reason): Explanation {
  switch (reason) {
    case 'INVALID_SAS_CODE':
      return {
        message: `the ${who} says that the code told is not the one shown there`,
        hint: 'nobody was let in. If it was no slip of the tongue, somebody stands in between: ask by another way, then begin again',
      };
    case 'INVALID_NONCE_HASH':
      return {
        message: `the ${who} found the greeting tampered with`,
        hint: 'nobody was let in; do not go on before the administrator of the server has explained it',
      };
    case 'UNDECIPHERABLE_PAYLOAD':
    case 'UNDESERIALIZABLE_PAYLOAD':
    case 'INCONSISTENT_PAYLOAD':
      return {
        message: `the ${who} could not use what this side sent after the codes (${reason})`,
        hint: 'begin again, and if it repeats report both versions',
      };
    case 'AUTOMATICALLY_CANCELLED':
      return { message: `the ${who} began anew, on another device or by another program`, hint: again };
    case 'MANUALLY_CANCELLED':
      return { message: `the ${who} ended the greeting`, hint: `ask why, then ${again}` };
  }
}
