import { nameMatcher, SelectionError } from '@parsec-spec/conformance/runner';
import type { BaselineAnswer, BaselineEntry, ObservedCheck } from '@parsec-spec/conformance/targets';
import { printableJson } from '@parsec-spec/conformance/wire';
import { proseWidth, wrap } from '../main/wrap.ts';
import { openBaseline, openRun } from './read-files.ts';

/**
 * Prints why each entry of a baseline is there, and what was observed last.
 *
 * @param only - patterns of check ids; empty: all
 * @throws `CliError` or `TargetError` if a file is wrong; `SelectionError` if no entry matches
 */
export async function explainBaseline(
  path: string,
  runPath: string | undefined,
  only: readonly string[],
): Promise<void> {
  const { file } = await openBaseline(path);
  const opened = runPath === undefined ? undefined : await openRun(runPath, file);
  const entries = file.baseline.filter(
    ({ check }) => only.length === 0 || only.some((pattern) => nameMatcher(pattern)(check)),
  );
  if (entries.length === 0 && only.length > 0)
    throw new SelectionError(
      `no entry of ${path} matches ${only.map((pattern) => `\`${pattern}\``).join(', ')}`,
      'parsec-spec baseline explain FILE shows all entries',
    );
  const observed = new Map(opened?.checks.map((check) => [check.check, check]));
  const width = proseWidth();
  const blocks = entries.map((entry) =>
    [
      entry.check,
      ...fields(entry).map((line) => wrap(`  ${line}`, width, '    ')),
      ...(opened === undefined
        ? []
        : [
            wrap(
              `  observed last, ${opened.run.started.startedAt}: ${lastText(observed.get(entry.check))}`,
              width,
              '    ',
            ),
          ]),
    ].join('\n'),
  );
  process.stdout.write(blocks.length === 0 ? `${path} has no known defects.\n` : `${blocks.join('\n\n')}\n`);
}

const fields = ({ reason, owner, expiry, observed, sometimes }: BaselineEntry): readonly string[] => [
  `why: ${reason}`,
  `owner: ${owner}, who reviews it on ${expiry}`,
  `expected: ${[observed].flat().map(answerText).join(' or ')}${sometimes === true ? ', or a pass' : ''}`,
];

const answerText = (answer: string | BaselineAnswer): string =>
  typeof answer === 'string'
    ? `${answer} (a sentence: baseline update names the answer)`
    : printableJson(answer);

const lastText = (check: ObservedCheck | undefined): string => {
  if (check === undefined) return 'nothing, because the check did not run or was not judged';
  return check.result === 'passed' ? 'it passed' : check.answers.map(answerText).join(' and ');
};
