import { appendFileSync, chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActOutcome, Installation } from '@parsec-spec/reference-client/driver';
import { devicesFolder } from '../../src/played-server/device-files.ts';
import {
  changedInTransit,
  type MutantClient,
  mutantClient,
  type Outgoing,
  type TransitChanges,
  withCrypto,
} from './mutant-client.ts';

type Acts = NonNullable<MutantClient['acts']>;

/** Alters the outcome of an action. */
const after =
  (act: keyof Installation, change: (outcome: ActOutcome, home: string, input: never) => ActOutcome): Acts =>
  (session, home) => ({
    ...session,
    [act]: async (input: never) => change(await session[act](input), home, input),
  });

/** Accepts links that must be refused. */
const reading =
  (spell: (link: string) => string): Acts =>
  (session) => ({
    ...session,
    bootstrap: (input) => session.bootstrap({ ...input, link: spell(input.link) }),
  });

/** Omits a header from requests of some kind. */
const without =
  (header: string, isMeant: (to: Outgoing) => boolean): (() => TransitChanges) =>
  () => ({
    request: (to) => {
      if (!isMeant(to)) return {};
      return { headers: Object.fromEntries(Object.entries(to.headers).filter(([name]) => name !== header)) };
    },
  });

/** What the reference client says about HTTP 500. */
const refusedText = 'the server answered HTTP 500, which is not part of the protocol';

const opensStream = ({ command }: Outgoing) => command === undefined;
const resumesStream = (to: Outgoing) => opensStream(to) && 'last-event-id' in to.headers;
const isInvited = ({ url }: Outgoing) => url.includes('/invited/');
const isTerms = ({ url }: Outgoing) => url.endsWith('/tos');

/** Encodes the bearer token of a device differently. */
const tokenSpelt =
  (
    spell: (token: string) => string,
    isMeant: (to: Outgoing) => boolean = () => true,
  ): (() => TransitChanges) =>
  () => ({
    request: (to) => {
      const { headers } = to;
      return headers.authorization?.includes('PARSEC') === true && isMeant(to)
        ? { headers: { ...headers, authorization: spell(headers.authorization) } }
        : {};
    },
  });

/** Treats one HTTP status or word as another. */
const takenFor =
  (one: number, other: number): (() => TransitChanges) =>
  () => ({ answer: ({ status }) => (status === one ? { status: other } : {}) });

const unknownIsOk =
  (command: string): (() => TransitChanges) =>
  () => ({
    answer: ({ reply }, to) =>
      to.command?.cmd === command && String(reply?.status).startsWith('dummy')
        ? { reply: { status: 'ok' } }
        : {},
  });

const opened = ({ facts }: ActOutcome, mode: number): void => {
  if (typeof facts.file === 'string') chmodSync(facts.file, mode);
};

