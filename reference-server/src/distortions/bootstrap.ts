import type { Distortion } from '../core/distortion.ts';
import { distortion, whole } from './bend.ts';
import { bendBootstrap } from './bend-bootstrap.ts';
import { underToken } from './under-token.ts';
import { contentOf, requestIn } from './founding-in.ts';
import { jsonIn, organizationIn, outcomeOf, placeOf, saying } from './look.ts';

/** Whether a bootstrap succeeds, broken. */
export const bootstrapDistortions: readonly Distortion[] = [
  distortion(
    'organization_bootstrap/coherent-certificates-accepted',
    'never',
    bendBootstrap(
      () => (reply) => (outcomeOf(reply) === 'ok' ? saying({ status: 'invalid_certificate' }) : reply),
    ),
  ),
  distortion(
    'organization_bootstrap/token-of-this-organization',
    'any-known-token',
    underToken((given, known, id) =>
      given !== null && known.everywhere().includes(Buffer.from(given).toString('hex'))
        ? known.of(id).at(-1)
        : undefined,
    ),
  ),
  distortion(
    'organization_bootstrap/bootstrapped-for-good',
    'other-keys-welcome',
    bendBootstrap(() => {
      const roots = new Map<string, string>();
      return (reply, request, call) => {
        const root = Buffer.from(request.root_verify_key).toString('hex');
        if (outcomeOf(reply) === 'ok') roots.set(organizationIn(call), root);
        const other = (roots.get(organizationIn(call)) ?? root) !== root;
        return other && outcomeOf(reply) === 'organization_already_bootstrapped'
          ? saying({ status: 'ok' })
          : reply;
      };
    }),
  ),
  distortion('organization_bootstrap/one-winner', 'all-win', (handle) => {
    const running = new Map<string, number>();
    return async (call) => {
      const known = await whole(call);
      if (requestIn(known.bytes) === undefined) return handle(known);
      const id = organizationIn(call);
      running.set(id, (running.get(id) ?? 0) + 1);
      const together = running.get(id) ?? 0;
      const reply = await handle(known);
      setTimeout(() => running.set(id, (running.get(id) ?? 1) - 1), 20);
      return together > 1 && outcomeOf(reply) === 'organization_already_bootstrapped'
        ? saying({ status: 'ok' })
        : reply;
    };
  }),
  distortion(
    'organization_bootstrap/organization-exists',
    'wrong-token',
    bendBootstrap(
      () => (reply) => (reply.status === 404 ? saying({ status: 'invalid_bootstrap_token' }) : reply),
    ),
  ),
  distortion(
    'organization_bootstrap/expired-is-460',
    'wrong-token',
    bendBootstrap(
      () => (reply) => (reply.status === 460 ? saying({ status: 'invalid_bootstrap_token' }) : reply),
    ),
  ),
  distortion(
    'organization_bootstrap/spontaneous-creation',
    'never',
    bendBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'ok' && request.bootstrap_token === null
          ? saying({ status: 'invalid_bootstrap_token' })
          : reply,
    ),
  ),
  ...(
    [
      ['refused-leaves-no-trace', 'invalid_certificate'],
      ['token-works-once', 'organization_already_bootstrapped'],
      ['bootstrapped-for-good', 'organization_already_bootstrapped'],
    ] as const
  ).map(([rule, refusal]) =>
    distortion(
      `organization_bootstrap/${rule}`,
      'without-token-welcome',
      bendBootstrap(
        () => (reply, request) =>
          outcomeOf(reply) === refusal && request.bootstrap_token === null ? saying({ status: 'ok' }) : reply,
      ),
    ),
  ),
  distortion(
    'organization_bootstrap/window-inside',
    'narrower',
    bendBootstrap(() => (reply, request) => {
      const seconds = Number((contentOf(request, 'user_certificate')?.timestamp.micros ?? 0n) / 1_000_000n);
      const off = Math.abs(seconds - Date.now() / 1000) > 60;
      return outcomeOf(reply) === 'ok' && off ? saying({ status: 'invalid_certificate' }) : reply;
    }),
  ),
  ...(['limit-spares-bootstrap', 'terms-spare-bootstrap'] as const).map((rule) =>
    distortion(`organization_bootstrap/${rule}`, 'refused', (handle) => {
      const bothered = new Set<unknown>();
      return async (call) => {
        const known = await whole(call);
        const asked = placeOf(call) === 'administration' ? (jsonIn(known.bytes) ?? {}) : {};
        const limited =
          rule === 'limit-spares-bootstrap'
            ? typeof asked.active_users_limit === 'number' && asked.active_users_limit < 2
            : 'tos' in asked;
        if (limited) bothered.add(asked.organization_id ?? organizationIn(call));
        const isBootstrap = requestIn(known.bytes) !== undefined;
        return isBootstrap && bothered.has(organizationIn(call))
          ? saying({ status: 'invalid_certificate' })
          : handle(known);
      };
    }),
  ),
  distortion(
    'organization_bootstrap/organizations-independent',
    'one-user-one-organization',
    bendBootstrap(() => {
      const homes = new Map<string, string>();
      return (reply, request, call) => {
        const key = contentOf(request, 'user_certificate')?.user_id.hex ?? '';
        const home = homes.get(key) ?? organizationIn(call);
        homes.set(key, home);
        return outcomeOf(reply) === 'ok' && home !== organizationIn(call)
          ? saying({ status: 'invalid_certificate' })
          : reply;
      };
    }),
  ),
];
