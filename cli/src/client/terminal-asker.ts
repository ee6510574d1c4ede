import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';
import type { Asker } from './asker.ts';

/** Asks on the terminal; undefined where there is none, e.g. in a script. */
export function terminalAsker(): Asker | undefined {
  return process.stdin.isTTY && process.stderr.isTTY ? askerUntil() : undefined;
}

function askerUntil(signal?: AbortSignal): Asker {
  // Loaded when the first question is due: most runs ask none.
  const prompts = () => import('@inquirer/prompts');
  return {
    text: async (message, problem) => {
      const { input } = await prompts();
      const validate = (answer: string) => problem(answer) ?? true;
      return answered((context) => input({ message, validate }, context), signal);
    },
    secret: async (message) => {
      const { password } = await prompts();
      return answered((context) => password({ message, mask: false }, context), signal);
    },
    confirm: async (message, otherwise) => {
      const { confirm } = await prompts();
      return answered((context) => confirm({ message, default: otherwise }, context), signal);
    },
    choose: async (message, choices) => {
      const { select } = await prompts();
      return answered((context) => select({ message, choices }, context), signal);
    },
    until: askerUntil,
  };
}

/** What a question is asked with. */
interface Asking {
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

const endings = ['ExitPromptError', 'AbortPromptError'];

async function answered<T>(ask: (context: Asking) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const gone = new AbortController();
  // Ctrl-D on an empty line closes the input, of which the library would tell nobody while the process lives.
  const onKey = (_text: string, key: { readonly ctrl?: boolean; readonly name?: string } = {}): void => {
    if (key.ctrl === true && key.name === 'd') setImmediate(() => process.stdin.isPaused() && gone.abort());
  };
  process.stdin.on('keypress', onKey);
  try {
    const ends = signal === undefined ? gone.signal : AbortSignal.any([gone.signal, signal]);
    return await ask({ output: process.stderr, signal: ends });
  } catch (error) {
    if (!(error instanceof Error) || !endings.includes(error.name)) throw error;
    throw new CliError(
      'interrupted',
      'interrupted',
      'nothing was sent since the last question',
      exitCode.interrupted,
    );
  } finally {
    process.stdin.off('keypress', onKey);
  }
}
