import type { InvitationAddress } from '@parsec-spec/spec/urls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { invitedConnection } from '../../src/enrolment/invitations.ts';
import { claimerSide } from '../../src/greeting/claimer-side.ts';
import { greeterSide } from '../../src/greeting/greeter-side.ts';
import { connectionOf } from '../../src/journeys/session.ts';
import { type Acme, hasty, impatient, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';
import { playClaimer, playGreeter } from '../support/scripted-side.ts';
import { twoPeople } from '../support/two-people.ts';

let relay: Relay;
let acme: Acme;
let address: InvitationAddress;
beforeEach(async () => {
  ({ relay, acme } = await relayedAcme());
  address = await acme.invite('bob@example.com');
});
afterEach(() => acme.end());

const starts = (cmd: string): number => relay.commands().filter((each) => each === cmd).length;

describe('a side that disappears and returns', () => {
  it.each([1, 2, 3, 4, 5])(
    'is admitted by the greeter, if it was the claimer before step %i',
    async (until) => {
      const between = twoPeople();
      const greeting = acme.greet(address, { person: between.greeter });
      const codes = (of: { claimer: string }): void => void between.claimer.showCode(of.claimer);
      await playClaimer(acme, address, { until, codes });
      const [claimed, greeted] = await Promise.all([
        acme.claim(address, 'bob', { person: between.claimer }),
        greeting,
      ]);
      expect([claimed.outcome, greeted.outcome]).toEqual(['claimed', 'greeted']);
      // The codes of the last attempt were compared, not those of the first.
      expect(between.greeter.heard.shown.at(-1)).toBe(
        between.claimer.heard.choices.at(-1)?.find((each) => each === between.greeter.heard.shown.at(-1)),
      );
    },
  );

  it.each([1, 2, 3, 4, 5])('admits the claimer, if it was the greeter before step %i', async (until) => {
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const codes = (of: { greeter: string }): void => void between.greeter.showCode(of.greeter);
    await playGreeter(acme, address, { until, codes });
    const [claimed, greeted] = await Promise.all([
      claiming,
      acme.greet(address, { person: between.greeter }),
    ]);
    expect([claimed.outcome, greeted.outcome]).toEqual(['claimed', 'greeted']);
  });

  it('is refused the ninth time', async () => {
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const side = greeterSide(connectionOf(acme.alice), address.token);
    const ended = claiming.then((each) => each.outcome);
    let over = false;
    void ended.then(() => {
      over = true;
    });
    for (let times = 0; !over && times < 50; times++) {
      const begun = await side.start();
      if (begun.outcome !== 'started') throw new Error(begun.outcome);
      const claimerStarts = starts('invite_claimer_start_greeting_attempt');
      while (!over && starts('invite_claimer_start_greeting_attempt') === claimerStarts) {
        await new Promise((woken) => setTimeout(woken, 1));
        if (times === 0) break;
      }
    }
    expect(await claiming).toEqual({ outcome: 'too-many-restarts', times: 8 });
    expect(starts('invite_claimer_start_greeting_attempt')).toBe(9);
  });

  it('leaves another program of its user alone that has taken over', async () => {
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    while (starts('invite_claimer_start_greeting_attempt') === 0)
      await new Promise((woken) => setTimeout(woken, 1));
    await claimerSide(invitedConnection(acme.alice, address), acme.alice.device.user_id).start();
    expect(await claiming).toMatchObject({ outcome: 'attempt-cancelled', origin: 'CLAIMER' });
    expect(starts('invite_claimer_start_greeting_attempt')).toBe(2);
  });
});

describe('a person who is asked', () => {
  const watchful = { ...hasty, lookMs: 5 };

  it('chooses among new codes, as the claimer, when the greeter starts again', async () => {
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer, pace: watchful });
    await playGreeter(acme, address, { until: 4 });
    await expect.poll(() => between.claimer.heard.choices).toHaveLength(1);
    const greeted = await acme.greet(address, { person: between.greeter });
    expect([(await claiming).outcome, greeted.outcome]).toEqual(['claimed', 'greeted']);
    expect(between.claimer.heard).toMatchObject({
      restarts: 1,
      choices: [expect.anything(), expect.anything()],
    });
  });

  it('chooses among new codes, as the greeter, when the claimer starts again', async () => {
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter, pace: watchful });
    await playClaimer(acme, address, { until: 5 });
    await expect.poll(() => between.greeter.heard.choices).toHaveLength(1);
    const claimed = await acme.claim(address, 'bob', { person: between.claimer });
    expect([claimed.outcome, (await greeting).outcome]).toEqual(['claimed', 'greeted']);
    expect(between.greeter.heard).toMatchObject({
      restarts: 1,
      choices: [expect.anything(), expect.anything()],
    });
  });

  it('admits no newcomer, as the greeter, when the claimer has left', async () => {
    const between = twoPeople();
    const leaving = new AbortController();
    const admitUser = (_asked: object, withdrawn: AbortSignal) =>
      new Promise<undefined>((resolve) => {
        withdrawn.addEventListener('abort', () => resolve(undefined));
        leaving.abort();
      });
    const [claimed, greeted] = await Promise.all([
      acme.claim(address, 'bob', { person: between.claimer, pace: { ...hasty, signal: leaving.signal } }),
      acme.greet(address, { person: { ...between.greeter, admitUser }, pace: watchful }),
    ]);
    expect(claimed).toMatchObject({ outcome: 'unconfirmed', cause: { outcome: 'interrupted' } });
    expect(greeted).toMatchObject({ outcome: 'attempt-cancelled', reason: 'MANUALLY_CANCELLED' });
    expect(relay.commands()).not.toContain('user_create');
  });
});

