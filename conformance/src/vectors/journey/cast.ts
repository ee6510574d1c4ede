import { PrivateKey, SigningKey, sodium } from '../../people/keys.ts';
import { Id, Instant } from '../../wire/values.ts';

/** The random values of a greeting: length in bytes by name. */
const sizes = {
  'root signing key': 32,
  'greeter user id': 16,
  'greeter device id': 16,
  'greeter signing key': 32,
  'greeter private key': 32,
  'invitation token': 16,
  'greeting attempt': 16,
  'greeter ephemeral key': 32,
  'claimer ephemeral key': 32,
  'greeter nonce': 64,
  'claimer nonce': 64,
  'claimer signing key': 32,
  'claimer private key': 32,
  'claimer user id': 16,
  'claimer device id': 16,
  'claimer payload nonce': 24,
  'greeter payload nonce': 24,
} as const;

/** Name of a random value of a greeting. */
export type RandomName = keyof typeof sizes;

/** A random value of a greeting: BLAKE2b of its name, keyed with the seed, of its length. */
const randomOf = (seed: Uint8Array, name: RandomName): Uint8Array =>
  sodium.crypto_generichash(sizes[name], name, seed);

/** The names of all random values, in the order of the journey file. */
export const randomNames = Object.keys(sizes) as readonly RandomName[];

/** The participants of a greeting, with all keys: Alice greets, Bob claims. */
export interface JourneyCast {
  readonly random: (name: RandomName) => Uint8Array;
  readonly organization: string;
  /** An instant, in seconds after the bootstrap. */
  readonly at: (seconds: number) => Instant;
  readonly root: SigningKey;
  readonly greeter: {
    readonly user: Id;
    readonly device: Id;
    readonly key: SigningKey;
    readonly privateKey: PrivateKey;
    readonly handle: readonly [string, string];
    readonly label: string;
    readonly ephemeral: PrivateKey;
  };
  readonly claimer: JourneyCast['greeter'];
}

/** Makes the participants from a seed of 32 bytes. */
export function castOf(seed: Uint8Array): JourneyCast {
  const random = (name: RandomName): Uint8Array => randomOf(seed, name);
  const bootstrapped = new Instant(1_767_225_600_000_000n);
  const side = (who: 'greeter' | 'claimer', handle: readonly [string, string], label: string) => ({
    user: new Id(random(`${who} user id`)),
    device: new Id(random(`${who} device id`)),
    key: new SigningKey(random(`${who} signing key`)),
    privateKey: new PrivateKey(random(`${who} private key`)),
    handle,
    label,
    ephemeral: new PrivateKey(random(`${who} ephemeral key`)),
  });
  return {
    random,
    organization: 'CoolOrg',
    at: (seconds) => bootstrapped.plusSeconds(seconds),
    root: new SigningKey(random('root signing key')),
    greeter: side('greeter', ['alice@example.com', 'Alice'], 'laptop'),
    claimer: side('claimer', ['bob@example.com', 'Bob'], 'desktop'),
  };
}
