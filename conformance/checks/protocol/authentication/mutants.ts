import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import {
  commandIn,
  commandReply,
  deviceIn,
  isOfDevice,
  jsonIn,
  operationIn,
  organizationIn,
  outcomeOf,
  refusal,
  routeOf,
  withStatus,
} from '../../../self-test/kit/calls.ts';
import {
  certificateIn,
  changeCommands,
  isOk,
  readCommand,
  sparesCommand,
} from '../../../self-test/kit/commands.ts';
import { newDeviceLate } from '../../../self-test/kit/enrolment.ts';
import { afterFreeze } from '../../../self-test/kit/freezes.ts';
import {
  changeReply,
  headerOf,
  mutant,
  readCallBody,
  type Wrap,
  withHeader,
} from '../../../self-test/kit/mutant.ts';
import { racedAdmission, staleAdmission } from '../../../self-test/kit/stale-admissions.ts';

const tokenOf = (call: Call): string => headerOf(call, 'authorization')?.split(/\s+/)[1] ?? '';

const partsOf = (call: Call): readonly string[] => tokenOf(call).split('.');

const isHexToken = (call: Call): boolean => /^[0-9a-f]{32}$/i.test(tokenOf(call));

/** Answers 403 instead of 401 to malformed tokens with a certain mistake. */
const forbidsBadToken = (when: (call: Call) => boolean) =>
  changeReply((reply, call) =>
    isOfDevice(call) && reply.status === 401 && when(call) ? withStatus(403, reply) : reply,
  );

const changeInvitedStatus = (from: number, to: number, when: (call: Call) => boolean = () => true) =>
  changeReply((reply, call) =>
    routeOf(call) === 'invited' && reply.status === from && when(call) ? withStatus(to, reply) : reply,
  );

const secondsOff = (call: Call): number => Math.abs(Date.now() / 1000 - Number(partsOf(call)[2]));

const SLOW_MS = 15_000;

/** Accepts the token of a device under the signature of any device of the organization. */
const acceptsKeysOfOthers: Wrap = (handle) => {
  const keys = new Map<string, readonly Uint8Array[]>();
  return async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    const reply = await handle(bufferedCall);
    const organization = organizationIn(call);
    const device = certificateIn(commandCall?.request.device_certificate);
    if (device?.type === 'device_certificate' && isOk(reply))
      keys.set(organization, [...(keys.get(organization) ?? []), device.verify_key]);
    if (!isOfDevice(call) || reply.status !== 403) return reply;
    const [, signed = '', signature = ''] = /^(.*)\.([^.]*)$/.exec(tokenOf(call)) ?? [];
    const isSigned = (key: Uint8Array) =>
      syncCrypto.verify(key, Buffer.from(signed), Buffer.from(signature, 'base64url'));
    return keys.get(organization)?.some(isSigned) ? commandReply({ status: 'ok' }) : reply;
  };
};

