import type { StorySettings } from '@parsec-spec/spec/stories';
import fc from 'fast-check';

/** The relative frequency of each kind of call. */
const weights = {
  enrol: 4,
  addDevice: 2,
  update: 8,
  revoke: 3,
  inviteUser: 5,
  inviteDevice: 3,
  endInvitation: 4,
  list: 3,
  info: 2,
  certificates: 2,
  organizationInfo: 1,
  greet: 14,
  freeze: 2,
  expire: 1,
  limit: 2,
  settings: 3,
  setTerms: 2,
  terms: 3,
  frozenUsers: 1,
  unknown: 3,
  neighbours: 8,
  creation: 1,
  administrationReads: 1,
  strangers: 1,
  streams: 4,
};

export type Weights = Readonly<Record<keyof typeof weights, number>>;

/** The weights of one life: each kind is usual, rare, frequent or left out, so that the others combine more. */
export const anyWeights: fc.Arbitrary<Weights> = fc
  .record(
    Object.fromEntries(
      Object.keys(weights).map((kind) => [
        kind,
        fc.constantFrom(...(kind === 'enrol' ? [] : [0]), 1, 2, 2, 6),
      ]),
    ),
  )
  .map(
    (factors) =>
      Object.fromEntries(
        Object.entries(weights).map(([kind, weight]) => [kind, weight * (factors[kind] ?? 1)]),
      ) as Weights,
  );

/** The settings of an organization. Half of them limit the active users, and a quarter has a sequester authority. */
export const anySettings: fc.Arbitrary<StorySettings> = fc
  .tuple(
    fc.record({ active_users_limit: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 5 })) }),
    fc.constantFrom<Pick<StorySettings, 'sequestered'>>({}, {}, {}, { sequestered: true }),
  )
  .map(([settings, authority]) => ({ ...settings, ...authority }));

/** Number of calls in a life. Most are long, because later calls meet more that happened before. */
export const anyLength: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 29 }) },
  { weight: 3, arbitrary: fc.integer({ min: 30, max: 60 }) },
);

/** Number of users below which an organization enrols more. Few users have more in common. */
export const anySize: fc.Arbitrary<number> = fc.constantFrom(2, 3, 3, 4);
