import type { ClientJudge, ExplainedOutcome } from '../../../src/judge/client-judge.ts';
import type { MockReply } from '../../../src/judge/mock-server.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/played-server/device-files.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/played-server/greeting/greeting-client.ts';
import { newClient } from '../../../src/played-server/new-client.ts';
import { continuesAfter } from '../../../src/played-server/refuses-forgery.ts';
import {
  type SimulatedOrganization,
  simulateOrganization,
} from '../../../src/played-server/simulated-organization.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';

const reason = 'the moon is in the way';
const unknown = `reply.reason=${reason}`;

const expectReason = (judge: ClientJudge, { said }: ClientOutcome): Promise<void> =>
  judge.under('client-transport/shows-reason', () =>
    judge.expect.that(said.includes(reason), 'the reason in the text', said),
  );

verifiesClient(
  ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
  { case: 'bootstrap' },
  async (judge) => {
    const someone = await newClient(judge);
    someone.misbehave(unknown);
    const outcome = await judge.under('client-transport/survives-unknown-status', async () => {
      const refused = judge.expectRefused(await someone.bootstrap());
      judge.expect.equal(deviceFiles(await filesBelow(someone.home)), [], 'device files');
      someone.misbehave();
      // The server had refused, so its organization is not bootstrapped.
      someone.common = [];
      judge.expectOk(await someone.bootstrap(), 'a bootstrap that the server accepts');
      return refused;
    });
    await expectReason(judge, outcome);
  },
);

verifiesClient(
  ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
  { case: 'log-in' },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    const outcome = await judge.under('client-transport/survives-unknown-status', async () => {
      simulated.misbehave(unknown);
      const refused = judge.expectRefused(await simulated.logIn());
      simulated.misbehave();
      await continuesAfter(judge, simulated, simulated.common.at(-1));
      return refused;
    });
    await expectReason(judge, outcome);
  },
);

