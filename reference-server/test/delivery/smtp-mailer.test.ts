import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { mailbox, message, oddRelay, send, stops } from '../support/relays.ts';

describe('a relay', () => {
  test('gets both parts, with sender, recipient, subject, date and message identifier', async () => {
    const { port, mails } = await mailbox();
    // The header has no milliseconds.
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    expect(await send({ port })).toBe('SUCCESS');
    expect(await send({ port })).toBe('SUCCESS');
    const after = Date.now();
    expect(mails).toHaveLength(2);
    const [{ mail, from, to, raw } = { mail: undefined, from: '', to: [], raw: '' }, second] = mails;
    expect([from, to]).toEqual(['no-reply@parsec.example', ['bob@example.com']]);
    expect(mail?.from?.value).toEqual([{ name: '', address: 'no-reply@parsec.example' }]);
    expect(mail?.to).toMatchObject({ value: [{ name: '', address: 'bob@example.com' }] });
    expect(mail?.replyTo?.value).toEqual([{ name: 'Zoë', address: 'zoe@example.com' }]);
    expect(mail?.subject).toBe(message.subject);
    expect(mail?.text?.trim()).toBe(message.text.trim());
    expect(mail?.html).toContain('Grüße &amp; more');
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    expect(mail?.date?.getTime()).toBeGreaterThanOrEqual(before);
    expect(mail?.date?.getTime()).toBeLessThanOrEqual(after);
    expect(mail?.messageId).toMatch(/^<[^@<>\s]+@parsec\.example>$/);
    expect(second?.mail.messageId).not.toBe(mail?.messageId);
    // Nothing but ASCII in short lines: no relay has a reason to change it.
    expect(raw).toMatch(/^\p{ASCII}*$/u);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  test.each([
    ['"a\\"b"@example.com', '"a\\"b"@example.com'],
    ['"quoted.part"@example.com', '"quoted.part"@example.com'],
    ['bob@xn--bcher-kva.example', 'bob@xn--bcher-kva.example'],
    ['Bob.X+tag@example.com', 'Bob.X+tag@example.com'],
    ['bob@[127.0.0.1]', 'bob@[127.0.0.1]'],
    ['"two words"@example.com', '"two words"@example.com'],
  ])('gets the address %s as %s', async (to, written) => {
    const lines: string[] = [];
    const { port } = await oddRelay((socket) => {
      socket.write('220 here\r\n');
      socket.on('data', (piece) => {
        lines.push(...piece.toString('latin1').split('\r\n'));
        socket.write(lines.includes('DATA') ? '354 go on\r\n' : '250 fine\r\n');
      });
    });
    await send({ port }, { ...message, to });
    expect(lines).toContain(`RCPT TO:<${written}>`);
    expect(lines.filter((line) => /^(?:MAIL|RCPT)/.test(line))).toHaveLength(2);
  });

  test.each([
    '"a\r\nRCPT TO:<evil@example.com>\r\n b"@example.com',
    'bob@example.com\r\nDATA',
    'bob@example.com>\r\nRCPT TO:<evil@example.com',
  ])('hears one command for one address, whatever is in it: %j', async (to) => {
    const { port, mails } = await mailbox();
    const outcome = await send({ port }, { ...message, to });
    expect(mails.every(({ to: recipients }) => recipients.length === 1)).toBe(true);
    expect(mails.flatMap(({ to: recipients }) => recipients)).not.toContain('evil@example.com');
    expect(outcome).toBe(mails.length === 0 ? 'RECIPIENT_REFUSED' : 'SUCCESS');
  });

  test('gets no header from a name, an address or a subject', async () => {
    const { port, mails } = await mailbox();
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\nbody';
    await send({ port }, { ...message, subject: evil, replyTo: { address: 'zoe@example.com', name: evil } });
    const head = (mails[0]?.raw ?? '').split('\r\n\r\n')[0] ?? '';
    const names = head.split(/\r\n(?!\s)/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    expect(names.toSorted()).toEqual(
      [
        'auto-submitted',
        'content-language',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'reply-to',
        'subject',
        'to',
      ].toSorted(),
    );
    expect(mails[0]?.to).toEqual(['bob@example.com']);
  });

  test('that demands a login gets it; with a wrong one nothing is sent', async () => {
    const { port, mails } = await mailbox({
      authOptional: false,
      onAuth: ({ username, password }, _, callback) =>
        username === 'me' && password === 'hunter2'
          ? callback(null, { user: username })
          : callback(new Error('no')),
    });
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (fields: object, message: string) => warnings.push(fields, message) };
    expect(await send({ port, login: { user: 'me', password: 'hunter2' } })).toBe('SUCCESS');
    expect(mails[0]).toMatchObject({ user: 'me' });
    expect(await send({ port, login: { user: 'me', password: 'hunter3' } }, message, log)).toBe(
      'SERVER_UNAVAILABLE',
    );
    expect(await send({ port })).toBe('SERVER_UNAVAILABLE');
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(warnings)).toContain('EAUTH');
    expect(JSON.stringify(warnings)).not.toMatch(/hunter|xBAAESIz/);
  });

  test('that refuses an empty password is quoted in the log as it is', async () => {
    const { port } = await mailbox({ onAuth: (_, __, callback) => callback(new Error('no such user')) });
    const warnings: object[] = [];
    const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
    await send({ port, login: { user: 'me', password: '' } }, message, log);
    expect(warnings).toEqual([
      expect.objectContaining({ reason: expect.not.stringContaining('[redacted]') }),
    ]);
  });

  test('with TLS is trusted only if its certificate is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relay-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${cert}`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
    const pem = { key: readFileSync(key), cert: readFileSync(cert) };
    const implicit = await mailbox({ ...pem, secure: true });
    const upgraded = await mailbox({ ...pem, disabledCommands: [], hideSTARTTLS: false });
    const plain = await mailbox();
    const host = 'localhost';
    const ssl = { host, port: implicit.port, security: 'ssl' } as const;
    const starttls = { host, port: upgraded.port, security: 'tls' } as const;
    expect(await send(ssl)).toBe('SERVER_UNAVAILABLE');
    expect(await send(starttls)).toBe('SERVER_UNAVAILABLE');
    expect(await send({ host, port: plain.port, security: 'tls' })).toBe('SERVER_UNAVAILABLE');
    expect(await send({ host, port: plain.port, security: 'ssl' })).toBe('SERVER_UNAVAILABLE');
    expect([...implicit.mails, ...upgraded.mails, ...plain.mails]).toEqual([]);
    const authorities = tls.getCACertificates('default');
    stops.push(() => tls.setDefaultCACertificates(authorities));
    tls.setDefaultCACertificates([...authorities, pem.cert.toString()]);
    expect(await send(ssl)).toBe('SUCCESS');
    expect(await send(starttls)).toBe('SUCCESS');
    expect(implicit.mails[0]).toMatchObject({ secure: true });
    expect(upgraded.mails[0]).toMatchObject({ secure: true });
    expect(await send({ ...starttls, security: 'none' })).toBe('SUCCESS');
    expect(upgraded.mails[1]).toMatchObject({ secure: false });
  });
});
