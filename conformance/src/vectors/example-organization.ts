import { Cast, type Device, type Person } from '../people/cast.ts';
import type { SigningKey } from '../people/keys.ts';
import { Random } from '../people/random.ts';
import { type Id, Instant } from '../wire/values.ts';

/** A member of the organization: identity, first profile, and date of the enrolment. */
export interface ExampleMember {
  readonly person: Person;
  readonly profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER';
  readonly since: Instant;
}

/** A pending invitation. */
export interface OpenInvitation {
  readonly token: Id;
  readonly by: Person;
  readonly on: Instant;
}

/**
 * An invented organization whose names, keys, times and tokens follow from a seed. Alice founds it
 * and enrols Bob, Carol and Dora. Dora enrols Erik.
 */
export interface ExampleOrganization {
  readonly seed: string;
  readonly organization: string;
  readonly root: SigningKey;
  readonly token: Uint8Array;
  readonly alice: ExampleMember;
  readonly bob: ExampleMember;
  readonly carol: ExampleMember;
  readonly dora: ExampleMember;
  readonly erik: ExampleMember;
  /** Alice's second device, and Erik's second device. */
  readonly workstation: Device;
  readonly phone: Device;
  /** The invitations of Zack, by Dora, and of a third device of Alice's. */
  readonly invitations: { readonly user: OpenInvitation; readonly device: OpenInvitation };
  /** The address that Dora invites. */
  readonly invited: string;
  /** An instant, in hours after the bootstrap. */
  readonly after: (hours: number) => Instant;
  /** A generator for the other random values, by name. */
  readonly random: (name: string) => Random;
}

/** The host of example organizations. */
export const exampleHost = 'parsec.example.com';

/** Makes the example organization of a seed. The same seed gives the same one. */
export function makeExampleOrganization(seed: string): ExampleOrganization {
  const random = new Random(seed, 'fixtures');
  const cast = new Cast(random.fork('cast'));
  const newYear2025 = new Instant(1_735_689_600_000_000n);
  const bootstrapped = newYear2025.plus(random.below(365 * 86_400_000_000));
  const after = (hours: number): Instant => bootstrapped.plusSeconds(hours * 3600);
  const member = (name: string, profile: ExampleMember['profile'], hours: number): ExampleMember => ({
    person: cast.person(name),
    profile,
    since: after(hours),
  });
  const [alice, dora] = [member('alice', 'ADMIN', 0), member('dora', 'ADMIN', 2.5)];
  const token = random.bytes(16);
  return {
    seed,
    organization: `Org-${random.hex(8)}`,
    root: cast.signingKey('root'),
    token,
    alice,
    bob: member('bob', 'STANDARD', 1),
    carol: member('carol', 'OUTSIDER', 2),
    dora,
    erik: member('erik', 'OUTSIDER', 6),
    workstation: cast.device('alice-workstation'),
    phone: cast.device('erik-phone'),
    invitations: {
      user: { token: random.id(), by: dora.person, on: after(8) },
      device: { token: random.id(), by: alice.person, on: after(9) },
    },
    invited: 'zack@example.com',
    after,
    random: (name) => random.fork(name),
  };
}
