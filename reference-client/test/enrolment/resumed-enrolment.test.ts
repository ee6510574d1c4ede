import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { sealPayload } from '@parsec-spec/spec/payloads';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Pace } from '../../src/greeting/pace.ts';
import { hasty, impatient } from '../support/acme.ts';
import { type BobInvited, bobInvited, claimerAt, greeterAt, stopsAtStep8 } from '../support/bob-invited.ts';
import { playGreeter } from '../support/scripted-side.ts';
import { device, sealed } from '../support/test-device.ts';
import { type Manner, twoPeople } from '../support/two-people.ts';

const scene = bobInvited();
let { relay, acme, address, files, users, isIn } = {} as BobInvited;
beforeEach(() => {
  ({ relay, acme, address, files, users, isIn } = scene());
});

describe('the file name of a device', () => {
  it('that belongs to another device is not reused, even if the greeter gives the new device the same id', async () => {
    const path = join(acme.folder('bob'), `${device.device_id.hex}.keys`);
    const bytes = await sealed({});
    await mkdir(acme.folder('bob'), { recursive: true });
    await writeFile(path, bytes);
    const between = twoPeople();
    const [claimed, played] = await Promise.all([
      acme.claim(address, 'bob', { person: between.claimer }),
      playGreeter(acme, address, {
        codes: ({ greeter }) => void between.greeter.showCode(greeter),
        payload: (key) =>
          sealPayload(syncCrypto, key, {
            type: 'invite_user_confirmation',
            user_id: Uuid.of(new Uint8Array(16)),
            device_id: device.device_id,
            device_label: 'pc',
            human_handle: ['bob@example.com', 'bob'],
            profile: 'STANDARD',
            root_verify_key: acme.alice.device.root_verify_key,
          }),
      }),
    ]);
    expect(claimed).toMatchObject({
      outcome: 'not-saved',
      detail: expect.stringContaining('already exists'),
    });
    expect(played.last.outcome).not.toBe('heard');
    expect(await readFile(path)).toEqual(Buffer.from(bytes));
  });

  it('that an earlier run has written is left unchanged, because the device may be in use', async () => {
    relay.intercept = stopsAtStep8();
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter });
    await expect(acme.claim(address, 'bob', { person: between.claimer })).rejects.toThrow('stops');
    const [name = ''] = (await files()).filter((each) => each.endsWith('.keys'));
    const path = join(acme.folder('bob'), name);
    const kept = await readFile(path);
    const again = await acme.claim(address, 'bob', { person: twoPeople().claimer });
    expect((await greeting).outcome).toBe('greeted');
    expect(await readFile(path)).toEqual(kept);
    await isIn(again);
  });
});

describe('a greeter', () => {
  it('that granted another address than the requested one recognizes the keys', async () => {
    const isStep7 = (request: object) =>
      greeterAt('NUMBER_7_SEND_PAYLOAD')(request) || claimerAt('NUMBER_7_GET_PAYLOAD')(request);
    const handle: [string, string] = ['robert@example.com', 'Bob'];
    const grant: Manner['grant'] = ({ invited, handle: [, label], deviceLabel }) => ({
      handle: [invited, label],
      deviceLabel,
      profile: 'STANDARD',
    });
    const meet = async (pace: () => Partial<Pace>) => {
      const between = twoPeople({ grant });
      const [claimed, greeted] = await Promise.all([
        acme.claim(address, 'bob', { person: between.claimer, handle, pace: pace() }),
        acme.greet(address, { person: between.greeter, pace: pace() }),
      ]);
      return { claimed, greeted };
    };
    relay.intercept = (request) => (isStep7(request) ? 'hang-up' : undefined);
    expect((await meet(impatient)).greeted.outcome).toBe('unacknowledged');
    relay.intercept = () => undefined;
    const { claimed, greeted } = await meet(() => hasty);
    expect(greeted).toMatchObject({ outcome: 'greeted', knownBefore: true });
    expect(users()).toBe(1);
    await isIn(claimed);
  });

  it.each(['greeter_revoked', 'greeter_not_allowed'])(
    'that may no longer greet (%s) is replaced by another one',
    async (status) => {
      relay.intercept = (request) =>
        request.cmd === 'user_create' || claimerAt('NUMBER_7_GET_PAYLOAD')(request) ? 'hang-up' : undefined;
      const between = twoPeople();
      const [first] = await Promise.all([
        acme.claim(address, 'bob', { person: between.claimer, pace: impatient() }),
        acme.greet(address, { person: between.greeter, pace: impatient() }),
      ]);
      expect(first.outcome).toBe('unconfirmed');
      let asked = 0;
      relay.intercept = (request) => {
        if (request.cmd === 'invite_claimer_step') return { status };
        if (request.cmd !== 'invite_claimer_start_greeting_attempt') return undefined;
        asked += 1;
        return 'hang-up';
      };
      await acme.claim(address, 'bob', { person: twoPeople().claimer, pace: impatient() });
      expect(asked).toBeGreaterThan(0);
    },
  );
});
