import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type ReferenceServer, type ServerOptions } from '@parsec-spec/reference-server/core';
import type { Journal } from '@parsec-spec/reference-server/journal';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ServerNode } from '../../../src/targets/deployment/deployment.ts';
import { referenceOptions } from '../../../src/targets/memory-target.ts';
import { steadyPort } from '../../../src/targets/process/port.ts';
import type { StartOptions } from '../../../src/targets/start-options.ts';
import { Shelf } from './shelf.ts';
import { type Pulse, ShelfJournal } from './shelf-journal.ts';

/** The fault of a server. Omitted parts behave correctly. */
export interface Frailty {
  /** The journal that holds the state. */
  readonly journal?: (shelf: Shelf, pulse: Pulse) => Journal;
  readonly server?: Pick<ServerOptions, 'omit' | 'distort'>;
  /** Rules that the server omits after a restart. */
  readonly reborn?: readonly RequirementId[];
  /**
   * The treatment of a request that arrived during a suspension, at the resume. A correct server
   * carries it out.
   */
  readonly awoken?: 'refuses';
  /** Whether no state survives the server. */
  readonly forgets?: boolean;
}

const host = '127.0.0.1';
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

export const administrationToken = 's3lf-t3st';

/** An in-process server that its clients see killed, stopped and suspended. */
export class FrailNode implements ServerNode {
  readonly #port: number;
  #shelf: Shelf;
  readonly #frailty: Frailty;
  readonly #options: StartOptions;
  #starts = 0;
  #running:
    | { readonly server: ReferenceServer; readonly listening: Listening; readonly pulse: Pulse }
    | undefined;
  /** Resolves when the server is not suspended. */
  #awake: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  private constructor(port: number, shelf: Shelf, frailty: Frailty, options: StartOptions) {
    this.#port = port;
    this.#shelf = shelf;
    this.#frailty = frailty;
    this.#options = options;
  }

  static async begin(shelf: Shelf, frailty: Frailty, options: StartOptions = {}): Promise<FrailNode> {
    const node = new FrailNode(await steadyPort(), shelf, frailty, options);
    await node.start();
    return node;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  log(): string {
    return '';
  }

  async start(): Promise<void> {
    this.#starts += 1;
    const pulse: Pulse = { isDead: false, isStopping: false, isDazed: false };
    if (this.#frailty.forgets === true) this.#shelf = new Shelf();
    const journal = this.#frailty.journal?.(this.#shelf, pulse) ?? new ShelfJournal(this.#shelf, pulse);
    const server = createServer({
      journal,
      ...referenceOptions(this.#options, administrationToken, { host, port: this.#port }, log),
      ...this.#frailty.server,
      ...(this.#starts > 1 && this.#frailty.reborn !== undefined ? { omit: this.#frailty.reborn } : {}),
    });
    const gated: ReferenceServer = { ...server, handle: (call) => this.#gate(() => server.handle(call)) };
    const listening = await listen(gated, { host, port: this.#port });
    this.#running = { server, listening, pulse };
  }

  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.pulse.isDead = true;
    this.#shelf.nodesLost += 1;
    await running.listening.stop(0);
  }

  async stop(): Promise<number | undefined> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) throw new Error('it does not run');
    running.pulse.isStopping = true;
    await running.listening.stop(2000);
    await running.server.close();
    return 0;
  }

  async pause(): Promise<void> {
    if (this.#running !== undefined) this.#running.pulse.isDazed = true;
    this.#awake = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async resume(): Promise<void> {
    this.#wake();
    this.#awake = Promise.resolve();
    await sleep(200);
    if (this.#running !== undefined) this.#running.pulse.isDazed = false;
  }

  async #gate<T>(work: () => Promise<T>): Promise<T> {
    const sent = performance.now();
    await this.#awake;
    const waited = performance.now() - sent;
    if (waited > 500 && this.#frailty.awoken === 'refuses')
      return { status: 503, headers: [], body: '' } as T;
    return await work();
  }
}
