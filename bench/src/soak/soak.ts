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

/** Valid requests beside others, which took so much of the core. */
export interface Beside extends Times {
  readonly taken: number;
}

/** Valid requests beside a part of the malformed ones. */
export interface BesideMalformed extends Beside {
  readonly load: number;
  /** Valid requests alone, before and after it. */
  readonly around: readonly [Times, Times];
  /** Beside valid calls that were to take as much of the core; absent where these would be sent as fast as it goes. */
  readonly besideValid?: Beside;
}

/** What was seen. */
export interface Seen {
  readonly report: Report;
  /** While malformed requests were sent. */
  readonly seconds: number;
  /** Valid requests beside each part of the malformed ones. */
  readonly beside: readonly BesideMalformed[];
  /** Resident memory of the server in MiB, every half second. */
  readonly memory: readonly number[];
  readonly alive: boolean;
  /** Part of its core that the server took. */
  readonly busy: number;
  /** Part of the server's core that others took. */
  readonly foreign: number;
}

/** For so long valid calls come where malformed requests came, in seconds. */
const validTime = 10;

type Kind = 'malformed' | 'valid';

/**
 * Lets malformed requests loose on `serve` on SQLite, with valid ones beside them. They come in parts, and in the pauses the valid ones are
 * alone: a machine that is slower for a while is so to both. After each part valid calls take as much of the core for a while: what they do
 * to those beside them is not for being malformed.
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
    const paces = { malformed: new Pace(rate), valid: new Pace(rate) };
    const empty: Report & { readonly done?: boolean } = { sent: 0, statuses: {}, faults: [] };
    const reports = { malformed: empty, valid: empty };
    const send = async (kind: Kind, part: Part, load?: number): Promise<number> => {
      const [started, cpu, busy] = [performance.now(), server.cpu(), busySeconds(0)];
      const { sent } = reports[kind];
      attack.tell({ kind, ...part });
      do {
        reports[kind] = await attack.next<typeof empty>();
        if (kind === 'malformed') memory.push(server.memory().now);
      } while (reports[kind].done !== true);
      const spent = {
        sent: reports[kind].sent - sent,
        seconds: (performance.now() - started) / 1000,
        cpu: server.cpu() - cpu,
      };
      if (kind === 'malformed') {
        sum.seconds += spent.seconds;
        sum.cpu += spent.cpu;
        sum.busy += busySeconds(0) - busy;
      }
      return paces[kind].learn(spent, load);
    };
    const quiet = async (): Promise<Times> => {
      await probe.ask<Times>();
      const cpu = server.cpu();
      await sleep(options.alone * 1000);
      for (const pace of Object.values(paces)) pace.alone(server.cpu() - cpu, options.alone);
      return probe.ask<Times>();
    };
    // As much as the malformed ones took, not as they were to take.
    const validCalls = async (load = 0, theirs = load / 100): Promise<Beside> => {
      const wanted = paces.valid.of(load);
      const calls = rate === undefined && load > 0 ? (wanted * theirs * 100) / load : wanted;
      const part = { from: 0, to: Math.ceil(calls * validTime), rate: calls };
      const taken = await send('valid', part, load);
      const { faults, statuses } = reports.valid;
      if (faults.length > 0 || Object.keys(statuses).some((status) => status !== '200'))
        throw new Error(`valid calls were answered ${JSON.stringify(statuses)} ${faults.join()}`);
      return { taken, ...(await probe.ask<Times>()) };
    };

    const [first, ...parts] = partsOf(requests, from, loads);
    // The first, small ones, find the pace and warm everybody up.
    await send('malformed', { ...first, rate: paces.malformed.of(0) });
    const isPaced = rate !== 0 && parts.length > 0;
    if (isPaced) await validCalls();
    const beside: BesideMalformed[] = [];
    let before = await quiet();
    for (const part of parts) {
      if (reports.malformed.faults.length > 0) break;
      const { load } = part;
      const taken = await send('malformed', { ...part, rate: paces.malformed.of(load) }, load);
      const times = await probe.ask<Times>();
      say(`${reports.malformed.sent} sent, ${Math.round(memory.at(-1) ?? 0)} MiB`);
      const after = await quiet();
      const besideValid = isPaced ? { besideValid: await validCalls(load, taken) } : {};
      beside.push({ load, taken, ...times, around: [before, after], ...besideValid });
      before = isPaced ? await quiet() : after;
    }
    const alive = await fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
    const { seconds, cpu, busy } = sum;
    const foreign = Math.max(0, (busy - cpu) / seconds);
    return { report: reports.malformed, seconds, beside, memory, alive, busy: cpu / seconds, foreign };
  } finally {
    await stop();
  }
}
