import {
  type Facilities,
  type MailedServer,
  type ServerUnderTest,
  serverUnderTest,
} from '../../case/facilities.ts';
import { type Step, Unjudged } from '../../case/failure.ts';
import { Secrets } from '../../case/redaction.ts';
import { NOT_STARTABLE } from '../../targets/deployment/deployable.ts';
import type { RelayKind } from '../../targets/mail-relay.ts';
import type { StartOptions } from '../../targets/start-options.ts';
import type { ServerTarget } from '../../targets/target.ts';
import type { TlsOptions } from '../../wire/endpoint.ts';
import { Instant } from '../../wire/values.ts';
import { Mutex } from '../semaphore.ts';
import { Deployments } from './deployments.ts';
import { MailRelays } from './mail-relays.ts';
import { SharedServers } from './servers.ts';
import { unlimited } from './share-server.ts';

/** The facilities of one run, and the cleanup data for its end. */
export interface RunFacilities {
  readonly facilities: Facilities;
  readonly main: ServerUnderTest | undefined;
  /** Names used on the main server. */
  readonly names: readonly string[];
  /** Round-trip time of the main server for the smallest answer. */
  readonly roundTripMs: number;
  /** Lets set-ups fail at once: no organization can be made. */
  blockOrganizations(why: { readonly step: Step; readonly observed: string }): void;
  /** Stores the results of the preflight. */
  learn(facts: {
    readonly clockSkewMs: number;
    readonly roundTripMs: number;
    readonly capabilities: Readonly<Record<string, boolean>>;
  }): void;
  /** Settles when every instance requested so far has started or failed. */
  started(): Promise<void>;
  /** Ends the instances started for checks. */
  close(): Promise<void>;
}

/** Creates the facilities of a run. `run` is the random part of organization names. */
export function createFacilities(
  target: ServerTarget | undefined,
  run: string,
  tls: TlsOptions,
): RunFacilities {
  const secrets = new Secrets();
  const main = target === undefined ? undefined : serverUnderTest(target, tls);
  if (main?.administrationToken !== undefined) secrets.administrationToken(main.administrationToken);
  const names: string[] = [];
  const shared = new Map<ServerUnderTest, Map<string, Promise<unknown>>>();
  const free = new Map<ServerUnderTest, Map<string, unknown[]>>();
  const callback = target?.callback ?? { bind: '127.0.0.1', host: '127.0.0.1' };
  const relays = new MailRelays(callback.bind);
  const instances = new SharedServers({ target, main, tls, secrets, relays });
  const announcements = new Mutex();
  let counter = 0;
  let skew = 0n;
  let roundTripMs = 0;
  let last = 0n;
  let capabilities: Readonly<Record<string, boolean>> = {};
  let hindrance: { readonly step: Step; readonly observed: string } | undefined;

  // Never returns the same moment twice: of two certificates the later one must have a later time.
  const now = (): Instant => {
    const clock = BigInt(Date.now()) * 1000n + skew;
    last = clock > last ? clock : last + 1n;
    return new Instant(last);
  };

  // Checks request codes more often than any default limit allows.
  const often = target?.startOptions.has('validationEmails') ? { validationEmails: unlimited } : {};
  const deployments = new Deployments({ target, tls, secrets, relays, settings: often });

  const mail = async (kind: RelayKind, options: StartOptions): Promise<MailedServer> => {
    const route = target?.mail;
    const { sender } = relays;
    if (main !== undefined && route !== undefined && target?.start === undefined) {
      if (kind !== 'willing' || Object.keys(options).length > 0)
        throw new Unjudged('not-applicable', NOT_STARTABLE);
      return { server: main, relay: await relays.willing(route.port), sender: route.sender };
    }
    const settings = { ...often, ...options };
    if (kind === 'willing') {
      const server = await instances.find({ mail: kind, settings });
      return { server, relay: await relays.willing(), sender };
    }
    const server = await instances.find({ mail: 'unusable', settings });
    return { server, sender, ...(await relays.borrow(kind)) };
  };

  return {
    main,
    names,
    get roundTripMs() {
      return roundTripMs;
    },
    facilities: {
      secrets,
      start: (settings) => instances.find({ settings }),
      deploy: (options) => deployments.deploy(options),
      undeployable: (what) => deployments.undeployable(what),
      callback,
      mail,
      webhook: async () => {
        const server = await instances.find({ settings: {}, hook: true });
        const place = await instances.hookPort();
        const leave = await announcements.enter();
        await place.release();
        return { server, port: place.port, release: () => place.hold().finally(leave) };
      },
      now,
      noOrganization: () => hindrance,
      shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => {
        const own = shared.get(server) ?? new Map<string, Promise<unknown>>();
        shared.set(server, own);
        const known = (own.get(name) as Promise<T> | undefined) ?? make();
        own.set(name, known);
        // After a failure, the next check tries again.
        known.catch(() => own.delete(name));
        return known;
      },
      borrow: async <T>(
        server: ServerUnderTest,
        name: string,
        make: () => Promise<T>,
        use: (lent: T) => Promise<void>,
      ) => {
        const own = free.get(server) ?? new Map<string, unknown[]>();
        free.set(server, own);
        const idle = own.get(name) ?? [];
        own.set(name, idle);
        const lent = (idle.pop() as T | undefined) ?? (await make());
        await use(lent);
        idle.push(lent);
      },
      has: (capability) =>
        capability === 'mail' ? (target?.capabilities.mail ?? false) : (capabilities[capability] ?? false),
      newOrganizationName: (server) => {
        counter += 1;
        const name = `ps-${run}-${counter.toString(36)}`;
        if (server === main) names.push(name);
        return name;
      },
    },
    blockOrganizations: (why) => {
      hindrance = why;
    },
    learn: (facts) => {
      skew = BigInt(facts.clockSkewMs) * 1000n;
      roundTripMs = facts.roundTripMs;
      capabilities = facts.capabilities;
    },
    started: () => instances.started(),
    close: async () => {
      await Promise.allSettled([instances.close(), deployments.close()]);
      await relays.close();
    },
  };
}
