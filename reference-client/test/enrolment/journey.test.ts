import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevice } from '../../src/device-files/open-device.ts';
import { claimPath } from '../../src/enrolment/claim-file.ts';
import type { Claimed } from '../../src/enrolment/claim-steps.ts';
import { syncCertificates } from '../../src/journeys/sync-certificates.ts';
import { type Acme, hasty, password, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';
import { twoPeople } from '../support/two-people.ts';

let relay: Relay;
let acme: Acme;
beforeEach(async () => {
  ({ relay, acme } = await relayedAcme());
});
afterEach(() => acme.end());

const deviceOf = (claimed: Claimed) => {
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  return claimed.device;
};

describe('the enrolment of a user', () => {
  it('shows both sides the same two codes, each among four different ones', async () => {
    const { claimed, greeted, between } = await acme.enrol(await acme.invite('bob@example.com'), 'bob');
    expect([claimed.outcome, greeted.outcome]).toEqual(['claimed', 'greeted']);
    const { greeter, claimer } = between;
    expect([greeter.heard.shown, claimer.heard.shown].map(({ length }) => length)).toEqual([1, 1]);
    for (const [chosen, shown] of [
      [greeter, claimer],
      [claimer, greeter],
    ] as const) {
      const [choices = []] = chosen.heard.choices;
      expect([choices.length, new Set(choices).size]).toEqual([4, 4]);
      expect(choices).toContain(shown.heard.shown[0]);
    }
  });

  it('follows the comparison of both codes, and precedes the confirmation and the end of the invitation', async () => {
    const steps: string[] = [];
    relay.intercept = (request) => {
      if ('greeter_step' in request) steps.push(`greeter ${request.greeter_step.step}`);
      else if ('claimer_step' in request) steps.push(`claimer ${request.claimer_step.step}`);
      else steps.push(request.cmd);
      return undefined;
    };
    await acme.enrol(await acme.invite('bob@example.com'), 'bob');
    const first = (step: string): number => steps.indexOf(step);
    const order = [
      'claimer NUMBER_4_SIGNIFY_TRUST',
      'greeter 5',
      'user_create',
      'greeter NUMBER_7_SEND_PAYLOAD',
    ];
    const last = ['claimer NUMBER_8_ACKNOWLEDGE', 'invite_complete'];
    const places = [...order, ...last].map(first);
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(steps.filter((step) => step === 'user_create')).toHaveLength(1);
  });

  it('gives the user keys of their own, which the certificates name, and the root key', async () => {
    const { claimed } = await acme.enrol(await acme.invite('bob@example.com'), 'bob');
    const bob = deviceOf(claimed);
    expect(bob.root_verify_key).toEqual(acme.alice.device.root_verify_key);
    expect(bob.private_key).not.toEqual(acme.alice.device.private_key);
    expect(await syncCertificates(acme.sessionOf(bob))).toMatchObject({
      outcome: 'synced',
      user: { handle: ['bob@example.com', 'bob'], profile: 'STANDARD' },
      device: { label: 'desktop' },
    });
  });

  it('grants what the greeter decides, not what the claimer asks', async () => {
    const granted = {
      handle: ['robert@example.com', 'Robert'],
      deviceLabel: 'pc',
      profile: 'ADMIN',
    } as const;
    const { claimed, between } = await acme.enrol(await acme.invite('bob@example.com'), 'bob', {
      grant: () => granted,
    });
    expect(between.greeter.heard.asked).toEqual([
      { handle: ['bob@example.com', 'bob'], deviceLabel: 'desktop', invited: 'bob@example.com' },
    ]);
    const bob = deviceOf(claimed);
    expect([bob.human_handle, bob.device_label, bob.initial_profile]).toEqual([
      granted.handle,
      granted.deviceLabel,
      granted.profile,
    ]);
    expect(await syncCertificates(acme.sessionOf(bob))).toMatchObject({ outcome: 'synced' });
  });

  it('stores the keys before it sends them, and leaves one device file', async () => {
    const address = await acme.invite('bob@example.com');
    const seen: { names: string[]; holdsKey: boolean }[] = [];
    relay.intercept = (request) => {
      if ('claimer_step' in request && request.claimer_step.step === 'NUMBER_6_SEND_PAYLOAD')
        pending = look();
      return undefined;
    };
    let pending: Promise<void> | undefined;
    const look = async (): Promise<void> => {
      const names = await readdir(acme.folder('bob'));
      const bytes = await readFile(join(acme.folder('bob'), names[0] ?? ''));
      seen.push({ names, holdsKey: bytes.includes(Buffer.from(address.token)) });
    };
    const { claimed } = await acme.enrol(address, 'bob');
    await pending;
    const bob = deviceOf(claimed);
    const waiting = (await claimPath(syncCrypto, '', address.token)).replace(/^\//, '');
    expect(seen[0]).toEqual({ names: [waiting], holdsKey: false });
    expect(await readdir(acme.folder('bob'))).toEqual([`${bob.device_id.hex}.keys`]);
    const path = claimed.outcome === 'claimed' ? claimed.path : '';
    expect(await openDevice(syncCrypto, path, { kind: 'password', password })).toMatchObject({
      ok: true,
      device: bob,
    });
  });

  it('is tried with later timestamps and new ids while others write certificates', async () => {
    const tries: { at: unknown; user: string }[] = [];
    const { loadCertificate, splitSigned } = await import('@parsec-spec/spec/certificates');
    relay.intercept = (request) => {
      if (request.cmd !== 'user_create') return undefined;
      const signed = splitSigned(request.user_certificate);
      const read = loadCertificate(signed?.message ?? new Uint8Array(), 'user_certificate');
      if (!read.ok) throw new Error(read.reason);
      tries.push({ at: read.certificate.timestamp.micros, user: read.certificate.user_id.hex });
      if (tries.length > 2) return undefined;
      return {
        status: 'require_greater_timestamp',
        strictly_greater_than: read.certificate.timestamp.plus(9n),
      };
    };
    const { claimed, greeted } = await acme.enrol(await acme.invite('bob@example.com'), 'bob');
    expect([claimed.outcome, greeted.outcome, tries.length]).toEqual(['claimed', 'greeted', 3]);
    const times = tries.map(({ at }) => at as bigint);
    expect([times[1], times[2]]).toEqual([(times[0] ?? 0n) + 500_009n, (times[1] ?? 0n) + 500_009n]);
    expect(new Set(tries.map(({ user }) => user)).size).toBe(3);
  });
});

describe('a second device', () => {
  it('has the key of the user, and its own signing key and local key', async () => {
    const { claimed, greeted } = await acme.enrol(await acme.inviteDevice(), 'workstation');
    expect(greeted).toMatchObject({ outcome: 'greeted', type: 'DEVICE', completed: true });
    const [one, other] = [acme.alice.device, deviceOf(claimed)];
    const shared = [
      'user_id',
      'private_key',
      'user_realm_id',
      'user_realm_key',
      'root_verify_key',
      'human_handle',
    ] as const;
    for (const field of shared) expect(other[field], field).toEqual(one[field]);
    const own = ['device_id', 'signing_key', 'local_symkey'] as const;
    for (const field of own) expect(other[field], field).not.toEqual(one[field]);
    expect(await syncCertificates(acme.sessionOf(other))).toMatchObject({
      outcome: 'synced',
      user: { profile: 'ADMIN' },
      device: { label: 'desktop' },
    });
  });

  it('can itself invite and greet, under the label that its greeter chose', async () => {
    const { claimed } = await acme.enrol(await acme.inviteDevice(), 'workstation', {
      deviceLabel: () => 'tower',
    });
    const tower = deviceOf(claimed);
    expect(tower.device_label).toBe('tower');
    const by = acme.sessionOf(tower);
    const next = await acme.enrol(await acme.invite('bob@example.com', by), 'bob', {}, by);
    expect([next.claimed.outcome, next.greeted.outcome]).toEqual(['claimed', 'greeted']);
  });
});

it('a claimer is greeted by the first greeter that joins, and cancels the other attempts', async () => {
  const address = await acme.invite('bob@example.com');
  const nobody = syncCrypto.randomBytes(16);
  const { Uuid } = await import('@parsec-spec/spec/codec');
  const between = twoPeople({ greeters: (them) => [Uuid.of(nobody), ...them.map(({ user_id }) => user_id)] });
  const claiming = acme.claim(address, 'bob', { person: between.claimer, pace: hasty });
  const greeting = acme.greet(address, { person: between.greeter });
  expect([(await claiming).outcome, (await greeting).outcome]).toEqual(['claimed', 'greeted']);
  const cancels = relay.heard.filter(
    ({ request }) => request.cmd === 'invite_claimer_cancel_greeting_attempt',
  );
  expect(cancels.map(({ request }) => 'reason' in request && request.reason)).toEqual(['MANUALLY_CANCELLED']);
});
