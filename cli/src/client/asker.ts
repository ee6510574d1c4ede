import type { Cancellation } from './cancellation.ts';
import { keyboard } from './keyboard.ts';

/**
 * Describes what is wrong with an answer, so that the question is repeated; undefined if nothing
 * is.
 */
type Problem = (answer: string) => string | undefined;

/** Asks a person. All questions go to stderr, so that stdout holds results only. */
export interface Asker {
  /** @param refused an earlier answer, which the user can correct */
  text(question: string, problem: Problem, refused?: string): Promise<string>;
  /** The answer is not echoed and not trimmed. */
  secret(question: string, problem?: Problem): Promise<string>;
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  choose<T>(question: string, choices: readonly { name: string; value: T }[]): Promise<T>;
  /** The same terminal, with a signal that ends each question. */
  withSignal(signal: AbortSignal): Asker;
}

/** Asks questions on the terminal; undefined without one, e.g. in a script. */
export function terminalAsker(cancellation: Cancellation): Asker | undefined {
  return process.stdin.isTTY && process.stderr.isTTY ? askerOf(cancellation, undefined) : undefined;
}

function askerOf(cancellation: Cancellation, signal: AbortSignal | undefined): Asker {
  // Loaded with the first question, because most runs ask none.
  const prompts = () => import('@inquirer/prompts');
  const answered = <T>(ask: (context: Asking) => Promise<T>): Promise<T> => answer(ask, cancellation, signal);
  const validated = (problem: (answer: string) => string | undefined) => (answer: string) =>
    problem(answer) ?? true;
  return {
    text: async (message, problem, refused = '') => {
      const { input } = await prompts();
      const options = {
        message,
        validate: validated(problem),
        default: refused,
        prefill: 'editable',
      } as const;
      return answered((context) => input(options, context));
    },
    secret: async (message, problem = () => undefined) => {
      const { password } = await prompts();
      return answered((context) => password({ message, mask: false, validate: validated(problem) }, context));
    },
    confirm: async (message, otherwise) => {
      const { confirm } = await prompts();
      return answered((context) => confirm({ message, default: otherwise }, context));
    },
    choose: async (message, choices) => {
      const { select } = await prompts();
      return answered((context) => select({ message, choices, pageSize: 12, loop: false }, context));
    },
    withSignal: (ending) => askerOf(cancellation, ending),
  };
}

/** What the prompt library needs for a question. */
interface Asking {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

const endings = ['ExitPromptError', 'AbortPromptError'];

async function answer<T>(
  ask: (context: Asking) => Promise<T>,
  cancellation: Cancellation,
  signal: AbortSignal | undefined,
): Promise<T> {
  const inputEnd = new AbortController();
  const ends = signal === undefined ? inputEnd.signal : AbortSignal.any([inputEnd.signal, signal]);
  try {
    return await keyboard.during((keys) => {
      // Ctrl-D on an empty line pauses the input, and the library does not end the question.
      keys.once('pause', () => setImmediate(() => inputEnd.abort()));
      return ask({ input: keys, output: process.stderr, signal: ends });
    });
  } catch (error) {
    if (!(error instanceof Error) || !endings.includes(error.name)) throw error;
    throw cancellation.error;
  }
}
