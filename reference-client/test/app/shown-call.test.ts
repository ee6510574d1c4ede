import { Uuid } from '@parsec-spec/spec/codec';
import type { Requests } from '@parsec-spec/spec/commands';
import { expect, test } from 'vitest';
import { shownCall } from '../../app/worker/shown-call.ts';

const account: Requests['account_create_proceed'] = {
  cmd: 'account_create_proceed',
  account_create_step: {
    step: 'NUMBER_1_CREATE',
    validation_code: 'ABCDEF',
    human_handle: ['alice@example.com', 'Alice'],
    auth_method_id: Uuid.of(new Uint8Array(16).fill(0xab)),
    auth_method_mac_key: new Uint8Array(32).fill(0xcd),
    auth_method_password_algorithm: { type: 'ARGON2ID', opslimit: 3, memlimit_kb: 131072, parallelism: 1 },
    vault_key_access: new Uint8Array(80).fill(0xef),
  },
};

test('a shown call has its fields, without the code and what is derived from the password', () => {
  const shown = shownCall({ family: 'anonymous_server', request: account, ended: { outcome: 'offline' } });
  expect(shown).toMatchObject({ route: 'POST /anonymous_server', outcome: 'offline', reply: undefined });
  expect(JSON.parse(shown.request)).toMatchObject({
    account_create_step: {
      human_handle: ['alice@example.com', 'Alice'],
      validation_code: '(hidden)',
      auth_method_id: '(hidden)',
      auth_method_mac_key: '(32 bytes)',
      vault_key_access: '(80 bytes)',
    },
  });
  expect(shown.keys.flatMap(({ requirements }) => requirements)).toContain(
    'client-transport/offline-is-retried',
  );
});

test('a step of a greeting names what its payload is sealed with, and the device that signed its header', () => {
  const greeting_attempt = Uuid.of(new Uint8Array(16).fill(1));
  const shown = shownCall({
    family: 'authenticated',
    request: {
      cmd: 'invite_greeter_step',
      greeting_attempt,
      greeter_step: { step: 'NUMBER_7_SEND_PAYLOAD', greeter_payload: new Uint8Array(200) },
    },
    deviceId: Uuid.of(new Uint8Array(16).fill(2)),
    ended: { outcome: 'reply', reply: { status: 'not_ready' } },
  });
  expect(shown.outcome).toBe('not_ready');
  expect(JSON.parse(shown.request)).toMatchObject({
    greeting_attempt: greeting_attempt.hex,
    greeter_step: { greeter_payload: '(200 bytes)' },
  });
  expect(shown.keys.map(({ text }) => text)).toEqual([
    `The header is signed by the signing key of this device, ${'02'.repeat(16)}.`,
    'The greeter sealed the payload with the key that both sides share.',
  ]);
});

test('of a long list and a long text only the beginning is shown', () => {
  const shown = shownCall({
    family: 'tos',
    request: { cmd: 'tos_get' },
    ended: {
      outcome: 'reply',
      reply: { status: 'ok', frozen_users: Array.from({ length: 9 }, () => 'x'.repeat(500)) } as never,
    },
  });
  const { frozen_users: shownUsers } = JSON.parse(String(shown.reply)) as { frozen_users: string[] };
  expect(shownUsers).toHaveLength(6);
  expect(shownUsers[0]).toHaveLength(201);
  expect(shownUsers[5]).toBe('(and 4 more)');
});
