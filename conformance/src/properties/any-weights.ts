import fc from 'fast-check';
import type { StorySettings } from './story.ts';

/** The relative frequency of each kind of call. */
const weights = {
  enrol: 4,
  addDevice: 2,
  update: 4,
  revoke: 2,
  inviteUser: 4,
  inviteDevice: 3,
  endInvitation: 4,
  list: 3,
  info: 2,
  certificates: 2,
  organizationInfo: 1,
  greet: 14,
  freeze: 2,
  expire: 1,
  limit: 1,
  settings: 1,
  setTerms: 1,
  terms: 3,
  frozenUsers: 1,
  unknown: 3,
  neighbours: 8,
  birth: 1,
  administrationReads: 1,
  strangers: 1,
  streams: 4,
};

export type Weights = Readonly<Record<keyof typeof weights, number>>;

/** The weights of one life: each kind is usual, rare or frequent. */
export const anyWeights: fc.Arbitrary<Weights> = fc
  .record(Object.fromEntries(Object.keys(weights).map((kind) => [kind, fc.constantFrom(1, 2, 2, 6)])))
  .map(
    (factors) =>
      Object.fromEntries(
        Object.entries(weights).map(([kind, weight]) => [kind, weight * (factors[kind] ?? 1)]),
      ) as Weights,
  );

/** The settings of an organization. Half of them limit the active users. */
export const anySettings: fc.Arbitrary<StorySettings> = fc.record({
  active_users_limit: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 5 })),
});

/** Number of calls in a life. */
export const anyLength: fc.Arbitrary<number> = fc.integer({ min: 5, max: 60 });
