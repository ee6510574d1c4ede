import { verifies } from '../../../src/judge/verifies.ts';
import {
  expectPeerStep,
  type GreetingSide,
  greetingAt,
  invitedPair,
  joinAttempt,
  pairOf,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Id } from '../../../src/wire/values.ts';

// Stories have no words for the attempt of another greeting.

const moves = {
  step: (side: GreetingSide, attempt: Id): Promise<Exchange> => side.step(attempt, 0),
  cancel: (side: GreetingSide, attempt: Id): Promise<Exchange> => side.cancel(attempt),
};

/** The reply to the same command on one of the side's own attempts. */
const acceptedStatus = { step: 'not_ready', cancel: 'ok' } as const;
const notFound = 'greeting_attempt_not_found';

for (const move of ['step', 'cancel'] as const) {
  const make = moves[move];
  verifies('greeting/attempt-known', { case: `greeter-${move}-of-another` }, async (judge) => {
    const { pair, adam, invitation } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    const stranger = pairOf(judge, adam, invitation).greeter;
    judge.expect.reply(await make(stranger, attempt), notFound, `${move} of another administrator`);
    const own = await start(judge, stranger);
    judge.expect.reply(await make(stranger, attempt), notFound, `${move} once adam has an own attempt`);
    judge.expect.reply(await make(stranger, own), acceptedStatus[move], `${move} on the own attempt`);
    judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'the attempt, untouched');
    await expectPeerStep(judge, pair, 'greeter', attempt, 0);
  });

  verifies('greeting/attempt-known', { case: `claimer-${move}-of-another` }, async (judge) => {
    const { pair, alice } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    const other = pairOf(judge, alice, await inviteUser(judge, alice, freshAddress(judge)));
    const own = await joinAttempt(judge, other);
    judge.expect.reply(await make(other.claimer, attempt), notFound, `${move} on another invitation’s`);
    judge.expect.reply(await make(other.claimer, own), acceptedStatus[move], `${move} on the own attempt`);
    judge.expect.reply(await pair.greeter.step(attempt, 0), 'not_ready', 'the attempt, untouched');
    await expectPeerStep(judge, pair, 'claimer', attempt, 0);
  });

  verifies('greeting/attempt-known', { case: `greeter-${move}-elsewhere` }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const { author } = await judge.bootstrapped();
    const invitation = await inviteUser(judge, author, freshAddress(judge));
    const elsewhere = pairOf(judge, author, invitation);
    const own = await start(judge, elsewhere.greeter);
    judge.expect.reply(
      await make(elsewhere.greeter, attempt),
      notFound,
      'an attempt of another organization',
    );
    judge.expect.reply(await make(elsewhere.greeter, own), acceptedStatus[move], 'the own attempt');
    judge.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'the attempt, untouched');
  });
}