/** Mutants of the requirements of `authentication`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'authentication/token-form',
    'never-good-enough',
    changeReply((reply, call) =>
      routeOf(call) === 'authenticated' && reply.status === 200 ? refusal(401) : reply,
    ),
  ),
  mutant(
    'authentication/token-form',
    'never-good-enough-for-terms',
    changeReply((reply, call) => (routeOf(call) === 'tos' && reply.status === 200 ? refusal(401) : reply)),
  ),
  mutant(
    'authentication/header-required',
    'empty-is-forbidden',
    changeReply((reply, call) =>
      reply.status === 401 && headerOf(call, 'authorization') === '' ? withStatus(403, reply) : reply,
    ),
  ),
  mutant(
    'authentication/header-required',
    'forbidden',
    changeReply((reply, call) =>
      reply.status === 401 && headerOf(call, 'authorization') === undefined ? withStatus(403, reply) : reply,
    ),
  ),
  mutant(
    'authentication/bearer-and-one-token',
    'forbidden',
    changeReply((reply, call) => {
      const words = headerOf(call, 'authorization')?.trim().split(/\s+/) ?? [];
      const odd = words.length !== 2 || words[0]?.toLowerCase() !== 'bearer';
      return reply.status === 401 && words.length > 0 && odd ? withStatus(403, reply) : reply;
    }),
  ),
  mutant(
    'authentication/scheme-any-case',
    'exact',
    changeReply((reply, call) =>
      routeOf(call) !== 'administration' &&
      !(headerOf(call, 'authorization') ?? 'Bearer').startsWith('Bearer')
        ? refusal(401)
        : reply,
    ),
  ),
  mutant(
    'authentication/four-parts',
    'forbidden',
    forbidsBadToken((call) => partsOf(call).length !== 4),
  ),
  mutant(
    'authentication/algorithm-prefix',
    'forbidden',
    forbidsBadToken((call) => partsOf(call)[0] !== 'PARSEC-SIGN-ED25519'),
  ),
  mutant(
    'authentication/device-part-is-identifier',
    'forbidden',
    forbidsBadToken((call) => !/^[0-9a-f-]{32,36}$/i.test(partsOf(call)[1] ?? '')),
  ),
  mutant(
    'authentication/device-part-is-identifier',
    'any-length-is-forbidden',
    forbidsBadToken((call) => /^[0-9a-f]+$/i.test(partsOf(call)[1] ?? '') && partsOf(call)[1]?.length !== 32),
  ),
  mutant(
    'authentication/timestamp-part-is-integer',
    'forbidden',
    forbidsBadToken((call) => !/^\d+$/.test(partsOf(call)[2] ?? '')),
  ),
  mutant(
    'authentication/signature-part-is-base64',
    'not-found',
    changeReply((reply, call) =>
      isOfDevice(call) && [401, 403].includes(reply.status) && !/^[\w-]{86}==$/.test(partsOf(call)[3] ?? '')
        ? withStatus(404, reply)
        : reply,
    ),
  ),
  mutant('authentication/device-known', 'not-found', (handle) => {
    const added = new Set<string>();
    return async (call) => {
      const { bufferedCall, commandCall } = await readCommand(call, handle);
      const reply = await handle(bufferedCall);
      const device = certificateIn(commandCall?.request.device_certificate);
      if (device?.type === 'device_certificate' && isOk(reply))
        added.add(`${organizationIn(call)} ${device.device_id.hex}`);
      const isUnknown =
        isOfDevice(call) && reply.status === 403 && !added.has(`${organizationIn(call)} ${deviceIn(call)}`);
      return isUnknown ? withStatus(404, reply) : reply;
    };
  }),
  mutant(
    'authentication/bad-signature-before-stale',
    'stale-first',
    changeReply((reply, call) =>
      isOfDevice(call) && reply.status === 403 && secondsOff(call) > 320 ? withStatus(498, reply) : reply,
    ),
  ),
  mutant(
    'authentication/window-inside',
    'narrower',
    changeReply((reply, call) =>
      isOfDevice(call) && reply.status === 200 && secondsOff(call) > 60 ? refusal(498) : reply,
    ),
  ),
  ...(
    [
      ['once-is-enough', 403],
      ['time-checked-once', 498],
    ] as const
  ).map(([how, status]) =>
    mutant('authentication/key-checked-every-time', how, (handle) => {
      const good = new Map<string, string>();
      return async (call) => {
        const reply = await handle(call);
        const device = deviceIn(call);
        const goodToken = good.get(device);
        if (reply.status === 200 && isOfDevice(call)) good.set(device, headerOf(call, 'authorization') ?? '');
        if (reply.status !== status || goodToken === undefined) return reply;
        return handle(withHeader(call, 'authorization', goodToken));
      };
    }),
  ),
  mutant('authentication/unfrozen-works-again', 'frozen-for-ever', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (reply.status === 462) frozen.add(deviceIn(call));
      return isOfDevice(call) && frozen.has(deviceIn(call)) ? refusal(462) : reply;
    };
  }),
  mutant('authentication/expiry-lifted', 'expired-for-ever', (handle) => {
    const expired = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (reply.status === 460) expired.add(organizationIn(call));
      return routeOf(call) !== 'administration' && expired.has(organizationIn(call)) ? refusal(460) : reply;
    };
  }),
  mutant('authentication/not-bootstrapped', 'conflict', (handle) => {
    const bare = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (routeOf(call) === 'administration' && jsonIn(String(reply.body))?.bootstrap_url !== undefined) {
        bare.add(/redirect\/([^?]+)/.exec(String(reply.body))?.[1] ?? '');
      }
      if (routeOf(call) === 'anonymous' && outcomeOf(reply) === 'ok') bare.delete(organizationIn(call));
      const bothers = isOfDevice(call) || routeOf(call) === 'invited';
      return bothers && [403, 404].includes(reply.status) && bare.has(organizationIn(call))
        ? withStatus(409, reply)
        : reply;
    };
  }),
  mutant(
    'authentication/events-same-codes',
    'one-for-all',
    changeReply((reply, call) =>
      routeOf(call) === 'events' && [401, 403, 404, 498].includes(reply.status)
        ? withStatus(400, reply)
        : reply,
    ),
  ),
  mutant('authentication/invitation-token-well-formed', 'forbidden', changeInvitedStatus(401, 403)),
  mutant('authentication/invitation-known', 'not-found', changeInvitedStatus(403, 404)),
  mutant('authentication/invitation-token-opens-invited-only', 'forbidden', forbidsBadToken(isHexToken)),
  mutant(
    'authentication/device-token-never-invited',
    'forbidden',
    changeInvitedStatus(401, 403, (call) => tokenOf(call).includes('.')),
  ),
  mutant('authentication/signature-before-disclosure', 'tells-strangers', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const reply = await handle(call);
      if (operationIn(call) === 'users/freeze' && jsonIn(String(reply.body))?.frozen === true)
        frozen.add(organizationIn(call));
      return isOfDevice(call) && reply.status === 403 && frozen.has(organizationIn(call))
        ? withStatus(462, reply)
        : reply;
    };
  }),
  ...([461, 463] as const).map((status) =>
    mutant('authentication/signature-before-disclosure', `tells-strangers-${status}`, (handle) => {
      const refused = new Set<string>();
      return async (call) => {
        const reply = await handle(call);
        if (reply.status === status) refused.add(deviceIn(call));
        const isForged = isOfDevice(call) && reply.status === 403;
        return isForged && refused.has(deviceIn(call)) ? withStatus(status, reply) : reply;
      };
    }),
  ),
  mutant(
    'authentication/freeze-at-once',
    'warm-cache',
    staleAdmission({ refusal: 462, route: 'authenticated' }),
  ),
  mutant(
    'authentication/expiry-at-once',
    'warm-cache',
    staleAdmission({ refusal: 460, route: 'authenticated' }),
  ),
  mutant(
    'authentication/revocation-at-once',
    'warm-cache',
    staleAdmission({ refusal: 461, route: 'authenticated' }),
  ),
  ...(['tos', 'events'] as const).flatMap((route) => [
    mutant(
      'authentication/freeze-at-once',
      `warm-cache-on-${route}`,
      staleAdmission({ refusal: 462, route }),
    ),
    mutant(
      'authentication/expiry-at-once',
      `warm-cache-on-${route}`,
      staleAdmission({ refusal: 460, route }),
    ),
    mutant(
      'authentication/revocation-at-once',
      `warm-cache-on-${route}`,
      staleAdmission({ refusal: 461, route }),
    ),
  ]),
  mutant(
    'authentication/revocation-at-once',
    'warm-cache-for-certificate_get',
    staleAdmission({ refusal: 461, route: 'authenticated', command: 'certificate_get' }),
  ),
  mutant(
    'authentication/expiry-at-once',
    'warm-cache-for-certificate_get',
    staleAdmission({ refusal: 460, route: 'authenticated', command: 'certificate_get' }),
  ),
  mutant(
    'authentication/revocation-at-once',
    'admitted-during-the-revocation',
    racedAdmission(461, ({ bytes }) => commandIn(bytes) === 'user_revoke'),
  ),
  mutant(
    'authentication/freeze-at-once',
    'admitted-during-the-freeze',
    racedAdmission(462, (call) => operationIn(call) === 'users/freeze'),
  ),
  mutant('authentication/every-device-own-key', 'any-key-of-the-organization', acceptsKeysOfOthers),
  newDeviceLate('authentication/new-device-at-once', 'organization_bootstrap'),
  newDeviceLate('authentication/new-device-at-once', 'device_create'),
  newDeviceLate('authentication/new-device-at-once', 'user_create'),
  mutant(
    'authentication/invitation-token-form',
    'other-scheme',
    changeReply((reply, call) =>
      routeOf(call) === 'invited' && reply.status === 200 ? refusal(401) : reply,
    ),
  ),
  mutant('authentication/signature-verifies', 'known-ones-always-do', (handle) => {
    const good = new Map<string, string>();
    return async (call) => {
      const authorization = headerOf(call, 'authorization') ?? '';
      const signature = authorization.split('.')[3] ?? '';
      const goodToken = isOfDevice(call) ? good.get(signature) : undefined;
      const reply = await handle(
        goodToken === undefined ? call : withHeader(call, 'authorization', goodToken),
      );
      if (isOfDevice(call) && reply.status === 200 && !good.has(signature))
        good.set(signature, authorization);
      return reply;
    };
  }),
  sparesCommand('authentication/expired-is-460', 'invite_list', 460),
  sparesCommand('authentication/expired-is-460', 'invite_claimer_step', 460),
  sparesCommand('authentication/revoked-is-461', 'invite_greeter_step', 461),
  sparesCommand('authentication/frozen-is-462', 'device_create', 462),
  afterFreeze('authentication/freeze-hits-one-user', 'everybody', ({ organizations }, call, _, reply) =>
    isOfDevice(call) && reply.status === 200 && organizations.has(organizationIn(call))
      ? refusal(462)
      : reply,
  ),
  changeCommands('authentication/revocation-at-once', 'seconds-later', ['organization_info'], () => {
    const served = new Map<string, { readonly reply: Reply; readonly until: number }>();
    return async ({ device, answer }) => {
      const reply = await answer();
      const last = served.get(device);
      if (isOk(reply)) served.set(device, { reply, until: Date.now() + SLOW_MS });
      return reply.status === 461 && last !== undefined && Date.now() < last.until ? last.reply : reply;
    };
  }),
  mutant('authentication/order-of-refusals', 'first-reason-stays', (handle) => {
    const first = new Map<string, number>();
    return async (call) => {
      const reply = await handle(call);
      if (!isOfDevice(call) || ![460, 461, 462, 463, 498].includes(reply.status)) return reply;
      const status = first.get(deviceIn(call)) ?? reply.status;
      first.set(deviceIn(call), status);
      return withStatus(status, reply);
    };
  }),
  mutant('authentication/order-of-refusals', 'terms-first', (handle) => {
    const withTerms = new Set<string>();
    const pending = new Set<string>();
    return async (given) => {
      const call = await readCallBody(given);
      const reply = await handle(call);
      const organization = organizationIn(call);
      const { tos } = (routeOf(call) === 'administration' ? jsonIn(call.bytes) : undefined) ?? {};
      if (tos === null) withTerms.delete(organization);
      else if (tos !== undefined) withTerms.add(organization);
      // The terms can be read and accepted while they are pending.
      if (!isOfDevice(call) || routeOf(call) === 'tos') return reply;
      const device = `${organization} ${deviceIn(call)}`;
      const isOther = [460, 461, 462, 498].includes(reply.status);
      // A device that is refused before there are terms has not accepted them.
      if (reply.status === 463 || (isOther && !withTerms.has(organization))) pending.add(device);
      if (reply.status === 200) pending.delete(device);
      return isOther && withTerms.has(organization) && pending.has(device) ? withStatus(463, reply) : reply;
    };
  }),
  mutant(
    'authentication/revocation-at-once',
    'remembers-invite_cancel',
    staleAdmission({ refusal: 461, route: 'authenticated', command: 'invite_cancel' }),
  ),
  mutant(
    'authentication/revocation-at-once',
    'remembers-tos_accept',
    staleAdmission({ refusal: 461, route: 'tos', command: 'tos_accept' }),
  ),
  mutant(
    'authentication/freeze-at-once',
    'remembers-invite_greeter_step',
    staleAdmission({ refusal: 462, route: 'authenticated', command: 'invite_greeter_step' }),
  ),
  mutant(
    'authentication/expiry-at-once',
    'remembers-user_update',
    staleAdmission({ refusal: 460, route: 'authenticated', command: 'user_update' }),
  ),
];
