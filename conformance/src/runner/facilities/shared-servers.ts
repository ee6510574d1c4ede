import { isDeepStrictEqual } from 'node:util';
import { type ServerUnderTest, serverUnderTest } from '../../judge/facilities.ts';
import { Unjudged } from '../../judge/failure.ts';
import { NOT_STARTABLE } from '../../targets/deployment/deployment.ts';
import { HeldPort } from '../../targets/process/port.ts';
import type { StartOptionName, StartOptions } from '../../targets/start-options.ts';
import type { RunningServer, ServerTarget } from '../../targets/target.ts';
import type { TlsOptions } from '../../wire/endpoint.ts';
import type { Secrets } from '../../wire/secrets.ts';
import type { MailRelays } from './mail-relays.ts';
import { type ServerRequirements, shareServer } from './shared-server-plans.ts';

interface Instance {
  readonly running: RunningServer;
  readonly server: ServerUnderTest;
}

/** The inputs for starting servers. */
export interface ServerOptions {
  readonly target: ServerTarget | undefined;
  /** The main server of the run. */
  readonly main: ServerUnderTest | undefined;
  readonly tls: TlsOptions;
  readonly secrets: Secrets;
  readonly relays: MailRelays;
}

/** The additional servers of a run. Checks with compatible requirements share one. */
export class SharedServers {
  readonly #options: ServerOptions;
  readonly #started = new Map<string, Promise<Instance>>();
  readonly #starting = new Set<Promise<ServerUnderTest>>();
  #hookPort: Promise<HeldPort> | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** Returns a server with the wanted settings, started if necessary. Throws `Unjudged`. */
  async find(wanted: ServerRequirements): Promise<ServerUnderTest> {
    const finding = this.#find(wanted);
    this.#starting.add(finding);
    return await finding.finally(() => this.#starting.delete(finding));
  }

  /** Settles when every start in progress has succeeded or failed. */
  async allStarted(): Promise<void> {
    await Promise.allSettled(this.#starting);
  }

  /** The port at which the judge receives the webhook of bootstraps. */
  hookPort(): Promise<HeldPort> {
    this.#hookPort ??= HeldPort.take(this.#options.target?.callback.bind ?? '127.0.0.1');
    return this.#hookPort;
  }

  /** Ends all servers that were started here. */
  async close(): Promise<void> {
    await Promise.allSettled(
      [...this.#started.values()].map((known) => known.then(({ running }) => running.close())),
    );
    await (await this.#hookPort?.catch(() => undefined))?.release();
  }

  async #find(wanted: ServerRequirements): Promise<ServerUnderTest> {
    const { target, main, secrets } = this.#options;
    if (target?.start === undefined) throw new Unjudged('not-applicable', NOT_STARTABLE);
    const alone = await this.#settingsOf(wanted);
    const missing = Object.keys(alone).find((name) => !this.#supports(name));
    if (missing !== undefined)
      throw new Unjudged('not-applicable', `the target cannot be started with \`${missing}\``);
    if (main !== undefined && isDeepStrictEqual(alone, target.startedWith)) return main;
    const more = Object.entries(await this.#settingsOf(shareServer(wanted)));
    const together: StartOptions = Object.fromEntries(more.filter(([name]) => this.#supports(name)));
    // If the server with the combined settings does not start, one with the wanted settings may.
    const { server } = await this.#start(together)
      .catch(() => this.#start(alone))
      .catch((error: unknown) => {
        throw new Unjudged(
          'not-testable',
          `another instance did not start: ${error instanceof Error ? error.message : error}`,
        );
      });
    if (server.administrationToken !== undefined) secrets.administrationToken(server.administrationToken);
    return server;
  }

  async #start(options: StartOptions): Promise<Instance> {
    const { target, tls } = this.#options;
    if (target?.start === undefined) throw new Error(NOT_STARTABLE);
    const key = JSON.stringify(options);
    const server =
      this.#started.get(key) ??
      target.start(options).then((running) => ({ running, server: serverUnderTest(running, tls) }));
    this.#started.set(key, server);
    return await server;
  }

  /** The settings of a start, with the addresses of the judge's relay and webhook. */
  async #settingsOf({ settings, mail, hook }: ServerRequirements): Promise<StartOptions> {
    const host = this.#options.target?.callback.host ?? '127.0.0.1';
    return {
      ...(mail === undefined ? {} : { ...(await this.#options.relays.settings(mail)), emailHost: host }),
      ...(hook === true ? { bootstrapWebhook: `http://${host}:${(await this.hookPort()).port}/hook` } : {}),
      ...settings,
    };
  }

  #supports(name: string): boolean {
    return this.#options.target?.startOptions.has(name as StartOptionName) ?? false;
  }
}
