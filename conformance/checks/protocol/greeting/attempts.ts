import { matchesExpected } from '../../../src/judge/expect.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { otherRole, roles } from '../../../src/people/greeting-steps.ts';
import {
  attemptIn,
  claimerSide,
  expectPeerStep,
  invitedPair,
  joinAttempt,
  pairOf,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

for (const first of roles) {
  const second = otherRole(first);

  verifies('greeting/both-get-one-attempt', { case: `${first}-first` }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const attempt = await start(judge, pair[first]);
    judge.expect.equal(await start(judge, pair[second]), attempt, `the attempt of the ${second}`);
    judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'step 0 of the claimer');
    await expectPeerStep(judge, pair, 'greeter', attempt, 0);
  });

  verifies('greeting/restart-gives-new-attempt', { case: first }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const old = await joinAttempt(judge, pair);
    const fresh = await start(judge, pair[first]);
    judge.expect.that(fresh.hex !== old.hex, 'another attempt than the first', fresh.hex);
    judge.expect.equal(await start(judge, pair[second]), fresh, `the attempt of the ${second}`);
    judge.expect.reply(await pair.claimer.step(fresh, 0), 'not_ready', 'step 0 of the claimer');
    await expectPeerStep(judge, pair, 'greeter', fresh, 0);
  });

  verifies('greeting/restart-cancels', { case: first }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const old = await joinAttempt(judge, pair);
    const by = judge.now();
    await start(judge, pair[first]);
    for (const side of [pair.greeter, pair.claimer]) {
      const answer = await side.step(old, 0);
      const what = `step 0 of the ${side.role} on the old attempt`;
      const reply = judge.expect.reply(answer, 'greeting_attempt_cancelled', what);
      const expected = [first.toUpperCase(), 'AUTOMATICALLY_CANCELLED'];
      judge.expect.equal([reply.origin, reply.reason], expected, `origin and reason of ${what}`, answer);
      const at = judge.expect.instant(reply, 'timestamp', answer);
      expectRecent(judge, at, by, 'the time of the second start', answer);
    }
  });
}

verifies('greeting/restart-cancels', { case: 'alone' }, async (judge) => {
  const { pair } = await invitedPair(judge);
  const old = await start(judge, pair.greeter);
  const fresh = await start(judge, pair.greeter);
  judge.expect.that(fresh.hex !== old.hex, 'another attempt than the first', fresh.hex);
  judge.expect.reply(await pair.greeter.step(old, 0), 'greeting_attempt_cancelled', 'the old attempt');
  judge.expect.equal(await start(judge, pair.claimer), fresh, 'the attempt of the claimer');
});

const rounds = 4;

verifies(
  'greeting/both-get-one-attempt',
  { case: 'at-once', why: 'Both sides may start at the same moment. They must get the same attempt.' },
  async (judge) => {
    for (let round = 1; round <= rounds; round += 1) {
      const { pair } = await invitedPair(judge);
      const starts = [() => pair.greeter.startAttempt(), () => pair.claimer.startAttempt()];
      if (round % 2 === 0) starts.reverse();
      const [one, other] = (await judge.atOnce(starts)).map((answer) =>
        attemptIn(judge, answer, `a start of round ${round}`),
      );
      judge.expect.equal(one, other, `the attempts of round ${round}`);
      if (one === undefined) return;
      const halves = await judge.atOnce([() => pair.greeter.step(one, 0), () => pair.claimer.step(one, 0)]);
      const count = halves.filter((answer) => matchesExpected(answer, 'ok')).length;
      for (const answer of halves) judge.expect.answer(answer, ['ok', 'not_ready'], 'step 0');
      judge.expect.that(
        count >= 1,
        'at least one side that receives the half of the other',
        count,
        halves[0],
      );
      await expectPeerStep(judge, pair, 'greeter', one, 0);
      await expectPeerStep(judge, pair, 'claimer', one, 0);
    }
  },
);

verifies('greeting/attempt-per-greeter', async (judge) => {
  const { alice, adam, invitation, pair } = await invitedPair(judge);
  const other = pairOf(judge, adam, invitation);
  const ofAlice = await joinAttempt(judge, pair);
  const ofAdam = await joinAttempt(judge, other);
  judge.expect.that(ofAlice.hex !== ofAdam.hex, 'an attempt for each administrator', ofAdam.hex);
  judge.expect.reply(await pair.claimer.step(ofAlice, 0), 'not_ready', 'step 0 with alice');
  judge.expect.reply(await other.claimer.step(ofAdam, 0), 'not_ready', 'step 0 with adam');
  await expectPeerStep(judge, pair, 'greeter', ofAlice, 0, 'step 0 of alice');
  await expectPeerStep(judge, other, 'greeter', ofAdam, 0, 'step 0 of adam');
  // The end of one attempt does not affect the other.
  judge.expect.reply(await pair.greeter.cancel(ofAlice), 'ok', 'alice cancels hers');
  await expectPeerStep(judge, other, 'claimer', ofAdam, 0, 'step 0 of the claimer with adam');
  await start(judge, claimerSide(judge, invitation, alice.person.userId));
  await expectPeerStep(judge, other, 'greeter', ofAdam, 0, 'step 0 of adam after a new start with alice');
});

verifies('greeting/attempt-of-user-not-device', { case: 'start-cancels' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const tablet = await judge.members.addDevice(author, 'alice-tablet');
  const invitation = await inviteUser(judge, author, freshAddress(judge));
  const [laptop, other] = [pairOf(judge, author, invitation), pairOf(judge, tablet, invitation)];
  const old = await joinAttempt(judge, laptop);
  const fresh = await start(judge, other.greeter);
  judge.expect.that(fresh.hex !== old.hex, 'another attempt than that of the first device', fresh.hex);
  const answer = await laptop.greeter.step(old, 0);
  const reply = judge.expect.reply(answer, 'greeting_attempt_cancelled', 'the first device');
  const expected = ['GREETER', 'AUTOMATICALLY_CANCELLED'];
  judge.expect.equal([reply.origin, reply.reason], expected, 'origin and reason', answer);
  judge.expect.equal(await start(judge, laptop.claimer), fresh, 'the attempt of the claimer');
});

verifies('greeting/attempt-of-user-not-device', { case: 'any-device-goes-on' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const tablet = await judge.members.addDevice(author, 'alice-tablet');
  const invitation = await inviteDevice(judge, author);
  const laptop = pairOf(judge, author, invitation);
  const attempt = await joinAttempt(judge, laptop);
  judge.expect.reply(await laptop.claimer.step(attempt, 0), 'not_ready', 'step 0 of the claimer');
  const other = { ...pairOf(judge, tablet, invitation), claimer: laptop.claimer };
  await expectPeerStep(judge, other, 'greeter', attempt, 0, 'step 0 of the second device');
});
