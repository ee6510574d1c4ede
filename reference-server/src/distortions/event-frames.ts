import { DateTime } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { certificateIn, isOk } from './asked.ts';
import { withHeader } from './bend.ts';
import { bendStreams, type Seen, type StreamBend, type Tuned } from './bend-streams.ts';
import { certificateFrame, eventIn, fieldsIn, hasId } from './read-frame.ts';

const certifying = ['user_create', 'device_create', 'user_update', 'user_revoke'];

/** Sends no event for which this holds. */
const silent = (
  requirement: RequirementId,
  how: string,
  drops: (frame: string, stream: Tuned) => boolean,
): Distortion =>
  bendStreams(requirement, how, () => ({
    frame: (frame, stream) => (drops(frame, stream) ? [] : [frame]),
  }));

const frames = (
  requirement: RequirementId,
  how: string,
  change: (frame: string, stream: Tuned) => string,
): Distortion => bendStreams(requirement, how, () => ({ frame: (frame, stream) => [change(frame, stream)] }));

const invitation =
  (status: string) =>
  (frame: string): boolean =>
    eventIn(frame) === 'INVITATION' && fieldsIn(frame)?.invitation_status === status;

/** When the certificate in a request is dated. */
function timeIn({ asked }: Seen): DateTime | undefined {
  const [bytes] = Object.values(asked?.request ?? {}).filter((value) => value instanceof Uint8Array);
  return certificateIn(bytes)?.timestamp;
}

/** Tells events that are meant for others to everybody of the organization too. */
function toEverybody(isMeant: (frame: string) => boolean): StreamBend {
  const told = new Map<Tuned, Set<string>>();
  return {
    frame: (frame, stream) => {
      const heard = told.get(stream) ?? new Set();
      told.set(stream, heard);
      if (!isMeant(frame)) return [frame];
      if (heard.has(frame)) return [];
      for (const [other, known] of told) {
        if (other.organization !== stream.organization || known.has(frame)) continue;
        known.add(frame);
        if (other !== stream) other.tell(frame);
      }
      return [frame];
    },
  };
}

/** Breaks the rules about what a stream tells, and how. */
export const eventFrameDistortions: readonly Distortion[] = [
  bendStreams('events/stream-headers', 'may-be-cached', () => ({
    head: (reply) => withHeader(reply, 'cache-control'),
  })),
  bendStreams('events/stream-headers', 'text', () => ({
    head: (reply) => withHeader(reply, 'content-type', 'text/plain'),
  })),
  bendStreams('events/stream-stays-open', 'closed-after-the-first', () => ({
    frame: (frame, stream) => {
      setTimeout(() => stream.end(), 50);
      return [frame];
    },
  })),
  frames('events/data-is-base64-msgpack', 'hexadecimal', (frame) =>
    frame.replace(/^data:([^\n]+)/, (_, data) => `data:${Buffer.from(data, 'base64').toString('hex')}`),
  ),
  frames('events/ids-unique', 'one-for-all', (frame) => frame.replace(/\nid:.*/, `\nid:${'0'.repeat(32)}`)),
  frames('events/ids-unique', 'none', (frame) => frame.replace(/\nid:.*/, '')),
  silent('events/keepalive', 'silent', (frame) => frame.startsWith('event:keepalive')),
  frames('events/keepalive', 'with-payload', (frame) =>
    frame.startsWith('event:keepalive') ? frame.replace('data:', 'data:alive') : frame,
  ),
  silent('events_listen/configuration-first', 'none', (frame) => eventIn(frame) === 'ORGANIZATION_CONFIG'),
  frames('events_listen/configuration-first', 'with-an-id', (frame) =>
    eventIn(frame) === 'ORGANIZATION_CONFIG' ? frame.replace(/\n\n$/, `\nid:${'1'.repeat(32)}\n\n`) : frame,
  ),
  bendStreams('events_listen/configuration-is-present', 'that-of-the-first-time', () => {
    const first = new Map<string, string>();
    return {
      frame: (frame, { organization }) => {
        if (eventIn(frame) !== 'ORGANIZATION_CONFIG') return [frame];
        const known = first.get(organization) ?? frame;
        first.set(organization, known);
        return [known];
      },
    };
  }),
  silent('events_listen/certificate-event', 'silent', (frame) => eventIn(frame) === 'COMMON_CERTIFICATE'),
  bendStreams('events_listen/certificate-event', 'not-to-the-author', () => {
    const authors = new Map<string, string>();
    return {
      call: async ({ call, asked }, handle) => {
        if (asked !== undefined && certifying.includes(asked.command))
          authors.set(asked.organization, asked.device);
        return handle(call);
      },
      frame: (frame, { organization, device }) =>
        eventIn(frame) === 'COMMON_CERTIFICATE' && authors.get(organization) === device ? [] : [frame],
    };
  }),
  bendStreams('events_listen/certificate-event', 'a-second-off', () => ({
    frame: (frame) => {
      const at = fieldsIn(frame)?.timestamp;
      return DateTime.is(at) ? [certificateFrame(at.plus(1_000_000n))] : [frame];
    },
  })),
  bendStreams('events_listen/certificate-already-there', 'told-before', () => ({
    call: async (seen, handle) => {
      const at = timeIn(seen);
      if (at !== undefined && certifying.includes(seen.asked?.command ?? '')) {
        for (const stream of seen.streams) stream.tell(certificateFrame(at));
        await new Promise((resolve) => setTimeout(resolve, 1_300));
      }
      return handle(seen.call);
    },
  })),
  ...(
    [
      'events_listen/refused-command-is-silent',
      'user_create/refused-leaves-no-trace',
      'device_create/refused-leaves-no-trace',
    ] as const
  ).map((requirement) =>
    bendStreams(requirement, 'told', () => ({
      call: async ({ call, asked, streams }, handle) => {
        const reply = await handle(call);
        if (certifying.includes(asked?.command ?? '') && !isOk(reply))
          for (const stream of streams) stream.tell(certificateFrame());
        return reply;
      },
    })),
  ),
  bendStreams('events/never-across-organizations', 'to-all', () => ({
    call: async ({ call, asked, elsewhere }, handle) => {
      const reply = await handle(call);
      if (certifying.includes(asked?.command ?? '') && isOk(reply))
        for (const stream of elsewhere) stream.tell(certificateFrame());
      return reply;
    },
  })),
  silent('events_listen/invitation-event', 'silent', invitation('PENDING')),
  silent('events_listen/invitation-cancelled-event', 'silent', invitation('CANCELLED')),
  silent('events_listen/invitation-finished-event', 'silent', invitation('FINISHED')),
  bendStreams('events_listen/invitation-audience', 'everybody', () =>
    toEverybody((frame) => eventIn(frame) === 'INVITATION'),
  ),
  ...(
    [
      ['events_listen/attempt-ready-event', 'GREETING_ATTEMPT_READY'],
      ['events_listen/attempt-joined-event', 'GREETING_ATTEMPT_JOINED'],
      ['events_listen/attempt-cancelled-event', 'GREETING_ATTEMPT_CANCELLED'],
    ] as const
  ).flatMap(([requirement, event]) => [
    silent(requirement, 'silent', (frame) => eventIn(frame) === event),
    bendStreams(requirement, 'everybody', () =>
      toEverybody((frame) => hasId(frame) && eventIn(frame) === event),
    ),
  ]),
];