describe('every wait ends', () => {
  it('a claimer whose greeter does not join ends and cancels its attempt', async () => {
    const ended = await acme.claim(address, 'bob', { person: twoPeople().claimer, pace: impatient(100) });
    expect(ended).toEqual({ outcome: 'peer-absent', step: 0 });
    expect(relay.commands().at(-1)).toBe('invite_claimer_cancel_greeting_attempt');
  });

  it('a greeter ends if the claimer does not join or stops answering', async () => {
    const between = twoPeople();
    const greeting = { person: between.greeter, pace: impatient(100) };
    expect(await acme.greet(address, greeting)).toEqual({ outcome: 'peer-absent', step: 0 });
    const [ended] = await Promise.all([
      acme.greet(address, greeting),
      playClaimer(acme, address, { until: 2 }),
    ]);
    expect(ended).toEqual({ outcome: 'peer-absent', step: 2 });
    expect(relay.commands().at(-1)).toBe('invite_greeter_cancel_greeting_attempt');
  });

  it('polls are retried while the server cannot be reached, up to the longest wait', async () => {
    let failures = 0;
    relay.intercept = (request) => ('claimer_step' in request && ++failures % 3 > 0 ? 'hang-up' : undefined);
    const { claimed, greeted } = await acme.enrol(address, 'bob');
    expect([claimed.outcome, greeted.outcome, failures > 9]).toEqual(['claimed', 'greeted', true]);
    relay.intercept = () => 'hang-up';
    const next = await acme.claim(address, 'zack', { person: twoPeople().claimer, pace: impatient(100) });
    expect(next.outcome).toBe('offline');
  });

  it.each(['claimer', 'greeter'] as const)(
    'an interruption of the %s ends the greeting at once and cancels it for the other side',
    async (who) => {
      const ended = new AbortController();
      const between = twoPeople();
      const pace = { ...hasty, signal: ended.signal };
      const showCode = (code: string): void => {
        between.greeter.showCode(code);
        ended.abort();
      };
      const [claimed, greeted] = await Promise.all([
        acme
          .claim(address, 'bob', { person: between.claimer, ...(who === 'claimer' && { pace }) })
          .catch((error: Error) => ({ outcome: error.message })),
        acme.greet(address, { person: { ...between.greeter, showCode }, ...(who === 'greeter' && { pace }) }),
      ]);
      const [interrupted, other] = who === 'claimer' ? [claimed, greeted] : [greeted, claimed];
      expect(interrupted.outcome).toMatch(/interrupted/);
      expect(other).toMatchObject({ outcome: 'attempt-cancelled', reason: 'MANUALLY_CANCELLED' });
    },
  );

  it('an interruption while the codes are compared is not a wrong code', async () => {
    const ended = new AbortController();
    const between = twoPeople();
    const chooseCode = async () => void ended.abort();
    const [claimed, greeted] = await Promise.all([
      acme.claim(address, 'bob', {
        person: { ...between.claimer, chooseCode: chooseCode as () => Promise<undefined> },
        pace: { ...hasty, signal: ended.signal },
      }),
      acme.greet(address, { person: between.greeter }),
    ]);
    expect(claimed.outcome).toBe('interrupted');
    expect(greeted).toMatchObject({ outcome: 'attempt-cancelled', reason: 'MANUALLY_CANCELLED' });
  });

  it('the end of the invitation ends both sides', async () => {
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const greeting = acme.greet(address, {
      person: {
        ...between.greeter,
        showCode: () => {
          for (const each of relay.invitations) each.status = 'FINISHED';
        },
      },
    });
    const ended = await Promise.all([claiming, greeting]);
    expect(ended.map(({ outcome }) => outcome)).toEqual(['invitation-gone', 'invitation-completed']);
    expect((await acme.claim(address, 'bob', { person: twoPeople().claimer })).outcome).toBe(
      'invitation-gone',
    );
  });
});
