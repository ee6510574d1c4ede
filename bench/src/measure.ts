import type { LoadProcess } from './load/load-process.ts';
import type { Order } from './load/order.ts';
import { busySeconds } from './machine.ts';
import { type Figures, median, spread } from './results.ts';
import type { Contender } from './servers/server.ts';

/** The figures of one server under one load in one round. */
export interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
  readonly foreign: number;
}

/** Measures one server under one load. Requests are prepared before the clock starts. */
export async function measure(contender: Contender, load: LoadProcess, order: Order): Promise<Round> {
  try {
    await load.prepare(order);
    const [own, all, started] = [contender.cpu(), busySeconds(0), performance.now()];
    const { requests, seconds, p50, p99 } = await load.go();
    const used = contender.cpu() - own;
    const elapsed = (performance.now() - started) / 1000;
    return {
      perSecond: requests / seconds,
      p50,
      p99,
      cpu: (used / requests) * 1e6,
      foreign: Math.max(0, (busySeconds(0) - all - used) / elapsed),
    };
  } catch (error) {
    throw new Error(`${contender.name}, ${order.kind}: ${(error as Error).message}`, { cause: error });
  }
}

/** Combines the rounds. */
export function figures(rounds: readonly Round[]): Figures {
  return {
    perSecond: spread(rounds.map(({ perSecond }) => perSecond)),
    p50: spread(rounds.map(({ p50 }) => p50)),
    p99: spread(rounds.map(({ p99 }) => p99)),
    cpu: spread(rounds.map(({ cpu }) => cpu)),
    foreign: Number(median(rounds.map(({ foreign }) => foreign)).toFixed(3)),
  };
}
