import type { Distortion } from '../core/distortion.ts';
import type { Reply } from '../core/call.ts';
import { DateTime, type Encodable, encode } from '@parsec-spec/spec/codec';
import { type Wrap, bendReply, distortion, type WholeCall, whole, withBody } from './bend.ts';
import {
  as,
  commandIn,
  deviceIn,
  jsonIn,
  organizationIn,
  outcomeOf,
  placeOf,
  refusing,
  replyMap,
} from './look.ts';

/** Follows which organizations have terms, by what the administration says. */
function terms() {
  const present = new Set<string>();
  const removed = new Set<string>();
  return {
    present,
    removed,
    note(call: WholeCall, reply: Reply): void {
      const body =
        placeOf(call) === 'administration' && reply.status === 200 ? jsonIn(call.bytes) : undefined;
      if (body === undefined || !('tos' in body)) return;
      const id = typeof body.organization_id === 'string' ? body.organization_id : organizationIn(call);
      if (body.tos === null) removed.add(id);
      if (body.tos === null) present.delete(id);
      else present.add(id);
    },
  };
}

const followed =
  (bend: (known: ReturnType<typeof terms>, call: WholeCall, reply: Reply) => Reply): Wrap =>
  (handle) => {
    const known = terms();
    return async (call) => {
      const at = await whole(call);
      const reply = await handle(at);
      known.note(at, reply);
      return bend(known, at, reply);
    };
  };

/** Accepts the terms for a caller, under its own token. */
const accepting =
  (on: (reply: Reply, call: WholeCall, accepted: Set<string>) => boolean): Wrap =>
  (handle) => {
    const accepted = new Set<string>();
    return async (call) => {
      const known = await whole(call);
      const reply = await handle(known);
      const isAcceptance = commandIn(known.bytes) === 'tos_accept' && outcomeOf(reply) === 'ok';
      if (isAcceptance) accepted.add(deviceIn(call));
      if (!on(reply, known, accepted)) return reply;
      const tos = { ...known, target: `/authenticated/${organizationIn(call)}/tos` };
      const read = replyMap(await handle(withBody(tos, encode({ cmd: 'tos_get' }))));
      if (read?.status === 'ok') {
        await handle(
          withBody(tos, encode({ cmd: 'tos_accept', tos_updated_on: read.updated_on } as Encodable)),
        );
      }
      return reply.status === 463 ? handle(withBody(known, known.bytes)) : reply;
    };
  };

/** Rules of terms of service, broken. */
export const termsDistortions: readonly Distortion[] = [
  distortion(
    'terms-of-service/tos-route-stays-open',
    'closed-too',
    followed((known, call, reply) =>
      placeOf(call) === 'tos' && known.present.has(organizationIn(call)) ? refusing(463) : reply,
    ),
  ),
  distortion(
    'terms-of-service/reading-is-not-accepting',
    'it-is',
    accepting((reply, { bytes }) => commandIn(bytes) === 'tos_get' && outcomeOf(reply) === 'ok'),
  ),
  distortion(
    'terms-of-service/replaced-terms-need-acceptance',
    'once-for-all',
    accepting((reply, call, accepted) => reply.status === 463 && accepted.has(deviceIn(call))),
  ),
  distortion(
    'terms-of-service/removed-terms-unlock',
    'locked-for-ever',
    followed((known, call, reply) =>
      placeOf(call) === 'authenticated' && known.removed.has(organizationIn(call)) ? refusing(463) : reply,
    ),
  ),
  distortion(
    'terms-of-service/other-refusals-still-apply',
    'one-for-all',
    bendReply((reply, call) =>
      placeOf(call) === 'tos' && [401, 403, 404, 460, 462, 498].includes(reply.status)
        ? as(400, reply)
        : reply,
    ),
  ),
  distortion(
    'terms-of-service/anonymous-and-invited-untouched',
    'blocked-too',
    followed((known, call, reply) =>
      ['anonymous', 'invited'].includes(placeOf(call)) && known.present.has(organizationIn(call))
        ? refusing(463)
        : reply,
    ),
  ),
  distortion(
    'tos_get/gives-terms',
    'a-microsecond-off',
    bendReply((reply) => {
      const fields = replyMap(reply);
      if (!DateTime.is(fields?.updated_on)) return reply;
      return { ...reply, body: encode({ ...fields, updated_on: fields.updated_on.plus(1n) } as Encodable) };
    }),
  ),
  distortion('tos_accept/unlocks-the-user', 'says-so-only', (handle) => async (call) => {
    const known = await whole(call);
    if (commandIn(known.bytes) !== 'tos_accept') return handle(known);
    const reply = await handle({ ...known, target: `${known.target}/nowhere` });
    return {
      ...reply,
      status: 200,
      headers: [
        ['Content-Type', 'application/msgpack'],
        ['Api-Version', '5.6'],
      ],
      body: encode({ status: 'ok' }),
    };
  }),
  distortion('tos_accept/idempotent', 'once-only', (handle) => {
    const accepted = new Set<string>();
    return async (call) => {
      const known = await whole(call);
      const reply = await handle(known);
      if (commandIn(known.bytes) !== 'tos_accept' || outcomeOf(reply) !== 'ok') return reply;
      if (accepted.has(deviceIn(call))) return { ...reply, body: encode({ status: 'tos_mismatch' }) };
      accepted.add(deviceIn(call));
      return reply;
    };
  }),
];
