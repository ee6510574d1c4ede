import type { Claimed, Looked } from '../enrolment/index.ts';
import { explainGreeting } from './explain-greeting.ts';
import type { Explanation } from './explanation.ts';

type Unclaimed = Exclude<Claimed, { outcome: 'claimed' }> | Exclude<Looked, { outcome: 'seen' }>;

/** Tells why there is no new device, and what became of its keys. */
export function explainClaimed(ended: Unclaimed): Explanation {
  switch (ended.outcome) {
    case 'cannot-store':
      return {
        message: `the keys cannot be stored in ${ended.folder} (${ended.detail}), so nothing was asked for`,
        hint: 'make the folder writable or name another with --config-dir, and use the same link again',
      };
    case 'claim-waits':
      return {
        message: `keys of an earlier start wait in ${ended.claim}, and cannot be used (${ended.detail})`,
        hint: 'give the password of then, or let another start of the same claim come to its end; if the password is lost, delete that file and ask the greeter whether you are enrolled already',
      };
    case 'not-saved':
      return {
        message: `the greeter let you in, but the device could not be saved (${ended.detail}); its keys wait in ${ended.claim}`,
        hint: 'do not delete that file: make room, make the folder writable, or move away the file that stands in its place, then run the same command again, which finishes it',
      };
    case 'unconfirmed': {
      const { message } = explainGreeting(ended.cause);
      return {
        message: `${message}; the greeter may have let you in, so the keys are kept in ${ended.claim}`,
        hint: 'run the same command with the same password again, and ask the greeter to do so too: it goes on from there',
      };
    }
    case 'other-type':
      return {
        message: `the link says that it invites a ${ended.link.toLowerCase()}, the server a ${ended.server.toLowerCase()}`,
        hint: 'somebody changed the link: ask for it once more',
      };
    case 'recovery-not-served':
      return {
        message: 'this invitation recovers a device from shares, which this client does not serve',
        hint: 'use a client that does',
      };
    case 'invitation-gone':
      return {
        message: 'the invitation was used or cancelled (HTTP 410)',
        hint: 'if you were let in, `client device list` shows the device; else ask for a new invitation',
      };
    case 'bad-authentication':
      return {
        message: 'the server knows no such invitation (HTTP 403)',
        hint: 'ask for the link once more: it may have been cut, or be of another server',
      };
    default:
      return explainGreeting(ended);
  }
}
