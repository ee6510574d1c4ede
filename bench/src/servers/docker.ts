import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const label = 'parsec-spec.bench';

/** Runs a docker command and returns its output. */
export async function docker(...words: readonly string[]): Promise<string> {
  return (await promisify(execFile)('docker', words)).stdout.trim();
}

/** Whether the image exists locally. Images are never pulled. */
export const hasImage = (image: string): Promise<boolean> =>
  docker('image', 'inspect', image).then(
    () => true,
    () => false,
  );

const starting = new Set<Promise<string>>();

/** Starts a container with host networking on the first core; returns its id and process id. */
export async function start(
  image: string,
  ...words: readonly string[]
): Promise<{ id: string; pid: number }> {
  // No log driver, so that logging costs no CPU time.
  const host = [
    '--log-driver',
    'none',
    '--network',
    'host',
    '--cpuset-cpus',
    '0',
    '--label',
    `${label}=${process.pid}`,
  ];
  const run = docker('run', '-d', ...host, image, ...words);
  starting.add(run);
  const id = await run.finally(() => starting.delete(run));
  return { id, pid: Number(await docker('inspect', '-f', '{{.State.Pid}}', id)) };
}

/** Kills and removes a container. */
export const remove = async (id: string): Promise<void> => void (await docker('rm', '-f', '-v', id));

/** Removes all containers of this process, starting ones included. */
export async function removeOwn(): Promise<void> {
  await Promise.allSettled(starting);
  const own = await docker('ps', '-aq', '--filter', `label=${label}=${process.pid}`);
  await Promise.all(own.split('\n').map((id) => (id === '' ? undefined : remove(id))));
}

/** Removes containers of earlier runs whose process is gone. */
export async function sweep(): Promise<void> {
  const ids = await docker(
    'ps',
    '-a',
    '--filter',
    `label=${label}`,
    '--format',
    `{{.ID}} {{.Label "${label}"}}`,
  );
  for (const line of ids.split('\n').filter((text) => text !== '')) {
    const [id = '', pid] = line.split(' ');
    if (!isAlive(Number(pid))) await remove(id);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
