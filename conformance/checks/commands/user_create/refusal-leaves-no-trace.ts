import { asNeeded } from '../../../src/judge/failure.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';

// The very same bytes again: a story makes new keys for each call.
verifies(
  'user_create/refused-leaves-no-trace',
  { needs: ['administration'], case: 'limit-reached' },
  async (judge) => {
    const { author: alice, bootstrap } = await judge.bootstrapped({ active_users_limit: 1 });
    const enrolment = judge.members.enrolment(alice);
    const refused = await judge.members.send(alice, enrolment, 'one user too many');
    await asNeeded(() => judge.expect.reply(refused, 'active_users_limit_reached', 'one user too many'));
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, bootstrap.added.full, 'common certificates after the refusal', refused);
    judge.expect.json(await judge.administration.patch(alice.organization, { active_users_limit: 2 }));
    judge.expect.reply(
      await judge.members.send(alice, enrolment),
      'ok',
      'the very same request with a seat more',
    );
  },
);
