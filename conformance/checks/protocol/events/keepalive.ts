import type { EventStream } from '../../../src/judge/event-stream.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

/**
 * Expects a keep-alive about this many seconds after the last frame. Returns the measured seconds.
 *
 * @param since - when the stream was opened: the judge may have read the last frame late
 */
async function expectKeepAlive(
  judge: Judge,
  stream: EventStream,
  seconds: number,
  what: string,
  since: number,
): Promise<number> {
  const started = performance.now();
  const frame = await stream.anyFrame(what, seconds * 1200 + 4000);
  const waited = (performance.now() - started) / 1000;
  judge.expect.equal([frame.event, frame.data, frame.id], ['keepalive', '', undefined], what, stream.opening);
  const isTimely = waited > seconds * 0.7 && waited < seconds * 1.2 + 2;
  const expected = `${what} about ${seconds} s after the last frame`;
  const observed = `one after ${waited.toFixed(1)} s`;
  await judge.within(0, () => judge.expect.that(isTimely, expected, observed, stream.opening), since);
  return waited;
}

const announcementRules = ['events/keepalive', 'events_listen/configuration-first'] as const;

verifies(announcementRules, { needs: ['events', 'start'] }, async (outer) => {
  const judge = await outer.start({ sseKeepalive: 1 });
  const { author } = await judge.bootstrapped();
  const since = performance.now();
  const stream = await judge.stream(author);
  const { fields } = await stream.next('the configuration as first event');
  judge.expect.equal(fields.sse_keepalive_seconds, 1, 'sse_keepalive_seconds', stream.opening);
  const waits = [
    await expectKeepAlive(judge, stream, 1, 'a first keep-alive', since),
    await expectKeepAlive(judge, stream, 1, 'a second keep-alive', since),
  ];
  const phone = await judge.members.addDevice(author, 'phone');
  await stream.certificate(phone.addition.at, 'an event between keep-alives');
  waits.push(await expectKeepAlive(judge, stream, 1, 'a keep-alive after an event', since));
  // A busy machine delays some of them, but not all.
  const shortest = Math.min(...waits);
  const observed = `${shortest.toFixed(1)} s at least`;
  await judge.within(
    0,
    () => judge.expect.that(shortest < 1.7, 'about 1 s between two of them', observed),
    since,
  );
});

verifies(
  'events/keepalive',
  { needs: ['events', 'slow'], case: 'as-announced', timeout: 100_000 },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    const since = performance.now();
    const stream = await judge.stream(author);
    const { fields } = await stream.next('the configuration as first event');
    const seconds = fields.sse_keepalive_seconds;
    if (seconds === null) judge.notApplicable('the target announces no keep-alive');
    judge.expect.that(
      typeof seconds === 'number' && seconds > 0,
      'sse_keepalive_seconds: nil or more than 0',
      seconds,
      stream.opening,
    );
    if (Number(seconds) > 60) judge.notApplicable(`the target announces a keep-alive of ${seconds} s`);
    await expectKeepAlive(judge, stream, Number(seconds), 'a keep-alive', since);
  },
);

verifies('events/stream-stays-open', { needs: ['events', 'slow'], case: '12-s' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const stream = await judge.listen(alice);
    await judge.sleep(12_000);
    judge.expect.that(stream.isOpen, 'a stream open after 12 s', 'the end of the stream', stream.opening);
    const phone = await judge.members.addDevice(alice, 'phone');
    await stream.certificate(phone.addition.at, 'an event after 12 s');
  }),
);
