import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { enrolment } from '../../../src/people/dated-certificates.ts';
import {
  type EventListener,
  eventListener,
  openStreamReply,
  type StreamRequest,
} from '../../../src/played-server/event-listener.ts';
import { continuesAfter, cursorSince } from '../../../src/played-server/refuses-forgery.ts';
import { configurationFrame, eventFrame } from '../../../src/wire/event-frames.ts';

const lastId = ({ request }: StreamRequest): string | undefined =>
  request.headers.find(([name]) => name.toLowerCase() === 'last-event-id')?.[1];

/**
 * A frame with an event about a pending invitation. A client may ignore a stream without events.
 */
const invitationFrame = (judge: ClientJudge, id: string): string =>
  eventFrame({ event: 'INVITATION', token: judge.random.bytes(16), invitation_status: 'PENDING' }, id);

verifiesClient('client-transport/sends-accept', async (judge) => {
  const listener = await eventListener(judge);
  for (const number of [0, 1]) {
    const { request } = await listener.waitForStreamRequest(number);
    judge.expect.equal(request.method, 'GET', 'method');
    const accept = request.headers.filter(([name]) => name.toLowerCase() === 'accept');
    judge.expect.equal(
      accept.map(([, value]) => value),
      ['text/event-stream'],
      `Accept of opening ${number + 1}`,
    );
    const target = `/authenticated/${listener.organization}/events`;
    judge.expect.equal(request.target, target, 'target');
    const stream = await listener.waitForStream(number);
    await listener.waitUntilIdle();
    // A client may send its last id differently from its first request.
    stream.write(invitationFrame(judge, judge.random.hex(32)));
    await listener.waitUntilIdle();
    if (number === 0) stream.end();
  }
  judge.expectStopped(await listener.stop());
});

for (const [name, lose] of [
  ['ended', 'end'],
  ['cut', 'cut'],
] as const) {
  verifiesClient('events/client-reconnects', { case: `last-id-${name}` }, async (judge) => {
    const listener = await eventListener(judge);
    judge.expect.equal(
      lastId(await listener.waitForStreamRequest(0)),
      undefined,
      'Last-Event-ID of the first opening',
    );
    for (const number of [0, 1]) {
      const [early, late] = [judge.random.hex(32), judge.random.hex(32)];
      const stream = await listener.waitForStream(number);
      await listener.waitUntilIdle();
      const before = listener.shown.length;
      stream.write(invitationFrame(judge, early));
      stream.write(invitationFrame(judge, late));
      await listener.waitUntilShown(before + 2);
      stream[lose]();
      const next = await listener.waitForStreamRequest(number + 1);
      judge.expect.equal(lastId(next), late, `Last-Event-ID of opening ${number + 2}`);
    }
    await listener.stop();
  });
}

verifiesClient('events/client-reconnects', { case: 'last-id-after-refusals' }, async (judge) => {
  const respond: EventListener['respond'] = (number) =>
    number === 1 || number === 2 ? { status: 503 } : openStreamReply(configurationFrame());
  const listener = await eventListener(judge, respond, { pauseDivisor: 10 });
  const last = judge.random.hex(32);
  const stream = await listener.waitForStream(0);
  await listener.waitUntilIdle();
  const before = listener.shown.length;
  stream.write(invitationFrame(judge, last));
  await listener.waitUntilShown(before + 1);
  stream.end();
  for (const number of [1, 2, 3])
    judge.expect.equal(
      lastId(await listener.waitForStreamRequest(number)),
      last,
      `Last-Event-ID of opening ${number + 1}`,
    );
  await listener.stop();
});

verifiesClient('events/client-reconnects', { case: 'last-id-of-unknown-event' }, async (judge) => {
  const listener = await eventListener(judge);
  const [known, unknown] = [judge.random.hex(32), judge.random.hex(32)];
  const stream = await listener.waitForStream(0);
  stream.write(invitationFrame(judge, known));
  stream.write(eventFrame({ event: 'DUMMY', dummy: 1 }, unknown));
  await listener.waitUntilIdle();
  stream.end();
  judge.expect.equal(
    lastId(await listener.waitForStreamRequest(1)),
    unknown,
    'Last-Event-ID after an event of a later version',
  );
  await listener.stop();
});

verifiesClient('events/client-reconnects', { case: 'retry' }, async (judge) => {
  const listener = await eventListener(judge, (opening) =>
    opening === 0
      ? openStreamReply(configurationFrame(), 'retry:1700\n\n', invitationFrame(judge, judge.random.hex(32)))
      : openStreamReply(configurationFrame()),
  );
  const stream = await listener.waitForStream(0);
  await listener.waitUntilIdle();
  const start = performance.now();
  stream.end();
  const pause = Math.round((await listener.waitForStreamRequest(1)).at - start);
  judge.expect.that(pause >= 1690, 'no reconnection before 1700 ms', `one after ${pause} ms`);
  await listener.stop();
});

/** Number of keep-alives. The client must send no command after at least one of them. */
const KEEP_ALIVES = 3;

/**
 * Returns the commands that the client sends after a keep-alive. A client that is still busy with
 * the opening of the stream may send some after the first keep-alive, but not after each.
 */
async function commandsAfterKeepAlive(listener: EventListener): Promise<readonly unknown[]> {
  const stream = await listener.waitForStream(0);
  let commands: readonly unknown[] = [];
  for (let round = KEEP_ALIVES; round > 0; round -= 1) {
    const before = listener.commands.length;
    stream.write('event:keepalive\ndata:\n\n');
    await listener.waitUntilIdle();
    commands = listener.commands.slice(before);
    if (commands.length === 0) break;
  }
  return commands;
}

verifiesClient('events/client-fetches-what-it-missed', async (judge) => {
  const listener = await eventListener(judge);
  const stream = await listener.waitForStream(0);
  await listener.waitUntilIdle();
  judge.expect.equal(await commandsAfterKeepAlive(listener), [], 'commands after a keep-alive');
  // A client that shows no invitations does not fetch them again.
  const listsInvitations = listener.commands.some(({ cmd }) => cmd === 'invite_list');
  const expected = ['certificate_get', ...(listsInvitations ? ['invite_list'] : [])];
  // Repeated, because late commands of a slow client from the opening of the stream may look like
  // its reaction to the first event.
  for (const name of ['bob', 'carol']) {
    const certificate = listener.common.at(-1);
    listener.common = [
      ...listener.common,
      ...enrolment(listener.founder, judge.cast.person(name), judge.now()),
    ];
    const before = listener.commands.length;
    stream.write('event:missed_events\ndata:\n\n');
    await listener.waitForCommands(expected, before);
    const cursor = cursorSince(listener, before);
    // From the beginning, a client fetches everything again, too.
    if (cursor !== null) judge.expect.equal(cursor, certificate?.at, 'common_after after missed_events');
    await listener.waitUntilIdle();
  }
  await listener.stop();
  await continuesAfter(judge, listener, listener.common.at(-1));
});
