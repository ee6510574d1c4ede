import { Uuid } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import { MemoryJournal } from '../src/storage/memory-journal.ts';
import { SignUpDesk, otherThan } from './sign-up.ts';

const zoe = 'zoe@example.com';
const required = { status: 'send_validation_email_required' };
const invalid = { status: 'invalid_validation_code' };
const limits = (cooldown: number, mostPerHour: number) => ({
  config: { validation_emails: { cooldown, mostPerHour } },
});

describe('each rule', () => {
  const zoeTwice = async (desk: SignUpDesk) => {
    await desk.mail(zoe);
    return desk.mail(zoe);
  };
  const afterFailures = async (desk: SignUpDesk) => {
    const code = await desk.code(zoe);
    for (let wrong = 0; wrong < 3; wrong++) await desk.check(zoe, otherThan(code));
    return desk.check(zoe, code);
  };
  const takenMethod = async (desk: SignUpDesk) => {
    const method = Uuid.of(new Uint8Array(16));
    await desk.create('yan@example.com', await desk.code('yan@example.com'), method);
    return desk.create(zoe, await desk.code(zoe), method);
  };

  test.each([
    ['account_create_send_validation_email/cooldown', 'email_sending_rate_limited', limits(60, 0), zoeTwice],
    [
      'account_create_send_validation_email/most-per-hour',
      'email_sending_rate_limited',
      limits(0, 1),
      zoeTwice,
    ],
    [
      'account_create_proceed/code-was-sent',
      required.status,
      {},
      (desk: SignUpDesk) => desk.check(zoe, 'AAAAAA'),
    ],
    ['account_create_proceed/three-failures', required.status, {}, afterFailures],
    ['account_create_proceed/auth-method-new', 'auth_method_id_already_exists', {}, takenMethod],
  ] as const)('%s answers %s, and not so when its guard is left out', async (id, refusal, options, act) => {
    expect((await act(new SignUpDesk(options))).status).toBe(refusal);
    const broken = await act(new SignUpDesk({ ...options, omit: [id] }));
    expect([broken.http, broken.status === refusal]).toEqual([200, false]);
  });
});

test('accounts, codes and limits are the same after a restart', async () => {
  const journal = new MemoryJournal();
  const config = { validation_emails: { cooldown: 60, mostPerHour: 0 } };
  const before = new SignUpDesk({ journal, config });
  expect(await before.create(zoe, await before.code(zoe))).toMatchObject({ status: 'ok' });
  before.pass(60);
  const code = await before.code('yan@example.com');
  await before.check('yan@example.com', otherThan(code));
  const after = new SignUpDesk({ journal, config });
  after.pass(60);
  expect(await after.mail('yan@example.com')).toMatchObject({ status: 'email_sending_rate_limited' });
  expect(await after.check('yan@example.com', code)).toMatchObject({ status: 'ok' });
  for (let wrong = 0; wrong < 2; wrong++)
    expect(await after.check('yan@example.com', otherThan(code))).toMatchObject(invalid);
  expect(await after.check('yan@example.com', code)).toMatchObject(required);
  after.pass(60);
  expect(await after.mail(zoe)).toMatchObject({ status: 'ok' });
  expect(after.letters).toEqual([]);
});

test('server_config reports the account settings of the host', async () => {
  expect((await new SignUpDesk().ask({ cmd: 'server_config' })).reply).toMatchObject({ account: 'DISABLED' });
  const desk = new SignUpDesk({ config: { account: 'ENABLED_WITH_VAULT' } });
  expect((await desk.ask({ cmd: 'server_config' })).reply).toMatchObject({ account: 'ENABLED_WITH_VAULT' });
});
