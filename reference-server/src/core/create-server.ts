import { DateTime } from '@parsec-spec/spec/codec';
import { type SyncCrypto, syncCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { composeMail } from '../delivery/compose-mail.ts';
import { EventFollower } from '../delivery/events/event-follower.ts';
import { EventStreams } from '../delivery/events/event-streams.ts';
import { type Mailer, mockedMailer } from '../delivery/mailer.ts';
import { WebhookSender } from '../delivery/webhook-sender.ts';
import { type Log, silentLog } from '../log.ts';
import type { Journal } from '../storage/journal.ts';
import { CertificateReader } from '../storage/ledger/certificate-reader.ts';
import { accountLedger, organizationLedger } from '../storage/ledger/ledger.ts';
import type { Bounds } from '../storage/ledger/state-cache.ts';
import { MemoryJournal } from '../storage/memory-journal.ts';
import type { Handle } from './call.ts';
import { makeGuards } from './guards.ts';
import { makeHandle } from './handle.ts';
import { type ConfigChanges, configOf, type ServerConfig } from './server-config.ts';
import type { Metrics, Services } from './services.ts';

/** Options of `createServer`. Each one has a default. */
export interface ServerOptions {
  /** The settings of the host. */
  readonly config?: ConfigChanges;
  /** Default: memory. The server closes it. */
  readonly journal?: Journal;
  readonly clock?: () => DateTime;
  readonly random?: (length: number) => Uint8Array;
  readonly crypto?: SyncCrypto;
  readonly log?: Log;
  /** Default: none, and `GET /metrics` is 404. */
  readonly metrics?: Metrics;
  /** Default: none is sent. */
  readonly mailer?: Mailer;
  /** Guards to leave out, by their requirement: a server that breaks exactly these rules. */
  readonly omit?: readonly RequirementId[];
  /** Mutants that wrap the core, for rules that no guard enforces. */
  readonly mutants?: readonly Mutant[];
  /**
   * How many organizations may be in memory, and how many users, certificates, invitations and so
   * on in total.
   */
  readonly cached?: Bounds;
}

/** A server without a socket: adapters give it one. */
export interface ReferenceServer {
  readonly handle: Handle;
  readonly config: ServerConfig;
  /**
   * Ends all streams, announcements and snapshots; new streams are refused, other calls still
   * answered.
   */
  stop(): Promise<void>;
  /** Stops, and closes the journal. */
  close(): Promise<void>;
}

/**
 * Makes a server over the rules of the specification (ARCHITECTURE.md). It has no socket; an
 * adapter of `http/` gives it one.
 *
 * @throws RangeError if `omit` names a requirement that no guard enforces
 * @example
 * const server = createServer({ config: { administration_token: 's3cr3t' } });
 * const { url, stop } = await listen(server, { host: '127.0.0.1', port: 0 });
 */
export function createServer(options: ServerOptions = {}): ReferenceServer {
  const config = configOf(options.config);
  const crypto = options.crypto ?? syncCrypto;
  const journal: Journal = options.journal ?? new MemoryJournal();
  const log = options.log ?? silentLog;
  const { metrics } = options;
  const streams = new EventStreams(config.sse_keepalive, journal);
  const organizations = organizationLedger(journal, options.cached ?? { states: 1_000, things: 100_000 });
  const accounts = accountLedger(journal);
  const mutants = options.mutants ?? [];
  const mailer = mutants.reduce<Mailer>(
    (inner, { mail }) => mail?.(inner, config) ?? inner,
    options.mailer ?? mockedMailer(log),
  );
  const webhooks = new WebhookSender(config.organization_bootstrap_webhook, log);
  const stopping = new AbortController();
  const services: Services = {
    config,
    guards: makeGuards(options.omit),
    clock: options.clock ?? systemClock(),
    random: options.random ?? ((length) => crypto.randomBytes(length)),
    crypto,
    journal,
    stopping: stopping.signal,
    organizations,
    certificates: new CertificateReader(journal),
    accounts,
    streams,
    follower:
      journal.shared && new EventFollower(journal.shared, streams, (id) => organizations.read(id), log),
    announce: (webhook) => webhooks.announce(webhook),
    send: async (mail) => {
      const outcome = await mailer.send(composeMail(mail, config.server_addr));
      metrics?.mail(outcome);
      return outcome;
    },
    log,
    metrics,
  };
  const handle = mutants.reduce<Handle>((inner, { wrap }) => wrap(inner, config), makeHandle(services));
  const stop = async (): Promise<void> => {
    stopping.abort();
    streams.stop();
    await Promise.all([webhooks.finish(), organizations.stop(), accounts.stop()]);
  };
  return {
    handle,
    config,
    stop,
    close: async () => {
      await stop();
      await journal.close();
    },
  };
}

/**
 * A server that breaks one rule on purpose, for rules that no guard enforces: a wrapper around the
 * core or the mailer.
 */
export interface Mutant {
  /** `REQUIREMENT#HOW`. */
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  readonly wrap: (handle: Handle, config: ServerConfig) => Handle;
  /**
   * For rules about mails. `config` is the object that `wrap` gets, and serves as the key of shared
   * memory.
   */
  readonly mail?: (mailer: Mailer, config: ServerConfig) => Mailer;
}

/** The time of this machine in milliseconds. Requests within one millisecond share a value. */
export function systemClock(): () => DateTime {
  let last = 0;
  let now = DateTime.of(0n);
  return () => {
    const millis = Date.now();
    if (millis === last) return now;
    last = millis;
    now = DateTime.ofMillis(millis);
    return now;
  };
}
