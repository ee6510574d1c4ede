import type { EventStream } from '../../../src/judge/event-stream.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { otherRole, roles } from '../../../src/people/greeting-steps.ts';
import {
  cancelReasons,
  completeSteps,
  joinAttempt,
  pairOf,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Id } from '../../../src/wire/values.ts';

const needs = ['events'] as const;

/**
 * Alice with two devices, and Adam, another ADMIN. Each device listens. They share an invitation.
 */
async function listenToGreeting(judge: Judge, kind: 'user' | 'device' = 'user') {
  const { author: alice } = await judge.bootstrapped();
  const phone = await judge.members.addDevice(alice, 'phone');
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const [laptop, other, stranger] = await Promise.all([
    judge.listen(alice),
    judge.listen(phone),
    judge.listen(adam),
  ]);
  const invitation =
    kind === 'user' ? await inviteUser(judge, alice, freshAddress(judge)) : await inviteDevice(judge, alice);
  const { token } = invitation;
  const pending = { event: 'INVITATION', token, invitation_status: 'PENDING' };
  const audience = kind === 'user' ? [laptop, other, stranger] : [laptop, other];
  for (const stream of audience) await stream.event(pending, 'the invitation');
  const pair = pairOf(judge, alice, invitation);
  const greeter: readonly EventStream[] = [laptop, other];
  /** Asserts that the next event of both devices of Alice is this one about the attempt. */
  const expectAttemptEvent = async (what: string, greeting_attempt: Id, when = '') => {
    const event = `GREETING_ATTEMPT_${what}`;
    for (const stream of greeter)
      await stream.event({ event, token, greeting_attempt }, when === '' ? event : `${event} ${when}`);
  };
  /** Both sides complete the steps before step `end` (1 or more). Reads the events of step 0. */
  const completeStepsTo = async (attempt: Id, end: number) => {
    await completeSteps(judge, pair, attempt, 1);
    await expectAttemptEvent('READY', attempt);
    await expectAttemptEvent('JOINED', attempt);
    await completeSteps(judge, pair, attempt, end, 1);
  };
  /** Asserts that the next event of each stream is that of a new certificate. */
  const expectNoOtherEvent = async () => {
    const { addition } = await judge.members.addDevice(alice, 'tablet');
    for (const stream of [...greeter, stranger])
      await stream.certificate(addition.at, 'the next event of every stream');
  };
  const onPhone = pairOf(judge, phone, invitation);
  return { pair, onPhone, expectAttemptEvent, completeStepsTo, expectNoOtherEvent };
}

verifies('events_listen/attempt-ready-event', { needs }, async (judge) => {
  const { pair, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge);
  const attempt = await start(judge, pair.claimer);
  for (const poll of [1, 2, 3]) {
    judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', `poll ${poll} of the claimer`);
    await expectAttemptEvent('READY', attempt);
  }
  await expectNoOtherEvent();
});

verifies('events_listen/attempt-joined-event', { needs }, async (judge) => {
  const { pair, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge);
  const attempt = await joinAttempt(judge, pair);
  judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'step 0 of the claimer');
  await expectAttemptEvent('READY', attempt);
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'ok', 'step 0 of the greeter');
  await expectAttemptEvent('JOINED', attempt);
  await expectNoOtherEvent();
});

// The greeter submits step 0 first, which does not complete it.
verifies('events_listen/attempt-joined-event', { needs, case: 'greeter-first' }, async (judge) => {
  const { pair, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge);
  const attempt = await joinAttempt(judge, pair);
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'not_ready', 'step 0 of the greeter, before');
  judge.expect.reply(await pair.claimer.step(attempt, 0), 'ok', 'step 0 of the claimer');
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'ok', 'step 0 of the greeter, after');
  await expectAttemptEvent('JOINED', attempt);
  await expectNoOtherEvent();
});

