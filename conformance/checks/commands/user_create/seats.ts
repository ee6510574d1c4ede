import { verifies } from '../../../src/judge/verifies.ts';
import { tryEnrol } from '../../../src/vocabulary/actions/member-calls.ts';

// The setting only tells clients what to offer. The server may enforce it or not, but its answer
// must be a defined one.
verifies('user_create/outsider-setting-server', { needs: ['administration'] }, async (judge) => {
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
