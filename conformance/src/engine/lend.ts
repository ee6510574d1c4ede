import { openEndpoint, type TlsOptions } from '../exchange/index.ts';
import type { DeployOptions } from '../deployment/index.ts';
import {
  type Deployed,
  type Facilities,
  type Mailed,
  Secrets,
  type ServerUnderTest,
  Unjudged,
} from '../judge/index.ts';
import type { Relay, RelayKind } from '../mail/index.ts';
import type { RunningServer, ServerTarget, StartOptions } from '../targets/index.ts';
import { Instant } from '../wire/index.ts';

/** The facilities of one run, and what is left to tidy at its end. */
export interface Lent {
  readonly facilities: Facilities;
  readonly main: ServerUnderTest | undefined;
  /** Names given out for the main server. */
  readonly names: readonly string[];
  /** Sets what the preflight found out. */
  learn(facts: {
    readonly clockSkewMs: number;
    readonly capabilities: Readonly<Record<string, boolean>>;
  }): void;
  /** Ends the instances that checks had started. */
  close(): Promise<void>;
}

/** Where mail comes from when the suite starts the server. */
const sender = 'no-reply@parsec.example.com';

/** Opens a running server for judging. */
export const underTest = (running: RunningServer, tls: TlsOptions = {}): ServerUnderTest => ({
  endpoint: openEndpoint(running.address, tls),
  administrationToken: running.administrationToken,
  log: () => running.log(),
});

/** Makes what a run lends to its judges. `run` is the random part of organization names. */
export function lend(target: ServerTarget | undefined, run: string, tls: TlsOptions): Lent {
  const secrets = new Secrets();
  const main = target === undefined ? undefined : underTest(target, tls);
  if (main?.administrationToken !== undefined) secrets.text(main.administrationToken, 'administration token');
  const names: string[] = [];
  const instances = new Map<
    string,
    Promise<{ readonly running: RunningServer; readonly server: ServerUnderTest }>
  >();
  const shared = new Map<ServerUnderTest, Map<string, Promise<unknown>>>();
  const free = new Map<ServerUnderTest, Map<string, unknown[]>>();
  const relays = new Map<RelayKind, Promise<Relay>>();
  const callback = target?.callback ?? { bind: '127.0.0.1', host: '127.0.0.1' };
  let counter = 0;
  let skew = 0n;
  let last = 0n;
  let capabilities: Readonly<Record<string, boolean>> = {};

  // Never the same moment twice: of two certificates the later one must have the later time.
  const now = (): Instant => {
    const clock = BigInt(Date.now()) * 1000n + skew;
    last = clock > last ? clock : last + 1n;
    return new Instant(last);
  };

  const start = async (options: StartOptions): Promise<ServerUnderTest> => {
    if (target?.start === undefined) throw new Unjudged('not-applicable', 'the target is not ours to start');
    const missing = Object.keys(options).find((name) => !target.startOptions.has(name as keyof StartOptions));
    if (missing !== undefined)
      throw new Unjudged('not-applicable', `the target cannot be started with \`${missing}\``);
    const key = JSON.stringify(options);
    const known =
      instances.get(key) ??
      target.start(options).then((running) => ({ running, server: underTest(running, tls) }));
    instances.set(key, known);
    const { server } = await known.catch((error: unknown) => {
      throw new Unjudged(
        'not-testable',
        `another instance did not start: ${error instanceof Error ? error.message : error}`,
      );
    });
    if (server.administrationToken !== undefined)
      secrets.text(server.administrationToken, 'administration token');
    return server;
  };

  const undeployable: Facilities['undeployable'] = (what) =>
    target?.undeployable?.[what] ??
    (target?.deploy === undefined ? 'the target is not ours to start' : undefined);

  const deployments = new Set<Promise<Deployed>>();
  const deploy = async (options: DeployOptions): Promise<Deployed> => {
    if (target?.deploy === undefined) throw new Unjudged('not-applicable', 'the target is not ours to start');
    const missing = Object.keys(options.start ?? {}).find(
      (name) => !target.startOptions.has(name as keyof StartOptions),
    );
    if (missing !== undefined)
      throw new Unjudged('not-applicable', `the target cannot be started with \`${missing}\``);
    const reason =
      ((options.nodes ?? 1) > 1 ? target.undeployable?.nodes : undefined) ??
      (options.disk === true ? target.undeployable?.disk : undefined);
    if (reason !== undefined) throw new Unjudged('not-applicable', reason);
    const deploying = target.deploy(options).then((deployment) => {
      secrets.text(deployment.administrationToken, 'administration token');
      const servers = deployment.nodes.map((node) => ({
        endpoint: openEndpoint(node.address, tls, true),
        administrationToken: deployment.administrationToken,
        log: () => node.log(),
      }));
      return { deployment, servers };
    });
    deployments.add(deploying);
    return await deploying.catch((error: unknown) => {
      throw new Unjudged(
        'not-testable',
        `a deployment did not start: ${error instanceof Error ? error.message : error}`,
      );
    });
  };

  const relayOf = (kind: RelayKind, port?: number): Promise<Relay> => {
    const known =
      relays.get(kind) ??
      import('../mail/index.ts').then(({ startRelay }) => startRelay(kind, callback.bind, port));
    relays.set(kind, known);
    return known.catch((error: unknown) => {
      throw new Unjudged(
        'not-testable',
        `no relay can listen: ${error instanceof Error ? error.message : error}`,
      );
    });
  };

  const mail = async (kind: RelayKind, options: StartOptions): Promise<Mailed> => {
    const route = target?.mail;
    if (main !== undefined && route !== undefined && target?.start === undefined) {
      if (kind !== 'willing' || Object.keys(options).length > 0)
        throw new Unjudged('not-applicable', 'the target is not ours to start with another relay');
      return { server: main, relay: await relayOf(kind, route.port), sender: route.sender };
    }
    const relay = await relayOf(kind);
    // Codes are asked for more often than any host would allow.
    const unlimited = target?.startOptions.has('validationEmails')
      ? { validationEmails: { cooldown: 0, mostPerHour: 0 } }
      : {};
    const at = { emailHost: callback.host, emailPort: relay.port, emailSender: sender, ...unlimited };
    return { server: await start({ ...at, ...options }), relay, sender };
  };

  return {
    main,
    names,
    facilities: {
      secrets,
      start,
      deploy,
      undeployable,
      callback,
      mail,
      now,
      shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => {
        const own = shared.get(server) ?? new Map<string, Promise<unknown>>();
        shared.set(server, own);
        const known = (own.get(name) as Promise<T> | undefined) ?? make();
        own.set(name, known);
        // What failed once is tried again by the next check.
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
    learn: (facts) => {
      skew = BigInt(facts.clockSkewMs) * 1000n;
      capabilities = facts.capabilities;
    },
    close: async () => {
      await Promise.allSettled([
        ...[...instances.values()].map((known) => known.then(({ running }) => running.close())),
        ...[...deployments].map((deploying) => deploying.then(({ deployment }) => deployment.close())),
      ]);
      for (const relay of relays.values()) await relay.then(({ close }) => close()).catch(() => undefined);
    },
  };
}
