import type { Uuid } from '@parsec-spec/spec/codec';
import { encodeRequest } from '@parsec-spec/spec/commands';
import { describe, expect, test } from 'vitest';
import { type Table, tableIn } from './greeting-table.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

describe('a client of before 5.2', () => {
  const old = async (organization: TestOrganization, table: Table, attempt: Uuid, version: string) => {
    const { talk, id, authorization, alice } = organization;
    const send = (route: string, bearer: string, body: Uint8Array) =>
      talk({
        method: 'POST',
        target: `/${route}/${id}`,
        headers: [
          ['Api-Version', version],
          ['Content-Type', 'application/msgpack'],
          ['Authorization', bearer],
        ],
        body,
      });
    const greeter_step = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32).fill(1) } as const;
    const claimer_step = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32).fill(4) } as const;
    const token = `Bearer ${Buffer.from(table.token).toString('hex')}`;
    return [
      await send(
        'authenticated',
        authorization(alice),
        encodeRequest({ cmd: 'invite_greeter_step', greeting_attempt: attempt, greeter_step }),
      ),
      await send(
        'invited',
        token,
        encodeRequest({ cmd: 'invite_claimer_step', greeting_attempt: attempt, claimer_step }),
      ),
      await send('invited', token, encodeRequest({ cmd: 'invite_info' })),
    ];
  };

  test.each(['5.0', '5.1'])('that announces %s gets 422 to steps, and to nothing else', async (version) => {
    const organization = await organizationOn();
    const table = await tableIn(organization);
    const attempt = await table.upTo(0);
    const [greeter, claimer, info] = await old(organization, table, attempt, version);
    for (const reply of [greeter, claimer]) {
      expect(reply?.status).toBe(422);
      expect(reply?.headers).toContainEqual(['Supported-Api-Versions', '5.6']);
      expect(reply?.headers.map(([name]) => name.toLowerCase())).not.toContain('api-version');
    }
    expect(info?.status).toBe(200);
    expect(await table.greeterSays(attempt, 0)).toMatchObject({ status: 'not_ready' });
  });

  test.each(['5.2', '5.6', '5.99'])('is none when it announces %s', async (version) => {
    const organization = await organizationOn();
    const table = await tableIn(organization);
    const replies = await old(organization, table, await table.upTo(0), version);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
