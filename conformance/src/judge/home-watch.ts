import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WatchReport, WatchRequest } from './home-watch-worker.ts';

/** A file of a home at some time: its path below the home, and its bytes. */
export interface SeenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Follows the files in the home of a client while the client runs. */
export interface HomeWatch {
  /** Reads every file in the home. Resolves when `files` has those that are there now. */
  look(): Promise<void>;
  /** Every content of every file that was seen so far. Equal contents occur once. */
  readonly files: readonly SeenFile[];
  /** Why files may be missing, apart from files that were there for less than 50 ms. */
  readonly gaps: readonly string[];
  /** Ends the watch. */
  end(): void;
}

/** What the thread has found in a home. */
interface Home {
  readonly files: SeenFile[];
  readonly gaps: string[];
  readonly looks: Map<number, () => void>;
}

const homes = new Map<number, Home>();
let thread: Worker | undefined;
let lastNumber = 0;

/**
 * Starts to follow a home. A thread of its own reads each file when it changes, because a check
 * may keep the main thread busy for longer than a file is there.
 *
 * @param folder - the home, which must exist
 */
export async function watchHome(folder: string): Promise<HomeWatch> {
  thread ??= startThread();
  const worker = thread;
  lastNumber += 1;
  const number = lastNumber;
  const home: Home = { files: [], gaps: [], looks: new Map() };
  homes.set(number, home);
  const send = (message: WatchRequest): void => worker.postMessage(message);
  const look = async (start: WatchRequest): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    home.looks.set(start.look, resolve);
    worker.ref();
    send(start);
    await promise;
    home.looks.delete(start.look);
    if ([...homes.values()].every(({ looks }) => looks.size === 0)) worker.unref();
  };
  const nextLook = (): number => {
    lastNumber += 1;
    return lastNumber;
  };
  await look({ home: number, folder, look: nextLook() });
  return {
    look: () => look({ home: number, look: nextLook() }),
    files: home.files,
    gaps: home.gaps,
    end: () => {
      send({ home: number, look: 0, ends: true });
      homes.delete(number);
      for (const resolve of home.looks.values()) resolve();
    },
  };
}

function startThread(): Worker {
  const program = new URL(`./home-watch-worker${extname(import.meta.url)}`, import.meta.url);
  // Some flags of the process are not allowed in a worker.
  const worker = new Worker(program, { execArgv: [] });
  worker.unref();
  worker.on('message', ({ home: number, file, gap, looked }: WatchReport) => {
    const home = homes.get(number);
    if (file !== undefined) home?.files.push(file);
    if (gap !== undefined) home?.gaps.push(gap);
    if (looked !== undefined) home?.looks.get(looked)?.();
  });
  void once(worker, 'exit').then(() => {
    thread = undefined;
    for (const { gaps, looks } of homes.values()) {
      gaps.push('the thread that watches the homes has ended');
      for (const resolve of looks.values()) resolve();
    }
  });
  worker.on('error', () => undefined);
  return worker;
}
