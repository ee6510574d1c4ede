import type { EnrolmentRefusal, Greeted } from '../enrolment/index.ts';
import type { GreetingEnd } from '../greeting/index.ts';
import { explainGreeting } from './explain-greeting.ts';
import { explainSync } from './explain-sync.ts';
import type { Explanation } from './explanation.ts';

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
    'clock-off': ({ server, client }) => ({
      message: `the clocks disagree: ${client} here, ${server} on the server`,
      hint: 'set the clock of this machine, then greet again',
    }),
    overtaken: () => ({
      message: 'other clients wrote newer certificates before each attempt',
      hint: 'greet again in a minute',
    }),
    'certificates-refused': ({ status }) => ({
      message: `the server refused the certificates of this client (${status})`,
      hint: 'client and server disagree about the protocol: report this with the version of the server',
    }),
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
    case 'lying-server':
      return explainSync(ended);
    default: {
      const explain = explanations[ended.outcome as Refused['outcome']] as
        | ((ended: Refused) => Explanation)
        | undefined;
      return explain === undefined ? explainGreeting(ended as GreetingEnd) : explain(ended as Refused);
    }
  }
}
