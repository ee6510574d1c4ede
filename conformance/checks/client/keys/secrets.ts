import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { fullCostTimeout } from '../../../src/client/device-files.ts';
import { observedBootstrap } from '../../../src/client/observed-bootstrap.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Fields } from '../../../src/wire/values.ts';

const keys = ['signing_key', 'private_key', 'user_realm_key', 'local_symkey'];

/** The searched encodings of a secret: raw, hexadecimal, base64. */
function forms(secret: Uint8Array | string): readonly (Buffer | string)[] {
  const bytes = Buffer.from(secret);
  return [bytes, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
}

const secretsOf = (judge: ClientJudge, device: Fields, password: string) => [
  ['the password', password] as const,
  ...keys.map((name) => [name, judge.expect.bytes(device, name)] as const),
];

const sentBytes = (exchanges: readonly Exchange[]): Buffer =>
  Buffer.concat(
    exchanges.map(({ request }) =>
      Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]),
    ),
  );

/** Runs several actions of a client with its device. Returns all of its output. */
async function runActions(judge: ClientJudge) {
  const simulated = await simulateOrganization(judge);
  const { session, access, password } = simulated;
  judge.expectOk(await simulated.logIn(), 'a log-in');
  await session.acceptTerms(access);
  judge.expectOk(await session.list(access), 'a list of the users');
  await session.close();
  judge.expectRefused(await session.logIn({ ...access, password: `${password}x` }), 'a wrong password');
  await session.close();
  const { device } = await simulated.openFile();
  return { stage: simulated, device, output: session.log() };
}

/** Asserts that some bytes contain none of the secrets in any encoding. */
function expectNoSecret(
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
    const { opened, exchanges, password } = await observedBootstrap(judge);
    expectNoSecret(judge, sentBytes(exchanges), secretsOf(judge, opened.device, password), 'requests');
  },
);

verifiesClient('client-keys/no-secret-on-the-wire', { case: 'log-in' }, async (judge) => {
  const { stage: simulated, device } = await runActions(judge);
  judge.expect.that(
    simulated.server.exchanges.length >= 2,
    'requests of a log-in and of the terms',
    simulated.commands,
  );
  expectNoSecret(
    judge,
    sentBytes(simulated.server.exchanges),
    secretsOf(judge, device, simulated.password),
    'requests',
  );
});

verifiesClient('client-keys/no-secret-in-logs', { ...fullCostTimeout, case: 'bootstrap' }, async (judge) => {
  const { opened, log, password } = await observedBootstrap(judge);
  expectNoSecret(judge, Buffer.from(log), secretsOf(judge, opened.device, password), 'a log');
});

verifiesClient('client-keys/no-secret-in-logs', { case: 'log-in' }, async (judge) => {
  const { stage: simulated, device, output } = await runActions(judge);
  expectNoSecret(judge, Buffer.from(output), secretsOf(judge, device, simulated.password), 'a log');
});

verifiesClient('types/token-hidden-in-logs', { ...fullCostTimeout, case: 'client' }, async (judge) => {
  const { log, token } = await observedBootstrap(judge);
  const payload = Buffer.concat([Uint8Array.of(0xc4, 16), token]).toString('base64url');
  const found = [...forms(token), payload].some((form) => Buffer.from(log).includes(form));
  judge.expect.that(!found, 'a log without the token', 'the token in it');
});
