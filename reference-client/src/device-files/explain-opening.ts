import type { OpenedDevice, OpenRefusal } from './open-device.ts';

type Refused = Extract<OpenedDevice, { ok: false }>;

const sentences: Record<OpenRefusal, (refused: Refused) => string> = {
  missing: ({ path }) => `there is no file ${path}: \`client device list\` shows the devices stored here`,
  unreadable: ({ path, detail }) => `${path} cannot be read (${detail}): look at its owner and permissions`,
  'no-device-file': ({ path, detail }) =>
    `${path} is no device file (${detail}): it is damaged or something else; a copy from a backup may still open`,
  'unknown-kind': ({ path, detail }) =>
    `${path} is a device file of a kind or version unknown here (${detail}): open it with the client that wrote it`,
  changed: ({ path }) =>
    `${path} was changed by another program meanwhile, and was left as that wrote it: try again`,
  'other-protection': ({ path, detail }) => `${path} does not open with what was given: ${detail}`,
  'needs-code': ({ path }) =>
    `${path} is protected by a one-time code besides its secret, which this client does not serve`,
  'bad-passphrase': ({ detail }) => `that is no passphrase: ${detail}`,
  'unusable-parameters': ({ path, detail }) =>
    `${path} asks for a password hash that cannot be computed (${detail}): it is damaged, or was made to harm`,
  'cannot-be-opened': ({ path }) =>
    `${path} cannot be opened: the password is wrong, or the file is damaged (nobody can tell which); try again, and if you are sure of the password, take a copy from a backup or another device`,
  'unknown-content': ({ path, detail }) =>
    `${path} opened, but holds no device of a version known here (${detail}): use the client that wrote it`,
};

/** One sentence for a person: what is wrong with the file, and what can be done. */
export function explainOpening(refused: Refused): string {
  return sentences[refused.reason](refused);
}
