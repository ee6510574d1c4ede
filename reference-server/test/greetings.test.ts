import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { claimerSteps, greeterSteps, Table, tableIn } from './greeting-table.ts';
import { deviceCreation, newMember } from './members.ts';
import { organizationBehind, organizationOn } from './organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;
const unknown = Uuid.of(nodeCrypto.randomBytes(16));
const attemptOf = ({ reply }: { readonly reply: unknown }): Uuid =>
  (reply as { greeting_attempt: Uuid }).greeting_attempt;

describe('a greeting', () => {
  test.each(['greeter', 'claimer'] as const)(
    'goes from start to end, %s first at each step',
    async (first) => {
      const table = await tableIn(await organizationOn());
      const attempt = await table.upTo(0);
      for (let step = 0; step <= 8; step++) {
        const says = { greeter: table.greeterSays.bind(table), claimer: table.claimerSays.bind(table) };
        const second = first === 'greeter' ? 'claimer' : 'greeter';
        for (let poll = 0; poll < 3; poll++)
          expect(await says[first](attempt, step)).toMatchObject({ status: 'not_ready' });
        const answers = [await says[second](attempt, step), await says[first](attempt, step)];
        if (first === 'claimer') answers.reverse();
        expect(answers.map(({ reply }) => reply)).toEqual([
          { status: 'ok', greeter_step: greeterSteps[step] },
          { status: 'ok', claimer_step: claimerSteps[step] },
        ]);
      }
      for (let step = 0; step <= 8; step++) {
        expect(await table.greeterSays(attempt, step)).toMatchObject({
          reply: { status: 'ok', claimer_step: claimerSteps[step] },
        });
      }
      const other = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32) } as const;
      expect(await table.claimerSays(attempt, 0, other)).toMatchObject({ status: 'step_mismatch' });
      expect(await table.greeterSays(attempt, 0)).toMatchObject({ reply: { claimer_step: claimerSteps[0] } });
      expect(
        await table.organization.ask(table.greeter, { cmd: 'invite_complete', token: table.token }),
      ).toMatchObject({
        status: 'ok',
      });
      expect(await table.claimerSays(attempt, 8)).toMatchObject({ http: 410 });
    },
  );

  test('has one attempt for both sides, whichever starts; a second start begins a new attempt', async () => {
    const organization = await organizationOn();
    for (const greeterFirst of [true, false]) {
      const table = await tableIn(organization, `zack-${greeterFirst}@example.com`);
      const starts = [() => table.greeterStarts(), () => table.claimerStarts()];
      if (!greeterFirst) starts.reverse();
      const [one, two] = starts;
      if (one === undefined || two === undefined) throw new Error('two sides');
      const first = attemptOf(await one());
      expect(attemptOf(await two())).toEqual(first);
      const second = attemptOf(await one());
      expect(second).not.toEqual(first);
      expect(attemptOf(await two())).toEqual(second);
      const origin = greeterFirst ? 'GREETER' : 'CLAIMER';
      const cancelled = { status: 'greeting_attempt_cancelled', origin, reason: 'AUTOMATICALLY_CANCELLED' };
      expect((await table.greeterSays(first, 0)).reply).toMatchObject(cancelled);
      expect((await table.claimerSays(first, 0)).reply).toMatchObject(cancelled);
      expect(await table.claimerSays(second, 0)).toMatchObject({ status: 'not_ready' });
    }
  });

  test('belongs to a greeting user: two users have one each, two devices of one user share it', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const adam = await enrol('adam', admin);
    const phone = { ...newMember('alice'), userId: alice.userId };
    await ask(alice, deviceCreation(alice, phone, { at: later() }));
    const table = await tableIn(organization);
    const ofAdam = new Table(organization, table.token, adam);
    const first = await table.upTo(1);
    const second = await ofAdam.upTo(0);
    expect(second).not.toEqual(first);
    expect(await ofAdam.greeterSays(first, 0)).toMatchObject({ status: 'greeting_attempt_not_found' });
    expect(await table.claimerSays(second, 1)).toMatchObject({ status: 'step_too_advanced' });
    expect(await table.claimerSays(first, 1)).toMatchObject({ status: 'not_ready' });
    const onPhone = new Table(organization, table.token, phone);
    expect(await onPhone.greeterSays(first, 1)).toMatchObject({ status: 'ok' });
    const third = attemptOf(await onPhone.greeterStarts());
    expect(third).not.toEqual(first);
    expect(await table.greeterSays(first, 1)).toMatchObject({ reply: { reason: 'AUTOMATICALLY_CANCELLED' } });
  });

  test('keeps one of two different concurrent halves', async () => {
    const table = await tableIn(await organizationOn());
    const attempt = await table.upTo(0);
    const keys = Array.from({ length: 8 }, (_, index) => new Uint8Array(32).fill(index));
    const said = await Promise.all(
      keys.map((public_key) => table.claimerSays(attempt, 0, { step: 'NUMBER_0_WAIT_PEER', public_key })),
    );
    const kept = said.flatMap(({ status }, index) => (status === 'not_ready' ? [index] : []));
    expect(kept).toHaveLength(1);
    expect(said.filter(({ status }) => status === 'step_mismatch')).toHaveLength(7);
    expect((await table.greeterSays(attempt, 0)).reply).toMatchObject({
      claimer_step: { public_key: keys[kept[0] ?? 0] },
    });
  });

  test('opens a step only after both sides have sent the one before', async () => {
    const table = await tableIn(await organizationOn());
    const attempt = await table.upTo(0);
    for (const step of [1, 8]) {
      expect(await table.greeterSays(attempt, step)).toMatchObject({ status: 'step_too_advanced' });
      expect(await table.claimerSays(attempt, step)).toMatchObject({ status: 'step_too_advanced' });
    }
    await table.claimerSays(attempt, 0);
    expect(await table.claimerSays(attempt, 1)).toMatchObject({ status: 'step_too_advanced' });
    await table.greeterSays(attempt, 0);
    expect(await table.claimerSays(attempt, 1)).toMatchObject({ status: 'not_ready' });
  });

  test('is only for the user who started it, and only on its own invitation', async () => {
    const organization = await organizationOn();
    const table = await tableIn(organization);
    const other = await tableIn(organization, 'yves@example.com');
    const stranger = await tableIn(await organizationBehind(organization.talk));
    const attempt = attemptOf(await table.claimerStarts());
    const notJoined = { status: 'greeting_attempt_not_joined' };
    expect(await table.greeterSays(attempt, 0)).toMatchObject(notJoined);
    expect(await table.greeterCancels(attempt)).toMatchObject(notJoined);
    const mirror = attemptOf(await other.greeterStarts());
    expect(await other.claimerSays(mirror, 0)).toMatchObject(notJoined);
    expect(await other.claimerCancels(mirror)).toMatchObject(notJoined);
    const notFound = { status: 'greeting_attempt_not_found' };
    for (const id of [unknown, mirror]) {
      expect(await table.claimerSays(id, 0)).toMatchObject(notFound);
      expect(await table.claimerCancels(id)).toMatchObject(notFound);
    }
    expect(await table.greeterSays(unknown, 0)).toMatchObject(notFound);
    expect(await table.greeterCancels(unknown)).toMatchObject(notFound);
    for (const id of [attempt, mirror]) {
      expect(await stranger.claimerSays(id, 0)).toMatchObject(notFound);
      expect(await stranger.greeterSays(id, 0)).toMatchObject(notFound);
    }
  });

  test.each(['GREETER', 'CLAIMER'] as const)(
    'is cancelled by the %s, once, for any reason, and begun anew',
    async (origin) => {
      const table = await tableIn(await organizationOn());
      const reasons = [
        'MANUALLY_CANCELLED',
        'INVALID_NONCE_HASH',
        'INVALID_SAS_CODE',
        'UNDECIPHERABLE_PAYLOAD',
        'UNDESERIALIZABLE_PAYLOAD',
        'INCONSISTENT_PAYLOAD',
        'AUTOMATICALLY_CANCELLED',
      ] as const;
      const former: Uuid[] = [];
      for (const reason of reasons) {
        const attempt = await table.upTo(2);
        expect(former).not.toContainEqual(attempt);
        former.push(attempt);
        const cancelled =
          origin === 'GREETER'
            ? await table.greeterCancels(attempt, reason)
            : await table.claimerCancels(attempt, reason);
        expect(cancelled).toMatchObject({ status: 'ok' });
        const told = (await table.greeterSays(attempt, 2)).reply as unknown as {
          timestamp: { micros: bigint };
        };
        expect(told).toMatchObject({ status: 'greeting_attempt_cancelled', origin, reason });
        expect(Math.abs(Number(told.timestamp.micros) / 1000 - Date.now())).toBeLessThan(5000);
        const same = { origin, reason, timestamp: told.timestamp };
        expect((await table.claimerSays(attempt, 0)).reply).toEqual({
          status: 'greeting_attempt_cancelled',
          ...same,
        });
        const already = { status: 'greeting_attempt_already_cancelled', ...same };
        expect((await table.greeterCancels(attempt, 'INVALID_SAS_CODE')).reply).toEqual(already);
        expect((await table.claimerCancels(attempt, 'INVALID_SAS_CODE')).reply).toEqual(already);
      }
      const { reply } = await table.organization.ask(table.greeter, { cmd: 'invite_list' });
      expect(reply).toMatchObject({ invitations: [{ status: 'PENDING' }] });
      const fresh = await table.upTo(0);
      expect(await table.claimerSays(fresh, 1)).toMatchObject({ status: 'step_too_advanced' });
      const key = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32).fill(99) } as const;
      expect(await table.claimerSays(fresh, 0, key)).toMatchObject({ status: 'not_ready' });
    },
  );
});
