import type { Judge } from '../../../src/judge/judge.ts';
import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, invitedPair, joinAttempt } from '../../../src/vocabulary/actions/greeting.ts';
import { askInfo, endings, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

/** A pending invitation, and requests with any value of the header. */
async function prepareInvitation(judge: Judge) {
  const { alice } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  const invitation = await inviteUser(judge, alice, email);
  const call = (hex: string, scheme = 'Bearer') =>
    askInfo(judge, invitation, { change: { Authorization: `${scheme} ${hex}` } });
  return { alice, email, invitation, call, hex: invitation.hex };
}

for (const [name, malform] of [
  ['text', () => '<dummy>'],
  ['31-digits', (hex) => hex.slice(1)],
  ['33-digits', (hex) => `${hex}0`],
  ['30-digits', (hex) => hex.slice(2)],
  ['34-digits', (hex) => `${hex}00`],
  ['no-hex', (hex) => `g${hex.slice(1)}`],
  ['hyphens', (hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')],
  ['base64', (hex) => Buffer.from(hex, 'hex').toString('base64url')],
] satisfies [string, (hex: string) => string][]) {
  verifies('authentication/invitation-token-well-formed', { case: name }, async (judge) => {
    const { call, hex } = await prepareInvitation(judge);
    const malformed = malform(hex);
    if (name !== 'text') judge.hide(malformed, `invitation token, ${name}`);
    await judge.twin({ broken: () => call(malformed), refused: 401, valid: () => call(hex) });
  });
}

verifies('authentication/invitation-token-well-formed', { case: 'scheme' }, async (judge) => {
  const { call, hex } = await prepareInvitation(judge);
  await judge.twin({ broken: () => call(hex, 'Basic'), refused: 401, valid: () => call(hex, 'bearer') });
});

verifies('authentication/invitation-token-form', async (judge) => {
  const { call, hex, email } = await prepareInvitation(judge);
  const answer = await call(hex);
  const { type, claimer_email } = judge.expect.reply(answer, 'ok', 'invite_info');
  await judge.under('invite_info/user-invitation', () =>
    judge.expect.equal([type, claimer_email], ['USER', email], 'type and claimer', answer),
  );
});

verifies('authentication/invitation-known', { case: 'random' }, async (judge) => {
  const { call, hex } = await prepareInvitation(judge);
  await judge.twin({ broken: () => call(judge.random.hex(32)), refused: 403, valid: () => call(hex) });
});

verifies('authentication/invitation-known', { case: 'another-organization' }, async (judge) => {
  const { invitation } = await prepareInvitation(judge);
  const { author } = await judge.bootstrapped();
  const own = await inviteUser(judge, author, freshAddress(judge));
  const strayed = { ...invitation, organization: author.organization };
  await judge.twin({
    broken: () => askInfo(judge, strayed),
    refused: 403,
    valid: () => askInfo(judge, own),
  });
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'the token in its own organization');
});

verifies('authentication/invitation-known', { case: 'bootstrap-token' }, async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  const { token } = organization;
  if (token === null) return judge.notApplicable('this target gives no bootstrap token');
  const invitation = await inviteUser(judge, author, freshAddress(judge));
  await judge.twin({
    broken: () => askInfo(judge, { ...invitation, hex: Buffer.from(token).toString('hex') }),
    refused: 403,
    valid: () => askInfo(judge, invitation),
  });
});

/** Every command of the invited family, and its reply while the invitation is pending. */
const commands = {
  info: ['ok', (judge, { invitation }) => askInfo(judge, invitation)],
  start: [
    'ok',
    (judge, { invitation, alice }) => claimerSide(judge, invitation, alice.person.userId).startAttempt(),
  ],
  step: ['not_ready', (_, { pair, attempt }) => pair.claimer.step(attempt, 0)],
  cancel: ['ok', (_, { pair, attempt }) => pair.claimer.cancel(attempt)],
} satisfies Record<
  string,
  readonly [string, (judge: Judge, at: PendingInvitation) => ReturnType<typeof askInfo>]
>;

type PendingInvitation = Awaited<ReturnType<typeof pendingInvitation>>;
async function pendingInvitation(judge: Judge) {
  const greeting = await invitedPair(judge);
  return { ...greeting, attempt: await joinAttempt(judge, greeting.pair) };
}

for (const { command, call } of Object.values(endings)) {
  for (const [name, [served, ask]] of Object.entries(commands)) {
    const end = command.replace('invite_', '');
    verifies('authentication/invitation-deleted', { case: `${name}-after-${end}` }, async (judge) => {
      const at = await pendingInvitation(judge);
      judge.expect.reply(await ask(judge, at), served, 'while the invitation is pending');
      judge.expect.reply(await call(judge, at.alice, at.invitation), 'ok', command);
      judge.expect.answer(await ask(judge, at), 410, `after ${command}`);
    });
  }
}

verifies('authentication/device-token-never-invited', async (judge) => {
  const { alice, invitation } = await prepareInvitation(judge);
  const change = { Authorization: `Bearer ${deviceToken(alice.device, judge.now())}` };
  await judge.twin({
    broken: () => askInfo(judge, invitation, { change }),
    refused: 401,
    valid: () => askInfo(judge, invitation),
  });
  judge.expect.reply(
    await judge.rpc.authenticated(alice, { cmd: 'organization_info' }, { change }),
    'ok',
    'the same device token where it belongs',
  );
});

for (const route of ['authenticated', 'tos', 'events'] as const) {
  verifies('authentication/invitation-token-opens-invited-only', { case: route }, async (judge) => {
    const { alice, invitation, hex } = await prepareInvitation(judge);
    const change = { Authorization: `Bearer ${hex}` };
    await judge.twin({
      broken: () => {
        if (route === 'events') return judge.rpc.events(alice, { change });
        const cmd = route === 'tos' ? 'tos_get' : 'organization_info';
        return judge.rpc[route](alice, { cmd }, { change });
      },
      refused: 401,
      valid: () => askInfo(judge, invitation),
    });
  });
}
