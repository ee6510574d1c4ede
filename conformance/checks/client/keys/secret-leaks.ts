import { readFile } from 'node:fs/promises';
import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { secretKeys } from '../../../src/people/device-file.ts';
import { fullCostTimeout, openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { scenarios, sentBytes } from '../../../src/played-server/greeting/scenarios.ts';
import { newClient } from '../../../src/played-server/new-client.ts';
import { observedBootstrap } from '../../../src/played-server/observed-bootstrap.ts';
import { simulateOrganization } from '../../../src/played-server/simulated-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Fields } from '../../../src/wire/values.ts';

/** Prepares a search for the password and the secret keys of a device. */
function scanFor(judge: ClientJudge, device: Fields, password: string): SecretScan {
  const scan = new SecretScan();
  scan.plant('the password', password);
  for (const name of secretKeys) scan.plant(name, judge.expect.bytes(device, name));
  return scan;
}

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
  return { simulated, device, output: session.log() };
}

function expectNoSecretSent(judge: ClientJudge, exchanges: readonly Exchange[], scan: SecretScan): void {
  for (const exchange of exchanges)
    judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secrets in a request', exchange);
}

verifiesClient(
  'client-keys/no-secret-on-the-wire',
  { ...fullCostTimeout, case: 'bootstrap' },
  async (judge) => {
    const { opened, exchanges, password } = await observedBootstrap(judge);
    expectNoSecretSent(judge, exchanges, scanFor(judge, opened.device, password));
  },
);

verifiesClient('client-keys/no-secret-on-the-wire', { case: 'log-in' }, async (judge) => {
  const { simulated, device } = await runActions(judge);
  judge.expect.that(
    simulated.server.exchanges.length >= 2,
    'requests of a log-in and of the terms',
    simulated.commands,
  );
  expectNoSecretSent(judge, simulated.server.exchanges, scanFor(judge, device, simulated.password));
});

verifiesClient('client-keys/no-secret-in-logs', { ...fullCostTimeout, case: 'bootstrap' }, async (judge) => {
  const { opened, log, password } = await observedBootstrap(judge);
  const secrets = scanFor(judge, opened.device, password).findIn(log);
  judge.expect.equal(secrets, [], 'secrets in a log');
});

verifiesClient('client-keys/no-secret-in-logs', { case: 'log-in' }, async (judge) => {
  const { simulated, device, output } = await runActions(judge);
  const secrets = scanFor(judge, device, simulated.password).findIn(output);
  judge.expect.equal(secrets, [], 'secrets in a log');
});

verifiesClient('types/token-hidden-in-logs', { ...fullCostTimeout, case: 'client' }, async (judge) => {
  const { log, token } = await observedBootstrap(judge);
  const scan = new SecretScan();
  scan.plant('the token', token);
  judge.expect.equal(scan.findIn(log), [], 'secrets in a log');
});

/**
 * Ways in which a client gets or changes a device file. Each returns its home and password. The
 * judge searches every output and file of every check; these are the shortest checks that write.
 */
const writing = {
  bootstrap: async (judge: ClientJudge) => {
    const someone = await newClient(judge);
    judge.expectOk(await someone.bootstrap(), 'a bootstrap');
    return someone;
  },
  'log-in': async (judge: ClientJudge) => {
    const simulated = await simulateOrganization(judge);
    judge.expectOk(await simulated.logIn(), 'a log-in');
    judge.expect.that(simulated.commands.length > 0, 'requests of the client', 'none');
    return simulated;
  },
  'password-change': async (judge: ClientJudge) => {
    const { home, session, access } = await simulateOrganization(judge);
    const password = `new ${judge.random.hex(16)}`;
    judge.expectOk(await session.changePassword({ ...access, newPassword: password }), 'a change');
    return { home, password };
  },
};

for (const [name, write] of [
  ...Object.entries(writing),
  ...Object.entries(scenarios).map(
    ([scenario, start]) =>
      [
        scenario,
        async (judge: ClientJudge) => {
          const greeting = await start(judge);
          judge.expectOk(await greeting.run(), 'a greeting');
          judge.expect.that(greeting.commands.length > 0, 'requests of the client', 'none');
          return greeting;
        },
      ] as const,
  ),
]) {
  verifiesClient('client-keys/no-secret-in-files', { case: name, timeout: 15_000 }, async (judge) => {
    const { home, password } = await write(judge);
    const { path } = await openOnlyDevice(judge, home, password);
    const saved = await readFile(path);
    const files = await judge.traces.filesOf(home);
    judge.expect.that(
      files.some(({ bytes }) => saved.equals(bytes)),
      'the device file among the files seen below home',
      files.map((file) => file.path),
    );
    await judge.expectNoLeak();
  });
}
