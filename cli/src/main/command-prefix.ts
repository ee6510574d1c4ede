import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '@parsec-spec/conformance/wire';

/** The facts that show how the program was called. */
interface Invocation {
  readonly env: NodeJS.ProcessEnv;
  /** Path of the program: `process.argv[1]`. */
  readonly program: string;
  readonly cwd: string;
}

const launcher = fileURLToPath(new URL('../../../launch.mjs', import.meta.url));

/**
 * The beginning of a command that calls this program as the user did: `npx --no parsec-spec`, `npm
 * run NAME --` for a script that is this program alone, `node launch.mjs parsec-spec`, or
 * `parsec-spec`.
 */
export function commandPrefix({ env, program, cwd }: Invocation = ownInvocation()): string {
  const { npm_command: command, npm_lifecycle_event: script = '', npm_lifecycle_script: text = '' } = env;
  if (command === 'exec') return 'npx --no parsec-spec';
  if (command === 'run-script' || command === 'start' || command === 'test')
    return /^(node (\S*\/)?launch\.mjs )?parsec-spec$/.test(text)
      ? `npm run ${script} --`
      : 'npx --no parsec-spec';
  const node = (path: string) => `node ${shellWord(relative(cwd, path))}`;
  // Set by launch.mjs.
  if (env.PARSEC_SPEC_LAUNCHED !== undefined) return `${node(launcher)} parsec-spec`;
  return program.endsWith('.mjs') ? node(program) : 'parsec-spec';
}

/**
 * The command that shows the help of this program, or of a sub-command, to the user who called it so.
 * After `npx --no`, npm shows its own help if an option follows directly.
 */
export function helpCommand(subcommand?: string, prefix = commandPrefix()): string {
  const words = subcommand === undefined ? prefix.replace(/^npx --no /, '$&-- ') : `${prefix} ${subcommand}`;
  return `${words} --help`;
}

const ownInvocation = (): Invocation => ({
  env: process.env,
  program: process.argv[1] ?? '',
  cwd: process.cwd(),
});
