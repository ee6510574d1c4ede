import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../contenders/ours.ts';
import { busySeconds } from '../machine.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import type { Part, Report } from './attack.ts';
import { Pace } from './pace.ts';
import { partsOf } from './parts-of.ts';
import type { Times } from './probe.ts';
import { Side } from './side.ts';

/** How much, from what seed, how fast. */
export interface SoakOptions {
  readonly requests: number;
  readonly seed: number;
  readonly from: number;
  /** Malformed requests a second; 0 = as fast as it goes; undefined = as `loads` say. */
  readonly rate: number | undefined;
  /** Per cent of the server's core that they shall take, one after the other. */
  readonly loads: readonly number[];
  readonly depth: number;
  readonly connections: number;
  /** Milliseconds between two valid requests. */
  readonly pace: number;
  /** Seconds for which valid requests are alone, before and after each part. */
  readonly alone: number;
}

/** Valid requests beside a part of the malformed ones. */
export interface Beside extends Times {
  readonly load: number;
  /** Part of the core that the malformed ones took. */
  readonly taken: number;
}

/** What was seen. */
export interface Seen {
  readonly report: Report;
  /** While malformed requests were sent. */
  readonly seconds: number;
  /** Valid requests beside each part of the malformed ones. */
  readonly beside: readonly Beside[];
  /** Valid requests alone: before the first part, and after each. */
  readonly alone: readonly Times[];
  /** Resident memory of the server in MiB, every half second. */
  readonly memory: readonly number[];
  readonly alive: boolean;
  /** Part of its core that the server took. */
  readonly busy: number;
  /** Part of the server's core that others took. */
  readonly foreign: number;
}

/**
 * Lets malformed requests loose on `serve` on SQLite, with valid ones beside them. They come in parts, and in the pauses the valid ones are
 * alone: a machine that is slower for a while is so to both.
 */
export async function soak(options: SoakOptions, say: (line: string) => void): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-soak-'));
  const server = await serve(`sqlite:${join(folder, 'soak.sqlite')}`);
  const sides: Side[] = [];
  const stop = async (): Promise<void> => {
    for (const side of sides) side.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  whenInterrupted(stop);
  try {
    const { port } = server;
    const { requests, seed, from, rate, loads, depth, connections } = options;
    const probe = await Side.start('probe', { port, pace: options.pace });
    sides.push(probe);
    const attack = await Side.start('attack', { port, seed, depth, connections });
    sides.push(attack);

    const memory: number[] = [];
    const sum = { seconds: 0, cpu: 0, busy: 0 };
    const pace = new Pace(rate);
    let report: Report & { readonly done?: boolean } = { sent: 0, statuses: {}, faults: [] };
    const send = async ({ from, to }: Omit<Part, 'rate'>, load?: number): Promise<number> => {
      const [started, cpu, busy, sent] = [performance.now(), server.cpu(), busySeconds(0), report.sent];
      attack.tell({ from, to, rate: pace.of(load ?? 0) });
      do {
        report = await attack.next<typeof report>();
        memory.push(server.memory().now);
      } while (report.done !== true);
      const spent = {
        sent: report.sent - sent,
        seconds: (performance.now() - started) / 1000,
        cpu: server.cpu() - cpu,
      };
      sum.seconds += spent.seconds;
      sum.cpu += spent.cpu;
      sum.busy += busySeconds(0) - busy;
      return pace.learn(spent, load);
    };
    const quiet = async (): Promise<Times> => {
      await probe.ask<Times>();
      const cpu = server.cpu();
      await sleep(options.alone * 1000);
      pace.alone(server.cpu() - cpu, options.alone);
      return probe.ask<Times>();
    };

    const [first, ...parts] = partsOf(requests, from, loads);
    // The first, a small one, finds the pace and warms everybody up.
    await send(first);
    const alone = [await quiet()];
    const beside: Beside[] = [];
    for (const part of parts) {
      if (report.faults.length > 0) break;
      const { load } = part;
      const taken = await send(part, load);
      beside.push({ load, taken, ...(await probe.ask<Times>()) });
      say(`${report.sent} sent, ${Math.round(memory.at(-1) ?? 0)} MiB`);
      alone.push(await quiet());
    }
    const alive = await fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
    const { seconds, cpu, busy } = sum;
    const foreign = Math.max(0, (busy - cpu) / seconds);
    return { report, seconds, beside, alone, memory, alive, busy: cpu / seconds, foreign };
  } finally {
    await stop();
  }
}
