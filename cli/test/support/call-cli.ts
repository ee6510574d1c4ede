import { currentBundle } from '../../bundle/current.mjs';
import { bin, type CliResult } from './run-cli.ts';

type Main = (argv: readonly string[]) => Promise<void>;

/** What a command changes in its process, and what it reads there. */
interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Calls the command line in this process, which is cheaper than to start one (`runCli`): nothing is
 * loaded again. One call runs at a time. That a process ends, and with which code, is tested with
 * processes: `help-examples.test.ts` starts each command.
 */
export function callCli(args: readonly string[], surroundings: Surroundings = {}): Promise<CliResult> {
  const call = last.then(() => callAlone(args, surroundings));
  last = call.catch(() => undefined);
  return call;
}

async function callAlone(args: readonly string[], { cwd, env = {} }: Surroundings): Promise<CliResult> {
  const { main } = (await import(currentBundle() ?? '../../src/main/main.ts')) as { main: Main };
  const { stdout, stderr, exit, exitCode } = process;
  const before = { cwd: process.cwd(), program: process.argv[1] ?? '' };
  const output = { stdout: '', stderr: '' };
  const restore = [
    capture(stdout, (text) => (output.stdout += text)),
    capture(stderr, (text) => (output.stderr += text)),
    setVariables({ NO_COLOR: '1', ...env }),
    ...(['SIGINT', 'SIGTERM'] as const).map(keepListeners),
  ];
  process.argv[1] = bin;
  if (cwd !== undefined) process.chdir(cwd);
  process.exitCode = undefined;
  // Commands exit when their work is done.
  process.exit = (() => undefined) as typeof exit;
  try {
    await main(args);
    return { code: Number(process.exitCode ?? 0), ...output };
  } finally {
    for (const undo of restore) undo();
    process.exit = exit;
    process.exitCode = exitCode;
    process.argv[1] = before.program;
    process.chdir(before.cwd);
  }
}

/** Takes what is written to a stream. Returns a function that ends this. */
function capture(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]) => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = more.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}

/** Returns a function that removes the listeners that were added since. */
function keepListeners(signal: NodeJS.Signals): () => void {
  const before = process.listeners(signal);
  return () => {
    for (const each of process.listeners(signal)) if (!before.includes(each)) process.off(signal, each);
  };
}

/** Sets variables of the environment. Returns a function that sets them back. */
function setVariables(variables: NodeJS.ProcessEnv): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = ([name, value]: readonly [string, string | undefined]): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const each of Object.entries(variables)) set(each);
  return () => before.forEach(set);
}
