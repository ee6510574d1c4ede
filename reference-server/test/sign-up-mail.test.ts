import { parseSignUpUrl } from '@parsec-spec/spec/urls';
import { describe, expect, test } from 'vitest';
import { codeIn, otherThan, SignUpDesk } from './sign-up.ts';

const zoe = 'zoe@example.com';
const invalid = { status: 'invalid_validation_code' };

describe('a mail to sign up', () => {
  test('goes to the address, and holds the code and a link that carries both', async () => {
    const server_addr = { host: 'parsec.example', port: 443, tls: true } as const;
    const desk = new SignUpDesk({ config: { server_addr } });
    expect(await desk.mail(zoe)).toMatchObject({ status: 'ok' });
    expect(desk.letters).toHaveLength(1);
    const [{ to, subject, text, html } = { to: '', subject: '', text: '', html: '' }] = desk.letters;
    const code = codeIn(desk.letters[0]);
    expect(to).toBe(zoe);
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
    expect(html).toContain(`>${code}<`);
    expect(subject).not.toContain(code);
    const link = /https:\S+/.exec(text)?.[0] ?? '';
    expect(link).toMatch(/^https:\/\/parsec\.example\/redirect\/\?a=sign_up&p=/);
    expect(parseSignUpUrl(link)).toEqual({ ok: true, address: { server: server_addr, email: zoe, code } });
    expect(html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });

  test('contains a new code each time, which invalidates the former one and resets the failures', async () => {
    const desk = new SignUpDesk();
    const first = await desk.code(zoe);
    for (let wrong = 0; wrong < 2; wrong++)
      expect(await desk.check(zoe, otherThan(first))).toMatchObject(invalid);
    const second = await desk.code(zoe);
    expect(second).not.toBe(first);
    for (let wrong = 0; wrong < 2; wrong++) expect(await desk.check(zoe, first)).toMatchObject(invalid);
    expect(await desk.check(zoe, second)).toMatchObject({ status: 'ok' });
  });

  test('that cannot be sent is reported, and leaves the code in place', async () => {
    const desk = new SignUpDesk();
    desk.outcome = 'SERVER_UNAVAILABLE';
    expect(await desk.mail(zoe)).toMatchObject({ status: 'email_server_unavailable' });
    desk.outcome = 'RECIPIENT_REFUSED';
    expect(await desk.mail(zoe)).toMatchObject({ status: 'email_recipient_refused' });
    expect(await desk.check(zoe, codeIn(desk.letters.at(-1)))).toMatchObject({ status: 'ok' });
  });

  test('goes to no address with an account, and the reply does not reveal that', async () => {
    const desk = new SignUpDesk();
    expect(await desk.create(zoe, await desk.code(zoe))).toMatchObject({ status: 'ok' });
    const { length } = desk.letters;
    expect(await desk.mail(zoe)).toEqual(await desk.mail('nobody-yet@example.com'));
    expect(desk.letters.slice(length).map(({ to }) => to)).toEqual(['nobody-yet@example.com']);
    expect(await desk.mail('Zoe@example.com')).toMatchObject({ status: 'ok' });
    expect(desk.letters).toHaveLength(length + 2);
  });

  test('contains a code that is independent of all others', async () => {
    const desk = new SignUpDesk();
    const codes: string[] = [];
    for (let index = 0; index < 200; index++) codes.push(await desk.code(`p${index}@example.com`));
    expect(new Set(codes).size).toBeGreaterThan(198);
    for (let place = 0; place < 6; place++)
      expect(new Set(codes.map((code) => code[place])).size).toBeGreaterThan(24);
  });
});
