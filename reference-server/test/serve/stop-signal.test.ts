import { afterEach, expect, it, vi } from 'vitest';
import { firstStopSignal } from '../../src/serve/serve.ts';

const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const before = new Map(names.map((name) => [name, process.listeners(name)]));
const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
afterEach(() => {
  kill.mockClear();
  for (const name of names)
    for (const listener of process.listeners(name))
      if (!before.get(name)?.includes(listener)) process.off(name, listener);
});

it.each(names)('%s forwarded a second time does not kill a server that is stopping', async (name) => {
  let now = 0;
  const stopping = firstStopSignal(() => now);
  process.emit(name, name);
  now += 1000;
  expect(process.emit(name, name)).toBe(true);
  expect(await stopping).toBe(name);
  expect(kill).not.toHaveBeenCalled();
});

it.each(names)('%s again after more than a second kills the process', (name) => {
  let now = 0;
  void firstStopSignal(() => now);
  process.emit(name, name);
  now += 1001;
  process.emit(name, name);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, name);
});

it('another signal does not kill the process: npx sends SIGTERM after Ctrl-C', () => {
  let now = 0;
  void firstStopSignal(() => now);
  process.emit('SIGINT', 'SIGINT');
  now += 5000;
  process.emit('SIGTERM', 'SIGTERM');
  expect(kill).not.toHaveBeenCalled();
});