for (const [name, reply] of [
  ['no-reason', { status: 'dummy_of_a_later_version' }],
  ['nil-reason', { status: 'dummy_of_a_later_version', reason: null }],
  ['more-fields', { status: 'dummy_of_a_later_version', reason: 'x', other: [1, 2] }],
] as const) {
  verifiesClient('client-transport/survives-unknown-status', { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    simulated.answer = () => ({ reply });
    judge.expectRefused(await simulated.logIn());
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

verifiesClient('client-transport/survives-unknown-status', { case: 'terms' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const updated_on = simulated.bootstrappedAt.plusSeconds(5);
  simulated.answer = ({ cmd }): MockReply | undefined => {
    if (cmd === 'tos_get')
      return { reply: { status: 'ok', per_locale_urls: { en: 'https://e.com/' }, updated_on } };
    return cmd === 'tos_accept' ? { reply: { status: 'dummy_of_a_later_version' } } : undefined;
  };
  judge.expectRefused(await simulated.session.acceptTerms(simulated.access));
  // A client that follows the event stream may fetch certificates meanwhile.
  const last = simulated.commands.findLast(({ cmd }) => String(cmd).startsWith('tos_'));
  judge.expect.equal(last?.cmd, 'tos_accept', 'command answered by an unknown status');
});

for (const type of ['USER', 'DEVICE'] as const) {
  verifiesClient(
    'client-transport/survives-unknown-status',
    { case: `greets-${type.toLowerCase()}` },
    async (judge) => {
      const client = await greetingClient(judge, type);
      client.misbehave('creation.status=dummy_of_a_later_version');
      judge.expectRefused(await client.greet());
      judge.expect.equal(client.creations.length, 1, 'creations sent');
      judge.expect.that(!client.peer.clientSteps.has(7), 'no confirmation for the claimer', 'step 7');
    },
  );

  verifiesClient(
    'client-transport/survives-unknown-status',
    { case: `claims-${type.toLowerCase()}` },
    async (judge) => {
      const client = await claimingClient(judge, type);
      const honest = client.answer;
      client.answer = (command, request) => {
        if (client.peer.clientSteps.has(7)) client.misbehave(unknown);
        return honest(command, request);
      };
      // The misbehaviour begins with the request after the one that starts it.
      client.peer.notReadyReplies = 2;
      judge.expectRefused(await client.claim());
      judge.expect.that(client.peer.clientSteps.has(7), 'step 7 of the client', client.peer.accepted);
      judge.expect.equal(deviceFiles(await filesBelow(client.home)), [], 'device files');
    },
  );
}

const refusals = [401, 403, 404, 406, 410, 415, 422, 460, 461, 462, 463, 498];

for (const status of refusals) {
  verifiesClient('client-transport/refusal-keeps-state', { case: `${status}` }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    simulated.misbehave(`http=${status}`);
    judge.expectRefused(await simulated.logIn(), `HTTP ${status}`);
    simulated.misbehave();
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

verifiesClient('client-transport/tells-refusals-apart', { case: 'by-message' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const earlier: ExplainedOutcome[] = [['success', judge.expectOk(await simulated.logIn(), 'a log-in')]];
  for (const status of refusals) {
    simulated.misbehave(`http=${status}`);
    const name = `HTTP ${status}`;
    const outcome = judge.expectRefused(await simulated.logIn(), name);
    judge.expectToldApart([name, outcome], earlier, 'text');
    earlier.push([name, outcome]);
  }
});

verifiesClient('client-transport/shows-supported-versions', async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  simulated.misbehave('version=7.31;8.14');
  const { said } = judge.expectRefused(await simulated.logIn());
  for (const version of ['7.31', '8.14']) {
    const [major, minor] = version.split('.');
    const versionPattern = new RegExp(`\\b${major}\\D{1,20}\\b${minor}\\b`);
    judge.expect.that(versionPattern.test(said), `${version} in the text`, said);
  }
});

/**
 * Asserts that a client whose server does not answer tries again, or says that the server cannot be
 * reached, otherwise than that it refused. `interrupt` makes the server unreachable, and returns how
 * to make it reachable again.
 */
async function staysLoggedIn(
  judge: ClientJudge,
  interrupt: (simulated: SimulatedOrganization) => () => void | Promise<void>,
  { comesBack = true } = {},
): Promise<void> {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  const refused: ExplainedOutcome[] = [];
  for (const status of [403, 500]) {
    simulated.misbehave(`http=${status}`);
    refused.push([`HTTP ${status}`, judge.expectRefused(await simulated.logIn(), `HTTP ${status}`)]);
  }
  simulated.misbehave();
  const before = simulated.commands.length;
  const restore = interrupt(simulated);
  const outcome = await simulated.logIn();
  await restore();
  if (outcome.end === 'ok') {
    const tries = simulated.commands.length - before;
    judge.expect.that(tries > 1, 'a second try', `${tries} requests`);
  } else {
    judge.expectRefused(outcome, 'a log-in without an answer');
    judge.expectToldApart(['no answer', outcome], refused);
  }
  if (comesBack) await continuesAfter(judge, simulated, simulated.common.at(-1));
}

// Three requests have no answer.
for (const [name, misbehaviour] of [
  ['502', 'http=502:3'],
  ['503', 'http=503:3'],
  ['504', 'http=504:3'],
  ['connection-lost', 'connection=lost:3'],
] as const) {
  verifiesClient('client-transport/offline-is-retried', { case: name }, (judge) =>
    staysLoggedIn(judge, (simulated) => {
      simulated.misbehave(misbehaviour);
      return () => simulated.misbehave();
    }),
  );
}

verifiesClient('client-transport/offline-is-retried', { case: 'no-answer', timeout: 45_000 }, (judge) => {
  let hangUp = (): void => undefined;
  return staysLoggedIn(judge, (simulated) => {
    let times = 0;
    simulated.answer = () =>
      ++times === 1 ? new Promise<MockReply>((resolve) => (hangUp = () => resolve('hang up'))) : undefined;
    return () => {
      hangUp();
      simulated.answer = () => undefined;
    };
  });
});

verifiesClient('client-transport/offline-is-retried', { case: 'nothing-listens' }, (judge) =>
  staysLoggedIn(
    judge,
    (simulated) => {
      const closed = simulated.server.close();
      return () => closed;
    },
    { comesBack: false },
  ),
);
