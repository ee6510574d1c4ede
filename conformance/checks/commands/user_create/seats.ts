import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled, Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen, setLimit, tryEnrol } from '../../../src/vocabulary/actions/member-calls.ts';

const needs = ['administration'] as const;
const limitReached = 'active_users_limit_reached';

verifies('user_create/seat-free', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), 'ok', 'the last free seat');
  const refused = await tryEnrol(judge, alice, 'carol');
  judge.expect.reply(refused, limitReached, 'one user more than the limit');
  const listed = await judge.administration.users(alice.organization);
  const users = judge.expect.list(judge.expect.json(listed), 'users', listed);
  judge.expect.equal(users.length, 2, 'number of users after the refusal', listed);
  await setLimit(judge, alice, null);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), 'ok', 'the same user without a limit');
});

verifies('user_create/seat-free', { needs, case: 'limit-of-1' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 1 });
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), limitReached, 'a second user');
  await setLimit(judge, alice, 2);
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), 'ok', 'the same user with a seat more');
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), limitReached, 'a third user');
  await setLimit(judge, alice, 0);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), limitReached, 'a third user with a limit of 0');
});

verifies('user_create/revocation-frees-seat', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
  const bob = await judge.members.enrol(alice, 'bob');
  judge.expect.reply(
    await tryEnrol(judge, alice, 'carol'),
    limitReached,
    'carol, while bob has the last seat',
  );
  await judge.members.revoke(alice, bob.person);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), 'ok', 'carol, after bob was revoked');
  judge.expect.reply(await tryEnrol(judge, alice, 'dave'), limitReached, 'dave, after carol took the seat');
});

/**
 * Changes to the second of two users in an organization with a limit of two, and whether the user
 * still counts towards the limit afterwards.
 */
const seats: Readonly<
  Record<
    string,
    {
      readonly profile?: string;
      readonly become?: (judge: Judge, alice: Member, bob: Enrolled) => Promise<unknown>;
      readonly taken: boolean;
    }
  >
> = {
  admin: { profile: 'ADMIN', taken: true },
  outsider: { profile: 'OUTSIDER', taken: true },
  'made-outsider': {
    become: (judge, alice, bob) => judge.members.setProfile(alice, bob.person, 'OUTSIDER'),
    taken: true,
  },
  frozen: {
    become: (judge, _, bob) => setFrozen(judge, bob, true),
    taken: true,
  },
  revoked: { become: (judge, alice, bob) => judge.members.revoke(alice, bob.person), taken: false },
};

for (const profile of ['OUTSIDER', 'ADMIN']) {
  verifies('user_create/seat-count', { needs, case: `newcomer-${profile.toLowerCase()}` }, async (judge) => {
    const { author: alice } = await judge.bootstrapped({ active_users_limit: 1 });
    const enrolment = () =>
      judge.members.enrolment(alice, { person: judge.cast.person('bob'), user: { profile } });
    judge.expect.reply(await judge.members.send(alice, enrolment()), limitReached, `bob as ${profile}`);
    await setLimit(judge, alice, 2);
    judge.expect.reply(await judge.members.send(alice, enrolment()), 'ok', 'the same with a seat more');
  });
}

for (const [name, { profile = 'STANDARD', become, taken }] of Object.entries(seats)) {
  verifies('user_create/seat-count', { needs, case: name }, async (judge) => {
    const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
    const bob = await judge.members.enrol(alice, 'bob', { profile });
    await become?.(judge, alice, bob);
    judge.expect.reply(
      await tryEnrol(judge, alice, 'carol'),
      taken ? limitReached : 'ok',
      `carol beside bob, ${name}`,
    );
    await setLimit(judge, alice, taken ? 3 : 2);
    const last = await tryEnrol(judge, alice, taken ? 'carol' : 'dave');
    judge.expect.reply(
      last,
      taken ? 'ok' : limitReached,
      taken ? 'carol with a seat more' : 'dave beside carol',
    );
  });
}

// The setting only tells clients what to offer. The server may enforce it or not, but its answer
// must be a defined one.
verifies('user_create/outsider-setting-server', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ user_profile_outsider_allowed: false });
  const outsider = judge.members.enrolment(alice, { profile: 'OUTSIDER' });
  const answer = await judge.members.send(alice, outsider, 'an OUTSIDER where none shall be');
  judge.expect.answer(
    answer,
    ['ok', 'author_not_allowed', 'invalid_certificate'],
    'an OUTSIDER where none shall be',
  );
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), 'ok', 'a STANDARD user');
  judge.expect.json(
    await judge.administration.patch(alice.organization, { user_profile_outsider_allowed: true }),
  );
  const allowed = { profile: 'OUTSIDER', person: judge.cast.person('dave') };
  const answered = await judge.members.send(alice, judge.members.enrolment(alice, allowed));
  judge.expect.reply(answered, 'ok', 'an OUTSIDER where they are allowed');
});
