import type { Bootstrapped, Finished } from '../journeys/index.ts';
import { explainOpening } from '../device-files/index.ts';
import { explainCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

type Unfinished = Exclude<Bootstrapped, { outcome: 'bootstrapped' }>;

/** Tells why there is no new device, and what became of its keys. `byName`: the organization was to be born of its name, without a link that somebody gave. */
export function explainBootstrap(ended: Unfinished, byName = false): Explanation {
  switch (ended.outcome) {
    case 'cannot-store':
      return {
        message: `the keys cannot be stored in ${ended.folder} (${ended.detail}), so the server was not asked`,
        hint: 'make the folder writable or name another with --config-dir, and use the same link again',
      };
    case 'token-refused':
      if (byName)
        return {
          message: `the name is taken, or this server lets nobody found it without a link${others(ended.waiting)}`,
          hint: 'choose another name; if the organization is yours, use the bootstrap link that its creation gave',
        };
      return {
        message: `the server refused the token of this link${others(ended.waiting)}`,
        hint: 'a later creation of the organization replaces the link: ask the administrator for the newest one',
      };
    case 'already-bootstrapped':
      if (byName)
        return {
          message: `the name is taken: an organization of that name is there${others(ended.waiting)}`,
          hint: 'choose another name; if the organization is yours, log in with a device of it',
        };
      return {
        message: `the organization is bootstrapped already, by another device${others(ended.waiting)}`,
        hint: 'if it was not you, tell the administrator of the server; if it was, log in with that device',
      };
    case 'certificates-refused':
      return {
        message: 'the server refused the certificates of this client',
        hint: 'client and server disagree about the protocol: report it with the version of the server',
      };
    case 'clock-off':
      return {
        message: `the clocks disagree: ${ended.client} here, ${ended.server} on the server`,
        hint: 'set the clock of this machine, then use the same link again',
      };
    case 'not-saved':
      return {
        message: `the server accepted, but the device could not be saved (${ended.detail}); its keys wait in ${ended.pending}`,
        hint: 'do not delete that file: make room or the folder writable, then run the same command again, which finishes it',
      };
    case 'uncertain': {
      const { message } = explainCall(ended.cause);
      return {
        message: `${message}; the server may have accepted all the same, so the keys are kept in ${ended.pending}`,
        hint: 'run `client login` with the same password: it asks the server and finishes; or the same bootstrap again, which starts anew if the server knows nothing of it',
      };
    }
    default:
      return explainCall(ended);
  }
}

/** Tells why an unfinished bootstrap is still unfinished. */
export function explainUnfinished(ended: Exclude<Finished, { outcome: 'finished' }>): Explanation {
  switch (ended.outcome) {
    case 'unknown-to-server':
      return {
        message: 'the server does not know this device: its bootstrap never arrived, or another one won',
        hint: 'use the bootstrap link again, or ask for a new one',
      };
    case 'not-opened':
      return {
        message: explainOpening(ended.refusal),
        hint: 'it asks for the password given at the bootstrap',
      };
    case 'not-saved':
      return explainBootstrap(ended);
    default:
      return explainCall(ended);
  }
}

function others(waiting: readonly string[]): string {
  if (waiting.length === 0) return '';
  return `; keys of an earlier attempt wait in ${waiting.join(', ')} under another password`;
}
