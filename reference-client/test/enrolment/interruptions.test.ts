import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uuid } from '@parsec-spec/spec/codec';
import { beforeEach, describe, expect, it } from 'vitest';
import { listClaims } from '../../src/enrolment/claim-file.ts';
import type { Claimed } from '../../src/enrolment/claim-steps.ts';
import { syncCertificates } from '../../src/journeys/sync-certificates.ts';
import { hasty, impatient } from '../support/acme.ts';
import { type BobInvited, bobInvited, claimerAt, greeterAt, stopsAtStep8 } from '../support/bob-invited.ts';
import { twoPeople } from '../support/two-people.ts';

const scene = bobInvited();
let { relay, acme, address, files, users, isIn } = {} as BobInvited;
beforeEach(() => {
  ({ relay, acme, address, files, users, isIn } = scene());
});

/** Bob claims again, with the greeter that is still running or with a new one. */
async function both(): Promise<{ claimed: Claimed; greeted: string }> {
  const { claimed, greeted } = await acme.enrol(address, 'bob');
  return { claimed, greeted: greeted.outcome };
}

describe('an interrupted enrolment', () => {
  it('resumes at the same step without new codes if the claimer had sent its keys', async () => {
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter });
    const isStep7 = claimerAt('NUMBER_7_GET_PAYLOAD');
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const first = await acme.claim(address, 'bob', { person: between.claimer, pace: impatient() });
    expect(first).toMatchObject({ outcome: 'unconfirmed', cause: { outcome: 'offline' } });
    expect(
      (await listClaims(acme.folder('bob'))).map(({ email, invitation_type }) => [email, invitation_type]),
    ).toEqual([['bob@example.com', 'USER']]);
    relay.intercept = () => undefined;
    const again = twoPeople();
    const second = await acme.claim(address, 'bob', { person: again.claimer });
    expect((await greeting).outcome).toBe('greeted');
    expect([second.outcome === 'claimed' && second.resumed, again.claimer.heard.shown, users()]).toEqual([
      true,
      [],
      1,
    ]);
    await isIn(second);
  });

  it('recognizes keys that the greeter had enrolled, and does not enrol them twice', async () => {
    const isStep7 = greeterAt('NUMBER_7_SEND_PAYLOAD');
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const first = await acme.greet(address, { person: between.greeter, pace: impatient() });
    expect(first).toMatchObject({
      outcome: 'unacknowledged',
      newcomer: { handle: ['bob@example.com', 'bob'] },
    });
    relay.intercept = () => undefined;
    const second = await acme.greet(address, { person: between.greeter });
    expect(second).toMatchObject({ outcome: 'greeted', knownBefore: true, completed: true });
    expect(users()).toBe(1);
    await isIn(await claiming);
  });

  it('finishes when both sides run it again', async () => {
    const isStep7 = (request: object) =>
      greeterAt('NUMBER_7_SEND_PAYLOAD')(request) || claimerAt('NUMBER_7_GET_PAYLOAD')(request);
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const between = twoPeople();
    const [claimed, greeted] = await Promise.all([
      acme.claim(address, 'bob', { person: between.claimer, pace: impatient() }),
      acme.greet(address, { person: between.greeter, pace: impatient() }),
    ]);
    expect([claimed.outcome, greeted.outcome]).toEqual(['unconfirmed', 'unacknowledged']);
    relay.intercept = () => undefined;
    const ended = await both();
    expect([ended.greeted, users()]).toEqual(['greeted', 1]);
    await isIn(ended.claimed);
  });

  it('finishes after a lost answer to user_create, whose success the certificates show', async () => {
    relay.intercept = (request, family) => {
      if (request.cmd !== 'user_create') return undefined;
      relay.honest(request, relay.heard.at(-1)?.authorization ?? '');
      expect(family).toBe('authenticated');
      return 'hang-up';
    };
    const { claimed, greeted } = await both();
    expect([greeted, users()]).toEqual(['greeted', 1]);
    await isIn(claimed);
  });

  it('repeats a user_create that never arrived in the next run', async () => {
    relay.intercept = (request) => (request.cmd === 'user_create' ? 'hang-up' : undefined);
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    expect((await acme.greet(address, { person: between.greeter })).outcome).toBe('offline');
    relay.intercept = () => undefined;
    expect(await acme.greet(address, { person: between.greeter })).toMatchObject({
      outcome: 'greeted',
      knownBefore: false,
    });
    await isIn(await claiming);
  });

  it('keeps the device, and is acknowledged in the next run, which closes the invitation', async () => {
    relay.intercept = stopsAtStep8();
    const between = twoPeople();
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const greeting = acme.greet(address, { person: between.greeter, pace: impatient() });
    await expect(claiming).rejects.toThrow('stops');
    expect((await greeting).outcome).toBe('unacknowledged');
    expect((await files()).map((name) => name.replace(/^.*?\./, '.')).sort()).toEqual([
      '.keys',
      '.keys.claim',
    ]);
    const again = await acme.claim(address, 'bob', {
      person: twoPeople().claimer,
      pace: { ...hasty, clock: skipping() },
    });
    expect(again.outcome === 'claimed' && again.resumed).toBe(true);
    await isIn(again);
    expect(await acme.greet(address, { person: twoPeople().greeter })).toEqual({
      outcome: 'invitation-completed',
    });
  });
});

