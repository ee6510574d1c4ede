import type { AdministrationOutcome } from '../call/administration.ts';
import { explainOpening } from '../device-files/open-device.ts';
import type { Bootstrapped } from '../journeys/bootstrap-organization.ts';
import type { Finished } from '../journeys/finish-bootstrap.ts';
import { type Explanation, explainCall, explainUnstored } from './explain-call.ts';

type Failed = Exclude<AdministrationOutcome<never>, { outcome: 'done' }>;

/** Explains why an administration operation failed. */
export function explainAdministration(ended: Failed, organizationId: string): Explanation {
  switch (ended.outcome) {
    case 'bad-token':
      return {
        message: 'the server refused the administration token (HTTP 403)',
        hint: 'give the token that the server was started with: --administration-token-file, or PARSEC_ADMINISTRATION_TOKEN',
      };
    case 'not-found':
      return {
        message: `the server has no organization ${organizationId} (${ended.detail})`,
        hint: 'check the spelling, letter case counts; is this the right server?',
      };
    case 'refused':
      return {
        message: `the server refused: ${ended.detail}`,
        hint: 'choose another name: an organization that exists is not changed',
      };
    case 'invalid':
      return {
        message: `the server refused these values: ${ended.detail}`,
        hint: 'an organization’s name has 1 to 32 bytes of letters, digits, _ and -',
      };
    case 'offline':
      return explainCall({ ...ended, maybeReceived: true });
    case 'unexpected':
      return {
        message: `the answer is not one of a Parsec administration: ${ended.detail}`,
        hint: 'is this a Parsec server?',
      };
  }
}

type Unfinished = Exclude<Bootstrapped, { outcome: 'bootstrapped' }>;

/**
 * Explains why a bootstrap failed and where its keys are.
 *
 * @param byName the user gave a name, not a bootstrap link
 */
export function explainBootstrap(ended: Unfinished, byName = false): Explanation {
  switch (ended.outcome) {
    case 'cannot-store':
      return explainUnstored(ended);
    case 'token-refused':
      if (byName)
        return {
          message: `the name is taken, or this server requires a bootstrap link${others(ended.waiting)}`,
          hint: 'choose another name; if the organization is yours, use the bootstrap link that was printed when it was created',
        };
      return {
        message: `the server refused the token of this link${others(ended.waiting)}`,
        hint: 'creating the organization again replaces the link: ask the administrator for the newest one',
      };
    case 'already-bootstrapped':
      if (byName)
        return {
          message: `the name is taken: an organization of that name exists${others(ended.waiting)}`,
          hint: 'choose another name; if the organization is yours, log in with a device of it',
        };
      return {
        message: `another device has already bootstrapped the organization${others(ended.waiting)}`,
        hint: 'if that was you, log in with that device; otherwise tell the administrator of the server',
      };
    case 'certificates-refused':
      return {
        message: 'the server refused the certificates of this client',
        hint: 'client and server disagree about the protocol: report this with the version of the server',
      };
    case 'clock-off':
      return {
        message: `the clocks disagree: ${ended.client} here, ${ended.server} on the server`,
        hint: 'set the clock of this machine, then use the same link again',
      };
    case 'not-saved':
      return {
        message: `the server accepted, but the device could not be saved (${ended.detail}); its keys are in ${ended.pending}`,
        hint: 'do not delete that file: free disk space or make the folder writable, then run the same command again to finish',
      };
    case 'uncertain': {
      const { message } = explainCall(ended.cause);
      return {
        message: `${message}; the server may have accepted nevertheless, so the keys are kept in ${ended.pending}`,
        hint: 'run `client login` with the same password: it asks the server and finishes; or repeat the bootstrap, which starts again if the server does not know the device',
      };
    }
    default:
      return explainCall(ended);
  }
}

/** Explains why an unfinished bootstrap could not be finished. */
export function explainUnfinished(ended: Exclude<Finished, { outcome: 'finished' }>): Explanation {
  switch (ended.outcome) {
    case 'unknown-to-server':
      return {
        message:
          'the server does not know this device: its bootstrap never arrived, or another one came first',
        hint: 'use the bootstrap link again, or ask for a new one',
      };
    case 'not-opened':
      return {
        message: explainOpening(ended.refusal),
        hint: 'use the password given at the bootstrap',
      };
    case 'not-saved':
      return explainBootstrap(ended);
    default:
      return explainCall(ended);
  }
}

function others(waiting: readonly string[]): string {
  if (waiting.length === 0) return '';
  return `; keys of an earlier attempt are in ${waiting.join(', ')}, with another password`;
}
