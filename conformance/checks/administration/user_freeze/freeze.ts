import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { refusesBodies } from '../../../src/vocabulary/matchers/refuses-body.ts';
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

verifies('user_freeze/types-are-strict', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const { userId, email } = bootstrapped.bootstrap.person;
  const path = `/administration/organizations/${encodeURIComponent(bootstrapped.organization.id)}/users/freeze`;
  const frozen = true;
  await refusesBodies(judge, {
    call: (body) => judge.administration.call('POST', path, body),
    mistakes: {
      'frozen as text': { user_id: userId.hex, frozen: 'true' },
      'frozen as number': { user_id: userId.hex, frozen: 1 },
      'frozen of null': { user_id: userId.hex, frozen: null },
      'an e-mail that is a number': { frozen, user_email: 42 },
      'an e-mail in a list': { frozen, user_email: [email] },
      'an e-mail with a name': { frozen, user_email: `Alice <${email}>` },
      'an e-mail that is none': { frozen, user_email: '<>' },
    },
    valid: { frozen, user_id: userId.hex },
    unchanged: () => expectFounder(judge, bootstrapped, false, 'users, unchanged'),
  });
  await expectFounder(judge, bootstrapped, true, 'users after the valid freeze');
});

verifies('user_freeze/not-both-selectors', { needs }, (judge) =>
  expectRefused(
    judge,
    ({ bootstrap: { person } }) => [{ user_id: person.userId.hex, user_email: person.email }],
    400,
  ),
);

verifies('user_freeze/not-no-selector', { needs }, (judge) =>
  expectRefused(judge, () => [{}, { user_id: null, user_email: null }], 400),
);

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
