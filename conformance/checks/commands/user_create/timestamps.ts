import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  bootstrappedBehind,
  type Dated,
  expectOrder,
  expectWindow,
} from '../../../src/vocabulary/matchers/timestamps.ts';

const enrolmentOfBob =
  (judge: Judge, { author }: Bootstrapped): Dated =>
  (at) =>
    judge.members.enrolment(author, { at });

verifies('user_create/not-too-early', async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  await expectWindow(judge, bootstrapped.author, enrolmentOfBob(judge, bootstrapped), 'ahead');
});

verifies('user_create/not-too-late', async (judge) => {
  const bootstrapped = await bootstrappedBehind(judge);
  await expectWindow(judge, bootstrapped.author, enrolmentOfBob(judge, bootstrapped), 'behind');
});

verifies('user_create/later-than-last', async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const last = judge.now().plusSeconds(200);
  await judge.members.enrol(bootstrapped.author, 'carol', { at: last });
  await expectOrder(judge, bootstrapped.author, enrolmentOfBob(judge, bootstrapped), last);
});

verifies('user_create/later-than-last', { case: 'after-bootstrap' }, async (judge) => {
  const last = judge.now().plusSeconds(200);
  const bootstrapped = await judge.bootstrapped({}, { at: last });
  await expectOrder(judge, bootstrapped.author, enrolmentOfBob(judge, bootstrapped), last);
});
