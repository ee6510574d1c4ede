import type { Judge } from '../../src/judge/index.ts';
import { deviceToken } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

// Nobody is invited here: what lies behind a well-formed token is 403 (AUTH-20), so that it tells a good form from a bad one.
const invited = (judge: Judge, organization: string, token: string) =>
  judge.rpc.invited(organization, token, { cmd: 'invite_info' });

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
    const { organization } = await judge.common();
    const token = judge.random.hex(32);
    await judge.twin({
      broken: () => invited(judge, organization.id, malform(token)),
      refused: 401,
      valid: () => invited(judge, organization.id, token),
      accepted: 403,
    });
  });
}

verifies('authentication/invitation-token-well-formed', { case: 'scheme' }, async (judge) => {
  const { organization } = await judge.common();
  const token = judge.random.hex(32);
  const call = (Authorization: string) =>
    judge.rpc.invited(organization.id, token, { cmd: 'invite_info' }, { change: { Authorization } });
  await judge.twin({
    broken: () => call(`Basic ${token}`),
    refused: 401,
    valid: () => call(`bearer ${token}`),
    accepted: 403,
  });
});

verifies('authentication/invitation-known', { case: 'random' }, async (judge) => {
  const { organization, author } = await judge.common();
  judge.expect.answer(await invited(judge, organization.id, judge.random.hex(32)), 403, 'an unknown token');
  judge.expect.reply(await judge.rpc.authenticated(author, { cmd: 'organization_info' }));
});

verifies('authentication/invitation-known', { case: 'bootstrap-token' }, async (judge) => {
  const { organization } = await judge.common();
  const { token } = organization;
  if (token === null) return judge.notApplicable('this target gives no bootstrap token');
  const hex = Buffer.from(token).toString('hex');
  await judge.twin({
    broken: () => invited(judge, organization.id, hex),
    refused: 403,
    valid: () => invited(judge, organization.id, hex.slice(1)),
    accepted: 401,
  });
});

verifies('authentication/device-token-never-invited', async (judge) => {
  const { organization, author } = await judge.common();
  const token = deviceToken(author.device, judge.now());
  const change = { Authorization: `Bearer ${token}` };
  await judge.twin({
    broken: () => invited(judge, organization.id, token),
    refused: 401,
    valid: () => judge.rpc.authenticated(author, { cmd: 'organization_info' }, { change }),
  });
});

for (const route of ['authenticated', 'tos', 'events'] as const) {
  verifies('authentication/invitation-token-opens-invited-only', { case: route }, async (judge) => {
    const { organization, author } = await judge.common();
    const token = judge.random.hex(32);
    const change = { Authorization: `Bearer ${token}` };
    await judge.twin({
      broken: () => {
        if (route === 'events') return judge.rpc.events(author, { change });
        const cmd = route === 'tos' ? 'tos_get' : 'organization_info';
        return judge.rpc[route](author, { cmd }, { change });
      },
      refused: 401,
      valid: () => invited(judge, organization.id, token),
      accepted: 403,
    });
  });
}
