import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectAdmitted } from '../../../src/vocabulary/observations/expect-admitted.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const command = { cmd: 'organization_info' };

/** Asserts that the reply has sizes, and that the organization is empty: `ok` alone is no reply. */
async function expectEmpty(judge: Judge, answer: Exchange): Promise<void> {
  const totals = judge.expect.reply(answer);
  await judge.under('organization_info/gives-sizes', () => {
    for (const name of ['total_metadata_bytes', 'total_block_bytes'])
      judge.expect.equal(judge.expect.integer(totals, name, answer), 0, name, answer);
  });
}

const info = (judge: Judge, author: Author, Authorization: string) =>
  judge.rpc.authenticated(author, command, { change: { Authorization } });

verifies('authentication/token-form', async (judge) => {
  const { author } = await judge.common();
  const text = `PARSEC-SIGN-ED25519.${author.device.id.hex}.${judge.now().seconds}`;
  const signature = Buffer.from(author.device.key.sign(Buffer.from(text))).toString('base64url');
  await expectEmpty(judge, await info(judge, author, `Bearer ${text}.${signature}==`));
});

verifies('authentication/token-form', { case: 'tos' }, async (judge) => {
  const { author } = await judge.common();
  await judge.twin({
    broken: () =>
      judge.rpc.tos(author, { cmd: 'tos_get' }, { change: { Authorization: 'Bearer PARSEC-SIGN-ED25519' } }),
    refused: 401,
    valid: () => judge.rpc.tos(author, { cmd: 'tos_get' }),
    accepted: 'no_tos',
  });
});

verifies('authentication/events-same-codes', { case: 'honest', needs: ['events'] }, async (judge) => {
  const { author } = await judge.common();
  const opened = judge.expect.answer(await judge.rpc.events(author), 200);
  judge.expect.header(opened, 'Content-Type', /^text\/event-stream(;|$)/);
});

verifies('authentication/token-reusable', async (judge) => {
  const { author } = await judge.common();
  const token = `Bearer ${deviceToken(author.device, judge.now())}`;
  await expectEmpty(judge, await info(judge, author, token));
  await expectEmpty(judge, await info(judge, author, token));
});

// The command that creates the first device is the bootstrap.
verifies(
  ['authentication/new-device-at-once', 'organization_bootstrap/first-device-works-at-once'],
  { case: 'founder' },
  async (judge) => {
    const organization = await judge.organization();
    const bootstrap = judge.newBootstrap(organization);
    const author = { organization: organization.id, device: bootstrap.device };
    const before = await judge.rpc.authenticated(author, command);
    judge.expect.reply(await judge.bootstrap(organization, bootstrap));
    const after = await judge.rpc.authenticated(author, command);
    judge.expect.answer(before, [403, 404], 'the device before the bootstrap');
    const atOnce = [
      'authentication/new-device-at-once',
      'organization_bootstrap/first-device-works-at-once',
    ] as const;
    await expectAdmitted(judge, after, atOnce, 'the device after the bootstrap');
    await expectEmpty(judge, after);
  },
);
