import type { Mutant } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import { refusal } from '../../../self-test/kit/calls.ts';
import { isCertifying, isOk } from '../../../self-test/kit/commands.ts';
import { tokenIn } from '../../../self-test/kit/invitations.ts';
import { headerOf, withHeader } from '../../../self-test/kit/mutant.ts';
import {
  certificateFrame,
  changesFrames,
  dropsFrames,
  eventFrame,
  eventIn,
  hasId,
  idIn,
  isFreeze,
  isRevocation,
  isUpdateOf,
  keepsStreams,
} from '../../../self-test/kit/stream-events.ts';
import { changeStreams, type OpenStream } from '../../../self-test/kit/streams.ts';

const lastId = ({ call }: Pick<OpenStream, 'call'>): string | undefined => headerOf(call, 'last-event-id');

/** Mutants of the requirements of `events`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  keepsStreams('events/closed-on-revocation', isRevocation),
  keepsStreams('events/closed-on-freeze', isFreeze),
  keepsStreams('events/closed-on-expiry', isUpdateOf('is_expired')),
  keepsStreams('events/closed-on-new-terms', isUpdateOf('tos')),
  changeStreams('events/stream-headers', 'may-be-cached', () => ({
    head: (reply) => withHeader(reply, 'cache-control'),
  })),
  changeStreams('events/stream-headers', 'text', () => ({
    head: (reply) => withHeader(reply, 'content-type', 'text/plain'),
  })),
  changeStreams('events/stream-stays-open', 'closed-after-the-first', () => ({
    frame: (frame, stream) => {
      // The frame is sent before the next microtask.
      queueMicrotask(() => stream.end());
      return [frame];
    },
  })),
  changesFrames('events/data-is-base64-msgpack', 'hexadecimal', (frame) =>
    frame.replace(/^data:([^\n]+)/, (_, data) => `data:${Buffer.from(data, 'base64').toString('hex')}`),
  ),
  changesFrames('events/ids-unique', 'one-for-all', (frame) =>
    frame.replace(/\nid:.*/, `\nid:${'0'.repeat(32)}`),
  ),
  changesFrames('events/ids-unique', 'none', (frame) => frame.replace(/\nid:.*/, '')),
  dropsFrames('events/keepalive', 'silent', (frame) => frame.startsWith('event:keepalive')),
  changesFrames('events/keepalive', 'with-payload', (frame) =>
    frame.startsWith('event:keepalive') ? frame.replace('data:', 'data:alive') : frame,
  ),
  changeStreams('events/never-across-organizations', 'to-all', () => ({
    call: async ({ call, commandCall, otherStreams }, handle) => {
      const reply = await handle(call);
      if (isCertifying(commandCall?.command) && isOk(reply))
        for (const stream of otherStreams) stream.send(certificateFrame());
      return reply;
    },
  })),
  changeStreams('events/nothing-from-before', 'the-past-too', () => {
    const past = new Map<string, string[]>();
    return {
      call: async ({ call, commandCall }, handle) => {
        const reply = await handle(call);
        if (
          commandCall !== undefined &&
          ['user_create', 'device_create'].includes(commandCall.command) &&
          isOk(reply)
        )
          past.set(commandCall.organization, [
            ...(past.get(commandCall.organization) ?? []),
            certificateFrame(),
          ]);
        return reply;
      },
      frame: (frame, stream) =>
        eventIn(frame) === 'ORGANIZATION_CONFIG' && lastId(stream) === undefined
          ? [frame, ...(past.get(stream.organization) ?? [])]
          : [frame],
    };
  }),
  changeStreams('events/replay-after-known-id', 'nothing', () => ({
    opens: (call) => withHeader(call, 'last-event-id'),
  })),
  changeStreams('events/replay-after-known-id', 'that-one-again', () => {
    const lastIds = new Map<string, string>();
    return {
      frame: (frame, stream) => {
        if (hasId(frame)) lastIds.set(idIn(frame), frame);
        const last = eventIn(frame) === 'ORGANIZATION_CONFIG' ? lastId(stream) : undefined;
        const again = last === undefined ? undefined : lastIds.get(last);
        return again === undefined ? [frame] : [frame, again];
      },
    };
  }),
  changeStreams('events/replay-after-known-id', 'all-but-the-first', () => {
    const skipped = new Set<OpenStream>();
    return {
      frame: (frame, stream) => {
        if (lastId(stream) === undefined || !hasId(frame) || skipped.has(stream)) return [frame];
        skipped.add(stream);
        return [];
      },
    };
  }),
  dropsFrames(
    'events/replay-after-known-id',
    'no-invitations',
    (frame, stream) => lastId(stream) !== undefined && eventIn(frame) === 'INVITATION',
  ),
  changeStreams('events/replay-after-known-id', 'device-invitations-of-others', () => {
    const invitations: string[] = [];
    return {
      call: async ({ call, commandCall }, handle) => {
        const reply = await handle(call);
        const token = commandCall?.command === 'invite_new_device' ? tokenIn(reply) : undefined;
        if (token !== undefined)
          invitations.push(eventFrame({ event: 'INVITATION', token, invitation_status: 'PENDING' }));
        return reply;
      },
      frame: (frame, stream) =>
        eventIn(frame) === 'ORGANIZATION_CONFIG' && lastId(stream) !== undefined
          ? [frame, ...invitations.splice(0)]
          : [frame],
    };
  }),
  changeStreams('events/live-after-replay', 'silent', () => {
    // Replayed events are sent before the next call.
    const live = new Set<OpenStream>();
    return {
      call: ({ call, streams }, handle) => {
        for (const stream of streams) live.add(stream);
        return handle(call);
      },
      frame: (frame, stream) =>
        live.has(stream) && lastId(stream) !== undefined && hasId(frame) ? [] : [frame],
    };
  }),
  changeStreams('events/unknown-id-is-missed-events', 'ignored', () => ({
    frame: (frame) => (frame.startsWith('event:missed_events') ? [] : [frame]),
  })),
  changeStreams('events/odd-id-is-no-error', 'refused', () => ({
    opens: (call) => {
      const eventId = headerOf(call, 'last-event-id');
      return eventId !== undefined && Uuid.parse(eventId) === undefined ? refusal(400) : call;
    },
  })),
];
