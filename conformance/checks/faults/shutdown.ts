import { expectDurable } from '../../src/faults/durability/durable-fact.ts';
import { pendingGreetings } from '../../src/faults/durability/pending-greetings.ts';
import { usedTokens } from '../../src/faults/durability/used-tokens.ts';
import { visibleState } from '../../src/faults/durability/visible-state.ts';
import { chooseSteps, insideRequests } from '../../src/faults/inject-fault.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { growthScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { type Author, deviceToken } from '../../src/judge/rpc.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { encode } from '../../src/wire/encode.ts';

const needs = ['faults', 'administration'] as const;

/** Maximum time from SIGTERM to the exit, in ms. */
const MAX_STOP_MS = 10_000;

/** Stops the first node, and makes expectations of its exit code and of the duration in ms. */
function stopNode(
  judge: Judge,
  { nodes: [node] }: FaultyDeployment,
  expectEnd: (code: number | undefined, ms: number) => void,
): Promise<void> {
  const started = performance.now();
  return judge.within(MAX_STOP_MS, async () =>
    expectEnd(await node?.stop(), Math.round(performance.now() - started)),
  );
}

/** Deploys a server that has two open streams and idle connections. */
async function deployBusy(judge: Judge): Promise<FaultyDeployment> {
  const deployment = await judge.deploy();
  const target = deployment.judge();
  const { author } = await target.bootstrapped();
  if (judge.has('events')) {
    await target.listen(author);
    await target.listen(author);
  }
  const calls = Array.from(
    { length: 4 },
    () => () => target.rpc.authenticated(author, { cmd: 'invite_list' }),
  );
  for (const answer of await target.atOnce(calls))
    target.expect.reply(answer, 'ok', 'a call before the stop');
  return deployment;
}

const expectTimelyExit = (judge: Judge, deployment: FaultyDeployment): Promise<void> =>
  stopNode(judge, deployment, (code, ms) =>
    judge.expect.that(
      code !== undefined && ms <= MAX_STOP_MS,
      'an end within 10 s of SIGTERM',
      code === undefined ? 'a process that still runs' : `an end after ${ms} ms`,
    ),
  );

verifies('durability/stop-is-bounded', { needs }, async (judge) =>
  expectTimelyExit(judge, await deployBusy(judge)),
);

verifies('durability/stop-is-bounded', { case: 'half-requests', needs }, async (judge) => {
  const deployment = await deployBusy(judge);
  const target = deployment.judge();
  // Connections on which a client sends nothing, or only part of a request.
  const head = `POST /authenticated/x HTTP/1.1\r\nHost: ${new URL(target.address).host}\r\n`;
  for (const begun of ['', head, `${head}Api-Version: ${apiVersion}\r\nContent-Length: 100\r\n\r\nabc`])
    void target.socket([begun], { wait: 3 * MAX_STOP_MS, label: 'half a request' });
  await judge.sleep(200);
  await expectTimelyExit(judge, deployment);
});

verifies('durability/stop-ends-well', { needs }, async (judge) =>
  stopNode(judge, await deployBusy(judge), (code) => judge.expect.equal(code, 0, 'exit code after SIGTERM')),
);

verifies('durability/stop-keeps-acknowledged', { needs: [...needs, 'durable'] }, async (judge) => {
  const deployment = await judge.deploy();
  const [node] = deployment.nodes;
  const fault = { inject: async () => node?.stop(), recover: async () => node?.start() };
  const plan = insideRequests(judge, fault, chooseSteps(judge, growthScript.length, 4));
  await runScript(new ScriptContext([deployment.judge()]), growthScript, plan, emptyTally());
});

// A server may lose state when it cleans up at a stop. The check compares all observable state.
verifies(
  'durability/stop-keeps-acknowledged',
  { case: 'all', needs: [...needs, 'durable'] },
  async (judge) => {
    const deployment = await judge.deploy();
    await expectDurable([{ visibleState }, usedTokens, pendingGreetings], deployment.judge(), async () => {
      await deployment.nodes[0]?.stop();
      await deployment.nodes[0]?.start();
    });
  },
);

/** Makes a request in two pieces: the head, and the body. */
const inPieces = (judge: Judge, author: Author, message: Readonly<Record<string, unknown>>) => {
  const body = encode(message);
  const head = [
    `POST /authenticated/${author.organization} HTTP/1.1`,
    `Host: ${new URL(judge.address).host}`,
    `Api-Version: ${apiVersion}`,
    'Content-Type: application/msgpack',
    `Authorization: Bearer ${deviceToken(author.device, judge.now())}`,
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  return [head, body];
};

verifies('durability/stop-finishes-requests', { needs }, async (judge) => {
  const deployment = await judge.deploy();
  const target = deployment.judge();
  const { author } = await target.bootstrapped();
  const messages = [
    { cmd: 'invite_list' },
    { cmd: 'invite_new_user', claimer_email: 'bob@example.com', send_email: false },
    { cmd: 'organization_info' },
  ];
  // The heads are sent before SIGTERM, the bodies after it.
  const options = { pause: 500, wait: MAX_STOP_MS, label: 'under way at the stop' };
  const answers = messages.map((message) => target.socket(inPieces(target, author, message), options));
  await judge.sleep(200);
  const stop = deployment.nodes[0]?.stop();
  for (const answer of await Promise.all(answers))
    target.expect.reply(answer, 'ok', 'a request that was under way');
  await stop;
});