// A clock that advances a second at each reading.
function skipping(): () => number {
  let now = 0;
  return () => (now += 1000);
}

describe('the keys of a claim', () => {
  it('are not sent if they cannot be stored, and the attempt is cancelled', async () => {
    await mkdir(join(acme.folder('bob'), '..'), { recursive: true });
    await writeFile(acme.folder('bob'), 'a file where the folder should be');
    const { claimed, greeted } = await acme.enrol(address, 'bob');
    expect(claimed.outcome).toBe('cannot-store');
    expect(greeted).toMatchObject({
      outcome: 'attempt-cancelled',
      origin: 'CLAIMER',
      reason: 'MANUALLY_CANCELLED',
    });
    expect(users()).toBe(0);
  });

  it('are acknowledged only once their device is saved, if necessary elsewhere', async () => {
    const between = twoPeople();
    const isStep8 = claimerAt('NUMBER_8_ACKNOWLEDGE');
    const isStep7 = claimerAt('NUMBER_7_GET_PAYLOAD');
    let acknowledged = 0;
    relay.intercept = (request) => {
      if (isStep8(request)) acknowledged++;
      if (isStep7(request)) obstruct();
      return undefined;
    };
    // A file replaces the folder as soon as the keys are stored and sent.
    const obstruct = (): void => {
      rmSync(acme.folder('bob'), { recursive: true, force: true });
      writeFileSync(acme.folder('bob'), 'no folder any more');
    };
    const claiming = acme.claim(address, 'bob', { person: between.claimer });
    const greeting = acme.greet(address, { person: between.greeter });
    const claimed = await claiming;
    if (claimed.outcome !== 'not-saved') throw new Error(claimed.outcome);
    expect(acknowledged).toBe(0);
    const elsewhere = join(acme.folder('elsewhere'), 'bob.keys');
    await claimed.saveTo(elsewhere);
    expect([acknowledged, existsSync(elsewhere), (await greeting).outcome]).toEqual([1, true, 'greeted']);
    expect(await syncCertificates(acme.sessionOf(claimed.device))).toMatchObject({ outcome: 'synced' });
  });

  it('do not replace a waiting file with another password, which is named', async () => {
    const isStep7 = claimerAt('NUMBER_7_GET_PAYLOAD');
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter, pace: impatient(60_000) });
    const first = await acme.claim(address, 'bob', { person: between.claimer, pace: impatient() });
    if (first.outcome !== 'unconfirmed') throw new Error(first.outcome);
    relay.intercept = () => undefined;
    const other = await acme.claim(address, 'bob', { person: twoPeople().claimer, password: 'another' });
    expect(other).toEqual({ outcome: 'claim-waits', claim: first.claim, detail: 'decryption' });
    expect(existsSync(first.claim)).toBe(true);
    expect((await acme.claim(address, 'bob', { person: twoPeople().claimer })).outcome).toBe('claimed');
    expect((await greeting).outcome).toBe('greeted');
  });

  it('do not replace those that another run of the claim stored, which can finish', async () => {
    const late = twoPeople();
    const { promise: chosen, resolve: choose } = Promise.withResolvers<void>();
    const chooseGreeters = async (among: readonly { readonly user_id: Uuid }[]) => {
      await chosen;
      return among.map(({ user_id }) => user_id);
    };
    const second = acme.claim(address, 'bob', { person: { ...late.claimer, chooseGreeters } });
    const isStep7 = claimerAt('NUMBER_7_GET_PAYLOAD');
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const between = twoPeople();
    const [first] = await Promise.all([
      acme.claim(address, 'bob', { person: between.claimer, pace: impatient() }),
      acme.greet(address, { person: between.greeter, pace: impatient() }),
    ]);
    expect([first.outcome, users()]).toEqual(['unconfirmed', 1]);
    relay.intercept = () => undefined;
    choose();
    const [claimed, greeted] = await Promise.all([
      second,
      acme.greet(address, { person: late.greeter, pace: impatient() }),
    ]);
    expect(claimed).toMatchObject({ outcome: 'claim-waits', detail: expect.stringMatching(/another run/) });
    expect(greeted.outcome).not.toBe('greeted');
    const ended = await both();
    expect([ended.greeted, users()]).toEqual(['greeted', 1]);
    await isIn(ended.claimed);
  });

  it('are deleted if the invitation has ended', async () => {
    const isStep7 = claimerAt('NUMBER_7_GET_PAYLOAD');
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter, pace: impatient() });
    await acme.claim(address, 'bob', { person: between.claimer, pace: impatient() });
    await greeting;
    for (const each of relay.invitations) each.status = 'CANCELLED';
    relay.intercept = () => undefined;
    expect((await acme.claim(address, 'bob', { person: twoPeople().claimer })).outcome).toBe(
      'invitation-gone',
    );
    expect(await files()).toEqual([]);
  });
});
