import type { Judge, Place } from '../src/judge/index.ts';
import { chosen, emptyTally, growth, insideRequests, Life, lead } from '../src/life/index.ts';
import { verifies } from '../src/verifies/index.ts';
import { pack } from '../src/wire/index.ts';
import { deviceToken } from '../src/judge/index.ts';

const needs = ['faults', 'administration'] as const;

/** Longest time from SIGTERM to the end, in ms. */
const longestStop = 10_000;

/** Stops the first node; how it ended, and after how many ms. */
async function stopped({ nodes: [node] }: Place) {
  const started = performance.now();
  const code = await node?.stop();
  return { code, ms: Math.round(performance.now() - started) };
}

/** A server with clients: two streams are open, and connections that wait for the next request. */
async function busy(judge: Judge): Promise<Place> {
  const place = await judge.deploy();
  const before = place.judge();
  const { author } = await before.bootstrapped();
  if (judge.has('events')) {
    await before.listen(author);
    await before.listen(author);
  }
  const calls = Array.from(
    { length: 4 },
    () => () => before.rpc.authenticated(author, { cmd: 'invite_list' }),
  );
  for (const answer of await before.atOnce(calls))
    before.expect.reply(answer, 'ok', 'a call before the stop');
  return place;
}

verifies('durability/stop-is-bounded', { needs }, async (judge) => {
  const { code, ms } = await stopped(await busy(judge));
  judge.expect.that(
    code !== undefined && ms <= longestStop,
    'an end within 10 s of SIGTERM',
    code === undefined ? 'a process that goes on' : `an end after ${ms} ms`,
  );
});

verifies('durability/stop-ends-well', { needs }, async (judge) => {
  const { code } = await stopped(await busy(judge));
  judge.expect.equal(code, 0, 'exit code after SIGTERM');
});

verifies('durability/stop-keeps-acknowledged', { needs: [...needs, 'durable'] }, async (judge) => {
  const place = await judge.deploy();
  const [node] = place.nodes;
  const blow = { strike: async () => node?.stop(), mend: async () => node?.start() };
  const fate = insideRequests(judge, blow, chosen(judge, growth.length, 4));
  await lead(new Life([place.judge()]), growth, fate, emptyTally());
});

verifies('durability/stop-finishes-requests', { needs }, async (judge) => {
  const place = await judge.deploy();
  const before = place.judge();
  const { author } = await before.bootstrapped();
  const body = pack({ cmd: 'invite_list' });
  const head = [
    `POST /authenticated/${author.organization} HTTP/1.1`,
    `Host: ${new URL(before.address).host}`,
    'Api-Version: 5.6',
    'Content-Type: application/msgpack',
    `Authorization: Bearer ${deviceToken(author.device, before.now())}`,
    `Content-Length: ${body.length}`,
    '',
    '',
  ].join('\r\n');
  // The request is under way when the signal comes, and its end follows.
  const asked = before.socket([head, body], {
    pause: 500,
    wait: longestStop,
    label: 'under way at the stop',
  });
  await judge.sleep(200);
  const stop = stopped(place);
  before.expect.reply(await asked, 'ok', 'the request that was under way');
  await stop;
});
