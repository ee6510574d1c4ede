import { setImmediate } from 'node:timers/promises';
import type { Timer } from './platform.ts';

export { BlockList as NetworkSet, isIP } from 'node:net';
export { crc32 } from 'node:zlib';

export const nextTask = (): Promise<void> => setImmediate();

export const callLater = (callback: () => void, delay: number): Timer => setTimeout(callback, delay).unref();
