import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { EventStream, type StreamWaits } from '../../src/judge/event-stream.ts';
import { encode } from '../../src/wire/encode.ts';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { openStreamingResponse } from '../../src/wire/streaming-response.ts';
import { Instant } from '../../src/wire/values.ts';
import { sampleServer } from '../support/sample-server.ts';

const opened = new Instant(1_000_000n);
const at = (seconds: number) => opened.plusSeconds(seconds);
const certificate = (timestamp: Instant): string => {
  const event = { status: 'ok', event: 'COMMON_CERTIFICATE', timestamp };
  return `data:${Buffer.from(encode(event)).toString('base64')}\nid:${timestamp.micros}\n\n`;
};

/** Runs `use` with an event stream whose body `write` sends. */
async function listening(
  write: (response: ServerResponse) => void,
  use: (stream: EventStream, abort: () => void) => Promise<void>,
) {
  const server = await sampleServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    write(response);
  });
  const controller = new AbortController();
  const request = { method: 'GET', target: '/', headers: [['Host', 'h']] as const, body: new Uint8Array() };
  try {
    const answer = await openStreamingResponse(openEndpoint(server.address), request, controller.signal);
    const waits: StreamWaits = { maxMs: () => 5000, waitFor: (limitMs, work) => work(limitMs) };
    const stream = new EventStream(answer, opened, controller.signal, new Secrets(), waits);
    await use(stream, () => controller.abort());
  } finally {
    controller.abort();
    await server.close();
  }
}

describe('an event stream', () => {
  test('returns the events after its opening, and skips keep-alives and delayed earlier events', () =>
    listening(
      (response) => response.write(`event:keepalive\ndata:\n\n${certificate(at(-1))}${certificate(at(2))}`),
      async (stream) => expect((await stream.next('the event')).fields.timestamp).toEqual(at(2)),
    ));

  test('reports only the fields that differ if another event arrives', () =>
    listening(
      (response) => response.write(certificate(at(3))),
      (stream) =>
        expect(stream.certificate(at(2), 'the event')).rejects.toMatchObject({
          facts: {
            expected: [{ text: 'the event' }, { event: { timestamp: new Instant(3_000_000n) } }],
            observed: [{ event: { timestamp: new Instant(4_000_000n) } }],
          },
        }),
    ));

  test('ends a wait when the server ends the stream, and keeps the events received before', () =>
    listening(
      (response) => response.end(certificate(at(1))),
      async (stream) => {
        await stream.certificate(at(1), 'the event');
        await expect(stream.next('another event')).rejects.toMatchObject({
          facts: { observed: [{ stream: 'ended' }] },
        });
        await stream.end('its end');
        expect(stream.opening.text).toBe(certificate(at(1)));
      },
    ));

  test('has not ended when it is still open at the timeout', () =>
    listening(
      (response) => response.write(certificate(at(1))),
      async (stream, abort) => {
        await stream.certificate(at(1), 'the event');
        expect(stream.isOpen).toBe(true);
        setTimeout(abort, 20);
        await expect(stream.end('its end')).rejects.toMatchObject({
          facts: { observed: [{ stream: 'open' }] },
        });
      },
    ));

  test('is silent, and has not ended, if the time limit of the check ends a wait for an event', () =>
    listening(
      (response) => response.write('event:keepalive\ndata:\n\n'),
      async (stream, abort) => {
        setTimeout(abort, 20);
        await expect(stream.next('an event')).rejects.toMatchObject({
          facts: { observed: [{ stream: 'silent' }] },
        });
        await new Promise((done) => setTimeout(done, 20));
        expect(stream.isOpen).toBe(true);
        await expect(stream.next('an event')).rejects.toMatchObject({
          facts: { observed: [{ stream: 'silent' }] },
        });
      },
    ));
});
