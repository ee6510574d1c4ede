import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';
import type { Asker } from './asker.ts';

/** Asks on the terminal; undefined where there is none, e.g. in a script. */
export function terminalAsker(): Asker | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  // Loaded when the first question is due: most runs ask none.
  const prompts = () => import('@inquirer/prompts');
  const context = { output: process.stderr };
  return {
    text: async (message, problem) => {
      const { input } = await prompts();
      return answered(input({ message, validate: (answer) => problem(answer) ?? true }, context));
    },
    secret: async (message) => {
      const { password } = await prompts();
      return answered(password({ message, mask: false }, context));
    },
    confirm: async (message, otherwise) => {
      const { confirm } = await prompts();
      return answered(confirm({ message, default: otherwise }, context));
    },
    choose: async (message, choices) => {
      const { select } = await prompts();
      return answered(select({ message, choices }, context));
    },
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    throw new CliError(
      'interrupted',
      'interrupted',
      'nothing was sent since the last question',
      exitCode.interrupted,
    );
  }
}
