import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type MutantClient, mutantClient } from './mutant-client.ts';

interface Names {
  readonly email: string;
  readonly name: string;
  readonly device: string;
}

/** A mutant that takes other names than it is given. An empty name is refused. */
const taking = (
  requirement: RequirementId,
  how: string,
  take: (names: Names) => Partial<Names>,
): MutantClient =>
  mutantClient(requirement, how, {
    acts: (session) => ({
      ...session,
      bootstrap: (input) => session.bootstrap({ ...input, ...take(input) }),
    }),
  });

const takingDevice = (requirement: RequirementId, how: string, isTaken: (device: string) => boolean) =>
  taking(requirement, how, ({ device }) => (isTaken(device) ? { device: 'laptop' } : {}));
const takingName = (requirement: RequirementId, how: string, isTaken: (name: string) => boolean) =>
  taking(requirement, how, ({ name }) => (isTaken(name) ? { name: 'Somebody' } : {}));
const takingEmail = (requirement: RequirementId, how: string, isTaken: (email: string) => boolean) =>
  taking(requirement, how, ({ email }) => (isTaken(email) ? { email: 'somebody@example.com' } : {}));

/** Reference clients that each take a label or an address that is not valid, or refuse a valid one. */
export const mutantsOfNames: readonly MutantClient[] = [
  taking('types/device-label-accepted', 'at-most-253-bytes', ({ device }) =>
    Buffer.byteLength(device) > 253 ? { device: '' } : {},
  ),
  takingDevice('types/device-label-length', 'any-length', (device) => Buffer.byteLength(device) > 255),
  takingDevice('types/device-label-length', 'one-more', (device) => Buffer.byteLength(device) === 256),
  takingDevice('types/device-label-length', 'empty', (device) => device === ''),
  takingDevice(
    'types/device-label-length',
    'letters-counted',
    (device) => Buffer.byteLength(device) > 255 && device.length <= 255,
  ),
  taking('types/human-label-accepted', 'at-most-247-bytes', ({ name }) =>
    Buffer.byteLength(name) > 247 ? { name: '' } : {},
  ),
  taking('types/human-label-accepted', 'no-parentheses', ({ name }) =>
    /[()]/.test(name) ? { name: '' } : {},
  ),
  ...[...'<>@,:;"['].map((character) =>
    takingName('types/human-label-characters', `with-${character}`, (name) => name.includes(character)),
  ),
  takingName('types/human-label-length', 'empty', (name) => name === ''),
  takingName('types/human-label-length', 'any-length', (name) => Buffer.byteLength(name) > 254),
  takingName('types/human-label-length', 'one-more', (name) => Buffer.byteLength(name) === 255),
  takingName(
    'types/human-label-length',
    'letters-counted',
    (name) => Buffer.byteLength(name) > 254 && name.length <= 254,
  ),
  takingEmail('types/email-is-bare-ascii', 'anything', (email) => !/^[^\s@]+@[\w.-]+$/.test(email)),
  takingEmail('types/email-is-bare-ascii', 'no-domain', (email) => email.endsWith('@')),
  takingEmail('types/email-redacted-domain', 'allowed', (email) => email.endsWith('@redacted.invalid')),
];
