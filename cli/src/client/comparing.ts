import type { GreetingPerson } from '@parsec-spec/reference-client/greeting';
import { CliError } from '../main/cli-error.ts';
import { type CodeOptions, clearCode, leaveCode, toldCode } from './code-source.ts';
import type { Context } from './context.ts';

/** The part of a person that compares codes, at a terminal or by options. `other`: how the person at the other side is called. */
export function comparing(context: Context, options: CodeOptions, other: () => string): GreetingPerson {
  const { asker, say } = context;
  return {
    showCode: async (code) => {
      say(`Tell this code to ${other()}, by voice: ${code}`);
      await leaveCode(options, code);
    },
    chooseCode: async (choices, signal) => {
      const told = await toldCode(options, signal);
      if (told !== undefined) return told;
      if (asker === undefined) throw noCode();
      return asker.choose(`Which code does ${other()} tell you?`, [
        ...choices.map((code) => ({ name: code, value: code })),
        { name: 'None of these', value: undefined },
      ]);
    },
    beganAnew: () => {
      say('The other side began anew: new codes, the old ones hold no more.');
      clearCode(options);
    },
  };
}

/** Without a terminal and without `--code` nobody could answer: said before anybody is kept waiting. */
export function demandCode({ asker }: Context, { code }: CodeOptions): void {
  if (asker === undefined && code === undefined) throw noCode();
}

const noCode = (): CliError =>
  new CliError(
    'missing-option',
    '--code is missing',
    'give --code CODE, --code - (a line of stdin) or --code @FILE, or run in a terminal to be asked',
  );
