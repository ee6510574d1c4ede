import type { Socket } from 'node:net';
import { API_VERSION, encodeRequest } from '@parsec-spec/spec/commands';
import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../src/delivery/compose-mail.ts';
import { openMailer } from '../../src/delivery/open-mailer.ts';
import { silentLog } from '../../src/log.ts';
import { askInvited, inviteDevice, inviteUser } from '../support/invitations.ts';
import { closedPort, type Delivered } from '../support/mailbox.ts';
import { mailbox, oddRelay } from '../support/relays.ts';
import { testOrganization } from '../support/test-organization.ts';

const sender = 'no-reply@parsec.example';
const relayAt = (port: number, timeout = 60) =>
  openMailer({ host: '127.0.0.1', port, security: 'none', login: null, sender, timeout }, silentLog);
const server_addr = { host: 'parsec.example', port: 8443, tls: true } as const;
const withRelay = async (options: Parameters<typeof testOrganization>[0] = {}) => {
  const box = await mailbox();
  const organization = await testOrganization({
    ...options,
    mailer: relayAt(box.port),
    config: { server_addr, ...options.config },
  });
  return { ...organization, mails: box.mails, organization };
};

/** Every link of the mail: in the text, and in the HTML with its escapes undone. */
const linksIn = ({ mail }: Delivered): readonly string[] => {
  const html = (mail.html || '').replaceAll('&amp;', '&');
  return [mail.text ?? '', html].flatMap((part) => part.match(/https?:\/\/[^\s"<]+/g) ?? []);
};

describe('the mail of a user invitation', () => {
  test('goes only to the invited address, with a link that opens the invitation, from the configured address', async () => {
    const { organization, mails, alice, id, talk, authorization } = await withRelay();
    const request = encodeRequest({
      cmd: 'invite_new_user',
      claimer_email: 'zack@example.com',
      send_email: true,
    });
    await talk({
      method: 'POST',
      target: `/authenticated/${id}`,
      headers: [
        ['Api-Version', API_VERSION],
        ['Content-Type', 'application/msgpack'],
        ['Host', 'evil.example'],
        ['X-Forwarded-Host', 'evil.example'],
        ['Authorization', authorization(alice)],
      ],
      body: request,
    });
    expect(mails).toHaveLength(1);
    const [delivered] = mails;
    if (delivered === undefined) throw new Error('no mail');
    const { from, to, mail } = delivered;
    expect([from, to]).toEqual([sender, ['zack@example.com']]);
    expect(mail.from?.value).toMatchObject([{ address: sender }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'zack@example.com' }] });
    expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
    expect(mail.subject).toBe(`[Parsec] Alice invited you to ${id}`);
    expect(mail.replyTo?.value).toEqual([{ name: 'Alice', address: 'alice@example.com' }]);
    const token = await inviteUser(organization, alice, 'zack@example.com');
    const links = linksIn(delivered);
    expect(links).toHaveLength(4);
    for (const link of links) {
      expect(link).toMatch(/^https:\/\/parsec\.example:8443\/redirect\//);
      expect(parseInvitationUrl(link)).toEqual({
        ok: true,
        address: { server: server_addr, organization: id, type: 'USER', token },
      });
    }
    expect(mail.text).toContain('Alice');
    expect(delivered.raw).not.toContain('evil');
  });

  test('is sent once per call that asks for it, and never if the command is refused', async () => {
    const { organization, mails, ask, alice, enrol } = await withRelay();
    const bob = await enrol('bob');
    const token = await inviteUser(organization, alice, 'zack@example.com', false);
    expect(mails).toHaveLength(0);
    expect(await inviteUser(organization, alice, 'zack@example.com', true)).toEqual(token);
    expect(mails).toHaveLength(1);
    expect(await inviteUser(organization, alice, 'zack@example.com', true)).toEqual(token);
    expect(mails).toHaveLength(2);
    const request = { cmd: 'invite_new_user', claimer_email: 'yves@example.com', send_email: true } as const;
    expect(await ask(bob, request)).toMatchObject({ status: 'author_not_allowed' });
    expect(await ask(alice, { ...request, claimer_email: bob.email })).toMatchObject({
      status: 'claimer_email_already_enrolled',
    });
    expect(mails).toHaveLength(2);
    expect(await ask(alice, request)).toMatchObject({ status: 'ok' });
    expect(mails).toHaveLength(3);
  });

  test('escapes any name, so that a name adds no markup', async () => {
    const label = "O'Zoë & Söhne\r\nBcc\u202e\u200b\u2060\ufeff\u2028x";
    const { organization, mails, alice, enrol } = await withRelay({
      bootstrap: { user: { human_handle: ['alice@example.com', label] } },
    });
    await inviteUser(organization, alice, 'zack@example.com', true);
    const [delivered] = mails;
    if (delivered === undefined) throw new Error('no mail');
    const { mail, raw, to } = delivered;
    expect(to).toEqual(['zack@example.com']);
    const shown = "O'Zoë & Söhne Bcc x";
    expect(mail.subject).toBe(`[Parsec] ${shown} invited you to ${organization.id}`);
    expect(mail.replyTo?.value).toEqual([{ name: shown, address: 'alice@example.com' }]);
    expect(mail.text).toContain(shown);
    expect(mail.html).toContain('O&#39;Zoë &amp; Söhne Bcc x');
    expect(mail.html).not.toContain('Zoë & ');
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc/im);
    // The mail of another administrator has another name: nothing is cached.
    const adam = await enrol('adam', {
      user: { profile: 'ADMIN', human_handle: ['adam@example.com', 'Adam'] },
    });
    await inviteUser(organization, adam, 'zack@example.com', true);
    expect(mails[1]?.mail.replyTo?.value).toEqual([{ name: 'Adam', address: 'adam@example.com' }]);
  });

  test('names an organization in any script, in a link that leads to it', () => {
    const mail = {
      to: 'z@example.com',
      organization: 'Ünï_組織',
      token: new Uint8Array(16).fill(7),
    } as const;
    const inviter = ['a@example.com', 'A<b>"&'] as const;
    for (const one of [
      { mail: 'user_invitation', inviter, ...mail } as const,
      { mail: 'device_invitation', ...mail } as const,
    ]) {
      const { subject, text, html } = composeMail(one, server_addr);
      const link = /https:\S+/.exec(text)?.[0] ?? '';
      expect(subject).toContain('Ünï_組織');
      expect(parseInvitationUrl(link)).toMatchObject({
        address: { organization: 'Ünï_組織', token: mail.token },
      });
      expect(html).toContain(`href="${link.replace('&', '&amp;')}"`);
      expect(html).not.toContain('A<b>');
    }
  });
});

describe('the mail of a device invitation', () => {
  test('goes to the own address, names the organization, and opens the invitation', async () => {
    const { organization, mails, enrol, id } = await withRelay();
    const bob = await enrol('bob');
    const token = await inviteDevice(organization, bob, false);
    expect(mails).toHaveLength(0);
    expect(await inviteDevice(organization, bob, true)).toEqual(token);
    expect(mails).toHaveLength(1);
    const [delivered] = mails;
    if (delivered === undefined) throw new Error('no mail');
    expect(delivered.to).toEqual([bob.email]);
    expect(delivered.mail.subject).toBe(`[Parsec] New device invitation to ${id}`);
    expect(delivered.mail.replyTo).toBeUndefined();
    const links = linksIn(delivered).map((link) => parseInvitationUrl(link));
    expect(links).toHaveLength(4);
    for (const link of links)
      expect(link).toMatchObject({
        address: { type: 'DEVICE', organization: id, token, server: server_addr },
      });
  });
});

describe('a mail that cannot be sent', () => {
  const refusing = async () =>
    (
      await mailbox({
        onRcptTo: (_, __, callback) =>
          callback(Object.assign(new Error('no such user'), { responseCode: 550 })),
      })
    ).port;

  test.each([
    ['RECIPIENT_REFUSED', refusing, 60],
    ['SERVER_UNAVAILABLE', closedPort, 60],
    ['SERVER_UNAVAILABLE', async () => (await oddRelay(() => {})).port, 0.4],
  ] as const)('is reported as %s, and the invitation stands', async (email_sent, port, timeout) => {
    const organization = await testOrganization({ mailer: relayAt(await port(), timeout) });
    const { ask, alice } = organization;
    for (const request of [
      { cmd: 'invite_new_user', claimer_email: 'zack@example.com', send_email: true } as const,
      { cmd: 'invite_new_device', send_email: true } as const,
    ]) {
      const { reply } = await ask(alice, request);
      expect(reply).toMatchObject({ status: 'ok', email_sent });
      const token = reply?.status === 'ok' ? reply.token : new Uint8Array(16);
      expect(await askInvited(organization, token, { cmd: 'invite_info' })).toMatchObject({ status: 'ok' });
      expect((await ask(alice, { ...request, send_email: false })).reply).toMatchObject({
        token,
        email_sent: 'SUCCESS',
      });
    }
  });

  test('does not delay other requests', async () => {
    const connections: Socket[] = [];
    const { port } = await oddRelay((socket) => void connections.push(socket));
    const organization = await testOrganization({ mailer: relayAt(port, 600) });
    const { ask, alice, enrol } = organization;
    let isOut = false;
    const slow = inviteUser(organization, alice, 'zack@example.com', true);
    void slow.then(() => {
      isOut = true;
    });
    await enrol('bob');
    const token = await inviteUser(organization, alice, 'zack@example.com', false);
    await ask(alice, { cmd: 'invite_cancel', token });
    expect(isOut).toBe(false);
    await expect.poll(() => connections).toHaveLength(1);
    connections[0]?.destroy();
    expect(await slow).toEqual(token);
  });
});
