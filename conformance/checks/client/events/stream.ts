import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  type EventListener,
  eventListener,
  openStreamReply,
  type StreamRequest,
} from '../../../src/client/event-listener.ts';
import { continuesAfter, cursorSince } from '../../../src/client/refuses-false-certificate.ts';
import { enrolment } from '../../../src/client/staged-certificates.ts';
import { configurationFrame, frameOf } from '../../../src/client/staged-server.ts';

const lastId = ({ request }: StreamRequest): string | undefined =>
  request.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1];

/** An event about an opened invitation, so that the stream counts as useful. */
const somethingHappened = (judge: ClientJudge, id: string): string =>
  frameOf({ event: 'INVITATION', token: judge.random.bytes(16), invitation_status: 'PENDING' }, id);

verifiesClient('client-transport/sends-accept', async (judge) => {
  const scene = await eventListener(judge);
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
  judge.expectOutcome(await scene.stop(), 'ok', 'a client that was told to end');
});

for (const [name, lose] of [
  ['ended', 'end'],
  ['cut', 'cut'],
] as const) {
  verifiesClient('events/client-reconnects', { case: `last-id-${name}` }, async (judge) => {
    const scene = await eventListener(judge);
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

verifiesClient('events/client-reconnects', { case: 'last-id-after-refusals' }, async (judge) => {
  const plays: EventListener['plays'] = (number) =>
    number === 1 || number === 2 ? { status: 503 } : openStreamReply(configurationFrame());
  const scene = await eventListener(judge, plays, { haste: 10 });
  const last = judge.random.hex(32);
  const stream = await scene.stream(0);
  stream.write(somethingHappened(judge, last));
  await scene.quiet();
  stream.end();
  for (const number of [1, 2, 3])
    judge.expect.equal(lastId(await scene.opening(number)), last, `Last-Event-ID of opening ${number + 1}`);
  await scene.stop();
});

verifiesClient('events/client-reconnects', { case: 'last-id-of-unknown-event' }, async (judge) => {
  const scene = await eventListener(judge);
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
  const scene = await eventListener(judge, (opening) =>
    opening === 0
      ? openStreamReply(
          configurationFrame(),
          'retry:1700\n\n',
          somethingHappened(judge, judge.random.hex(32)),
        )
      : openStreamReply(configurationFrame()),
  );
  const stream = await scene.stream(0);
  await scene.quiet();
  const lost = performance.now();
  stream.end();
  const pause = Math.round((await scene.opening(1)).at - lost);
  judge.expect.that(pause >= 1690, 'no reconnection before 1700 ms', `one after ${pause} ms`);
  await scene.stop();
});

/** Number of keep-alives. The client must send no command after at least one of them. */
const KEEP_ALIVES = 3;

/**
 * The commands that the client sends at a keep-alive. A client that is still busy with the opening of
 * the stream may send some after the first keep-alive, but not after each.
 */
async function askedAtKeepAlive(scene: EventListener): Promise<readonly unknown[]> {
  const stream = await scene.stream(0);
  let asked: readonly unknown[] = [];
  for (let left = KEEP_ALIVES; left > 0; left -= 1) {
    const before = scene.asked.length;
    stream.write('event:keepalive\ndata:\n\n');
    await scene.quiet();
    asked = scene.asked.slice(before);
    if (asked.length === 0) break;
  }
  return asked;
}

verifiesClient('events/client-refetches', async (judge) => {
  const scene = await eventListener(judge);
  const stream = await scene.stream(0);
  await scene.quiet();
  judge.expect.equal(await askedAtKeepAlive(scene), [], 'commands after a keep-alive');
  // Repeated, because a slow client's commands from the opening may be taken for the first answer.
  for (const name of ['bob', 'carol']) {
    const known = scene.common.at(-1);
    scene.common = [...scene.common, ...enrolment(scene.founder, judge.cast.person(name), judge.now())];
    const before = scene.asked.length;
    stream.write('event:missed_events\ndata:\n\n');
    await scene.sends(['certificate_get', 'invite_list'], before);
    judge.expect.equal(cursorSince(scene, before), known?.at, 'common_after after missed_events');
    await scene.quiet();
  }
  await scene.stop();
  await continuesAfter(judge, scene, scene.common.at(-1));
});
