import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../contenders/ours.ts';
import { busySeconds } from '../machine.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import type { Report } from './attack.ts';
import type { Times } from './probe.ts';
import { Side } from './side.ts';

/** How much, from what seed, how fast. */
export interface SoakOptions {
  readonly requests: number;
  readonly seed: number;
  readonly from: number;
  readonly rate: number;
  readonly depth: number;
  readonly connections: number;
  /** Milliseconds between two valid requests. */
  readonly pace: number;
  /** Seconds for which valid requests are alone, before and after. */
  readonly alone: number;
}

/** What was seen. */
export interface Seen {
  readonly report: Report;
  readonly seconds: number;
  /** Valid requests alone, before and after, and beside the malformed ones. */
  readonly before: Times;
  readonly beside: Times;
  readonly after: Times;
  /** Resident memory of the server in MiB, every half second. */
  readonly memory: readonly number[];
  readonly alive: boolean;
  /** Part of the server's core that others took. */
  readonly foreign: number;
}

/** Lets malformed requests loose on `serve` on SQLite, with valid ones beside them. */
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
    const probe = await Side.start('probe', { port, pace: options.pace });
    sides.push(probe);
    const { requests, from, ...rest } = options;
    const attack = await Side.start('attack', { ...rest, port, from, to: from + requests });
    sides.push(attack);
    const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, options.alone * 1000));
    // The first second warms everybody up.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await probe.ask<Times>();
    await quiet();
    const before = await probe.ask<Times>();

    const [started, cpu, busy] = [performance.now(), server.cpu(), busySeconds(0)];
    const memory: number[] = [];
    attack.go();
    let report: Report & { readonly done?: true } = { sent: 0, statuses: {}, faults: [] };
    for (let step = 1; report.done !== true; ) {
      report = await attack.next<typeof report>();
      memory.push(server.memory().now);
      if (report.sent < (requests * step) / 10) continue;
      say(`${report.sent} sent, ${Math.round(memory.at(-1) ?? 0)} MiB`);
      step += 1;
    }
    const seconds = (performance.now() - started) / 1000;
    const beside = await probe.ask<Times>();
    const foreign = Math.max(0, (busySeconds(0) - busy - (server.cpu() - cpu)) / seconds);
    await quiet();
    const after = await probe.ask<Times>();
    const alive = await fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
    return { report, seconds, before, beside, after, memory, alive, foreign };
  } finally {
    await stop();
  }
}
