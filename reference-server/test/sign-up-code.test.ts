import { Uuid } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import { otherThan, SignUpDesk } from './sign-up.ts';

const zoe = 'zoe@example.com';
const required = { status: 'send_validation_email_required' };
const invalid = { status: 'invalid_validation_code' };

describe('a code', () => {
  test('can be checked any number of times, and opens an account once', async () => {
    const desk = new SignUpDesk();
    const code = await desk.code(zoe);
    for (let again = 0; again < 3; again++)
      expect(await desk.check(zoe, code)).toMatchObject({ status: 'ok' });
    expect(await desk.create(zoe, code)).toMatchObject({ status: 'ok' });
    expect(await desk.create(zoe, code)).toMatchObject(required);
    expect(await desk.check(zoe, code)).toMatchObject(required);
  });

  test('three wrong ones, of check and creation together, are too many', async () => {
    const desk = new SignUpDesk();
    const code = await desk.code(zoe);
    expect(await desk.check(zoe, otherThan(code))).toMatchObject(invalid);
    expect(await desk.create(zoe, otherThan(code))).toMatchObject(invalid);
    expect(await desk.check(zoe, code)).toMatchObject({ status: 'ok' });
    expect(await desk.check(zoe, otherThan(code))).toMatchObject(invalid);
    expect(await desk.check(zoe, code)).toMatchObject(required);
    expect(await desk.create(zoe, code)).toMatchObject(required);
    expect(await desk.create(zoe, await desk.code(zoe))).toMatchObject({ status: 'ok' });
  });

  test('lives for an hour', async () => {
    const desk = new SignUpDesk();
    const code = await desk.code(zoe);
    desk.pass(3600);
    expect(await desk.check(zoe, code)).toMatchObject({ status: 'ok' });
    desk.pass(0.000001);
    expect(await desk.check(zoe, code)).toMatchObject(required);
    expect(await desk.create(zoe, code)).toMatchObject(required);
  });

  test('is for the address that it was sent to', async () => {
    const desk = new SignUpDesk();
    const code = await desk.code(zoe);
    expect(await desk.check('yan@example.com', code)).toMatchObject(required);
    await desk.code('yan@example.com');
    expect(await desk.create('yan@example.com', code)).toMatchObject(invalid);
    expect(await desk.create(zoe, code)).toMatchObject({ status: 'ok' });
  });

  test('stays usable when the authentication method is taken; a wrong code is reported first', async () => {
    const desk = new SignUpDesk();
    const method = Uuid.of(new Uint8Array(16).fill(3));
    expect(await desk.create('yan@example.com', await desk.code('yan@example.com'), method)).toMatchObject({
      status: 'ok',
    });
    const code = await desk.code(zoe);
    const taken = { status: 'auth_method_id_already_exists' };
    for (let again = 0; again < 5; again++) expect(await desk.create(zoe, code, method)).toMatchObject(taken);
    expect(await desk.create(zoe, otherThan(code), method)).toMatchObject(invalid);
    expect(await desk.create(zoe, code)).toMatchObject({ status: 'ok' });
  });

  test('opens one account for many concurrent requests', async () => {
    const desk = new SignUpDesk();
    const code = await desk.code(zoe);
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => desk.create(zoe, code)));
    expect(outcomes.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === required.status)).toHaveLength(15);
    const again = await desk.code('yan@example.com');
    const wrong = await Promise.all(
      Array.from({ length: 16 }, () => desk.check('yan@example.com', otherThan(again))),
    );
    expect(wrong.filter(({ status }) => status === invalid.status)).toHaveLength(3);
  });
});
