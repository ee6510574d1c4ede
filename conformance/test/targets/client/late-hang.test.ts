import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONTRACT_LIMITS } from '../../../src/targets/client/client-connection.ts';
import { commandClient } from '../../../src/targets/client/client-drivers.ts';
import { measureDelay } from '../../../src/targets/judge-delay.ts';

test('acts that exceed their limit while the judge is late do not end the run', async () => {
  measureDelay();
  const program = join(import.meta.dirname, 'null-program.mjs');
  const driver = await commandClient(`'${process.execPath}' '${program}' hang`, {
    ...CONTRACT_LIMITS,
    act: 300,
  });
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-hang-'));
  const session = await driver.open(home);
  const busy = setInterval(() => {
    for (const end = performance.now() + 150; performance.now() < end; );
  }, 5);
  for (const _ of [1, 2, 3])
    await expect(session.logIn({ device: 'd', password: 'p' })).rejects.toThrow('it hangs');
  clearInterval(busy);
  expect(driver.lost()).toBeUndefined();
  session.kill();
  await rm(home, { recursive: true, force: true });
}, 120_000);
