import type { Claimed, InvitationLookup } from '../enrolment/index.ts';
import { explainGreeting } from './explain-greeting.ts';
import type { Explanation } from './explanation.ts';

type Unclaimed = Exclude<Claimed, { outcome: 'claimed' }> | Exclude<InvitationLookup, { outcome: 'seen' }>;

/** Explains why a claim failed and where its keys are. */
export function explainClaimed(ended: Unclaimed): Explanation {
  switch (ended.outcome) {
    case 'cannot-store':
      return {
        message: `the keys cannot be stored in ${ended.folder} (${ended.detail}), so nothing was sent`,
        hint: 'make the folder writable or name another with --config-dir, and use the same link again',
      };
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
