import type { EnrolmentRefusal, Greeted } from '../enrolment/index.ts';
import type { GreetingEnd } from '../greeting/index.ts';
import { explainGreeting } from './explain-greeting.ts';
import { explainSync } from './explain-sync.ts';
import type { Explanation } from './explanation.ts';

type Refused = Exclude<EnrolmentRefusal, GreetingEnd>;

const refused: { [O in Refused['outcome']]: (ended: Extract<Refused, { outcome: O }>) => Explanation } = {
  'may-not-enrol': () => ({
    message: 'this user is no administrator any more, and only administrators let users in',
    hint: 'let another administrator greet',
  }),
  'users-limit-reached': () => ({
    message: 'the organization has as many users as its server allows',
    hint: 'revoke a user who left, or ask the administrator of the server for more',
  }),
  'address-taken': () => ({
    message: 'a user with this address is a member already',
    hint: 'if an earlier greeting was cut off and its keys are lost, revoke that user first: `client user revoke ADDRESS`',
  }),
  'clock-off': ({ server, client }) => ({
    message: `the clocks disagree: ${client} here, ${server} on the server`,
    hint: 'set the clock of this machine, then greet again',
  }),
  overtaken: () => ({
    message: 'others kept writing certificates, each time before this one',
    hint: 'greet again in a minute',
  }),
  'certificates-refused': ({ status }) => ({
    message: `the server refused the certificates of this client (${status})`,
    hint: 'client and server disagree about the protocol: report it with the version of the server',
  }),
};

/** An organization may want no outsiders. */
export const noOutsiders: Explanation = {
  message: 'this organization wants no user of the profile OUTSIDER',
  hint: 'choose another profile, or ask the administrator of the server',
};

/** Tells why a greeter let nobody in, or cannot be sure that the newcomer knows. */
export function explainGreeted(ended: Exclude<Greeted, { outcome: 'greeted' }>): Explanation {
  switch (ended.outcome) {
    case 'unacknowledged': {
      const [email, name] = ended.newcomer.handle;
      const { message } = explainGreeting(ended.cause);
      return {
        message: `${name} <${email}> is enrolled, but the other side has not said that it knows: ${message}`,
        hint: 'the invitation stays open: run the same command again, both of you, and it ends there',
      };
    }
    case 'declined':
      return {
        message: 'nobody was let in',
        hint: 'the invitation stays open; `client invite cancel` ends it',
      };
    case 'no-outsiders':
      return noOutsiders;
    case 'recovery-not-served':
      return {
        message: 'this invitation recovers a device from shares, which this client does not serve',
        hint: 'use a client that does',
      };
    case 'lying-server':
      return explainSync(ended);
    default: {
      const explain = refused[ended.outcome as Refused['outcome']] as
        | ((ended: Refused) => Explanation)
        | undefined;
      return explain === undefined ? explainGreeting(ended as GreetingEnd) : explain(ended as Refused);
    }
  }
}
