import {
  type Facilities,
  type MailedServer,
  type ServerUnderTest,
  serverUnderTest,
} from '../../judge/facilities.ts';
import { type Hindrance, Unjudged } from '../../judge/failure.ts';
import { TargetClock } from '../../judge/target-clock.ts';
import { NOT_STARTABLE } from '../../targets/deployment/deployment.ts';
import type { RelayKind } from '../../targets/mail-relay.ts';
import { Mutex } from '../../targets/semaphore.ts';
import type { StartOptions } from '../../targets/start-options.ts';
import type { ServerTarget } from '../../targets/target.ts';
import type { TlsOptions } from '../../wire/endpoint.ts';
import { Secrets } from '../../wire/secrets.ts';
import { Deployments } from './deployments.ts';
import { MailRelays } from './mail-relays.ts';
import { unlimited } from './shared-server-plans.ts';
import { SharedServers } from './shared-servers.ts';

/** The facilities of one run, and what the runner needs to manage them. */
export interface RunFacilities {
  readonly facilities: Facilities;
  readonly main: ServerUnderTest | undefined;
  /** Names of organizations that were given out for the main server. */
  readonly names: readonly string[];
  /** Round-trip time of the main server for the smallest answer, in ms. */
  readonly roundTripMs: number;
  /** Lets set-ups fail at once: no organization can be made. */
  blockOrganizations(why: Hindrance): void;
  /** Stores the results of the preflight. */
  setFacts(facts: {
    readonly clockSkewMs: number;
    readonly roundTripMs: number;
    readonly capabilities: Readonly<Record<string, boolean>>;
  }): void;
  /** Settles when every server requested so far has started or failed. */
  allStarted(): Promise<void>;
  /** Ends the servers and relays that were started for checks. */
  close(): Promise<void>;
}

/**
 * Creates the facilities of a run.
 *
 * @param run - The part of organization names that is unique to this run.
 */
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
  const hookMutex = new Mutex();
  let counter = 0;
  const serials = new Map<string, number>();
  const clock = new TargetClock();
  let roundTripMs = 0;
  let capabilities: Readonly<Record<string, boolean>> = {};
  let hindrance: Hindrance | undefined;

  // Checks request validation codes more often than the default limit allows.
  const mailLimits = target?.startOptions.has('validationEmails') ? { validationEmails: unlimited } : {};
  const deployments = new Deployments({ target, tls, secrets, relays, settings: mailLimits });

  const mail = async (kind: RelayKind, options: StartOptions): Promise<MailedServer> => {
    const route = target?.mail;
    const { sender } = relays;
    if (main !== undefined && route !== undefined && target?.start === undefined) {
      if (kind !== 'willing' || Object.keys(options).length > 0)
        throw new Unjudged('not-applicable', NOT_STARTABLE);
      return { server: main, relay: await relays.willing(route.port), sender: route.sender };
    }
    const settings = { ...mailLimits, ...options };
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
        const port = await instances.hookPort();
        const unlock = await hookMutex.enter();
        await port.release();
        return { server, port: port.port, release: () => port.hold().finally(unlock) };
      },
      now: () => clock.now(),
      noOrganization: () => hindrance,
      shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => {
        const own = shared.get(server) ?? new Map<string, Promise<unknown>>();
        shared.set(server, own);
        const facility = (own.get(name) as Promise<T> | undefined) ?? make();
        own.set(name, facility);
        // After a failure, the next check tries again.
        facility.catch(() => own.delete(name));
        return facility;
      },
      borrow: async <T>(
        server: ServerUnderTest,
        name: string,
        make: () => Promise<T>,
        use: (borrowed: T) => Promise<void>,
      ) => {
        const own = free.get(server) ?? new Map<string, unknown[]>();
        free.set(server, own);
        const idle = own.get(name) ?? [];
        own.set(name, idle);
        const borrowed = (idle.pop() as T | undefined) ?? (await make());
        await use(borrowed);
        // After a failure it is not used again.
        idle.push(borrowed);
      },
      has: (capability) =>
        capability === 'mail' ? (target?.capabilities.mail ?? false) : (capabilities[capability] ?? false),
      newOrganizationName: (server) => {
        counter += 1;
        const name = `ps-${run}-${counter.toString(36)}`;
        if (server === main) names.push(name);
        return name;
      },
      serial: (check) => {
        const number = (serials.get(check) ?? 0) + 1;
        serials.set(check, number);
        return number;
      },
    },
    blockOrganizations: (why) => {
      hindrance = why;
    },
    setFacts: (facts) => {
      clock.skewMs = facts.clockSkewMs;
      roundTripMs = facts.roundTripMs;
      capabilities = facts.capabilities;
    },
    allStarted: () => instances.allStarted(),
    close: async () => {
      await Promise.allSettled([instances.close(), deployments.close()]);
      await relays.close();
    },
  };
}
