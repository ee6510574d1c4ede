import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { Fields } from '../../../src/case/expect.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { fullCostTimeout } from '../../../src/client/device-files.ts';
import { observedBootstrap } from '../../../src/client/observed-bootstrap.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const keys = ['signing_key', 'private_key', 'user_realm_key', 'local_symkey'];

/** Every encoding in which a secret could be found: raw, hexadecimal, base64. */
function forms(secret: Uint8Array | string): readonly (Buffer | string)[] {
  const bytes = Buffer.from(secret);
  return [bytes, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
}

const secretsOf = (judge: ClientJudge, device: Fields, password: string) => [
  ['the password', password] as const,
  ...keys.map((name) => [name, judge.expect.bytes(device, name)] as const),
];

const sent = (heard: readonly Exchange[]): Buffer =>
  Buffer.concat(
    heard.map(({ request }) =>
      Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]),
    ),
  );

/** Every action of a client with its device, and all of its output meanwhile. */
async function life(judge: ClientJudge) {
  const stage = await stageOrganization(judge);
  const { session, password } = stage;
  const outputs = [
    judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in').output,
    (await session.acceptTerms({ password })).output,
    judge.expectOutcome(await session.logIn({ password: `${password}x` }), 'cannot-open').output,
    judge.expectOutcome(await session.list(), 'ok').output,
  ];
  return { stage, output: outputs.join('\n') };
}

function isFree(
  judge: ClientJudge,
  where: Buffer,
  secrets: ReturnType<typeof secretsOf>,
  what: string,
): void {
  for (const [name, secret] of secrets)
    judge.expect.that(
      !forms(secret).some((form) => where.includes(form)),
      `${what} without ${name}`,
      `${name} in it`,
    );
}

verifiesClient(
  'client-keys/no-secret-on-the-wire',
  { ...fullCostTimeout, case: 'bootstrap' },
  async (judge) => {
    const { opened, heard, password } = await observedBootstrap(judge);
    isFree(judge, sent(heard), secretsOf(judge, opened.device, password), 'requests');
  },
);

verifiesClient('client-keys/no-secret-on-the-wire', { case: 'log-in' }, async (judge) => {
  const { stage } = await life(judge);
  judge.expect.that(
    stage.server.exchanges.length >= 2,
    'requests of a log-in and a look at the terms',
    stage.asked,
  );
  isFree(judge, sent(stage.server.exchanges), secretsOf(judge, stage.device, stage.password), 'requests');
});

verifiesClient('client-keys/no-secret-in-logs', { ...fullCostTimeout, case: 'bootstrap' }, async (judge) => {
  const { opened, outcome, password } = await observedBootstrap(judge);
  judge.expect.that(outcome.output.length > 0, 'a log', 'none');
  isFree(judge, Buffer.from(outcome.output), secretsOf(judge, opened.device, password), 'a log');
});

verifiesClient('client-keys/no-secret-in-logs', { case: 'log-in' }, async (judge) => {
  const { stage, output } = await life(judge);
  judge.expect.that(output.includes(stage.server.address), 'a log that names the server', output);
  isFree(judge, Buffer.from(output), secretsOf(judge, stage.device, stage.password), 'a log');
});

verifiesClient('types/token-hidden-in-logs', { ...fullCostTimeout, case: 'client' }, async (judge) => {
  const { outcome, token, organization } = await observedBootstrap(judge);
  judge.expect.that(
    outcome.output.includes(organization),
    'a log that names the organization',
    outcome.output,
  );
  const payload = Buffer.concat([Uint8Array.of(0xc4, 16), token]).toString('base64url');
  const found = [...forms(token), payload].some((form) => Buffer.from(outcome.output).includes(form));
  judge.expect.that(!found, 'a log without the token', 'the token in it');
});
