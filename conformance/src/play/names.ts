import type { Profile } from '@parsec-spec/spec/stories';
import fc from 'fast-check';

/** Names of people. */
export const NAMES = [
  'adam',
  'anna',
  'bob',
  'carl',
  'cora',
  'dave',
  'dora',
  'emil',
  'emma',
  'fred',
  'gina',
  'hugo',
];

/** People who are invited and perhaps never enrolled. */
export const INVITEES = ['vera', 'walt', 'yves', 'zoe'] as const;

/** An address that differs only in the letter case of the part before the `@`. */
export const inOtherCase = (email: string): string =>
  email.replace(/^[^@]+/, (name) => (name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()));

/** The last part of the name of a device. */
export const DEVICES = ['phone', 'tablet'];

export const anyProfile = fc.constantFrom<Profile>('ADMIN', 'STANDARD', 'OUTSIDER');

/** An element of a list. Each of the last three is three times as likely as each earlier one. */
export const oneOf = <T>(list: readonly T[]): fc.Arbitrary<T> => {
  const latest = list.slice(-3);
  return fc.constantFrom(...list, ...latest, ...latest);
};
