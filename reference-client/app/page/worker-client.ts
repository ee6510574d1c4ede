import type { Acts } from '../worker/acts.ts';
import type { Answer, Order, Report } from '../worker/messages.ts';

/** The file of the worker. The build inserts it. */
declare const WORKER_FILE: string;

/** The acts of the worker, as the page calls them. */
type Client = {
  readonly [Act in keyof Acts]: (...input: Parameters<Acts[Act]>) => ReturnType<Acts[Act]>;
};

let worker: Worker | undefined;
let orders = 0;
const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let listener: (report: Report) => void = () => undefined;

/** Sets who hears what the worker reports. */
export function onReport(listen: (report: Report) => void): void {
  listener = listen;
}

function start(): Worker {
  const started = new Worker(new URL(WORKER_FILE, import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<Answer | Report>) => {
    // A report of an ended worker would bring back the session that a person has left.
    if (started !== worker) return;
    if ('report' in data) return listener(data);
    const order = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) order?.reject(new Error(data.error));
    else order?.resolve(data.result);
  };
  started.onerror = () => stop('the worker of this page failed');
  return started;
}

/** Ends the worker and every key in its memory. The next act starts another one. */
function stop(reason: string): void {
  worker?.terminate();
  worker = undefined;
  for (const order of waiting.values()) order.reject(new Error(reason));
  waiting.clear();
}

export const signOut = (): void => stop('signed out');

/** Asks the worker. Rejects only if the program itself fails. */
export const client: Client = new Proxy({} as Client, {
  get: (_, act: keyof Acts) => (input: unknown) => {
    worker ??= start();
    orders += 1;
    const order = Promise.withResolvers<unknown>();
    waiting.set(orders, order);
    worker.postMessage({ id: orders, act, input } satisfies Order);
    return order.promise;
  },
});
