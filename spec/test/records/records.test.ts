import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CertificateType, certificateShapes } from '../../src/certificates/index.ts';
import { DateTime, Uuid } from '../../src/codec/index.ts';
import {
  absentOrganization,
  apply,
  certificateIn,
  figuresChange,
  recordKinds,
} from '../../src/records/index.ts';
import { absentCore, type CarriedCertificate, type NewUser } from '../../src/state/index.ts';

const root = new URL('../..', import.meta.url).pathname;
const at = DateTime.ofMillis(1_700_000_000_000);
const bytes = (length: number, seed: number) => new Uint8Array(length).fill(seed);
const user: NewUser = {
  timestamp: at,
  user_id: Uuid.of(bytes(16, 1)),
  device_id: Uuid.of(bytes(16, 2)),
  verify_key: bytes(32, 3),
  human_handle: ['a@example.com', 'A'],
  profile: 'ADMIN',
  user_certificate: bytes(4, 4),
  redacted_user_certificate: bytes(4, 5),
  device_certificate: bytes(4, 6),
  redacted_device_certificate: bytes(4, 7),
};

test('no two files declare the same kind of record', async () => {
  const files = globSync(['{commands,administration}/**/record.ts', 'src/records/shared/*.ts'], {
    cwd: root,
  });
  const modules = await Promise.all(
    files.map((file) => import(new URL(`../../${file}`, import.meta.url).href)),
  );
  const names = modules.flatMap((module) => Object.keys(module));
  expect(names.toSorted()).toEqual(Object.keys(recordKinds).toSorted());
});

test('no two kinds declare the same part of the state', () => {
  const own = Object.values(recordKinds).flatMap((kind) =>
    kind.stream === 'organization' ? Object.keys(kind.initial?.() ?? {}) : [],
  );
  const names = [...Object.keys(absentCore('Org')), ...own];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('a record adds its certificates to their collections in the order of its declaration', () => {
  const state = absentOrganization('Org');
  const authority = bytes(9, 8);
  const record = {
    record: 'organization_bootstrapped',
    at,
    root_verify_key: bytes(32, 9),
    sequester_authority_certificate: authority,
    ...user,
  } as const;
  apply(state, record);
  const stored = (type: string) => ({ timestamp: at, version: 1, type });
  expect(state.common_certificates).toEqual([stored('user_certificate'), stored('device_certificate')]);
  expect(state.sequester_certificates).toEqual([stored('sequester_authority_certificate')]);
  const read = (type: 'user_certificate' | 'user_update_certificate', form: 'full' | 'redacted') =>
    certificateIn(record, { version: 1, type, form });
  expect(read('user_certificate', 'full')).toBe(user.user_certificate);
  expect(read('user_certificate', 'redacted')).toBe(user.redacted_user_certificate);
  expect(() => read('user_update_certificate', 'full')).toThrow(TypeError);
  const without = absentOrganization('Org');
  apply(without, { ...record, sequester_authority_certificate: null });
  expect(without.sequester_certificates).toEqual([]);
});

test('a creation resets the state and keeps the time of the last terms', () => {
  const state = absentOrganization('Org');
  const tos = { per_locale_urls: { en: 'https://x.test' }, updated_on: at };
  const { settings } = state;
  const created = { record: 'organization_created', at, bootstrap_token: null } as const;
  apply(state, { ...created, settings: { ...settings, tos } });
  apply(state, { record: 'user_created', at, ...user });
  apply(state, { ...created, settings });
  expect(state).toEqual({
    ...absentOrganization('Org'),
    version: 3,
    creation: { created_on: at, bootstrap_token: null },
    last_terms: at,
  });
  expect(figuresChange({ ...created, settings })).toEqual({ at, fresh: true, by: {} });
  expect(figuresChange({ record: 'user_created', at, ...user })).toMatchObject({ by: { admin_active: 1 } });
});

test('a record has a separate field for the redacted form exactly where the schema hides fields', () => {
  const carried = Object.values(recordKinds).flatMap((kind) =>
    kind.stream === 'organization' ? Object.entries<CarriedCertificate>(kind.certificates ?? {}) : [],
  );
  expect(carried.length).toBeGreaterThan(5);
  for (const [type, { full, redacted }] of carried) {
    const { redacts } = certificateShapes[type as CertificateType];
    expect([type, full !== redacted]).toEqual([type, redacts.length > 0]);
  }
});

test('of a cancelled attempt only the cancellation is kept, and its id after the invitation ended', () => {
  const state = absentOrganization('Org');
  const token = bytes(16, 9);
  const greeter = Uuid.of(bytes(16, 1));
  apply(state, {
    record: 'invitation_opened',
    at,
    token,
    created_by: greeter,
    claimer_email: 'b@example.com',
  });
  const start = (fresh: Uuid) =>
    apply(state, {
      record: 'greeting_moved',
      at,
      token,
      greeter,
      greeting_attempt: null,
      move: { move: 'start', side: 'CLAIMER', fresh },
    });
  const [first, ...later] = Array.from({ length: 50 }, (_, index) => Uuid.of(bytes(16, 20 + index)));
  if (first === undefined) throw new Error('no attempts');
  start(first);
  const said = { move: 'step', side: 'CLAIMER', step: 0, payload: bytes(32, 8) } as const;
  apply(state, { record: 'greeting_moved', at, token, greeter, greeting_attempt: first, move: said });
  for (const attempt of later) start(attempt);
  expect(state.greetings.size).toBe(1);
  const key = Buffer.from(token).toString('hex');
  const ended = state.ended_attempts.get(key)?.get(greeter.hex);
  expect(ended?.size).toBe(49);
  expect(ended?.get(first.hex)).toEqual({
    origin: 'CLAIMER',
    timestamp: at,
    reason: 'AUTOMATICALLY_CANCELLED',
  });
  apply(state, { record: 'invitation_ended', at, token, status: 'CANCELLED' });
  expect([state.greetings.size, state.ended_attempts.size]).toEqual([0, 0]);
  const ids = [first, ...later].map(({ hex }) => hex).join('');
  expect(state.invitations.get(key)?.greeters.get(greeter.hex)?.past).toEqual(
    Uint8Array.from(Buffer.from(ids, 'hex')),
  );
});
