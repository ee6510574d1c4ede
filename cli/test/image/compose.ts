import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');

/** One way to call Compose: its version, and a call with a project and an environment of its own. */
export interface Compose {
  readonly version: string;
  call(
    environment: NodeJS.ProcessEnv,
    ...args: readonly string[]
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

// PARSEC_SPEC_COMPOSE names programs of other versions, by commas.
const more = (process.env.PARSEC_SPEC_COMPOSE ?? '').split(',').filter((name) => name !== '');
const ways = [['docker', 'compose'], ['docker-compose'], ...more.map((program) => [program])];

/** Every Compose that is here. */
export const composes: readonly Compose[] = (await Promise.all(ways.map(found))).filter(
  (compose) => compose !== undefined,
);

async function found([program = '', ...before]: readonly string[]): Promise<Compose | undefined> {
  // Without variables of whoever runs the tests, and without a .env beside the file.
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
