import { isDeepStrictEqual } from 'node:util';
import { type ServerUnderTest, serverUnderTest } from '../../case/facilities.ts';
import { Unjudged } from '../../case/failure.ts';
import type { Secrets } from '../../case/redaction.ts';
import { NOT_STARTABLE } from '../../targets/deployment/deployable.ts';
import { HeldPort } from '../../targets/process/port.ts';
import type { StartOptionName, StartOptions } from '../../targets/start-options.ts';
import type { RunningServer, ServerTarget } from '../../targets/target.ts';
import type { TlsOptions } from '../../wire/endpoint.ts';
import type { MailRelays } from './mail-relays.ts';
import { type ServerRequirements, shareServer } from './share-server.ts';

interface Instance {
  readonly running: RunningServer;
  readonly server: ServerUnderTest;
}

/** The means with which a run starts servers. */
export interface ServerOptions {
  readonly target: ServerTarget | undefined;
  /** The target's first server. */
  readonly main: ServerUnderTest | undefined;
  readonly tls: TlsOptions;
  readonly secrets: Secrets;
  readonly relays: MailRelays;
}

/** The additional servers of a run. Checks with compatible requirements share one. */
export class SharedServers {
  readonly #ground: ServerOptions;
  readonly #started = new Map<string, Promise<Instance>>();
  readonly #sought = new Set<Promise<ServerUnderTest>>();
  #hookPort: Promise<HeldPort> | undefined;

  constructor(ground: ServerOptions) {
    this.#ground = ground;
  }

  /** A server with at least the wanted settings. Throws `Unjudged` if there is none. */
  async find(wanted: ServerRequirements): Promise<ServerUnderTest> {
    const finding = this.#find(wanted);
    this.#sought.add(finding);
    return await finding.finally(() => this.#sought.delete(finding));
  }

  /** Settles when every start in progress has succeeded or failed. */
  async started(): Promise<void> {
    await Promise.allSettled(this.#sought);
  }

  /** The port that receives the announcements of bootstraps. */
  hookPort(): Promise<HeldPort> {
    this.#hookPort ??= HeldPort.take(this.#ground.target?.callback.bind ?? '127.0.0.1');
    return this.#hookPort;
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.allSettled(
      [...this.#started.values()].map((known) => known.then(({ running }) => running.close())),
    );
    await (await this.#hookPort?.catch(() => undefined))?.release();
  }

  async #find(wanted: ServerRequirements): Promise<ServerUnderTest> {
    const { target, main, secrets } = this.#ground;
    if (target?.start === undefined) throw new Unjudged('not-applicable', NOT_STARTABLE);
    const alone = await this.#placed(wanted);
    const missing = Object.keys(alone).find((name) => !this.#spells(name));
    if (missing !== undefined)
      throw new Unjudged('not-applicable', `the target cannot be started with \`${missing}\``);
    if (main !== undefined && isDeepStrictEqual(alone, target.startedWith)) return main;
    const more = Object.entries(await this.#placed(shareServer(wanted)));
    const together: StartOptions = Object.fromEntries(more.filter(([name]) => this.#spells(name)));
    // If the combined settings fail, the wanted settings alone may work.
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
    const { target, tls } = this.#ground;
    if (target?.start === undefined) throw new Error(NOT_STARTABLE);
    const key = JSON.stringify(options);
    const known =
      this.#started.get(key) ??
      target.start(options).then((running) => ({ running, server: serverUnderTest(running, tls) }));
    this.#started.set(key, known);
    return await known;
  }

  /** The settings, with the judge's ports filled in. */
  async #placed({ settings, mail, hook }: ServerRequirements): Promise<StartOptions> {
    const host = this.#ground.target?.callback.host ?? '127.0.0.1';
    return {
      ...(mail === undefined ? {} : { ...(await this.#ground.relays.place(mail)), emailHost: host }),
      ...(hook === true ? { bootstrapWebhook: `http://${host}:${(await this.hookPort()).port}/hook` } : {}),
      ...settings,
    };
  }

  #spells(name: string): boolean {
    return this.#ground.target?.startOptions.has(name as StartOptionName) ?? false;
  }
}
