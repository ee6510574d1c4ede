import type { Mutant } from '@parsec-spec/reference-server/core';
import { isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { badRequest, isInvalid } from '../../../self-test/kit/bad-requests.ts';
import {
  changeBootstrap,
  contentOf,
  mistakeOf,
  replaceToken,
  requestIn,
} from '../../../self-test/kit/bootstrap.ts';
import {
  changeFields,
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
  acceptsBootstrap,
  allCertificateFields,
  hasMistake,
} from '../../../self-test/kit/certificate-mistakes.ts';
import { changeHistoryReply } from '../../../self-test/kit/history.ts';
import { Races } from '../../../self-test/kit/lost-races.ts';
import { changeReply, headerOf, mutant, readCallBody, withBody } from '../../../self-test/kit/mutant.ts';

const isJunk = (bytes: Uint8Array | null): boolean => bytes instanceof Uint8Array && bytes.length < 64;

/** Mutants of the requirements of `organization_bootstrap`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'organization_bootstrap/reported-bootstrapped',
    'never',
    changeReply((reply) =>
      changeFields(reply, (fields) =>
        'is_bootstrapped' in fields ? { ...fields, is_bootstrapped: false } : fields,
      ),
    ),
  ),
  mutant(
    'organization_bootstrap/first-user-is-listed',
    'nobody',
    changeReply((reply, call) =>
      operationIn(call) === 'users' ? changeFields(reply, () => ({ users: [] })) : reply,
    ),
  ),
  mutant('organization_bootstrap/first-device-works-at-once', 'after-a-while', (handle) => {
    const counts = new Map<string, number>();
    return async (call) => {
      if (!isOfDevice(call)) return handle(call);
      const first = counts.get(deviceIn(call)) ?? Date.now();
      counts.set(deviceIn(call), first);
      return Date.now() - first < 3_000 ? refusal(403) : handle(call);
    };
  }),
  mutant(
    'organization_bootstrap/certificates-handed-out',
    'device-first',
    changeHistoryReply(({ common_certificates, ...others }) => ({
      ...others,
      common_certificates: [...(common_certificates as Uint8Array[])].reverse(),
    })),
  ),
  mutant(
    'organization_bootstrap/sequester-authority-kept',
    'lost',
    changeHistoryReply((fields) => ({ ...fields, sequester_certificates: [] })),
  ),
  mutant(
    'organization_bootstrap/no-sequester-without-authority',
    'made-up',
    changeHistoryReply((fields) => ({ ...fields, sequester_certificates: [new Uint8Array(80)] })),
  ),
  mutant('organization_bootstrap/probe-creates-nothing', 'it-does', (handle, config) => async (call) => {
    if (call.method === 'GET' && routeOf(call) === 'anonymous') {
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
  mutant('organization_bootstrap/refused-leaves-no-trace', 'it-does', (handle) => {
    const refused = new Set<string>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      if (requestIn(bufferedCall.bytes) !== undefined && outcomeOf(reply) !== 'ok')
        refused.add(organizationIn(call));
      const traced = routeOf(call) === 'administration' && refused.has(organizationIn(call));
      return traced
        ? changeFields(reply, (fields) =>
            'is_bootstrapped' in fields ? { ...fields, is_bootstrapped: true } : { ...fields, users: 1 },
          )
        : reply;
    };
  }),
  ...(
    [
      ['organization_bootstrap/refused-leaves-no-trace', 'invalid_certificate'],
      ['organization_bootstrap/token-works-once', 'organization_already_bootstrapped'],
      ['organization_bootstrap/bootstrapped-for-good', 'organization_already_bootstrapped'],
    ] as const
  ).map(([requirement, refusal]) =>
    mutant(
      requirement,
      'accepts-again-without-token',
      changeBootstrap(
        () => (reply, request) =>
          outcomeOf(reply) === refusal && request.bootstrap_token === null
            ? commandReply({ status: 'ok' })
            : reply,
      ),
    ),
  ),
  mutant(
    'organization_bootstrap/refused-keeps-token',
    'burnt',
    changeBootstrap(() => {
      const burnt = new Set<string>();
      return (reply, _, call) => {
        if (burnt.has(organizationIn(call))) return commandReply({ status: 'invalid_bootstrap_token' });
        if (outcomeOf(reply) !== 'ok') burnt.add(organizationIn(call));
        return reply;
      };
    }),
  ),
  mutant('organization_bootstrap/terms-bind-first-device', 'not-the-first', (handle) => async (call) => {
    const reply = await handle(call);
    return reply.status === 463 && headerOf(call, 'authorization') !== undefined
      ? withStatus(403, reply)
      : reply;
  }),
  mutant('organization_bootstrap/webhook-after-success', 'twice', (handle, config) => async (call) => {
    const bufferedCall = await readCallBody(call);
    const reply = await handle(bufferedCall);
    if (
      requestIn(bufferedCall.bytes) !== undefined &&
      outcomeOf(reply) === 'ok' &&
      config.organization_bootstrap_webhook !== null
    ) {
      await fetch(config.organization_bootstrap_webhook, { method: 'POST', body: '{}' }).catch(
        () => undefined,
      );
    }
    return reply;
  }),
  mutant(
    'organization_bootstrap/webhook-failure-is-harmless',
    'fails-too',
    (handle, config) => async (call) => {
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      const url = config.organization_bootstrap_webhook;
      if (requestIn(bufferedCall.bytes) === undefined || outcomeOf(reply) !== 'ok' || url === null)
        return reply;
      const response = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
      return response?.ok === true ? reply : commandReply({ status: 'invalid_certificate' });
    },
  ),
  mutant(
    'organization_bootstrap/coherent-certificates-accepted',
    'never',
    changeBootstrap(
      () => (reply) => (outcomeOf(reply) === 'ok' ? commandReply({ status: 'invalid_certificate' }) : reply),
    ),
  ),
  mutant(
    'organization_bootstrap/token-of-this-organization',
    'any-known-token',
    replaceToken((token, memory, id) =>
      token !== null && memory.everywhere().includes(Buffer.from(token).toString('hex'))
        ? memory.of(id).at(-1)
        : undefined,
    ),
  ),
  mutant(
    'organization_bootstrap/bootstrapped-for-good',
    'other-keys-welcome',
    changeBootstrap(() => {
      const roots = new Map<string, string>();
      return (reply, request, call) => {
        const root = Buffer.from(request.root_verify_key).toString('hex');
        if (outcomeOf(reply) === 'ok') roots.set(organizationIn(call), root);
        const other = (roots.get(organizationIn(call)) ?? root) !== root;
        return other && outcomeOf(reply) === 'organization_already_bootstrapped'
          ? commandReply({ status: 'ok' })
          : reply;
      };
    }),
  ),
  mutant('organization_bootstrap/one-winner', 'all-win', (handle) => {
    const races = new Races();
    return async (call) => {
      const arrived = performance.now();
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      if (requestIn(bufferedCall.bytes) === undefined) return reply;
      const race = organizationIn(call);
      if (outcomeOf(reply) === 'ok') await races.won(race);
      return outcomeOf(reply) === 'organization_already_bootstrapped' && races.isPartOf(race, arrived)
        ? commandReply({ status: 'ok' })
        : reply;
    };
  }),
  mutant(
    'organization_bootstrap/organization-exists',
    'wrong-token',
    changeBootstrap(
      () => (reply) => (reply.status === 404 ? commandReply({ status: 'invalid_bootstrap_token' }) : reply),
    ),
  ),
  mutant(
    'organization_bootstrap/expired-is-460',
    'wrong-token',
    changeBootstrap(
      () => (reply) => (reply.status === 460 ? commandReply({ status: 'invalid_bootstrap_token' }) : reply),
    ),
  ),
  mutant(
    'organization_bootstrap/spontaneous-creation',
    'never',
    changeBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'ok' && request.bootstrap_token === null
          ? commandReply({ status: 'invalid_bootstrap_token' })
          : reply,
    ),
  ),
  mutant(
    'organization_bootstrap/window-inside',
    'narrower',
    changeBootstrap(() => (reply, request) => {
      const seconds = Number((contentOf(request, 'user_certificate')?.timestamp.micros ?? 0n) / 1_000_000n);
      const off = Math.abs(seconds - Date.now() / 1000) > 60;
      return outcomeOf(reply) === 'ok' && off ? commandReply({ status: 'invalid_certificate' }) : reply;
    }),
  ),
  ...(
    [
      [
        'organization_bootstrap/limit-spares-bootstrap',
        ({ active_users_limit: limit }) => typeof limit === 'number' && limit < 2,
      ],
      ['organization_bootstrap/terms-spare-bootstrap', (settings) => 'tos' in settings],
    ] satisfies [RequirementId, (settings: Readonly<Record<string, unknown>>) => boolean][]
  ).map(([requirement, bothers]) =>
    mutant(requirement, 'refused', (handle) => {
      const bothered = new Set<unknown>();
      return async (call) => {
        const bufferedCall = await readCallBody(call);
        const settings = routeOf(call) === 'administration' ? (jsonIn(bufferedCall.bytes) ?? {}) : {};
        if (bothers(settings)) bothered.add(settings.organization_id ?? organizationIn(call));
        const isBootstrap = requestIn(bufferedCall.bytes) !== undefined;
        return isBootstrap && bothered.has(organizationIn(call))
          ? commandReply({ status: 'invalid_certificate' })
          : handle(bufferedCall);
      };
    }),
  ),
  mutant(
    'organization_bootstrap/organizations-independent',
    'one-user-one-organization',
    changeBootstrap(() => {
      const homes = new Map<string, string>();
      return (reply, request, call) => {
        const key = contentOf(request, 'user_certificate')?.user_id.hex ?? '';
        const home = homes.get(key) ?? organizationIn(call);
        homes.set(key, home);
        return outcomeOf(reply) === 'ok' && home !== organizationIn(call)
          ? commandReply({ status: 'invalid_certificate' })
          : reply;
      };
    }),
  ),
  ...(
    [
      ['organization_bootstrap/user-certificate-decodes', 'user_certificate'],
      ['organization_bootstrap/device-certificate-decodes', 'device_certificate'],
      ['organization_bootstrap/redacted-user-certificate-decodes', 'redacted_user_certificate'],
      ['organization_bootstrap/redacted-device-certificate-decodes', 'redacted_device_certificate'],
      ['organization_bootstrap/sequester-authority-certificate-decodes', 'sequester_authority_certificate'],
    ] as const
  ).map(([requirement, slot]) =>
    acceptsBootstrap(requirement, 'taken-unread', (request) => isJunk(request[slot])),
  ),
  acceptsBootstrap('organization_bootstrap/root-verify-key-is-the-signer', 'any-key', (request) =>
    allCertificateFields.every((slot) => mistakeOf(request, slot) === undefined),
  ),
  acceptsBootstrap(
    'organization_bootstrap/root-verify-key-is-a-point',
    'any-bytes',
    ({ root_verify_key }) => !isUsableVerifyKey(root_verify_key),
  ),
  acceptsBootstrap('organization_bootstrap/type-of-slot', 'any-type', hasMistake(/^type/)),
  badRequest(
    'organization_bootstrap/root-verify-key-length',
    isInvalid(/root_verify_key must have 32 bytes/),
  ),
];
