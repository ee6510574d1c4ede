import {
  configurationFrame,
  cursorSince,
  enrolment,
  frameOf,
  goesOn,
  type Opening,
  streaming,
  type Watcher,
  watcher,
} from '../../src/client-stage/index.ts';
import type { ClientJudge, MockStream } from '../../src/judge/index.ts';
import { verifiesClient } from '../../src/verifies/index.ts';

const lastId = ({ request }: Opening): string | undefined =>
  request.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1];

/** An event, so that the stream is worth something: an invitation was opened. */
const somethingHappened = (judge: ClientJudge, id: string): string =>
  frameOf({ event: 'INVITATION', token: judge.random.bytes(16), invitation_status: 'PENDING' }, id);

verifiesClient('client-transport/sends-accept', async (judge) => {
  const scene = await watcher(judge);
  const { request } = await scene.opening(0);
  judge.expect.equal(request.method, 'GET', 'method');
  const accept = request.headers.filter(([name]) => name.toLowerCase() === 'accept');
  judge.expect.equal(
    accept.map(([, value]) => value),
    ['text/event-stream'],
    'Accept',
  );
  const target = `/authenticated/${scene.organization}/events`;
  judge.expect.equal(request.target, target, 'target');
  await scene.quiet();
  judge.ended(await scene.stop(), 'ok', 'a client that was told to end');
});

/** A server that greets, and ends the stream at once. */
function letGo({ write, end }: MockStream): void {
  write(configurationFrame());
  end();
}

for (const [name, lose] of [
  ['ended', 'end'],
  ['cut', 'cut'],
] as const) {
  verifiesClient('events/client-reconnects', { case: `last-id-${name}` }, async (judge) => {
    const scene = await watcher(judge);
    judge.expect.equal(lastId(await scene.opening(0)), undefined, 'Last-Event-ID of the first opening');
    for (const number of [0, 1]) {
      const [early, late] = [judge.random.hex(32), judge.random.hex(32)];
      const stream = await scene.stream(number);
      stream.write(somethingHappened(judge, early));
      stream.write(somethingHappened(judge, late));
      await scene.quiet();
      stream[lose]();
      const next = await scene.opening(number + 1);
      judge.expect.equal(lastId(next), late, `Last-Event-ID of opening ${number + 2}`);
    }
    await scene.stop();
  });
}

for (const [name, reply] of [
  ['refused', { status: 503 }],
  ['hung-up', 'hang up'],
  ['let-go', { events: letGo }],
] satisfies readonly (readonly [string, ReturnType<Watcher['plays']>])[]) {
  verifiesClient(
    'events/client-reconnects',
    { case: `growing-delay-${name}`, timeout: 15_000 },
    async (judge) => {
      const scene = await watcher(judge, () => reply);
      const first = await scene.opening(0);
      const second = await scene.opening(1, 6000);
      const third = await scene.opening(2, 6000);
      const [early, late] = [second.at - first.at, third.at - second.at].map(Math.round);
      judge.expect.that(
        early !== undefined && late !== undefined && late > 1.2 * early + 100,
        'a second pause longer than the first',
        `${early} ms, then ${late} ms`,
      );
      await scene.stop();
    },
  );
}

// Scille's client waits 0, 1, 5, 10, 30, then 60 s: what would take minutes passes faster where the client can.
const reconnections = { many: 12, haste: 200, few: 5, calm: 10 };
const longest = 300_000;

verifiesClient('events/client-reconnects', { case: 'delay-grows-on', timeout: 20_000 }, async (judge) => {
  const { few, calm: haste } = reconnections;
  const scene = await watcher(judge, () => ({ status: 503 }), { haste });
  await scene.opening(few - 1, 12_000);
  const pauses = pausesOf(scene, haste).slice(1);
  const grows = pauses.every((pause, at) => at === 0 || pause > 1.2 * (pauses[at - 1] ?? 0));
  judge.expect.that(grows, 'each pause longer than the one before', `${pauses.join(', ')} ms`);
  await scene.stop();
});

verifiesClient(
  'events/client-reconnects',
  {
    case: 'delay-is-bounded',
    timeout: 20_000,
    why: 'A delay that grows for ever is a client that never comes back.',
  },
  async (judge) => {
    const { many, haste } = reconnections;
    const scene = await watcher(judge, () => ({ status: 503 }), { haste });
    for (let number = 0; number < many; number += 1) await scene.opening(number, longest / haste + 1000);
    const pauses = pausesOf(scene, haste);
    judge.expect.that(
      (pauses[many - 2] ?? 0) > 2000,
      'a server that is down left alone for longer than 2 s in the end',
      `${pauses.join(', ')} ms`,
    );
    await scene.stop();
  },
);

