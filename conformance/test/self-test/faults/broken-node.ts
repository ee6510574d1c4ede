import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type ReferenceServer, type ServerOptions } from '@parsec-spec/reference-server/core';
import type { Journal } from '@parsec-spec/reference-server/journal';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ServerNode } from '../../../src/targets/deployment/deployment.ts';
import { referenceOptions } from '../../../src/targets/memory-target.ts';
import { steadyPort } from '../../../src/targets/process/port.ts';
import type { StartOptions } from '../../../src/targets/start-options.ts';
import { SharedStore } from './shared-store.ts';
import { type NodeState, StoreJournal } from './store-journal.ts';

/** The defect of a node. Absent parts behave correctly. */
export interface NodeDefect {
  /** The journal that holds the state. */
  readonly journal?: (store: SharedStore, nodeState: NodeState) => Journal;
  readonly server?: Pick<ServerOptions, 'omit' | 'mutants'>;
  /** Rules that the server omits after a restart. */
  readonly omittedAfterRestart?: readonly RequirementId[];
  /**
   * The treatment of a request that arrived during a suspension, at the resume. A correct server
   * carries it out.
   */
  readonly onResume?: 'refuses';
  /** Whether no state survives the server. */
  readonly losesState?: boolean;
}

const host = '127.0.0.1';
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

export const administrationToken = 's3lf-t3st';

/** An in-process server whose clients see it killed, stopped or suspended. */
export class BrokenNode implements ServerNode {
  readonly #port: number;
  #store: SharedStore;
  readonly #nodeDefect: NodeDefect;
  readonly #options: StartOptions;
  #starts = 0;
  #running:
    | { readonly server: ReferenceServer; readonly listening: Listening; readonly nodeState: NodeState }
    | undefined;
  /** Resolves when the server is not suspended. */
  #awake: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  private constructor(port: number, store: SharedStore, nodeDefect: NodeDefect, options: StartOptions) {
    this.#port = port;
    this.#store = store;
    this.#nodeDefect = nodeDefect;
    this.#options = options;
  }

  static async begin(
    store: SharedStore,
    nodeDefect: NodeDefect,
    options: StartOptions = {},
  ): Promise<BrokenNode> {
    const node = new BrokenNode(await steadyPort(), store, nodeDefect, options);
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
    const nodeState: NodeState = { isDead: false, isStopping: false, isSuspended: false };
    if (this.#nodeDefect.losesState === true) this.#store = new SharedStore();
    const journal =
      this.#nodeDefect.journal?.(this.#store, nodeState) ?? new StoreJournal(this.#store, nodeState);
    const server = createServer({
      journal,
      // On a busy machine the relay may need longer than the usual 10 s.
      ...referenceOptions(
        { emailTimeout: 60, ...this.#options },
        administrationToken,
        { host, port: this.#port },
        log,
      ),
      ...this.#nodeDefect.server,
      ...(this.#starts > 1 && this.#nodeDefect.omittedAfterRestart !== undefined
        ? { omit: this.#nodeDefect.omittedAfterRestart }
        : {}),
    });
    const gated: ReferenceServer = { ...server, handle: (call) => this.#gate(() => server.handle(call)) };
    const listening = await listen(gated, { host, port: this.#port });
    this.#running = { server, listening, nodeState };
  }

  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.nodeState.isDead = true;
    this.#store.nodesLost += 1;
    await running.listening.stop(0);
  }

  async stop(): Promise<number | undefined> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) throw new Error('it does not run');
    running.nodeState.isStopping = true;
    await running.listening.stop(2000);
    await running.server.close();
    return 0;
  }

  async pause(): Promise<void> {
    if (this.#running !== undefined) this.#running.nodeState.isSuspended = true;
    this.#awake = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async resume(): Promise<void> {
    this.#wake();
    this.#awake = Promise.resolve();
    await sleep(200);
    if (this.#running !== undefined) this.#running.nodeState.isSuspended = false;
  }

  async #gate<T>(work: () => Promise<T>): Promise<T> {
    const sent = performance.now();
    await this.#awake;
    const waited = performance.now() - sent;
    if (waited > 500 && this.#nodeDefect.onResume === 'refuses')
      return { status: 503, headers: [], body: '' } as T;
    return await work();
  }
}