for (const role of roles) {
  const rule = 'events_listen/attempt-cancelled-event';
  const other = otherRole(role);

  for (const kind of ['user', 'device'] as const)
    verifies(rule, { needs, case: kind === 'user' ? role : `${role}-device-invitation` }, async (judge) => {
      const { pair, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge, kind);
      for (const reason of cancelReasons) {
        const attempt = await joinAttempt(judge, pair);
        judge.expect.reply(await pair[role].cancel(attempt, reason), 'ok', `cancelling for ${reason}`);
        await expectAttemptEvent('CANCELLED', attempt, `for ${reason}`);
        const again = await pair[role].cancel(attempt, reason);
        judge.expect.reply(again, 'greeting_attempt_already_cancelled', 'the second cancellation');
      }
      await expectNoOtherEvent();
    });

  verifies(rule, { needs, case: `${role}-alone` }, async (judge) => {
    const { pair, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge);
    for (const reason of cancelReasons) {
      const attempt = await start(judge, pair[role]);
      const absent = await pair[other].cancel(attempt, reason);
      judge.expect.reply(absent, 'greeting_attempt_not_joined', `the ${other}, which did not start`);
      judge.expect.reply(await pair[role].cancel(attempt, reason), 'ok', `cancelling for ${reason}`);
      await expectAttemptEvent('CANCELLED', attempt, `for ${reason}`);
    }
    await expectNoOtherEvent();
  });

  for (const [when, ends] of [
    ['early', [1, 2, 3, 4, 5, 6]],
    ['late', [7, 8, 9]],
  ] as const)
    verifies(rule, { needs, case: `${role}-at-${when}-steps` }, async (judge) => {
      const { pair, expectAttemptEvent, completeStepsTo, expectNoOtherEvent } = await listenToGreeting(judge);
      for (const end of ends) {
        const attempt = await joinAttempt(judge, pair);
        await completeStepsTo(attempt, end);
        const reason = cancelReasons[end % cancelReasons.length];
        const what = `for ${reason} after step ${end - 1}`;
        judge.expect.reply(await pair[role].cancel(attempt, reason), 'ok', `cancelling ${what}`);
        await expectAttemptEvent('CANCELLED', attempt, what);
      }
      await expectNoOtherEvent();
    });

  verifies(['events_listen/restart-sends-no-event', rule], { needs, case: role }, async (judge) => {
    const { pair, expectAttemptEvent, completeStepsTo, expectNoOtherEvent } = await listenToGreeting(judge);
    for (const [index, reason] of cancelReasons.entries()) {
      const old = await start(judge, pair[role]);
      // Covers attempts with and without the peer, and with none or a few completed steps.
      if (index % 2 === 1) judge.expect.equal(await start(judge, pair[other]), old, 'the attempt of both');
      if (index % 4 === 3) await completeStepsTo(old, index);
      const fresh = await start(judge, pair[role]);
      judge.expect.that(fresh.hex !== old.hex, 'another attempt', fresh.hex);
      judge.expect.equal(await start(judge, pair[other]), fresh, 'the new attempt of both');
      const cancelled = 'greeting_attempt_already_cancelled';
      const refused = index % 2 === 1 ? cancelled : [cancelled, 'greeting_attempt_not_joined'];
      judge.expect.answer(await pair[other].cancel(old, reason), refused, 'cancelling the old attempt');
      const by = index % 3 === 0 ? other : role;
      judge.expect.reply(await pair[by].cancel(fresh, reason), 'ok', `cancelling for ${reason}`);
      await expectAttemptEvent('CANCELLED', fresh, `for ${reason} after a restart`);
    }
    await expectNoOtherEvent();
  });
}

verifies('events_listen/restart-sends-no-event', { needs, case: 'on-another-device' }, async (judge) => {
  const { pair, onPhone, expectAttemptEvent, expectNoOtherEvent } = await listenToGreeting(judge);
  const old = await joinAttempt(judge, pair);
  const fresh = await start(judge, onPhone.greeter);
  judge.expect.that(fresh.hex !== old.hex, 'another attempt', fresh.hex);
  judge.expect.equal(await start(judge, pair.claimer), fresh, 'the new attempt of both');
  judge.expect.reply(await pair.greeter.cancel(fresh), 'ok', 'the cancellation');
  await expectAttemptEvent('CANCELLED', fresh);
  await expectNoOtherEvent();
});
