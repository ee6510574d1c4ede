import type { Call, Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { bendReply, distortion, headerOf, withHeader } from './bend.ts';
import {
  as,
  deviceIn,
  isOfDevice,
  jsonIn,
  operationIn,
  organizationIn,
  outcomeOf,
  placeOf,
  refusing,
} from './look.ts';

const tokenOf = (call: Call): string => headerOf(call, 'authorization')?.split(/\s+/)[1] ?? '';
const partsOf = (call: Call): readonly string[] => tokenOf(call).split('.');
const isHexToken = (call: Call): boolean => /^[0-9a-f]{32}$/i.test(tokenOf(call));

/** Tells 403 instead of 401 where the token is bad in a certain way: no such thing as a malformed token. */
const knownButWrong = (when: (call: Call) => boolean) =>
  bendReply((reply, call) =>
    isOfDevice(call) && reply.status === 401 && when(call) ? as(403, reply) : reply,
  );
const invited = (from: number, to: number, when: (call: Call) => boolean = () => true) =>
  bendReply((reply, call) =>
    placeOf(call) === 'invited' && reply.status === from && when(call) ? as(to, reply) : reply,
  );
const secondsOff = (call: Call): number => Math.abs(Date.now() / 1000 - Number(partsOf(call)[2]));

/** Rules of credentials, broken. */
export const authenticationDistortions: readonly Distortion[] = [
  distortion(
    'authentication/token-form',
    'never-good-enough',
    bendReply((reply, call) =>
      placeOf(call) === 'authenticated' && reply.status === 200 ? refusing(401) : reply,
    ),
  ),
  distortion(
    'authentication/header-required',
    'forbidden',
    bendReply((reply, call) =>
      reply.status === 401 && headerOf(call, 'authorization') === undefined ? as(403, reply) : reply,
    ),
  ),
  distortion(
    'authentication/bearer-and-one-token',
    'forbidden',
    bendReply((reply, call) => {
      const words = headerOf(call, 'authorization')?.trim().split(/\s+/) ?? [];
      const odd = words.length !== 2 || words[0]?.toLowerCase() !== 'bearer';
      return reply.status === 401 && words.length > 0 && odd ? as(403, reply) : reply;
    }),
  ),
  distortion(
    'authentication/scheme-any-case',
    'exact',
    bendReply((reply, call) =>
      isOfDevice(call) && !(headerOf(call, 'authorization') ?? 'Bearer').startsWith('Bearer')
        ? refusing(401)
        : reply,
    ),
  ),
  distortion(
    'authentication/four-parts',
    'forbidden',
    knownButWrong((call) => partsOf(call).length !== 4),
  ),
  distortion(
    'authentication/algorithm-prefix',
    'forbidden',
    knownButWrong((call) => partsOf(call)[0] !== 'PARSEC-SIGN-ED25519'),
  ),
  distortion(
    'authentication/device-part-is-identifier',
    'forbidden',
    knownButWrong((call) => !/^[0-9a-f-]{32,36}$/i.test(partsOf(call)[1] ?? '')),
  ),
  distortion(
    'authentication/timestamp-part-is-integer',
    'forbidden',
    knownButWrong((call) => !/^\d+$/.test(partsOf(call)[2] ?? '')),
  ),
  distortion(
    'authentication/signature-part-is-base64',
    'not-found',
    bendReply((reply, call) =>
      isOfDevice(call) && [401, 403].includes(reply.status) && !/^[\w-]{86}==$/.test(partsOf(call)[3] ?? '')
        ? as(404, reply)
        : reply,
    ),
  ),
  distortion(
    'authentication/device-known',
    'not-found',
    bendReply((reply, call) => (isOfDevice(call) && reply.status === 403 ? as(404, reply) : reply)),
  ),
  distortion(
    'authentication/bad-signature-before-stale',
    'stale-first',
    bendReply((reply, call) =>
      isOfDevice(call) && reply.status === 403 && secondsOff(call) > 320 ? as(498, reply) : reply,
    ),
  ),
  distortion(
    'authentication/window-inside',
    'narrower',
    bendReply((reply, call) =>
      isOfDevice(call) && reply.status === 200 && secondsOff(call) > 60 ? refusing(498) : reply,
    ),
  ),
  distortion('authentication/key-checked-every-time', 'once-is-enough', (handle) => {
    const good = new Map<string, string>();
    return async (call) => {
      const reply = await handle(call);
      const device = deviceIn(call);
      const known = good.get(device);
      if (reply.status === 200 && isOfDevice(call)) good.set(device, headerOf(call, 'authorization') ?? '');
      if (reply.status !== 403 || known === undefined) return reply;
      return handle(withHeader(call, 'authorization', known));
    };
  }),
  distortion('authentication/unfrozen-works-again', 'frozen-for-ever', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (reply.status === 462) frozen.add(deviceIn(call));
      return isOfDevice(call) && frozen.has(deviceIn(call)) ? refusing(462) : reply;
    };
  }),
  distortion('authentication/expiry-lifted', 'expired-for-ever', (handle) => {
    const expired = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (reply.status === 460) expired.add(organizationIn(call));
      return placeOf(call) !== 'administration' && expired.has(organizationIn(call)) ? refusing(460) : reply;
    };
  }),
  distortion('authentication/not-bootstrapped', 'conflict', (handle) => {
    const bare = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (placeOf(call) === 'administration' && jsonIn(String(reply.body))?.bootstrap_url !== undefined) {
        bare.add(/redirect\/([^?]+)/.exec(String(reply.body))?.[1] ?? '');
      }
      if (placeOf(call) === 'anonymous' && outcomeOf(reply) === 'ok') bare.delete(organizationIn(call));
      const bothers = isOfDevice(call) || placeOf(call) === 'invited';
      return bothers && [403, 404].includes(reply.status) && bare.has(organizationIn(call))
        ? as(409, reply)
        : reply;
    };
  }),
  distortion(
    'authentication/events-same-codes',
    'one-for-all',
    bendReply((reply, call) =>
      placeOf(call) === 'events' && [401, 403, 404, 498].includes(reply.status) ? as(400, reply) : reply,
    ),
  ),
  distortion('authentication/invitation-token-well-formed', 'forbidden', invited(401, 403)),
  distortion('authentication/invitation-known', 'not-found', invited(403, 404)),
  distortion('authentication/invitation-token-opens-invited-only', 'forbidden', knownButWrong(isHexToken)),
  distortion(
    'authentication/device-token-never-invited',
    'forbidden',
    invited(401, 403, (call) => tokenOf(call).includes('.')),
  ),
  distortion('authentication/signature-before-disclosure', 'tells-strangers', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (operationIn(call) === 'users/freeze' && jsonIn(String(reply.body))?.frozen === true)
        frozen.add(organizationIn(call));
      return isOfDevice(call) && reply.status === 403 && frozen.has(organizationIn(call))
        ? as(462, reply)
        : reply;
    };
  }),
  ...(
    [
      'authentication/freeze-at-once',
      'authentication/expiry-at-once',
      'terms-of-service/new-terms-block-at-once',
    ] as const
  ).map((requirement, index) => distortion(requirement, 'warm-cache', warm([462, 460, 463][index] ?? 0))),
];

/** Serves a device again what it was served a moment before, whatever the server says meanwhile. */
function warm(stale: number): Distortion['wrap'] {
  return (handle) => {
    const served = new Map<string, Reply>();
    return async (call) => {
      const reply = await handle(call);
      if (placeOf(call) !== 'authenticated') return reply;
      if (reply.status === 200) served.set(deviceIn(call), reply);
      return reply.status === stale ? (served.get(deviceIn(call)) ?? reply) : reply;
    };
  };
}
