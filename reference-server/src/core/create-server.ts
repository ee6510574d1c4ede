import type { DateTime } from '@parsec-spec/spec/codec';
import { nodeCrypto, type SyncCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Journal } from '../journal/journal.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import { Certificates } from '../ledger/certificates.ts';
import { accountLedger, type Bounds, organizationLedger } from '../ledger/ledger.ts';
import { type Log, silentLog } from '../logging/log.ts';
import { compose } from '../mail/compose.ts';
import type { Mailer } from '../mail/mailer.ts';
import { mockedMailer } from '../mail/mocked-mailer.ts';
import { Follower } from '../streams/follower.ts';
import { Streams } from '../streams/streams.ts';
import { Announcer } from '../webhook/announcer.ts';
import type { Handle } from './call.ts';
import { type ConfigChanges, configOf } from './config-of.ts';
import type { Mutant } from './mutant.ts';
import { makeHandle } from './handle.ts';
import { makeLaw } from './law.ts';
import type { ServerConfig } from './server-config.ts';
import type { Services } from './services.ts';
import { systemClock } from './system-clock.ts';

/** Options of `createServer`. Each one has a default. */
export interface ServerOptions {
  /** What the host decides. */
  readonly config?: ConfigChanges;
  /** Default: memory. The server closes it. */
  readonly journal?: Journal;
  readonly clock?: () => DateTime;
  readonly random?: (length: number) => Uint8Array;
  readonly crypto?: SyncCrypto;
  readonly log?: Log;
  /** Default: none is sent. */
  readonly mailer?: Mailer;
  /** Guards to leave out, by their requirement: a server that breaks exactly these rules. */
  readonly omit?: readonly RequirementId[];
  /** Mutants that wrap the core, for rules that no guard enforces. */
  readonly distort?: readonly Mutant[];
  /** How many organizations may be in memory, and how many users, certificates, invitations and so on in total. */
  readonly cached?: Bounds;
}

/** A server without a socket: adapters give it one. */
export interface ReferenceServer {
  readonly handle: Handle;
  readonly config: ServerConfig;
  /** Ends all streams, announcements and snapshots; new streams are refused, other calls still answered. */
  stop(): Promise<void>;
  /** Stops, and closes the journal. */
  close(): Promise<void>;
}

/** Makes a server over the rules of the specification (ARCHITECTURE.md). */
export function createServer(options: ServerOptions = {}): ReferenceServer {
  const config = configOf(options.config);
  const crypto = options.crypto ?? nodeCrypto;
  const journal: Journal = options.journal ?? new MemoryJournal();
  const log = options.log ?? silentLog;
  const streams = new Streams(config.sse_keepalive, journal);
  const organizations = organizationLedger(journal, options.cached ?? { states: 1_000, things: 100_000 });
  const accounts = accountLedger(journal);
  const distort = options.distort ?? [];
  const mailer = distort.reduce<Mailer>(
    (inner, { mail }) => mail?.(inner, config) ?? inner,
    options.mailer ?? mockedMailer(log),
  );
  const announcer = new Announcer(config.organization_bootstrap_webhook, log);
  const services: Services = {
    config,
    law: makeLaw(options.omit),
    clock: options.clock ?? systemClock(),
    random: options.random ?? ((length) => crypto.randomBytes(length)),
    crypto,
    journal,
    organizations,
    certificates: new Certificates(journal),
    accounts,
    streams,
    follower: journal.shared && new Follower(journal.shared, streams, (id) => organizations.read(id), log),
    announce: (webhook) => announcer.announce(webhook),
    send: (mail) => mailer.send(compose(mail, config.server_addr)),
    log,
  };
  const handle = distort.reduce<Handle>((inner, { wrap }) => wrap(inner, config), makeHandle(services));
  const stop = async (): Promise<void> => {
    streams.stop();
    await Promise.all([announcer.settled(), organizations.stop(), accounts.stop()]);
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
