import { verifies } from '../../../src/judge/verifies.ts';
import { bootstrappedBehind, expectWindow } from '../../../src/vocabulary/matchers/timestamps.ts';

// Only an organization that is old enough has room for a date in the past.
verifies('device_create/in-window', { case: 'behind' }, async (judge) => {
  const { author } = await bootstrappedBehind(judge);
  await expectWindow(judge, author, (at) => judge.members.addition(author, { at }), 'behind');
});
