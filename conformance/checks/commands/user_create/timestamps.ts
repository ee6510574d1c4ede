import { verifies } from '../../../src/judge/verifies.ts';
import { bootstrappedBehind, expectWindow } from '../../../src/vocabulary/matchers/timestamps.ts';

// Only an organization that is old enough has room for a date in the past.
verifies('user_create/not-too-late', async (judge) => {
  const { author } = await bootstrappedBehind(judge);
  await expectWindow(judge, author, (at) => judge.members.enrolment(author, { at }), 'behind');
});
