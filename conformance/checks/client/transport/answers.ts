import type { MockReply } from '../../../src/case/mock-server.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/client/device-files.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { continuesAfter } from '../../../src/client/refuses-false-certificate.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import type { ClientOutcomeCode } from '../../../src/targets/client-driver.ts';

const unknown: MockReply = {
  reply: { status: 'dummy_of_a_later_version', reason: 'the moon is in the way' },
};

verifiesClient(
  ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
  { case: 'bootstrap' },
  async (judge) => {
    const someone = await newUser(judge);
    someone.answer = () => unknown;
    const { message } = judge.expectOutcome(await someone.bootstrap(), 'unknown-answer');
    judge.expect.that(message.includes('the moon is in the way'), 'the reason in the message', message);
    const listed = judge.expectOutcome(await someone.session.list(), 'ok');
    judge.expect.equal(listed.facts.devices, [], 'devices listed');
  },
);

verifiesClient(
  ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
  { case: 'log-in' },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    simulated.answer = () => unknown;
    const { message } = judge.expectOutcome(await simulated.logIn(), 'unknown-answer');
    judge.expect.that(message.includes('the moon is in the way'), 'the reason in the message', message);
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
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
    judge.expectOutcome(await simulated.logIn(), 'unknown-answer');
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

verifiesClient('client-transport/survives-unknown-status', { case: 'terms' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const updated_on = simulated.founded.plusSeconds(5);
  simulated.answer = ({ cmd }): MockReply | undefined => {
    if (cmd === 'tos_get')
      return { reply: { status: 'ok', per_locale_urls: { en: 'https://e.com/' }, updated_on } };
    return cmd === 'tos_accept' ? unknown : undefined;
  };
  judge.expectOutcome(
    await simulated.session.acceptTerms({ password: simulated.password }),
    'unknown-answer',
  );
  judge.expect.equal(simulated.commands.at(-1)?.cmd, 'tos_accept', 'command answered by an unknown status');
});

for (const type of ['USER', 'DEVICE'] as const) {
  verifiesClient(
    'client-transport/survives-unknown-status',
    { case: `greets-${type.toLowerCase()}` },
    async (judge) => {
      const client = await greetingClient(judge, type);
      client.creationReply = { status: 'dummy_of_a_later_version' };
      judge.expectOutcome(await client.greet(), 'unknown-answer');
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
      client.answer = (command, request) =>
        client.peer.clientSteps.has(7) ? unknown : honest(command, request);
      client.peer.notReadyReplies = 1;
      judge.expectOutcome(await client.claim(), 'unknown-answer');
      judge.expect.equal(deviceFiles(await filesBelow(client.home)), [], 'device files');
    },
  );
}

const refusals: readonly (readonly [number, ClientOutcomeCode])[] = [
  [401, 'missing-authentication'],
  [403, 'bad-authentication'],
  [404, 'organization-unknown'],
  [406, 'bad-accept'],
  [410, 'invitation-gone'],
  [415, 'bad-content'],
  [422, 'unsupported-version'],
  [460, 'expired'],
  [461, 'revoked'],
  [462, 'frozen'],
  [463, 'terms-pending'],
  [498, 'token-expired'],
];

for (const [status, code] of refusals) {
  verifiesClient('client-transport/tells-refusals-apart', { case: `${status}` }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    const headers = [['Content-Type', 'application/json']] as const;
    simulated.answer = () => ({ status, headers, body: '{"detail":"refused"}' });
    const { message } = judge.expectOutcome(await simulated.logIn(), code, `HTTP ${status}`);
    judge.expect.that(message !== '', 'a message with the cause', message);
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

verifiesClient('client-transport/tells-refusals-apart', { case: 'by-message' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const statusOf = new Map<string, number>();
  for (const [status, code] of refusals) {
    simulated.answer = () => ({ status, body: '{"detail":"refused"}' });
    // Numbers do not count: the status code alone does not explain the cause.
    const message = judge.expectOutcome(await simulated.logIn(), code).message.replaceAll(/\d+/g, '');
    judge.expect.equal(statusOf.get(message), undefined, `a status with the same message as ${status}`);
    statusOf.set(message, status);
  }
});

verifiesClient('client-transport/shows-supported-versions', async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  simulated.answer = () => ({ status: 422, headers: [['Supported-Api-Versions', '7.31;8.14']] });
  const { message } = judge.expectOutcome(await simulated.logIn(), 'unsupported-version');
  for (const version of ['7.31', '8.14'])
    judge.expect.that(message.includes(version), `${version} in the message`, message);
});

for (const [name, reply] of [
  ['502', { status: 502 }],
  ['503', { status: 503 }],
  ['504', { status: 504 }],
  ['connection-lost', 'hang up'],
] satisfies [string, MockReply][]) {
  verifiesClient('client-transport/offline-is-retried', { case: name }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    simulated.answer = () => reply;
    judge.expectOutcome(await simulated.logIn(), 'offline');
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

verifiesClient(
  'client-transport/offline-is-retried',
  { case: 'no-answer', timeout: 45_000 },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    let answer = (_reply: MockReply): void => undefined;
    simulated.answer = () => new Promise<MockReply>((resolve) => (answer = resolve));
    judge.expectOutcome(await simulated.logIn(), 'offline');
    answer('hang up');
    simulated.answer = () => undefined;
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  },
);

verifiesClient('client-transport/offline-is-retried', { case: 'nothing-listens' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  await simulated.server.close();
  judge.expectOutcome(await simulated.logIn(), 'offline');
});
