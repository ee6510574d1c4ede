import { KeepAlive, once } from './keep-alive.ts';
import type { Malformed } from './malformed.ts';

/** Where to send, and how. */
export interface Plan {
  readonly port: number;
  /** How many are sent one behind the other. */
  readonly depth: number;
  readonly connections: number;
}

/** What to send, and how fast. */
export interface Part {
  /** Numbers of the requests: from, to below. */
  readonly from: number;
  readonly to: number;
  /** A second; 0 = as fast as it goes. */
  readonly rate: number;
}

/** What became of the requests so far. */
export interface Report {
  sent: number;
  /** How often each status came; `none`: the connection ended instead. */
  readonly statuses: Record<string, number>;
  /** Answers that no request may have: number of the request, and what came. */
  readonly faults: string[];
}

const mostFaults = 20;
/** Connections with something broken on them that may be open at once: the server may let them wait. */
const mostBroken = 64;
/** How far the pace may be behind and still catch up, in milliseconds. */
const late = 5;

/** The request of a number. */
export type Source = (number: number) => Malformed;

/** Sends the requests of a part; the report is filled while it runs. */
export async function attack(
  { port, depth, connections }: Plan,
  { from, to, rate }: Part,
  source: Source,
  report: Report,
): Promise<void> {
  let next = from;

  const count = (request: Malformed, status: number | undefined): void => {
    report.sent += 1;
    const name = String(status ?? 'none');
    report.statuses[name] = (report.statuses[name] ?? 0) + 1;
    if (status !== undefined && status >= 500 && report.faults.length < mostFaults)
      report.faults.push(
        `request ${request.number}: ${status}: ${request.bytes.toString('base64').slice(0, 4_000)}`,
      );
  };
  const broken = new Set<Promise<void>>();
  const breakIn = async (one: Malformed): Promise<void> => {
    while (broken.size >= mostBroken) await Promise.race(broken);
    const ended = once(port, one).then(
      (status) => count(one, status),
      (fault: Error) => void report.faults.push(fault.message),
    );
    const entry: Promise<void> = ended.finally(() => broken.delete(entry));
    broken.add(entry);
  };
  // Each batch has its moment; what was late is not made up for in a rush.
  let moment = performance.now();
  const inTime = async (): Promise<void> => {
    if (rate === 0) return;
    const now = performance.now();
    moment = Math.max(moment, now - late) + (depth / rate) * 1000;
    const wait = moment - now;
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  };
  const worker = async (): Promise<void> => {
    const connection = new KeepAlive(port);
    while (next < to && report.faults.length < mostFaults) {
      await inTime();
      const batch: Malformed[] = [];
      while (batch.length < depth && next < to) batch.push(source(next++));
      for (const one of batch) if (!one.framed) await breakIn(one);
      const framed = batch.filter((one) => one.framed);
      if (framed.length === 0) continue;
      for (const { sent, status } of await connection.send(framed)) count(sent as Malformed, status);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await Promise.all(broken);
}
