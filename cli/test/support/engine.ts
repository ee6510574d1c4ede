import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { steadyPort } from '@parsec-spec/conformance/targets';

const run = promisify(execFile);

/** Runs the command line of the engine and returns its output. */
export const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

const succeeds = (...args: string[]): Promise<boolean> =>
  docker(...args).then(
    () => true,
    () => false,
  );

/** Whether a container engine answers. */
export const engineAnswers = (): Promise<boolean> => succeeds('info');

/** Whether the PostgreSQL image is present. In CI it must be. */
export const hasPostgres = async (): Promise<boolean> =>
  process.env.CI !== undefined || (await succeeds('image', 'inspect', 'postgres:18'));

/** Builds the image of the server with this name. */
export async function buildImage(name: string): Promise<void> {
  const build = join(import.meta.dirname, '..', '..', 'image', 'build.ts');
  const env = { ...process.env, NODE_OPTIONS: '', PARSEC_SPEC_IMAGE: name };
  await run(process.execPath, ['--conditions=parsec-spec:src', build], { env });
}

/** Waits until the condition holds, by default at most a minute. */
export async function until(what: () => Promise<boolean>, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) {
    if (await what().catch(() => false)) return;
  }
  throw new Error(`the condition did not hold within ${ms} ms`);
}

/** Scille's server in a container. */
const cloudImage = 'parsec-cloud:3.10.0';

/** Whether Scille's server can be started. In CI it must be. */
export async function hasParsecCloud(): Promise<boolean> {
  if (process.env.CI !== undefined) return true;
  const isThere = (await engineAnswers()) && (await docker('image', 'ls', '--quiet', cloudImage)) !== '';
  if (!isThere)
    process.stderr.write(`not tried on Scille's server: no ${cloudImage} (npm run image:parsec-cloud)\n`);
  return isThere;
}

/** Starts Scille's server with further options. Its administration token is `s3cr3t`. */
export async function startParsecCloud(
  ...options: readonly string[]
): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> {
  const port = await steadyPort();
  const url = `http://127.0.0.1:${port}`;
  const container = await docker(
    ...['run', '--detach', '--network', 'host', cloudImage, 'run', '--dev', '--host', '127.0.0.1'],
    ...['--port', `${port}`, '--server-addr', `parsec3://127.0.0.1:${port}?no_ssl=true`, ...options],
  );
  const stop = () => docker('rm', '-fv', container);
  try {
    await until(async () => (await fetch(url)).status === 200, 90_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
