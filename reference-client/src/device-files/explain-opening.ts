import type { OpenedDevice, OpenRefusal } from './open-device.ts';

type Refused = Extract<OpenedDevice, { ok: false }>;

const sentences: Record<OpenRefusal, (refused: Refused) => string> = {
  missing: ({ path }) => `${path} does not exist: \`client device list\` shows the devices stored here`,
  unreadable: ({ path, detail }) => `${path} cannot be read (${detail}): look at its owner and permissions`,
  'no-device-file': ({ path, detail }) =>
    `${path} is not a device file (${detail}): it is damaged or another kind of file; a copy from a backup may still open`,
  'unknown-kind': ({ path, detail }) =>
    `${path} is a device file of a kind or version that this client does not know (${detail}): open it with the client that wrote it`,
  changed: ({ path }) =>
    `${path} was changed by another program in the meantime and has not been replaced: try again`,
  'other-protection': ({ path, detail }) => `${path} does not open with the given secret: ${detail}`,
  'needs-code': ({ path }) =>
    `${path} needs a one-time code besides its secret, which this client does not support`,
  'bad-passphrase': ({ detail }) => `the passphrase is not usable: ${detail}`,
  'unusable-parameters': ({ path, detail }) =>
    `${path} needs a password hash that cannot be computed (${detail}): it is damaged or malicious`,
  'cannot-be-opened': ({ path }) =>
    `${path} cannot be opened: the password is wrong, or the file is damaged (the client cannot tell which); try again, and if you are sure of the password, take a copy from a backup or another device`,
  'unknown-content': ({ path, detail }) =>
    `${path} opened, but this client does not know the version of its content (${detail}): use the client that wrote it`,
};

/** Says in one sentence what is wrong with a device file and what the user can do. */
export function explainOpening(refused: Refused): string {
  return sentences[refused.reason](refused);
}