/** Reference clients that each break one rule about requests, answers, reports or stored files. */
export const mutantsOnTheWire: readonly MutantClient[] = [
  changedInTransit(
    'client-transport/sends-api-version',
    'not-to-streams',
    without('api-version', opensStream),
  ),
  changedInTransit(
    'client-transport/sends-api-version',
    'not-to-the-invited',
    without('api-version', isInvited),
  ),
  changedInTransit('client-transport/names-itself', 'not-to-streams', without('user-agent', opensStream)),
  changedInTransit('client-transport/sends-accept', 'anything', without('accept', opensStream)),
  changedInTransit(
    'client-transport/sends-accept',
    'anything-after-a-loss',
    without('accept', resumesStream),
  ),
  changedInTransit(
    'client-transport/sends-authorization',
    'not-to-streams',
    without('authorization', opensStream),
  ),
  changedInTransit(
    'client-transport/sends-authorization',
    'not-for-terms',
    without('authorization', isTerms),
  ),
  changedInTransit('client-transport/sends-content-type', 'with-a-charset', () => ({
    request: ({ headers }) => ({
      headers: { ...headers, 'content-type': 'application/msgpack; charset=utf-8' },
    }),
  })),
  changedInTransit(
    'authentication/client-token-form',
    'unpadded',
    tokenSpelt((token) => token.replace(/=+$/, '')),
  ),
  changedInTransit(
    'authentication/client-token-form',
    'unsigned-for-terms',
    tokenSpelt((token) => token.replace(/[^.]*$/, `${'A'.repeat(86)}==`), isTerms),
  ),
  changedInTransit(
    'authentication/client-token-form',
    'upper-case',
    tokenSpelt((token) => token.replace(/[0-9a-f]{32}/, (id) => `${id.toUpperCase()}`)),
  ),
  changedInTransit(
    'authentication/client-token-form',
    'unsigned',
    tokenSpelt((token) => token.replace(/[^.]*$/, `${'A'.repeat(86)}==`)),
  ),
  changedInTransit('client-transport/tells-refusals-apart', 'frozen-is-revoked', takenFor(462, 461)),
  changedInTransit('client-transport/tells-refusals-apart', 'late-is-wrong', takenFor(498, 403)),
  mutantClient('client-transport/tells-refusals-apart', 'in-the-same-words', {
    acts: after('logIn', (outcome) => ({ ...outcome, message: 'the server refused' })),
  }),
  changedInTransit('client-transport/offline-is-retried', 'not-503', takenFor(503, 500)),
  mutantClient('client-transport/offline-is-retried', 'silence-is-an-error', {
    acts: after('logIn', (outcome) =>
      /in time/.test(outcome.message) ? { ...outcome, message: refusedText } : outcome,
    ),
  }),
  changedInTransit(
    'client-transport/survives-unknown-status',
    'a-user-is-created',
    unknownIsOk('user_create'),
  ),
  changedInTransit(
    'client-transport/survives-unknown-status',
    'a-device-is-created',
    unknownIsOk('device_create'),
  ),
  changedInTransit(
    'client-transport/survives-unknown-status',
    'terms-are-accepted',
    unknownIsOk('tos_accept'),
  ),
  mutantClient('client-transport/shows-reason', 'silent', {
    acts: after('logIn', (outcome) => ({ ...outcome, message: outcome.message.replace(/:.*/, '') })),
  }),
  changedInTransit('client-greeting/confirmation-after-creation', 'limit-reached', () => ({
    answer: ({ reply }) =>
      reply?.status === 'active_users_limit_reached' ? { reply: { status: 'ok' } } : {},
  })),
  mutantClient('client-greeting/non-contributory-key-refused', 'taken', {
    options: withCrypto(({ x25519 }) => ({
      x25519: async (own, peer) => (await x25519(own, peer)) ?? new Uint8Array(32),
    })),
  }),
  mutantClient('client-certificates/signatures-verified', 'unread', {
    options: withCrypto(() => ({ verify: () => true })),
  }),
  mutantClient('organization_bootstrap/client-fresh-root-key', 'one-for-all', {
    options: withCrypto(({ randomBytes }) => ({
      randomBytes: (length) => (length === 32 ? new Uint8Array(32).fill(9) : randomBytes(length)),
    })),
  }),
  mutantClient('client-keys/device-has-own-keys', 'one-for-all', {
    options: withCrypto(({ randomBytes }) => ({
      randomBytes: (length) => (length === 32 ? new Uint8Array(32).fill(9) : randomBytes(length)),
    })),
  }),
  mutantClient('organization_bootstrap/client-stores-no-device-on-failure', 'expired-is-kept', {
    acts: after('bootstrap', (outcome, home) => {
      if (outcome.code === 'expired') writeFileSync(join(devicesFolder(home), 'new.keys'), 'a device');
      return outcome;
    }),
  }),
  mutantClient('organization_bootstrap/client-stores-no-device-on-failure', 'clock-off-is-kept', {
    acts: after('bootstrap', (outcome, home) => {
      if (/clock/.test(outcome.message)) writeFileSync(join(devicesFolder(home), 'new.keys'), 'a device');
      return outcome;
    }),
  }),
  ...(['changePassword', 'claim'] as const).map((act) =>
    mutantClient('client-keys/owner-only', `open-after-${act}`, {
      acts: after(act, (outcome) => {
        opened(outcome, 0o644);
        return outcome;
      }),
    }),
  ),
  mutantClient('client-keys/listing-skips-junk', 'any-name', {
    acts: after('list', (outcome, home) => {
      const others = readdirSync(devicesFolder(home)).filter((name) => name.includes('.keys.'));
      const devices = [...(outcome.facts.devices as unknown[]), ...others.map((file) => ({ file }))];
      return { ...outcome, facts: { ...outcome.facts, devices } };
    }),
  }),
  mutantClient('client-keys/failed-opening-changes-nothing', 'notes-it', {
    acts: after('logIn', (outcome, _home, { file }: { file?: string }) => {
      if (outcome.code !== 'ok' && file !== undefined && outcome.code !== 'missing')
        appendFileSync(file, 'x');
      return outcome;
    }),
  }),
  mutantClient('client-keys/failed-opening-changes-nothing', 'moves-it-away', {
    acts: after('logIn', (outcome, _home, { file }: { file?: string }) => {
      if (outcome.code === 'cannot-open' && file !== undefined) renameSync(file, `${file}.damaged`);
      return outcome;
    }),
  }),
  mutantClient('client-keys/no-secret-in-logs', 'password', {
    acts: after('logIn', (outcome, _home, { password }: { password: string }) => ({
      ...outcome,
      output: `${outcome.output}${password}`,
    })),
  }),
  mutantClient('client-keys/no-secret-in-logs', 'password-as-a-list', {
    acts: after('logIn', (outcome, _home, { password }: { password: string }) => ({
      ...outcome,
      output: `${outcome.output}[${[...Buffer.from(password)].join(' ')}]`,
    })),
  }),
  mutantClient('links/client-payload', 'padded', { acts: reading((link) => link.replace(/=+$/, '')) }),
  mutantClient('links/client-scheme', 'any-parsec', {
    acts: reading((link) => link.replace('parsec4:', 'parsec3:')),
  }),
  mutantClient('links/client-no-ssl', 'any-word', {
    acts: reading((link) => link.replace(/no_ssl=(?!true|false)[^&]*/i, 'no_ssl=true')),
  }),
];
