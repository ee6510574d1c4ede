import { Uuid } from '@parsec-spec/spec/codec';
import type { Distortion } from '../core/distortion.ts';
import { isOk } from './asked.ts';
import { headerOf, withHeader } from './bend.ts';
import { bendStreams, type Tuned } from './bend-streams.ts';
import { refusing } from './look.ts';
import { certificateFrame, eventIn, hasId, idIn } from './read-frame.ts';

const lastId = ({ call }: Pick<Tuned, 'call'>): string | undefined => headerOf(call, 'last-event-id');

/** Breaks the rules about taking up again. */
export const eventReplayDistortions: readonly Distortion[] = [
  bendStreams('events/nothing-from-before', 'the-past-too', () => {
    const past = new Map<string, string[]>();
    return {
      call: async ({ call, asked }, handle) => {
        const reply = await handle(call);
        if (asked !== undefined && ['user_create', 'device_create'].includes(asked.command) && isOk(reply))
          past.set(asked.organization, [...(past.get(asked.organization) ?? []), certificateFrame()]);
        return reply;
      },
      frame: (frame, stream) =>
        eventIn(frame) === 'ORGANIZATION_CONFIG' && lastId(stream) === undefined
          ? [frame, ...(past.get(stream.organization) ?? [])]
          : [frame],
    };
  }),
  bendStreams('events/replay-after-known-id', 'nothing', () => ({
    opens: (call) => withHeader(call, 'last-event-id'),
  })),
  bendStreams('events/replay-after-known-id', 'that-one-again', () => {
    const known = new Map<string, string>();
    return {
      frame: (frame, stream) => {
        if (hasId(frame)) known.set(idIn(frame), frame);
        const last = eventIn(frame) === 'ORGANIZATION_CONFIG' ? lastId(stream) : undefined;
        const again = last === undefined ? undefined : known.get(last);
        return again === undefined ? [frame] : [frame, again];
      },
    };
  }),
  bendStreams('events/replay-after-known-id', 'all-but-the-first', () => {
    const skipped = new Set<Tuned>();
    return {
      frame: (frame, stream) => {
        if (lastId(stream) === undefined || !hasId(frame) || skipped.has(stream)) return [frame];
        skipped.add(stream);
        return [];
      },
    };
  }),
  bendStreams('events/live-after-replay', 'silent', () => {
    const opened = new Map<Tuned, number>();
    return {
      frame: (frame, stream) => {
        const since = opened.get(stream) ?? Date.now();
        opened.set(stream, since);
        // What is replayed comes at once.
        const isLive = lastId(stream) !== undefined && Date.now() - since > 20;
        return isLive && hasId(frame) ? [] : [frame];
      },
    };
  }),
  bendStreams('events/unknown-id-is-missed-events', 'ignored', () => ({
    frame: (frame) => (frame.startsWith('event:missed_events') ? [] : [frame]),
  })),
  bendStreams('events/odd-id-is-no-error', 'refused', () => ({
    opens: (call) => {
      const given = headerOf(call, 'last-event-id');
      return given !== undefined && Uuid.parse(given) === undefined ? refusing(400) : call;
    },
  })),
];
