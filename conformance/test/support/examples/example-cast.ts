import type { Notation } from '@parsec-spec/spec/notation';
import { type Bootstrap, makeBootstrap } from '../../../src/people/bootstrap.ts';
import { Cast } from '../../../src/people/cast.ts';
import { makeDeviceAddition, makeEnrolment } from '../../../src/people/enrolment.ts';
import { makeProfileChange, makeRevocation } from '../../../src/people/member-changes.ts';
import type { Random } from '../../../src/people/random.ts';
import type { Instant, Message } from '../../../src/wire/values.ts';

/** The values that the cast of the examples has created, by the name of their subject. */
export interface ExampleCast {
  readonly bootstrap: Bootstrap;
  readonly made: Readonly<Record<string, Message>>;
  readonly people: Cast;
}

/**
 * Creates everything that examples may send: certificates of the first user, of later users, and of
 * changes to them.
 */
export function makeExampleCast(random: Random, token: Uint8Array, at: Instant): ExampleCast {
  const people = new Cast(random);
  const alice = people.person('alice');
  const root = people.signingKey('root');
  const bootstrap = makeBootstrap({ token, root, person: alice, device: alice.device, at });
  const author = alice.device;
  const enrolment = (name: string, profile: string, seconds: number) => {
    const person = people.person(name);
    return makeEnrolment({ author, person, device: person.device, profile, at: at.plusSeconds(seconds) })
      .message;
  };
  const phone = (seconds: number) =>
    makeDeviceAddition({
      author,
      person: alice,
      device: people.device('alice-phone'),
      at: at.plusSeconds(seconds),
    }).message;
  const bob = people.person('bob');
  const later = at.plusSeconds(10);
  return {
    people,
    bootstrap,
    made: {
      bob: enrolment('bob', 'STANDARD', 1),
      mallory: enrolment('mallory', 'OUTSIDER', 2),
      zack: enrolment('zack', 'STANDARD', 10),
      phone: phone(10),
      early_phone: phone(0),
      far_phone: phone(3600),
      promotion: makeProfileChange({ author, person: bob, profile: 'ADMIN', at: later }).message,
      revocation: makeRevocation({ author, person: bob, at: later }).message,
    },
  };
}

/** A value of the script, as on the wire or as in JSON; undefined for an unknown name. */
export function castValue(
  { bootstrap, made, people }: ExampleCast,
  name: string,
  form: 'wire' | 'json',
): Notation | undefined {
  const [, owner = '', field = ''] =
    /^(bob|mallory|zack|phone|early_phone|far_phone|promotion|revocation)_(\w+)$/.exec(name) ?? [];
  const bytes = made[owner]?.[field] ?? bootstrap.message[name];
  if (bytes instanceof Uint8Array) return { $bin: Buffer.from(bytes).toString('hex') };
  const person = owner === '' ? bootstrap.person : people.person(owner);
  const { userId, email, label } = person;
  const known: Readonly<Record<string, Notation>> = {
    user_id: form === 'wire' ? { $uuid: userId.hex } : userId.hex,
    user_email: email,
    user_name: label,
  };
  return known[owner === '' ? name : field];
}
