import type { OpenRefusal } from '@parsec-spec/reference-client/device-files';
import type { Explanation } from '@parsec-spec/reference-client/explain';

/** A failure that a person can act on. `outcome` is that of the journey. */
export interface Failure {
  readonly ok: false;
  readonly outcome: string;
  readonly message: string;
  readonly hint: string;
}

// A file of this browser has no path that a person knows, so the sentences do not name it.
const openings: Record<OpenRefusal, readonly [message: string, hint: string]> = {
  missing: [
    'the device file is no longer in this browser',
    'open the copy that you saved; a browser may delete what pages store',
  ],
  unreadable: ['the device file cannot be read from this browser', 'reload the page and try again'],
  'no-device-file': [
    'this is not a device file',
    'it is another kind of file, or damaged: choose the file that you saved, or a copy from a backup',
  ],
  'unknown-kind': [
    'the device file is of a kind or version that this page does not know',
    'open it with the client that wrote it',
  ],
  changed: ['the device file was changed in the meantime and has not been replaced', 'try again'],
  'other-protection': [
    'the device file is not protected by a password',
    'open it with the client that wrote it, which knows its protection',
  ],
  'needs-code': [
    'the device file needs a one-time code besides its password',
    'open it with the client that wrote it',
  ],
  'bad-passphrase': ['the passphrase is not usable', 'it has 13 groups of 4 characters'],
  'unusable-parameters': [
    'the password hash of this file cannot be computed',
    'the file is damaged or malicious: take a copy from a backup',
  ],
  'cannot-be-opened': [
    'wrong password, or the file is damaged',
    'nobody can tell which of the two: try again, and if you are sure of the password, open a saved copy',
  ],
  'unknown-content': [
    'the file opened, but this page does not know the version of its content',
    'use the client that wrote it',
  ],
};

/** Says why a device file does not open. */
export const openingFailure = (reason: OpenRefusal): Failure => {
  const [message, hint] = openings[reason];
  return failure(reason, { message, hint });
};

// The explanations of these outcomes name options or commands of the command line.
const inPages: Readonly<Record<string, Partial<Explanation>>> = {
  'cannot-store': {
    message: 'this browser refused to store the keys, so nothing was sent',
    hint: 'leave the private window or free some space, then use the same link again',
  },
  'not-saved': {
    message: 'the server accepted, but the device is not saved completely',
    hint: 'do not delete the data of this page: log in with the same password, which finishes it',
  },
  uncertain: {
    hint: 'try again with the same password: the page asks the server first, and finishes',
  },
  'terms-not-accepted': {
    message: 'the terms of service are not accepted yet, or have changed',
    hint: 'read and accept them before you go on',
  },
  'user-revoked': {
    message: 'your user was revoked: no device of yours has access any more',
    hint: 'ask an administrator of the organization for a new invitation',
  },
  'claim-waits': {
    message: 'keys of an earlier attempt are stored, and this password does not open them',
    hint: 'give the password of the earlier attempt',
  },
  unconfirmed: {
    hint: 'open the same link again with the same password, and ask the greeter to begin again: both continue',
  },
  unacknowledged: {
    hint: 'the invitation stays open: both of you start again, which finishes it',
  },
  declined: { hint: 'the invitation stays open until you cancel it' },
  'invitation-unknown': { hint: 'ask for a new invitation' },
  'invitation-gone': {
    message: 'the invitation was used or cancelled',
    hint: 'if you have joined, your device is on the first page; otherwise ask for a new invitation',
  },
  'may-not-invite': {
    message: 'only an ADMIN may invite people',
    hint: 'ask an ADMIN; you may add devices of your own',
  },
  'member-already': { hint: 'that person adds another device from a device of theirs' },
  'address-taken': {
    hint: 'if an earlier greeting was interrupted and its keys are lost, revoke that user first',
  },
  'too-soon': {
    hint: 'look for the mail that it has already sent, also in the spam folder: its code still works',
  },
  'no-code': { hint: 'go back, and let the server mail a new code' },
  'account-stands': {
    hint: 'create the organization without an account: leave out the box on the first screen',
  },
  'web-client-refused': { hint: 'use a client that is installed on your machine' },
};

/** The failure of a journey, in the words of its explanation. */
export function failure(outcome: string, explained: Explanation): Failure {
  const { message, hint } = { ...explained, ...inPages[outcome] };
  return { ok: false, outcome, message: withoutPath(message), hint: withoutCommands(hint) };
}

/** A person does not know the path of a file in the browser. */
const withoutPath = (message: string): string =>
  message
    .replace(
      /; the server may (have accepted nevertheless, so the keys are kept) in .*$/,
      '. The server may $1',
    )
    .replace(
      /\.?; the greeter may have enrolled you, so the keys are kept in .*$/,
      '. The greeter may have let you in, so your keys are kept',
    )
    .replace(
      /; keys of an earlier attempt are in .*, with another password$/,
      '. Keys of an earlier attempt are in this browser, with another password',
    );

const withoutCommands = (hint: string): string =>
  hint
    .replace('both of you run the same command again', 'both of you start again')
    .replace('; --wait sets the longest wait', '');

/** Says that a server was not reached. A page is not told why. */
export function unreachable(server: string, isOwn: boolean): Failure {
  return {
    ok: false,
    outcome: 'offline',
    message: `the server ${server} cannot be reached`,
    hint: isOwn
      ? 'check the network, and try again'
      : `check the address and the network; or its server does not let pages of ${location.origin} call it: ask the person who runs it to allow that`,
  };
}
