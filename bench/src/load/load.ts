import type { Order, Run, RunFigures } from './order.ts';
import { Organization } from './organizations.ts';
import { info } from './requests.ts';
import { type Lane, sendRequests } from './send-requests.ts';

const ORGANIZATIONS = 100;
const CONNECTIONS = 32;

/** Generates all load on one server. Organizations are created once and reused by later runs. */
export class Load {
  readonly #port: number;
  readonly #run = `b${Date.now().toString(36)}${process.pid}`;
  /** Last measured bootstraps per second, from which the number of the next run is computed. */
  #bootstrapsPerSecond = 0;
  #batch = 0;
  #organizations: readonly Organization[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Prepares and signs all requests. The returned function is the measured part. */
  prepare({ kind, seconds, most }: Order): Promise<Run> {
    return kind === 'call' ? this.#calls(seconds) : this.#bootstraps(seconds, most);
  }

  async #bootstraps(seconds: number, most: number): Promise<Run> {
    const count = Math.min(most, Math.max(64, Math.round(this.#bootstrapsPerSecond * seconds)));
    const created = await Organization.createAll(this.#port, this.#name(), count);
    const lanes = dealOut(created.map(({ bootstrap }) => bootstrap));
    return async () => {
      const ran = await sendRequests(this.#port, lanes);
      this.#bootstrapsPerSecond = ran.requests / ran.seconds;
      return ran;
    };
  }

  async #calls(seconds: number): Promise<Run> {
    const organizations = await this.#bootstrapped();
    const calls = organizations.map(({ name, admin }) => info(name, admin));
    return (): Promise<RunFigures> => {
      const until = performance.now() + seconds * 1000;
      let count = 0;
      const lane: Lane = () => (performance.now() < until ? calls[count++ % calls.length] : undefined);
      return sendRequests(this.#port, Array(CONNECTIONS).fill(lane));
    };
  }

  async #bootstrapped(): Promise<readonly Organization[]> {
    if (this.#organizations.length === 0)
      this.#organizations = await Organization.bootstrapAll(this.#port, this.#name(), ORGANIZATIONS);
    // Bootstraps may have evicted these organizations from the server's cache.
    await sendRequests(this.#port, dealOut(this.#organizations.map(({ name, admin }) => info(name, admin))));
    return this.#organizations;
  }

  #name(): string {
    return `${this.#run}-${this.#batch++}`;
  }
}

const list = (items: readonly Buffer[]): Lane => {
  let at = 0;
  return () => items[at++];
};

const dealOut = (items: readonly Buffer[]): Lane[] => Array(CONNECTIONS).fill(list(items));
