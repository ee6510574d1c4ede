import { expect, onTestFinished, test } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import { mutantTarget } from '../../self-test/mutant-target.ts';
import { runLives } from '../../self-test/run-lives.ts';
import type { InviteCall } from '../../src/model/calls.ts';
import { MAX_MAILBOX_BYTES, Mailbox, mailBreach, mailText } from '../../src/play/mailbox.ts';
import type { RunEvent } from '../../src/runner/run-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { MAX_RELAY_BYTES } from '../../src/targets/mail-relay.ts';
import { startMemory } from '../../src/targets/memory-target.ts';
import type { StartOptions } from '../../src/targets/start-options.ts';
import type { RunningServer } from '../../src/targets/target.ts';
import type { Mail } from '../../src/wire/mail.ts';
import { drawn } from '../support/drawn.ts';

const sender = 'no-reply@parsec.example.com';
const email = 'zoe@example.com';
const by = { device: 'alice-laptop', user: 'alice' };
const token = new Uint8Array(16).fill(7);
const expected = { sender, email, organization: 'Acme', token };

const link = (organization: string, action = 'claim_user', bytes = token): string => {
  const payload = Buffer.from([0xc4, 16, ...bytes]).toString('base64url');
  return `http://parsec.example.com/redirect/${organization}?a=${action}&p=${payload}`;
};

const mailOf = (text: string, change: Partial<Mail> = {}): Mail => ({
  envelope: { from: sender, to: [email] },
  raw: Buffer.from(text),
  headerLines: [],
  subject: 'Alice invited you to Acme',
  from: [sender],
  to: [email],
  replyTo: [],
  text,
  html: `<a href="${text.replaceAll('&', '&amp;')}">join</a>`,
  ...change,
});
const right = mailOf(link('Acme'));
const elsewhere = mailOf(link('Acme'), { envelope: { from: sender, to: ['bob@example.com'] } });
const copied = mailOf(link('Acme'), { headerLines: [{ key: 'cc', line: 'Cc: bob@example.com' }] });

const ofUser: InviteCall = { cmd: 'invite_new_user', by, email };
const ofDevice: InviteCall = { cmd: 'invite_new_device', by };
const mail = true as const;

test.each<[string, InviteCall, string, readonly Mail[], string | undefined]>([
  ['the right one', { ...ofUser, mail }, 'ok', [right], undefined],
  ['none', { ...ofUser, mail }, 'ok', [], 'invite_new_user/one-mail-per-call'],
  ['two', { ...ofUser, mail }, 'ok', [right, right], 'invite_new_user/one-mail-per-call'],
  ['one to another address', { ...ofUser, mail }, 'ok', [elsewhere], 'invite_new_user/mail-to-claimer-only'],
  ['one with a copy', { ...ofUser, mail }, 'ok', [copied], 'invite_new_user/mail-to-claimer-only'],
  [
    'one of another sender',
    { ...ofUser, mail },
    'ok',
    [{ ...right, from: [email] }],
    'invite_new_user/mail-to-claimer-only',
  ],
  [
    'one with a link of another action',
    { ...ofUser, mail },
    'ok',
    [mailOf(link('Acme', 'claim_device'))],
    'invite_new_user/mail-link',
  ],
  [
    'one with another token',
    { ...ofUser, mail },
    'ok',
    [mailOf(link('Acme', 'claim_user', new Uint8Array(16)))],
    'invite_new_user/mail-link',
  ],
  ['one without HTML', { ...ofUser, mail }, 'ok', [{ ...right, html: '' }], 'invite_new_user/mail-link'],
  ['one unasked', ofUser, 'ok', [right], 'invite_new_user/no-mail-unasked'],
  ['none unasked', ofUser, 'ok', [], undefined],
  [
    'one despite a refusal',
    { ...ofUser, mail },
    'author_not_allowed',
    [right],
    'invite_new_user/author-is-admin',
  ],
  ['none after a refusal', { ...ofUser, mail }, 'author_not_allowed', [], undefined],
  [
    'the right one of a device',
    { ...ofDevice, mail },
    'ok',
    [mailOf(link('Acme', 'claim_device'))],
    undefined,
  ],
  [
    'the link of a user for a device',
    { ...ofDevice, mail },
    'ok',
    [right],
    'invite_new_device/mail-to-author',
  ],
  ['none for a device', { ...ofDevice, mail }, 'ok', [], 'invite_new_device/mail-to-author'],
])('mails after an invitation, %s: %#', (_, request, status, mails, breach) => {
  expect(mailBreach(request, status, mails, expected)).toBe(breach);
});

