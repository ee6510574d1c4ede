import type { ClientJudge } from '../judge/client-judge.ts';
import type { ClientOutcome } from '../targets/client/client-driver.ts';
import type { Fields } from '../wire/values.ts';

/**
 * Asserts that a client lists users with these profiles.
 *
 * @param expected - the profiles by e-mail address
 */
export function expectUsers(
  judge: ClientJudge,
  outcome: ClientOutcome,
  expected: Readonly<Record<string, string>>,
): void {
  const { users } = judge.expectOk(outcome, 'a list of the users');
  if (users === undefined) judge.notApplicable('the client lists no users');
  const listed = users.map((user) => [(user as Fields).email, (user as Fields).profile]);
  for (const [email, profile] of Object.entries(expected)) {
    const profiles = listed.filter(([address]) => address === email).map(([, held]) => held);
    judge.expect.equal(profiles, [profile], `profile of ${email} in the list of the users`);
  }
}
