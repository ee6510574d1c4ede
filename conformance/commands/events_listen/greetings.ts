import { type Pair, pairOf, start } from '../../src/greeting/index.ts';
import { freshAddress, inviteUser } from '../../src/invitations/index.ts';
import type { EventStream, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import type { Id } from '../../src/wire/index.ts';

const needs = ['events'] as const;

/** Alice with two devices, and adam, who is ADMIN too; all listen, and have heard of the invitation that alice greets. */
async function greeting(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const phone = await judge.members.addDevice(alice, 'phone');
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const [laptop, other, stranger] = await Promise.all([
    judge.listen(alice),
    judge.listen(phone),
    judge.listen(adam),
  ]);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const { token } = invitation;
  const pending = { event: 'INVITATION', token, invitation_status: 'PENDING' };
  for (const stream of [laptop, other, stranger]) await stream.event(pending, 'the invitation');
  const pair = pairOf(judge, alice, invitation);
  const greeter: readonly EventStream[] = [laptop, other];
  /** Both devices of alice hear this of the attempt next. */
  const hear = async (what: string, greeting_attempt: Id) => {
    const event = `GREETING_ATTEMPT_${what}`;
    for (const stream of greeter) await stream.event({ event, token, greeting_attempt }, event);
  };
  /** Everybody hears of a new certificate next: nothing came before it that was not awaited. */
  const nothingElse = async () => {
    const { addition } = await judge.members.addDevice(alice, 'tablet');
    for (const stream of [...greeter, stranger])
      await stream.certificate(addition.at, 'the next event, to everybody');
  };
  return { pair, hear, nothingElse };
}

/** Both start, the claimer first. */
async function join(judge: Judge, { greeter, claimer }: Pair): Promise<Id> {
  const attempt = await start(judge, claimer);
  judge.expect.equal(await start(judge, greeter), attempt, 'the attempt of the greeter');
  return attempt;
}

verifies('events_listen/attempt-ready-event', { needs }, async (judge) => {
  const { pair, hear, nothingElse } = await greeting(judge);
  const attempt = await start(judge, pair.claimer);
  for (const poll of [1, 2, 3]) {
    judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', `poll ${poll} of the claimer`);
    await hear('READY', attempt);
  }
  await nothingElse();
});

verifies('events_listen/attempt-joined-event', { needs }, async (judge) => {
  const { pair, hear, nothingElse } = await greeting(judge);
  const attempt = await join(judge, pair);
  judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'step 0 of the claimer');
  await hear('READY', attempt);
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'ok', 'step 0 of the greeter');
  await hear('JOINED', attempt);
  await nothingElse();
});

// The greeter says it first, and has met nobody by that.
verifies('events_listen/attempt-joined-event', { needs, case: 'greeter-first' }, async (judge) => {
  const { pair, hear, nothingElse } = await greeting(judge);
  const attempt = await join(judge, pair);
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'not_ready', 'step 0 of the greeter, before');
  judge.expect.reply(await pair.claimer.step(attempt, 0), 'ok', 'step 0 of the claimer');
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'ok', 'step 0 of the greeter, after');
  await hear('JOINED', attempt);
  await nothingElse();
});

for (const role of ['greeter', 'claimer'] as const) {
  verifies('events_listen/attempt-cancelled-event', { needs, case: role }, async (judge) => {
    const { pair, hear, nothingElse } = await greeting(judge);
    const attempt = await join(judge, pair);
    judge.expect.reply(await pair[role].cancel(attempt), 'ok', `cancelling by the ${role}`);
    await hear('CANCELLED', attempt);
    const again = await pair[role].cancel(attempt);
    judge.expect.that(again.replyStatus !== 'ok', 'a refusal of the second time', again.replyStatus, again);
    await nothingElse();
  });
}