test('a mail is described without its token', () => {
  expect(mailText(right, 'invite_new_user', expected)).toBe('to zoe@example.com with the link');
  expect(mailText({ ...copied, html: '' }, 'invite_new_user', expected)).toBe(
    'to zoe@example.com and Cc: bob@example.com without the link in the HTML part',
  );
});

const instantly = { limitMs: 0, sleep: async () => undefined };

test('a mailbox returns each mail once, to the organization that its link or its subject names', async () => {
  const mails: Mail[] = [right, mailOf(link('Other'), { subject: 'hello' })];
  const relay = {
    kind: 'willing',
    port: 1,
    mails,
    mayBeGivenUp: () => false,
    close: async () => undefined,
  } as const;
  const mailbox = new Mailbox({ relay, sender });
  expect(await mailbox.unread('Acme', 0, instantly)).toEqual([right]);
  expect(await mailbox.unread('Acme', 0, instantly)).toEqual([]);
  expect(await mailbox.unread('Other', 0, instantly)).toEqual(mails.slice(1));
  const late = mailOf('no link');
  const sleep = async () => mails.push(late);
  expect(await mailbox.unread('Acme', 1, { limitMs: 60_000, sleep })).toEqual([late]);
});

test('a mailbox is full before the relay refuses mails', () => {
  const mails: Mail[] = [];
  const relay = {
    kind: 'willing',
    port: 1,
    mails,
    mayBeGivenUp: () => false,
    close: async () => undefined,
  } as const;
  const mailbox = new Mailbox({ relay, sender });
  expect(mailbox.isFull).toBe(false);
  mails.push({ ...right, raw: new Uint8Array(MAX_MAILBOX_BYTES + 1) });
  expect(mailbox.isFull).toBe(true);
  expect(MAX_MAILBOX_BYTES).toBeLessThan(MAX_RELAY_BYTES);
});

test('lives are played on the server whose mails the judge receives, and its loss ends the run', async () => {
  const server = await mutantTarget({});
  onTestFinished(() => server.close());
  let opened = 0;
  const start = async (options: StartOptions): Promise<RunningServer> => {
    const mailed = await startMemory({ administrationToken: 's3lf-t3st' }, options, {
      mutants: [
        {
          name: 'authentication/token-form#counts',
          requirement: 'authentication/token-form',
          wrap: (handle) => (call) => {
            if (call.target === '/administration/organizations') opened += 1;
            if (opened === 3) void mailed.close();
            return handle(call);
          },
        },
      ],
    });
    return mailed;
  };
  const run = runSuite({
    server: { ...server, start },
    checks: [],
    patterns: { only: ['properties'], except: [] },
    seed: 'self-test',
    run: '5e1f7e',
    jobs: 1,
    properties: { seed: 'self-test', lives: 24 },
    onEvent: () => undefined,
  });
  await expect(run).rejects.toMatchObject({ code: 'unreachable' });
  expect(opened).toBeGreaterThan(2);
});

test('calls that ask for a mail are left out on a target without mail', async () => {
  const server = await mutantTarget({});
  onTestFinished(() => server.close());
  const events: RunEvent[] = [];
  await runSuite({
    server: { ...server, capabilities: { ...server.capabilities, mail: false } },
    checks: [],
    patterns: { only: ['properties'], except: [] },
    seed: 'self-test',
    run: '5e1f7e',
    withoutPreflight: {},
    properties: { seed: 'self-test', lives: 2 },
    onEvent: (event) => events.push(event),
  });
  const lives = events.find(({ event }) => event === 'properties-finished');
  expect(lives).toMatchObject({ counterexamples: [], unserved: ['mail'] });
});

test.each(
  drawn(
    [
      'invite_new_user/mail-link#another-token',
      'invite_new_user/mail-to-claimer-only#to-the-host-too',
      'invite_new_user/one-mail-per-call#twice',
      'invite_new_user/tells-mail-outcome#another-word',
      'invite_new_device/mail-to-author#user-link',
    ],
    (name) => name,
  ),
)('lives notice %s in one call', async (name) => {
  const mutants = (await loadMutants()).filter((mutant) => mutant.name === name);
  const properties = { seed: 'self-test', lives: 96, shrinkMs: 180_000 };
  const { lives } = await runLives({ mutants }, { properties, failFast: true });
  const requirement = name.replace(/#.*/, '');
  const found = lives.counterexamples.find((one) => one.requirement.id === requirement);
  expect(found?.story.calls).toHaveLength(1);
});
