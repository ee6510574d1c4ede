import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import { changeJson, isAdministration, isUpdate } from '../../../self-test/kit/administration-json.ts';
import {
  commandIn,
  deviceIn,
  jsonIn,
  organizationIn,
  outcomeOf,
  refusal,
  replyMap,
  routeOf,
  withStatus,
} from '../../../self-test/kit/calls.ts';
import { sparesCommand } from '../../../self-test/kit/commands.ts';
import {
  type CallWithBody,
  changeReply,
  mutant,
  readCallBody,
  type Wrap,
  withBody,
} from '../../../self-test/kit/mutant.ts';
import { staleAdmission } from '../../../self-test/kit/stale-admissions.ts';
import { isUpdateOf, keepsStreams } from '../../../self-test/kit/stream-events.ts';

/** Records from administration calls which organizations have terms. */
function rememberTerms() {
  const present = new Set<string>();
  const removed = new Set<string>();
  return {
    present,
    removed,
    note(call: CallWithBody, reply: Reply): void {
      const body =
        routeOf(call) === 'administration' && reply.status === 200 ? jsonIn(call.bytes) : undefined;
      if (body === undefined || !('tos' in body)) return;
      const id = typeof body.organization_id === 'string' ? body.organization_id : organizationIn(call);
      if (body.tos === null) removed.add(id);
      if (body.tos === null) present.delete(id);
      else present.add(id);
    },
  };
}

const changeByTerms =
  (changes: (terms: ReturnType<typeof rememberTerms>, call: CallWithBody, reply: Reply) => Reply): Wrap =>
  (handle) => {
    const latestTerms = rememberTerms();
    return async (call) => {
      const at = await readCallBody(call);
      const reply = await handle(at);
      latestTerms.note(at, reply);
      return changes(latestTerms, at, reply);
    };
  };

/** Accepts the terms in the name of a caller, with the token of the caller. */
const acceptsForCaller =
  (on: (reply: Reply, call: CallWithBody, accepted: Set<string>) => boolean): Wrap =>
  (handle) => {
    const accepted = new Set<string>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      const isAcceptance = commandIn(bufferedCall.bytes) === 'tos_accept' && outcomeOf(reply) === 'ok';
      if (isAcceptance) accepted.add(deviceIn(call));
      if (!on(reply, bufferedCall, accepted)) return reply;
      const tos = { ...bufferedCall, target: `/authenticated/${organizationIn(call)}/tos` };
      const read = replyMap(await handle(withBody(tos, encode({ cmd: 'tos_get' }))));
      if (read?.status === 'ok') {
        await handle(
          withBody(tos, encode({ cmd: 'tos_accept', tos_updated_on: read.updated_on } as Encodable)),
        );
      }
      return reply.status === 463 ? handle(withBody(bufferedCall, bufferedCall.bytes)) : reply;
    };
  };

/** Lets terms with such addresses pass: the reference server gets web addresses instead. */
const admitsAddresses = (which: (call: Call) => boolean, address: RegExp): Wrap =>
  changeJson(which, (body) => {
    const { tos } = body;
    if (typeof tos !== 'object' || tos === null) return body;
    const urls = Object.entries(tos).map(([locale, url]) => [
      locale,
      String(url).replace(address, 'https://example.com/$&'),
    ]);
    return { ...body, tos: Object.fromEntries(urls) };
  });

/** Mutants of the requirements of `terms-of-service`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'terms-of-service/web-addresses-only',
    'no-javascript-in-lower-case',
    admitsAddresses(isAdministration, /^(?!javascript:|https?:)/),
  ),
  mutant(
    'terms-of-service/web-addresses-only',
    'unchecked-updates',
    admitsAddresses(isUpdate, /^(?!https?:)/),
  ),
  mutant(
    'terms-of-service/new-terms-block-at-once',
    'warm-cache',
    staleAdmission({ refusal: 463, route: 'authenticated' }),
  ),
  mutant(
    'terms-of-service/new-terms-block-at-once',
    'warm-cache-on-events',
    staleAdmission({ refusal: 463, route: 'events' }),
  ),
  keepsStreams('terms-of-service/new-terms-close-streams', isUpdateOf('tos')),
  sparesCommand('terms-of-service/pending-is-463', 'user_revoke', 463),
  sparesCommand('terms-of-service/other-refusals-still-apply', 'tos_accept', 462),
  mutant(
    'terms-of-service/other-refusals-still-apply',
    'one-for-all',
    changeReply((reply, call) =>
      routeOf(call) === 'tos' && [401, 403, 404, 460, 461, 462, 498].includes(reply.status)
        ? withStatus(400, reply)
        : reply,
    ),
  ),
  mutant(
    'terms-of-service/tos-route-stays-open',
    'closed-too',
    changeByTerms((terms, call, reply) =>
      routeOf(call) === 'tos' && terms.present.has(organizationIn(call)) ? refusal(463) : reply,
    ),
  ),
  mutant(
    'terms-of-service/reading-is-not-accepting',
    'it-is',
    acceptsForCaller((reply, { bytes }) => commandIn(bytes) === 'tos_get' && outcomeOf(reply) === 'ok'),
  ),
  mutant(
    'terms-of-service/replaced-terms-need-acceptance',
    'once-for-all',
    acceptsForCaller((reply, call, accepted) => reply.status === 463 && accepted.has(deviceIn(call))),
  ),
  mutant(
    'terms-of-service/removed-terms-unlock',
    'locked-for-ever',
    changeByTerms((terms, call, reply) =>
      routeOf(call) === 'authenticated' && terms.removed.has(organizationIn(call)) ? refusal(463) : reply,
    ),
  ),
  mutant(
    'terms-of-service/anonymous-and-invited-untouched',
    'blocked-too',
    changeByTerms((terms, call, reply) =>
      ['anonymous', 'invited'].includes(routeOf(call)) && terms.present.has(organizationIn(call))
        ? refusal(463)
        : reply,
    ),
  ),
  mutant(
    'terms-of-service/new-terms-block-at-once',
    'remembers-invite_new_device',
    staleAdmission({ refusal: 463, route: 'authenticated', command: 'invite_new_device' }),
  ),
];
