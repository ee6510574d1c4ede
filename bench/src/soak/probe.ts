import { Connection } from '../load/connection.ts';
import { isOk } from '../load/is-ok.ts';
import { Organization } from '../load/organizations.ts';
import { quantile } from '../load/quantile.ts';
import { info } from '../load/requests.ts';

/** Times of valid requests in milliseconds. */
export interface Times {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

/** Somebody who asks valid things at a steady pace while others do not; each answer must be right. */
export class Probe {
  readonly #organization: Organization;
  readonly #connection: Connection;
  readonly #pace: number;
  #times: number[] = [];
  #running = true;
  readonly #ended: Promise<void>;

  private constructor(organization: Organization, connection: Connection, pace: number) {
    this.#organization = organization;
    this.#connection = connection;
    this.#pace = pace;
    this.#ended = this.#ask();
  }

  /** `pace`: milliseconds between two requests. */
  static async start(port: number, run: string, pace: number): Promise<Probe> {
    const [organization] = await Organization.founded(port, `${run}-p`, 1);
    if (organization === undefined) throw new Error('nothing was founded');
    return new Probe(organization, await Connection.open(port), pace);
  }

  /** The times since it was asked last. */
  take(): Times {
    const times = this.#times;
    this.#times = [];
    return { requests: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#ended;
    this.#connection.close();
  }

  async #ask(): Promise<void> {
    const { name, admin } = this.#organization;
    while (this.#running) {
      const request = info(name, admin);
      const started = performance.now();
      const status = await this.#connection.send(request);
      this.#times.push(performance.now() - started);
      if (status !== 200 || !isOk(this.#connection.reply))
        throw new Error(`a valid request was answered ${status}`);
      await new Promise((resolve) => setTimeout(resolve, this.#pace));
    }
  }
}
