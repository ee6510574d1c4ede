import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the engine's command line; what it wrote. */
export const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

/** Whether an engine answers. */
export const engine = await docker('info').then(
  () => true,
  () => false,
);

/** Whether PostgreSQL's image can be had without pulling it; in CI it must. */
export const postgres =
  process.env.CI !== undefined ||
  (await docker('image', 'inspect', 'postgres:18').then(
    () => true,
    () => false,
  ));

/** Makes the image of the server under this name. */
export async function buildImage(name: string): Promise<void> {
  const build = join(import.meta.dirname, '..', '..', 'image', 'build.ts');
  const env = { ...process.env, NODE_OPTIONS: '', PARSEC_SPEC_IMAGE: name };
  await run(process.execPath, ['--conditions=parsec-spec:src', build], { env });
}

/** Waits until it is so, a minute at most unless told. */
export async function until(what: () => Promise<boolean>, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) {
    if (await what().catch(() => false)) return;
  }
  throw new Error('it never came to that');
}
