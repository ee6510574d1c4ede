import type { Distortion } from '../core/distortion.ts';
import { bendReply, distortion, headerOf, whole, withBody } from './bend.ts';
import { bendBootstrap } from './bend-bootstrap.ts';
import { requestIn } from './founding-in.ts';
import {
  as,
  deviceIn,
  isOfDevice,
  operationIn,
  organizationIn,
  outcomeOf,
  placeOf,
  refusing,
  replyMap,
  retold,
  retoldReply,
  saying,
} from './look.ts';

const certificateGet = (change: (fields: { [name: string]: unknown }) => object) =>
  bendReply((reply) =>
    'common_certificates' in (replyMap(reply) ?? {}) ? retoldReply(reply, change) : reply,
  );

/** What a bootstrap leaves behind, broken. */
export const bootstrapEffectDistortions: readonly Distortion[] = [
  distortion(
    'organization_bootstrap/reported-bootstrapped',
    'never',
    bendReply((reply) =>
      retold(reply, (fields) =>
        'is_bootstrapped' in fields ? { ...fields, is_bootstrapped: false } : fields,
      ),
    ),
  ),
  distortion(
    'organization_bootstrap/first-user-is-listed',
    'nobody',
    bendReply((reply, call) =>
      operationIn(call) === 'users' ? retold(reply, () => ({ users: [] })) : reply,
    ),
  ),
  distortion('organization_bootstrap/first-device-works-at-once', 'after-a-while', (handle) => {
    const seen = new Map<string, number>();
    return async (call) => {
      if (!isOfDevice(call)) return handle(call);
      const first = seen.get(deviceIn(call)) ?? Date.now();
      seen.set(deviceIn(call), first);
      return Date.now() - first < 3_000 ? refusing(403) : handle(call);
    };
  }),
  distortion(
    'organization_bootstrap/certificates-handed-out',
    'device-first',
    certificateGet(({ common_certificates, ...others }) => ({
      ...others,
      common_certificates: [...(common_certificates as Uint8Array[])].reverse(),
    })),
  ),
  distortion(
    'organization_bootstrap/sequester-authority-kept',
    'lost',
    certificateGet((fields) => ({ ...fields, sequester_certificates: [] })),
  ),
  distortion(
    'organization_bootstrap/no-sequester-without-authority',
    'made-up',
    certificateGet((fields) => ({ ...fields, sequester_certificates: [new Uint8Array(80)] })),
  ),
  distortion('organization_bootstrap/probe-creates-nothing', 'it-does', (handle, config) => async (call) => {
    if (call.method === 'GET' && placeOf(call) === 'anonymous') {
      const headers = [
        ['Authorization', `Bearer ${config.administration_token}`],
        ['Content-Type', 'application/json'],
      ] as const;
      const creation = { ...call, method: 'POST', target: '/administration/organizations', headers };
      await handle(
        withBody(creation, Buffer.from(JSON.stringify({ organization_id: organizationIn(call) }))),
      );
    }
    return handle(call);
  }),
  distortion('organization_bootstrap/refused-leaves-no-trace', 'it-does', (handle) => {
    const refused = new Set<string>();
    return async (call) => {
      const known = await whole(call);
      const reply = await handle(known);
      if (requestIn(known.bytes) !== undefined && outcomeOf(reply) !== 'ok')
        refused.add(organizationIn(call));
      const traced = placeOf(call) === 'administration' && refused.has(organizationIn(call));
      return traced
        ? retold(reply, (fields) =>
            'is_bootstrapped' in fields ? { ...fields, is_bootstrapped: true } : { ...fields, users: 1 },
          )
        : reply;
    };
  }),
  distortion(
    'organization_bootstrap/refused-keeps-token',
    'burnt',
    bendBootstrap(() => {
      const burnt = new Set<string>();
      return (reply, _, call) => {
        if (burnt.has(organizationIn(call))) return saying({ status: 'invalid_bootstrap_token' });
        if (outcomeOf(reply) !== 'ok') burnt.add(organizationIn(call));
        return reply;
      };
    }),
  ),
  distortion('organization_bootstrap/terms-bind-first-device', 'not-the-first', (handle) => async (call) => {
    const reply = await handle(call);
    return reply.status === 463 && headerOf(call, 'authorization') !== undefined ? as(403, reply) : reply;
  }),
  distortion('organization_bootstrap/webhook-after-success', 'twice', (handle, config) => async (call) => {
    const known = await whole(call);
    const reply = await handle(known);
    if (
      requestIn(known.bytes) !== undefined &&
      outcomeOf(reply) === 'ok' &&
      config.organization_bootstrap_webhook !== null
    ) {
      await fetch(config.organization_bootstrap_webhook, { method: 'POST', body: '{}' }).catch(
        () => undefined,
      );
    }
    return reply;
  }),
  distortion(
    'organization_bootstrap/webhook-failure-is-harmless',
    'fails-too',
    (handle, config) => async (call) => {
      const known = await whole(call);
      const reply = await handle(known);
      const url = config.organization_bootstrap_webhook;
      if (requestIn(known.bytes) === undefined || outcomeOf(reply) !== 'ok' || url === null) return reply;
      const heard = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
      return heard?.ok === true ? reply : saying({ status: 'invalid_certificate' });
    },
  ),
];
