import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import {
  administeredOrganization,
  sharedServerStats,
} from '../../src/vocabulary/actions/administration-operations.ts';
import { statusOf } from '../../src/vocabulary/observations/organization.ts';
import { nearTokens } from '../../src/wire/secrets.ts';

const needs = ['administration'] as const;

/**
 * Asserts that every operation with these values of `Authorization` gets 403 without effect, and
 * succeeds with the token. Of more than two values each operation gets two in turn, because servers
 * parse the header in one place.
 */
async function expectRefused(judge: Judge, values: Readonly<Record<string, string | null>>): Promise<void> {
  const { organization, newName, operations } = await administeredOrganization(judge);
  const before = await statusOf(judge, organization);
  const wrong = Object.entries(values);
  for (const [index, { name, method, target, body }] of operations.entries()) {
    for (const [what, Authorization] of [...wrong, ...wrong]
      .slice(index % wrong.length)
      .slice(0, Math.min(2, wrong.length))) {
      const label = `${name}, ${what}`;
      const change = { change: { Authorization }, label };
      judge.expect.answer(await judge.administration.call(method, target, body, change), 403, label);
    }
  }
  judge.expect.answer(
    await judge.administration.get(newName),
    404,
    'the organization whose creation was refused',
  );
  judge.expect.equal(await statusOf(judge, organization), before, 'the status of the organization');
  const [user] = judge.expect.list(
    judge.expect.json(await judge.administration.users(organization)),
    'users',
  );
  judge.expect.equal(Object(user).frozen, false, 'frozen flag of the user whose freeze was refused');
  for (const { name, method, target, body } of operations) {
    const served =
      name === 'server_stats' ? sharedServerStats(judge) : judge.administration.call(method, target, body);
    judge.expect.answer(await served, 200, `${name}, the right token`);
  }
}

verifies('administration/token-required', { needs }, (judge) =>
  expectRefused(judge, { 'no Authorization': null }),
);

verifies('administration/token-is-bearer', { needs }, (judge) => {
  const { token } = judge.administration;
  const near = nearTokens(token);
  return expectRefused(judge, {
    'a lone word': 'DUMMY',
    'the token without a scheme': token,
    'the token with another scheme': `Basic ${token}`,
    'basic credentials': `Basic ${near['basic credentials']}`,
    'the token and another word': `Bearer ${token} x`,
  });
});

verifies('administration/token-exact', { needs }, (judge) => {
  const { token } = judge.administration;
  const near = nearTokens(token);
  const swapped = near['in other letter case'];
  return expectRefused(judge, {
    'another token': 'Bearer BADTOKEN',
    'a prefix': `Bearer ${near['a prefix']}`,
    'a longer one': `Bearer ${token}x`,
    'an empty one': 'Bearer ',
    // The check needs a token with letters, to change their case.
    ...(swapped === token ? {} : { 'in other letter case': `Bearer ${swapped}` }),
  });
});

verifies('administration/token-before-body', { needs }, async (judge) => {
  const change = { change: { Authorization: 'Bearer BADTOKEN' }, body: '<dummy>' };
  const target = '/administration/organizations';
  const right = await judge.administration.call('POST', target, undefined, { body: '<dummy>' });
  judge.expect.answer(right, 422, 'the right token, a body that is not JSON');
  const wrong = await judge.administration.call('POST', target, undefined, change);
  judge.expect.answer(wrong, 403, 'a wrong token, a body that is not JSON');
});
