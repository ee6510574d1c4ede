import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  expectBootstrapped,
  expectedUser,
  listedUsers,
} from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

/** Asserts that the administration API lists one user, the founder. */
async function expectFounder(
  judge: Judge,
  { author: { organization, person } }: Bootstrapped,
  frozen: boolean,
  what: string,
): Promise<void> {
  judge.expect.equal(await listedUsers(judge, organization), [expectedUser(person, frozen)], what);
}

verifies('user_freeze/by-id-or-email', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const { userId, email } = bootstrapped.bootstrap.person;
  const selectors = [{ user_id: userId.hex }, { user_id: userId.hyphenated }, { user_email: email }];
  for (const selector of selectors) {
    for (const frozen of [true, false]) {
      const record = await judge.administration.freeze(bootstrapped.organization.id, { frozen, ...selector });
      const what = `${frozen ? 'freezing' : 'unfreezing'} by ${Object.keys(selector)}`;
      judge.expect.equal(
        judge.expect.json(record, 200, what),
        expectedUser(bootstrapped.author.person, frozen),
        what,
        record,
      );
      await expectFounder(judge, bootstrapped, frozen, `users after ${what}`);
    }
  }
});

verifies('user_freeze/idempotent', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const user_id = bootstrapped.bootstrap.person.userId.hex;
  for (const frozen of [true, true, false, false]) {
    const record = await judge.administration.freeze(bootstrapped.organization.id, { frozen, user_id });
    judge.expect.equal(
      judge.expect.json(record),
      expectedUser(bootstrapped.author.person, frozen),
      'the record of the user',
      record,
    );
  }
  await judge.eventually(() => askOrganization(judge, bootstrapped.author), 'ok', 'the unfreezing');
});

/**
 * Asserts that a freeze with each of these selectors gets this answer without effect, and that a
 * freeze with a valid selector succeeds.
 */
async function expectRefused(
  judge: Judge,
  selectors: (
    bootstrapped: Bootstrapped,
  ) => readonly { user_id?: string | null; user_email?: string | null }[],
  status: number,
): Promise<void> {
  const bootstrapped = await judge.bootstrapped();
  const { id } = bootstrapped.organization;
  for (const selector of selectors(bootstrapped)) {
    const label = JSON.stringify(selector);
    const exchange = await judge.administration.freeze(id, { frozen: true, ...selector }, { label });
    judge.expect.answer(exchange, status, `a freeze of ${label}`);
    await expectFounder(judge, bootstrapped, false, `users after a freeze of ${label}`);
  }
  const user_id = bootstrapped.bootstrap.person.userId.hex;
  judge.expect.json(
    await judge.administration.freeze(id, { frozen: true, user_id }),
    200,
    'a freeze by id alone',
  );
}

verifies('user_freeze/user-known', { needs }, (judge) =>
  expectRefused(judge, () => [{ user_id: judge.random.id().hex }, { user_email: 'nobody@example.com' }], 404),
);

verifies('user_freeze/keeps-certificates', { needs }, async (judge) => {
  const { organization, bootstrap, author } = await judge.bootstrapped();
  const info = () => askOrganization(judge, author);
  await setFrozen(judge, author, true);
  await judge.eventually(info, 462, 'the freeze');
  await setFrozen(judge, author, false);
  await judge.eventually(info, 'ok', 'the unfreezing');
  await expectBootstrapped(judge, organization.id, bootstrap);
});
