import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { statusOf } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['events', 'administration'] as const;
const period = 'realm_minimum_archiving_period_before_deletion';

/**
 * The first event of a new stream carries the settings as administration set them, and has no id.
 */
async function expectSettings(judge: Judge, { author, organization }: Bootstrapped): Promise<void> {
  const stream = await judge.stream(author);
  const { frame, fields } = await stream.next('the configuration as first event');
  const status = await statusOf(judge, organization.id);
  const settings = Object.fromEntries(
    ['user_profile_outsider_allowed', 'active_users_limit', period].map((name) => [name, status[name]]),
  );
  const { sse_keepalive_seconds: seconds, ...others } = fields;
  const expected = { status: 'ok', event: 'ORGANIZATION_CONFIG', ...settings };
  judge.expect.hasFields(others, expected, 'the first event', stream.opening);
  judge.expect.equal(frame.id, undefined, 'id of the first event', stream.opening);
  judge.expect.that(
    seconds === null || (Number.isInteger(seconds) && Number(seconds) > 0),
    'sse_keepalive_seconds: nil, or a whole number of seconds',
    seconds,
    stream.opening,
  );
  stream.close();
}

verifies('events_listen/configuration-first', { needs }, async (judge) =>
  expectSettings(judge, await judge.bootstrapped()),
);

verifies('events_listen/configuration-first', { needs, case: 'unusual' }, async (judge) =>
  expectSettings(
    judge,
    await judge.bootstrapped({ active_users_limit: 7, user_profile_outsider_allowed: false, [period]: 77 }),
  ),
);

verifies('events_listen/configuration-is-present', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  await expectSettings(judge, bootstrapped);
  for (const settings of [
    { active_users_limit: 7 },
    { user_profile_outsider_allowed: false, [period]: 77 },
    { active_users_limit: null, user_profile_outsider_allowed: true },
  ]) {
    judge.expect.json(await judge.administration.patch(bootstrapped.organization.id, settings));
    await expectSettings(judge, bootstrapped);
  }
});
