import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import {
  completeSteps,
  expectCancelled,
  expectPeerStep,
  joinAttempt,
  pairOf,
  start,
} from '../../vocabulary/actions/greeting.ts';
import { askInfo, type Invitation, inviteDevice, inviteUser } from '../../vocabulary/actions/invitations.ts';
import type { DurableFact } from './durable-fact.ts';

/** A greeting in the middle of a step: the claimer has submitted its half, the greeter has not. */
const greetingBefore =
  (step: number, invite: (judge: Judge, alice: Member) => Promise<Invitation>): DurableFact =>
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await invite(judge, alice);
    const pair = pairOf(judge, alice, invitation);
    const attempt = await joinAttempt(judge, pair);
    await completeSteps(judge, pair, attempt, step);
    judge.expect.reply(await pair.claimer.step(attempt, step), 'not_ready', `step ${step} of the claimer`);
    return async (later) => {
      const { greeter, claimer } = pair;
      const there = pairOf(later, alice, invitation, { greeter: greeter.halves, claimer: claimer.halves });
      // Both sides repeat their submissions and receive the same halves again.
      if (step > 0) await expectPeerStep(later, there, 'greeter', attempt, step - 1);
      await expectPeerStep(later, there, 'greeter', attempt, step);
      await expectPeerStep(later, there, 'claimer', attempt, step);
      await completeSteps(later, there, attempt, 9, step + 1);
    };
  };

const bob = (judge: Judge, alice: Member) => inviteUser(judge, alice, 'bob@example.com');

/** Facts that a client relies on later: a link, an invitation, a greeting, a device. */
export const pendingGreetings = {
  bootstrapLink: async (judge) => {
    const organization = await judge.organization();
    return async (later) => {
      later.expect.reply(await later.bootstrap(organization), 'ok', 'a bootstrap by the link');
    };
  },
  invitation: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await bob(judge, alice);
    return async (later) => {
      later.expect.reply(await askInfo(later, invitation), 'ok', 'the token of an invitation');
      const { token } = await bob(later, alice);
      later.expect.equal(token, invitation.token, 'the token of the same invitation, requested again');
    };
  },
  deviceInvitation: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await inviteDevice(judge, alice);
    return async (later) => {
      later.expect.reply(await askInfo(later, invitation), 'ok', 'the token of a device invitation');
      const { token } = await inviteDevice(later, alice);
      later.expect.equal(token, invitation.token, 'the token of the same invitation, requested again');
    };
  },
  firstHalf: greetingBefore(0, bob),
  greeting: greetingBefore(4, bob),
  lastHalf: greetingBefore(8, bob),
  deviceGreeting: greetingBefore(3, inviteDevice),
  waitingSide: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await bob(judge, alice);
    const attempt = await start(judge, pairOf(judge, alice, invitation).claimer);
    return async (later) => {
      const joined = await start(later, pairOf(later, alice, invitation).greeter);
      later.expect.equal(joined, attempt, 'the attempt that the claimer waits in');
    };
  },
  cancelledAttempt: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const invitation = await bob(judge, alice);
    const pair = pairOf(judge, alice, invitation);
    const attempt = await joinAttempt(judge, pair);
    const by = judge.now();
    judge.expect.reply(await pair.claimer.cancel(attempt, 'INVALID_SAS_CODE'), 'ok', 'cancelling');
    return async (later) => {
      const expected = ['CLAIMER', 'INVALID_SAS_CODE'] as const;
      const { greeter } = pairOf(later, alice, invitation);
      expectCancelled(later, await greeter.step(attempt, 0), 'greeting_attempt_cancelled', expected, by);
    };
  },
  devices: async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const carol = await judge.members.enrol(alice, 'carol', { profile: 'ADMIN' });
    const phone = await judge.members.addDevice(carol, 'carol-phone');
    return async (later) => {
      for (const author of [carol, phone]) await later.members.addDevice(author, `${author.device.label}-2`);
      await later.members.enrol(phone, 'dave');
    };
  },
} as const satisfies Readonly<Record<string, DurableFact>>;
