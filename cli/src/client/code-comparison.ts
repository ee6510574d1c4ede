import { explainGreeting, explainSilence } from '@parsec-spec/reference-client/explain';
import type { GreetingPerson, Silence } from '@parsec-spec/reference-client/greeting';
import { isSasCode } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { type CodeOptions, clearCode, codeFromOption, writeCode } from './code-source.ts';
import { type Context, withSignal } from './context.ts';

/**
 * Lets a person compare codes, by questions at a terminal or by options.
 *
 * @param other returns the name of the other person
 */
export function codeComparison(context: Context, options: CodeOptions, other: () => string): GreetingPerson {
  const { say } = context;
  return {
    showCode: async (code) => {
      say(`Read this code to ${other()}: ${code}`);
      await writeCode(options, code);
    },
    chooseCode: async (choices, signal) => {
      const { asker } = withSignal(context, signal);
      if (options.code === '-' && asker !== undefined)
        return normalized(await asker.text(`Code that ${other()} reads to you`, codeProblem));
      const codeOption = await codeFromOption(options, signal);
      if (codeOption !== undefined) return codeOption;
      if (asker === undefined) throw noCode();
      return asker.choose(`Which code does ${other()} read to you?`, [
        ...choices.map((code) => ({ name: code, value: code })),
        { name: 'None of these', value: undefined },
      ]);
    },
    onRestart: () => {
      say('The other side restarted: the earlier codes are no longer valid.');
      clearCode(options);
    },
  };
}

/** The explanation of a cancellation during a greeting, which also cancels it for the other side. */
export const cancelledGreeting = explainGreeting({ outcome: 'interrupted' });

const normalized = (code: string): string => code.trim().toUpperCase();

const codeProblem = (code: string): string | undefined =>
  isSasCode(normalized(code)) ? undefined : 'expected four letters or digits, as the other side shows them';

/**
 * Refuses to start without a terminal and without `--code`, before the other person has to wait.
 */
export function requireCode({ asker }: Context, { code }: CodeOptions): void {
  if (asker === undefined && code === undefined) throw noCode();
}

const noCode = (): CliError =>
  new CliError(
    'missing-option',
    '--code is missing',
    'give --code CODE, --code - (a line of stdin) or --code @FILE, or run in a terminal to be asked',
  );

/** Describes the step that this side waits for. At first the other person has to run a command. */
export function silenceText(side: 'greeter' | 'claimer', silence: Silence): string {
  const command = {
    greeter: 'the newcomer to run `client invite claim`',
    claimer: 'the greeter to run `client invite greet`',
  };
  return explainSilence(side, silence, command[side]);
}
