import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { composeMail } from '../../src/delivery/compose-mail.ts';
import { rawMessage } from '../../src/delivery/raw-message.ts';

const server = { host: 'parsec.example', port: 443, tls: true } as const;
const address = 'alice@example.com';

/** The mail of an invitation, with this name of the inviter. */
async function invitationBy(name: string, from = address): Promise<{ raw: string; head: string }> {
  const message = composeMail(
    {
      mail: 'user_invitation',
      to: 'zack@example.com',
      organization: 'Org',
      token: new Uint8Array(16).fill(7),
      inviter: [from, name],
    },
    server,
  );
  const { bytes } = await rawMessage(message, 'no-reply@parsec.example');
  const raw = bytes.toString('latin1');
  return { raw, head: raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n(?=[ \t])/g, '') };
}

const headerIn = (head: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';

test('a name that is an encoded word reads as it was given, and no reader decodes it', async () => {
  const name = '=?utf-8?q?x=0d=0aBcc=3a_e?=';
  const { raw, head } = await invitationBy(name);
  const mail = await simpleParser(raw);
  expect(mail.subject).toBe(`[Parsec] ${name} invited you to Org`);
  expect(mail.replyTo?.value).toEqual([{ name, address }]);
  expect(headerIn(head, 'Reply-To')).toBe(
    `=?UTF-8?B?${Buffer.from(name).toString('base64')}?= <alice@example.com>`,
  );
  expect(headerIn(head, 'Subject')).toMatch(/^(?:=\?UTF-8\?B\?[A-Za-z\d+/=]+\?= ?)+$/);
  expect(head).not.toContain(name);
});

test('any name that holds the start of an encoded word is read back, in words of at most 75 characters', async () => {
  const pieces = fc.constantFrom(
    '=?',
    '?=',
    '=?utf-8?q?',
    '=?utf-8?b?',
    '=0a',
    'Zoë',
    '"',
    '\\',
    '<',
    ' ',
    'a',
    '組',
  );
  const names = fc
    .tuple(fc.array(pieces, { maxLength: 30 }), fc.array(pieces, { maxLength: 30 }))
    .map(([before, after]) => [...before, '=?', ...after].join('').replaceAll(/ +/g, ' ').trim());
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const { raw, head } = await invitationBy(name);
      const { subject, replyTo } = await simpleParser(raw);
      expect(subject).toBe(`[Parsec] ${name} invited you to Org`);
      expect(replyTo?.value).toEqual([{ name, address }]);
      for (const line of ['Subject', 'Reply-To'].map((header) => headerIn(head, header)))
        for (const [word] of line.matchAll(/=\?[^ ]*/g)) {
          expect(word).toMatch(/^=\?UTF-8\?B\?[A-Za-z\d+/]+=*\?=$/);
          expect(word.length).toBeLessThanOrEqual(75);
        }
    }),
    { numRuns: 200 },
  );
});

test.each([
  '"a\r\n Bcc: e@example.com\r\n b"@example.com',
  '"a\r\nBcc: e@example.com"@example.com',
  '"two words"@example.com',
  '"a,b;c>"@example.com',
])('an address beside such a name adds neither header nor recipient: %j', async (from) => {
  const { head } = await invitationBy('=?utf-8?q?x?=', from);
  const plain = await invitationBy('Alice', from);
  const addressIn = (line: string): string => line.slice(line.indexOf(' ') + 1);
  expect(addressIn(headerIn(head, 'Reply-To'))).toBe(addressIn(headerIn(plain.head, 'Reply-To')));
  const names = (text: string): string[] => text.split('\r\n').map((line) => line.split(':')[0] ?? '');
  expect(names(head)).toEqual(names(plain.head));
});
