import { drive, type Lane } from './drive.ts';
import { fanOut } from './fan-out.ts';
import type { Kind, Order, Ran, Run } from './order.ts';
import { Organization } from './organizations.ts';
import { info } from './requests.ts';

const ORGANIZATIONS = 100;
const CONNECTIONS = 32;
const FAN_OUT = { listeners: 100, single: 25, burst: 40 };

/** Generates all load on one server. Organizations are created once and reused by later runs. */
export class Load {
  readonly #port: number;
  readonly #run = `b${Date.now().toString(36)}${process.pid}`;
  /** Last measured requests per second, from which the length of the next run is computed. */
  readonly #rates = new Map<Kind, number>();
  #batch = 0;
  #founded: readonly Organization[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Prepares and signs all requests. The returned function is the measured part. */
  async prepare(order: Order): Promise<Run> {
    const run = await this.#ready(order);
    return async () => {
      const ran = await run();
      this.#rates.set(order.kind, ran.requests / ran.seconds);
      return ran;
    };
  }

  async #ready(order: Order): Promise<Run> {
    const port = this.#port;
    const { kind } = order;
    const count = this.#count(order);
    if (kind === 'call' && 'seconds' in order) return this.#calls(order.seconds);
    if (kind === 'fanout') {
      const [heard = never()] = await Organization.founded(port, this.#name(), 1);
      return fanOut(port, heard, FAN_OUT);
    }
    if (kind === 'bootstrap') {
      const created = await Organization.created(port, this.#name(), count);
      const lanes = dealt(created.map(({ founding }) => founding));
      return () => drive(port, lanes);
    }
    const organizations = await this.#organizations();
    if (kind === 'refused') {
      const [request] = organizations.map(({ name, admin }) => spoilt(info(name, admin)));
      let left = count;
      const lane: Lane = () => (left-- > 0 ? request : undefined);
      return () => drive(port, Array(CONNECTIONS).fill(lane), (status) => status === 403);
    }
    // One connection per organization keeps its certificates in order.
    const requests = Array.from({ length: count }, (_, index) =>
      (organizations[index % organizations.length] ?? never()).enrolment(),
    );
    const lanes = Array.from({ length: CONNECTIONS }, (_, lane) =>
      list(requests.filter((_, index) => (index % organizations.length) % CONNECTIONS === lane)),
    );
    return () => drive(port, lanes);
  }

  #count(order: Order): number {
    if ('exactly' in order) return order.exactly;
    const { kind, seconds, most } = order;
    return Math.min(most, Math.max(64, Math.round((this.#rates.get(kind) ?? 0) * seconds)));
  }

  async #calls(seconds: number): Promise<Run> {
    const organizations = await this.#organizations();
    const calls = organizations.map(({ name, admin }) => info(name, admin));
    return (): Promise<Ran> => {
      const until = performance.now() + seconds * 1000;
      let sent = 0;
      const lane: Lane = () => (performance.now() < until ? calls[sent++ % calls.length] : undefined);
      return drive(this.#port, Array(CONNECTIONS).fill(lane));
    };
  }

  async #organizations(): Promise<readonly Organization[]> {
    if (this.#founded.length === 0)
      this.#founded = await Organization.founded(this.#port, this.#name(), ORGANIZATIONS);
    // Other loads may have evicted these organizations from the server's cache.
    await drive(this.#port, dealt(this.#founded.map(({ name, admin }) => info(name, admin))));
    return this.#founded;
  }

  #name(): string {
    return `${this.#run}-${this.#batch++}`;
  }
}

const list = (items: readonly Buffer[]): Lane => {
  let at = 0;
  return () => items[at++];
};

const dealt = (items: readonly Buffer[]): Lane[] => Array(CONNECTIONS).fill(list(items));

const spoilt = (request: Buffer): Buffer =>
  Buffer.from(
    request.toString('latin1').replace(/(?<=ED25519\.[^\r]*\.)[\w-]{8}(?=[\w=-]{50})/, 'AAAAAAAA'),
    'latin1',
  );

function never(): never {
  throw new Error('nothing was founded');
}
