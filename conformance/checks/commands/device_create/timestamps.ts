import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  bootstrappedBehind,
  type Dated,
  expectOrder,
  expectWindow,
} from '../../../src/vocabulary/matchers/timestamps.ts';

const additionOfPhone =
  (judge: Judge, member: Member): Dated =>
  (at) =>
    judge.members.addition(member, { at });

verifies('device_create/in-window', { case: 'ahead' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  await expectWindow(judge, author, additionOfPhone(judge, author), 'ahead');
});

verifies('device_create/in-window', { case: 'behind' }, async (judge) => {
  const { author } = await bootstrappedBehind(judge);
  await expectWindow(judge, author, additionOfPhone(judge, author), 'behind');
});

// The last certificate concerns another user.
verifies('device_create/later-than-last', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const addition = judge.members.addition(bob, { at: judge.now().plusSeconds(200) });
  judge.expect.reply(await judge.members.send(bob, addition), 'ok', 'bob’s phone, 200 s from now');
  await expectOrder(judge, alice, additionOfPhone(judge, alice), addition.at);
});

verifies('device_create/later-than-last', { case: 'after-user' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob', { at: judge.now().plusSeconds(200) });
  await expectOrder(judge, bob, additionOfPhone(judge, bob), bob.enrolment.at);
});
