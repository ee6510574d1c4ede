import { describe, expect, test } from 'vitest';
import { codeIn, TestSignUp } from '../support/test-sign-up.ts';

const zoe = 'zoe@example.com';
const limits = (cooldown: number, mostPerHour: number) => ({
  config: { validation_emails: { cooldown, mostPerHour } },
});

describe('the limits', () => {
  const limited = (signUp: TestSignUp, seconds: number) => ({
    status: 'email_sending_rate_limited',
    wait_until: signUp.now.plus(BigInt(seconds) * 1_000_000n),
  });

  test('demand a pause, to the microsecond', async () => {
    const signUp = new TestSignUp(limits(60, 0));
    await signUp.mail(zoe);
    expect((await signUp.mail(zoe)).reply).toEqual(limited(signUp, 60));
    signUp.pass(59.999999);
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'email_sending_rate_limited' });
    expect(signUp.messages).toHaveLength(1);
    signUp.pass(0.000001);
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'ok' });
    expect(signUp.messages).toHaveLength(2);
  });

  test('allow a number in an hour, counted from the oldest', async () => {
    const signUp = new TestSignUp(limits(0, 3));
    for (let index = 0; index < 3; index++) {
      expect(await signUp.mail(zoe)).toMatchObject({ status: 'ok' });
      signUp.pass(600);
    }
    expect((await signUp.mail(zoe)).reply).toEqual(limited(signUp, 1800));
    signUp.pass(1799.999999);
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'email_sending_rate_limited' });
    signUp.pass(0.000001);
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'ok' });
    expect((await signUp.mail(zoe)).reply).toEqual(limited(signUp, 600));
  });

  test('count by address, whatever the caller, and by caller, whatever the address', async () => {
    const signUp = new TestSignUp(limits(60, 0));
    await signUp.mail(zoe, '192.0.2.1');
    expect(await signUp.mail(zoe, '192.0.2.2')).toMatchObject({ status: 'email_sending_rate_limited' });
    expect(await signUp.mail('yan@example.com', '192.0.2.1')).toMatchObject({
      status: 'email_sending_rate_limited',
    });
    expect(await signUp.mail('yan@example.com', '::ffff:192.0.2.1')).toMatchObject({
      status: 'email_sending_rate_limited',
    });
    expect(await signUp.mail('yan@example.com', '192.0.2.2')).toMatchObject({ status: 'ok' });
    expect(await signUp.mail('xu@example.com', '')).toMatchObject({ status: 'ok' });
    expect(await signUp.mail('wim@example.com', '')).toMatchObject({ status: 'ok' });
  });

  test.each([
    'VIC@example.com',
    'vic@EXAMPLE.com',
    '"vic"@example.com',
    '"v\\ic"@example.com',
    '"vi c"@example.com',
    ' vic@example.com',
    'vi.(x)c@example.com',
    'vi.(a "(b\\)c") d) (d) c@example.com',
    '(x)"vic"(y)@example.com',
  ])('count %j and vic@example.com together, and keep their codes apart', async (spelling) => {
    const signUp = new TestSignUp(limits(60, 2));
    const [vic, strangers] = ['vic@example.com', ['192.0.2.11', '192.0.2.12', '192.0.2.13', '192.0.2.14']];
    const ask = (email: string, nth: number) => signUp.mail(email, strangers[nth]);
    expect(await ask(spelling, 0)).toMatchObject({ status: 'ok' });
    expect((await ask(vic, 1)).reply).toEqual(limited(signUp, 60));
    signUp.pass(60);
    expect(await ask(vic, 2)).toMatchObject({ status: 'ok' });
    signUp.pass(60);
    expect((await ask(spelling, 3)).reply).toEqual(limited(signUp, 3480));
    expect(signUp.messages.map(({ to }) => to)).toEqual([spelling, vic]);
    const [first, second] = signUp.messages.map(codeIn);
    expect(await signUp.check(vic, first ?? '')).toMatchObject({ status: 'invalid_validation_code' });
    expect(await signUp.create(spelling, first ?? '')).toMatchObject({ status: 'ok' });
    expect(await signUp.create(vic, second ?? '')).toMatchObject({ status: 'ok' });
  });

  test.each(['vicky@example.com', 'vic@example.org', '"(vic)"@example.com', 'vic+1@example.com'])(
    'count %s apart from vic@example.com',
    async (other) => {
      const signUp = new TestSignUp(limits(60, 1));
      expect(await signUp.mail('vic@example.com', '192.0.2.11')).toMatchObject({ status: 'ok' });
      expect(await signUp.mail(other, '192.0.2.12')).toMatchObject({ status: 'ok' });
      expect(await signUp.mail('VIC@example.com', '192.0.2.13')).toMatchObject({
        status: 'email_sending_rate_limited',
      });
    },
  );

  test('count an IPv6 network as one caller', async () => {
    const signUp = new TestSignUp(limits(60, 0));
    const ok = { status: 'ok' };
    const refused = { status: 'email_sending_rate_limited' };
    expect(await signUp.mail('a@example.com', '2001:db8:0:7::1')).toMatchObject(ok);
    expect(await signUp.mail('b@example.com', '2001:DB8::7:ffff:0:0:2')).toMatchObject(refused);
    expect(await signUp.mail('b@example.com', '127.0.0.1', '2001:db8:0:7:1:2:3.4.5.6')).toMatchObject(
      refused,
    );
    expect(await signUp.mail('b@example.com', '127.0.0.1', '[2001:db8:0:7::9]:443')).toMatchObject(refused);
    expect(await signUp.mail('b@example.com', '2001:db8:0:8::1')).toMatchObject(ok);
    expect(await signUp.mail('c@example.com', '::2')).toMatchObject(ok);
    expect(await signUp.mail('d@example.com', '::1')).toMatchObject(refused);
    expect(await signUp.mail('d@example.com', 'fe80::1%eth0')).toMatchObject(ok);
    expect(await signUp.mail('e@example.com', 'fe80::2%eth0')).toMatchObject(refused);
  });

  test('take the address of the caller from a trusted proxy only', async () => {
    const signUp = new TestSignUp(limits(60, 0));
    const from = (peer: string, forwarded: string, email: string) => signUp.mail(email, peer, forwarded);
    const ok = { status: 'ok' };
    const refused = { status: 'email_sending_rate_limited' };
    expect(await from('127.0.0.1', '203.0.113.1', 'a@example.com')).toMatchObject(ok);
    expect(await from('127.0.0.1', '203.0.113.2', 'b@example.com')).toMatchObject(ok);
    expect(await from('127.0.0.1', '10.9.9.9, 203.0.113.2', 'c@example.com')).toMatchObject(refused);
    expect(await from('127.0.0.1', '203.0.113.2, 127.0.0.1', 'c@example.com')).toMatchObject(refused);
    expect(await from('127.0.0.1', 'junk', 'c@example.com')).toMatchObject(ok);
    expect(await from('198.51.100.7', '203.0.113.77', 'd@example.com')).toMatchObject(ok);
    expect(await from('198.51.100.7', '203.0.113.78', 'e@example.com')).toMatchObject(refused);
  });

  test('count the address that a trusted proxy adds, also in a line of its own, not one that the caller wrote', async () => {
    const signUp = new TestSignUp(limits(60, 0));
    const from = (email: string, ...lines: readonly string[]) => signUp.mail(email, '127.0.0.1', ...lines);
    const refused = { status: 'email_sending_rate_limited' };
    expect(await from('a@example.com', '10.9.9.1', '203.0.113.2')).toMatchObject({ status: 'ok' });
    expect(await from('b@example.com', '10.9.9.2', '203.0.113.2')).toMatchObject(refused);
    expect(await from('b@example.com', '10.9.9.3, 10.9.9.4', '203.0.113.2, 127.0.0.1')).toMatchObject(
      refused,
    );
    expect(await from('b@example.com', '10.9.9.5, 203.0.113.2:5678')).toMatchObject(refused);
    expect(await from('b@example.com', '10.9.9.5, [::ffff:203.0.113.2]:5678')).toMatchObject(refused);
    // The forwarded value is no address, so the proxy counts as the caller.
    expect(await from('b@example.com', '10.9.9.6', 'unknown')).toMatchObject({ status: 'ok' });
    expect(await from('c@example.com', '10.9.9.7', 'unknown')).toMatchObject(refused);
  });

  test('do not count refused requests, and count unsent mails', async () => {
    const signUp = new TestSignUp(limits(0, 2));
    signUp.outcome = 'SERVER_UNAVAILABLE';
    await signUp.mail(zoe);
    await signUp.mail(zoe);
    signUp.pass(3599);
    for (let refused = 0; refused < 5; refused++)
      expect((await signUp.mail(zoe)).reply).toEqual(limited(signUp, 1));
    signUp.pass(1);
    signUp.outcome = 'SUCCESS';
    expect(await signUp.create(zoe, await signUp.code(zoe))).toMatchObject({ status: 'ok' });
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'ok' });
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'email_sending_rate_limited' });
  });

  test('may be off, and then a clock that goes back has no effect', async () => {
    const signUp = new TestSignUp();
    await signUp.mail(zoe);
    signUp.pass(-30);
    expect(await signUp.mail(zoe)).toMatchObject({ status: 'ok' });
  });
});

describe('a code', () => {
  test('lives for an hour', async () => {
    const signUp = new TestSignUp();
    const code = await signUp.code(zoe);
    signUp.pass(3600);
    expect(await signUp.check(zoe, code)).toMatchObject({ status: 'ok' });
    signUp.pass(0.000001);
    expect(await signUp.check(zoe, code)).toMatchObject({ status: 'send_validation_email_required' });
    expect(await signUp.create(zoe, code)).toMatchObject({ status: 'send_validation_email_required' });
  });
});