/** Pauses between the openings, in ms of a client that is in no haste. */
const pausesOf = ({ openings }: Watcher, haste: number): readonly number[] =>
  openings.slice(1).map(({ at }, before) => Math.round((at - (openings[before]?.at ?? at)) * haste));

verifiesClient('events/client-reconnects', { case: 'last-id-after-refusals' }, async (judge) => {
  const plays: Watcher['plays'] = (number) =>
    number === 1 || number === 2 ? { status: 503 } : streaming(configurationFrame());
  const scene = await watcher(judge, plays, { haste: reconnections.calm });
  const last = judge.random.hex(32);
  const stream = await scene.stream(0);
  stream.write(somethingHappened(judge, last));
  await scene.quiet();
  stream.end();
  for (const number of [1, 2, 3])
    judge.expect.equal(lastId(await scene.opening(number)), last, `Last-Event-ID of opening ${number + 1}`);
  await scene.stop();
});

verifiesClient(
  'events/client-reconnects',
  { case: 'delay-grows-after-retry', timeout: 20_000 },
  async (judge) => {
    const { few, calm: haste } = reconnections;
    const plays: Watcher['plays'] = (number) =>
      number === 0 ? streaming(configurationFrame(), 'retry:1000\n\n') : { status: 503 };
    const scene = await watcher(judge, plays, { haste });
    const stream = await scene.stream(0);
    await scene.quiet();
    stream.end();
    await scene.opening(few, 12_000);
    const pauses = pausesOf(scene, haste).slice(1);
    const [first = 0, last = 0] = [pauses[0], pauses.at(-1)];
    judge.expect.that(last > 1.2 * first, 'a last pause longer than the first', `${pauses.join(', ')} ms`);
    await scene.stop();
  },
);

verifiesClient('events/client-reconnects', { case: 'last-id-of-unknown-event' }, async (judge) => {
  const scene = await watcher(judge);
  const [known, unknown] = [judge.random.hex(32), judge.random.hex(32)];
  const stream = await scene.stream(0);
  stream.write(somethingHappened(judge, known));
  stream.write(frameOf({ event: 'DUMMY', dummy: 1 }, unknown));
  await scene.quiet();
  stream.end();
  judge.expect.equal(
    lastId(await scene.opening(1)),
    unknown,
    'Last-Event-ID after an event of a later version',
  );
  await scene.stop();
});

verifiesClient('events/client-reconnects', { case: 'retry' }, async (judge) => {
  const scene = await watcher(judge, (opening) =>
    opening === 0
      ? streaming(configurationFrame(), 'retry:1700\n\n', somethingHappened(judge, judge.random.hex(32)))
      : streaming(configurationFrame()),
  );
  const stream = await scene.stream(0);
  await scene.quiet();
  const lost = performance.now();
  stream.end();
  const pause = Math.round((await scene.opening(1)).at - lost);
  judge.expect.that(pause >= 1690, 'no reconnection before 1700 ms', `one after ${pause} ms`);
  await scene.stop();
});

verifiesClient('events/client-refetches', async (judge) => {
  const scene = await watcher(judge);
  const stream = await scene.stream(0);
  await scene.quiet();
  const known = scene.common.at(-1);
  const { founder } = scene;
  scene.common = [...scene.common, ...enrolment(founder, judge.cast.person('bob'), judge.now())];
  stream.write('event:keepalive\ndata:\n\n');
  const before = scene.asked.length;
  await scene.quiet();
  judge.expect.equal(scene.asked.slice(before), [], 'commands after a keep-alive');
  stream.write('event:missed_events\ndata:\n\n');
  await scene.quiet();
  const asked = scene.asked.slice(before).map(({ cmd }) => cmd);
  for (const command of ['certificate_get', 'invite_list'])
    judge.expect.that(asked.includes(command), `${command} after missed_events`, asked);
  judge.expect.equal(cursorSince(scene, before), known?.at, 'common_after after missed_events');
  await scene.stop();
  await goesOn(judge, scene, scene.common.at(-1));
});
