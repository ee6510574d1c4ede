import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');

/**
 * A Compose program: its version, and a function that calls it with a separate project and
 * environment.
 */
export interface Compose {
  readonly version: string;
  call(
    environment: NodeJS.ProcessEnv,
    ...args: readonly string[]
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

// PARSEC_SPEC_COMPOSE lists programs of other versions, separated by commas.
const more = (process.env.PARSEC_SPEC_COMPOSE ?? '').split(',').filter((name) => name !== '');
const ways = [['docker', 'compose'], ['docker-compose'], ...more.map((program) => [program])];

/** All installed Compose programs. */
export const installedComposes = async (): Promise<readonly Compose[]> =>
  (await Promise.all(ways.map(composeOf))).filter((compose) => compose !== undefined);

async function composeOf([program = '', ...before]: readonly string[]): Promise<Compose | undefined> {
  // The environment without variables of the caller, and no .env file.
  const call: Compose['call'] = (environment, ...args) =>
    run(program, [...before, '--file', join(root, 'compose.yaml'), ...args], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DOCKER_HOST: process.env.DOCKER_HOST,
        ...environment,
      },
      cwd: import.meta.dirname,
    });
  const version = await call({}, 'version', '--short').then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  return version === undefined ? undefined : { version, call };
}
