import { FOREIGN_TOKEN, type ReportedSettings, type StoryCall } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import type { OrganizationState } from '../model/state.ts';
import { anyMistake } from './planned-mistake.ts';

/** A call in an organization that does not exist, or is not bootstrapped. */
export function anyCallBeforeBootstrap(
  state: OrganizationState,
  strangers: readonly string[],
): fc.Arbitrary<StoryCall> {
  const calls: fc.WeightedArbitrary<StoryCall>[] = [
    { weight: 8, arbitrary: anyCreation(state) },
    { weight: 1, arbitrary: fc.constant({ cmd: 'organization_status' }) },
    { weight: 2, arbitrary: anyOfStranger(strangers) },
  ];
  const changes = fc.constantFrom<StoryCall>(
    { cmd: 'organization_expire' },
    { cmd: 'organization_unexpire' },
    { cmd: 'organization_unexpire' },
    { cmd: 'organization_publish_terms' },
    { cmd: 'organization_limit', limit: 1 },
  );
  return fc.oneof(...calls, ...(state.phase === 'none' ? [] : [{ weight: 2, arbitrary: changes }]));
}

/** The creation of an organization, or its bootstrap. */
export function anyCreation({ phase, links }: OrganizationState): fc.Arbitrary<StoryCall> {
  const limit = fc.option(fc.integer({ min: 0, max: 5 }), { freq: 2 });
  const earlier = links > 1 ? [links - 1] : [];
  const link = fc.constantFrom<number | null | 'foreign'>(
    ...(links > 0 ? [links, links, links, links] : [null]),
    ...earlier,
    null,
    'foreign',
  );
  const bootstrap = fc.record({
    cmd: fc.constant('organization_bootstrap' as const),
    user: fc.constantFrom('alice', 'alice', 'bob'),
    link,
  });
  const part = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ sequestered: true as const }) },
    { weight: 1, arbitrary: fc.constant({ dated: 'behind' as const }) },
    { weight: phase === 'bootstrapped' ? 0 : 3, arbitrary: anyMistake('organization_bootstrap') },
  );
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          limit,
          anyReported,
          fc.constantFrom<{ readonly terms?: 'published' }>({}, {}, { terms: 'published' }),
        )
        .map(
          ([given, reported, terms]): StoryCall => ({
            ...{ cmd: 'organization_create', limit: given },
            ...reported,
            ...terms,
          }),
        ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(bootstrap, part).map(([call, more]): StoryCall => ({ ...call, ...more })),
    },
  );
}

/** A call by a device of another organization, or with one of its tokens. */
export function anyOfStranger(strangers: readonly string[]): fc.Arbitrary<StoryCall> {
  const by = fc.constantFrom(...strangers, 'alice-laptop');
  return fc.oneof(
    by.map((device): StoryCall => ({ cmd: 'organization_info', by: device })),
    by.map((device): StoryCall => ({ cmd: 'invite_new_device', by: device })),
    by.map((device): StoryCall => ({ cmd: 'tos_get', by: device })),
    fc.constant<StoryCall>({ cmd: 'invite_info', token: FOREIGN_TOKEN }),
  );
}

/** Settings that the server only reports, each of which may be absent. */
export const anyReported: fc.Arbitrary<ReportedSettings> = fc.record(
  { outsiders: fc.boolean(), archiving: fc.constantFrom(0, 1, 900) },
  { requiredKeys: [] },
);
