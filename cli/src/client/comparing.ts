import { explainGreeting } from '@parsec-spec/reference-client/explain';
import type { GreetingPerson } from '@parsec-spec/reference-client/greeting';
import { isSasCode } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { type CodeOptions, clearCode, writeCode, codeFromOption } from './code-source.ts';
import { type Context, onInterrupt } from './context.ts';

/**
 * The part of a person that compares codes, by questions at a terminal or by options.
 *
 * @param other returns the name of the other person
 */
export function comparing(before: Context, options: CodeOptions, other: () => string): GreetingPerson {
  const { asker, say } = inGreeting(before);
  return {
    showCode: async (code) => {
      say(`Read this code to ${other()}: ${code}`);
      await writeCode(options, code);
    },
    chooseCode: async (choices, signal) => {
      if (options.code === '-' && asker !== undefined)
        return normalized(await asker.text(`Code that ${other()} reads to you`, codeProblem));
      const told = await codeFromOption(options, signal);
      if (told !== undefined) return told;
      if (asker === undefined) throw noCode();
      return asker.choose(`Which code does ${other()} read to you?`, [
        ...choices.map((code) => ({ name: code, value: code })),
        { name: 'None of these', value: undefined },
      ]);
    },
    beganAnew: () => {
      say('The other side restarted: the earlier codes are no longer valid.');
      clearCode(options);
    },
  };
}

/** The context of the questions during an attempt. An interrupted question cancels the attempt. */
export const inGreeting = (context: Context): Context =>
  onInterrupt(context, explainGreeting({ outcome: 'interrupted' }));

const normalized = (code: string): string => code.trim().toUpperCase();

const codeProblem = (code: string): string | undefined =>
  isSasCode(normalized(code)) ? undefined : 'expected four letters or digits, as the other side shows them';

/**
 * Refuses to start without a terminal and without `--code`, before the other person has to wait.
 */
export function demandCode({ asker }: Context, { code }: CodeOptions): void {
  if (asker === undefined && code === undefined) throw noCode();
}

const noCode = (): CliError =>
  new CliError(
    'missing-option',
    '--code is missing',
    'give --code CODE, --code - (a line of stdin) or --code @FILE, or run in a terminal to be asked',
  );
