import type { MockReply } from '../../../src/case/mock-server.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { deviceFiles, filesBelow } from '../../../src/client/device-files.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { continuesAfter } from '../../../src/client/refuses-false-certificate.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
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
    const stage = await stageOrganization(judge);
    await continuesAfter(judge, stage, undefined);
    stage.answer = () => unknown;
    const { message } = judge.expectOutcome(await stage.logIn(), 'unknown-answer');
    judge.expect.that(message.includes('the moon is in the way'), 'the reason in the message', message);
    stage.answer = () => undefined;
    await continuesAfter(judge, stage, stage.common.at(-1));
  },
);

for (const [name, reply] of [
  ['no-reason', { status: 'dummy_of_a_later_version' }],
  ['nil-reason', { status: 'dummy_of_a_later_version', reason: null }],
  ['more-fields', { status: 'dummy_of_a_later_version', reason: 'x', other: [1, 2] }],
] as const) {
  verifiesClient('client-transport/survives-unknown-status', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    await continuesAfter(judge, stage, undefined);
    stage.answer = () => ({ reply });
    judge.expectOutcome(await stage.logIn(), 'unknown-answer');
    stage.answer = () => undefined;
    await continuesAfter(judge, stage, stage.common.at(-1));
  });
}

verifiesClient('client-transport/survives-unknown-status', { case: 'terms' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const updated_on = stage.founded.plusSeconds(5);
  stage.answer = ({ cmd }): MockReply | undefined => {
    if (cmd === 'tos_get')
      return { reply: { status: 'ok', per_locale_urls: { en: 'https://e.com/' }, updated_on } };
    return cmd === 'tos_accept' ? unknown : undefined;
  };
  judge.expectOutcome(await stage.session.acceptTerms({ password: stage.password }), 'unknown-answer');
  judge.expect.equal(stage.asked.at(-1)?.cmd, 'tos_accept', 'command answered by an unknown status');
});

for (const type of ['USER', 'DEVICE'] as const) {
  verifiesClient(
    'client-transport/survives-unknown-status',
    { case: `greets-${type.toLowerCase()}` },
    async (judge) => {
      const scene = await greetingClient(judge, type);
      scene.refusal = { status: 'dummy_of_a_later_version' };
      judge.expectOutcome(await scene.greet(), 'unknown-answer');
      judge.expect.equal(scene.creations.length, 1, 'creations sent, and answered so');
      judge.expect.that(!scene.peer.heard.has(7), 'no confirmation for the claimer', 'step 7');
    },
  );

  verifiesClient(
    'client-transport/survives-unknown-status',
    { case: `claims-${type.toLowerCase()}` },
    async (judge) => {
      const scene = await claimingClient(judge, type);
      const honest = scene.answer;
      scene.answer = (command, request) => (scene.peer.heard.has(7) ? unknown : honest(command, request));
      scene.peer.hesitation = 1;
      judge.expectOutcome(await scene.claim(), 'unknown-answer');
      judge.expect.equal(deviceFiles(await filesBelow(scene.home)), [], 'device files');
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
    const stage = await stageOrganization(judge);
    await continuesAfter(judge, stage, undefined);
    const headers = [['Content-Type', 'application/json']] as const;
    stage.answer = () => ({ status, headers, body: '{"detail":"refused"}' });
    const { message } = judge.expectOutcome(await stage.logIn(), code, `HTTP ${status}`);
    judge.expect.that(message !== '', 'a cause told to the user', message);
    stage.answer = () => undefined;
    await continuesAfter(judge, stage, stage.common.at(-1));
  });
}

verifiesClient('client-transport/tells-refusals-apart', { case: 'by-message' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const told = new Map<string, number>();
  for (const [status, code] of refusals) {
    stage.answer = () => ({ status, body: '{"detail":"refused"}' });
    // The status code alone does not explain the cause.
    const message = judge.expectOutcome(await stage.logIn(), code).message.replaceAll(/\d+/g, '');
    judge.expect.equal(told.get(message), undefined, `the status that was told like ${status}`);
    told.set(message, status);
  }
});

verifiesClient('client-transport/shows-supported-versions', async (judge) => {
  const stage = await stageOrganization(judge);
  await continuesAfter(judge, stage, undefined);
  stage.answer = () => ({ status: 422, headers: [['Supported-Api-Versions', '7.31;8.14']] });
  const { message } = judge.expectOutcome(await stage.logIn(), 'unsupported-version');
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
    const stage = await stageOrganization(judge);
    await continuesAfter(judge, stage, undefined);
    stage.answer = () => reply;
    judge.expectOutcome(await stage.logIn(), 'offline');
    stage.answer = () => undefined;
    await continuesAfter(judge, stage, stage.common.at(-1));
  });
}

verifiesClient(
  'client-transport/offline-is-retried',
  { case: 'no-answer', timeout: 45_000 },
  async (judge) => {
    const stage = await stageOrganization(judge);
    await continuesAfter(judge, stage, undefined);
    let answer = (_reply: MockReply): void => undefined;
    stage.answer = () => new Promise<MockReply>((resolve) => (answer = resolve));
    judge.expectOutcome(await stage.logIn(), 'offline');
    answer('hang up');
    stage.answer = () => undefined;
    await continuesAfter(judge, stage, stage.common.at(-1));
  },
);

verifiesClient('client-transport/offline-is-retried', { case: 'nothing-listens' }, async (judge) => {
  const stage = await stageOrganization(judge);
  await continuesAfter(judge, stage, undefined);
  await stage.server.close();
  judge.expectOutcome(await stage.logIn(), 'offline');
});
