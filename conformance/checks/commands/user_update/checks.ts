import { verifies } from '../../../src/judge/verifies.ts';
import { bootstrappedBehind, expectWindow, sendDated } from '../../../src/vocabulary/matchers/timestamps.ts';
import type { Instant } from '../../../src/wire/values.ts';

// Only an organization that is old enough has room for a date in the past.
verifies('user_update/in-window', { case: 'behind' }, async (judge) => {
  const { author } = await bootstrappedBehind(judge);
  const bob = await sendDated(judge, -311, (at) => judge.members.enrol(author, 'bob', { at }));
  const dated = (at: Instant) => judge.members.profileChange(author, bob.person, 'ADMIN', { at });
  await expectWindow(judge, author, dated, 'behind');
});
