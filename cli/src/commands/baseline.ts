import type { Command } from 'commander';
import { repeatable } from '../main/arguments.ts';

const groupExamples = `
Examples:
  parsec-spec baseline update target.yaml run.ndjson
  parsec-spec baseline explain target.yaml run.ndjson

Exit codes: 0 done, 2 wrong usage, a damaged file, or a run of another target,
  3 no entry matches, 74 stdout or the file cannot be written.
`;

const updateExamples = `
RUN.ndjson is what \`validate … --report ndjson=RUN.ndjson\` wrote. A failure
without an entry gets one, with placeholders (FILL IN) for reason, owner and
expiry: no run accepts the file until you replace them. The entry of a check
that passes goes. The rest of the file stays as it is.

Examples:
  parsec-spec baseline update target.yaml run.ndjson

Exit codes: 0 the file records the run, 2 wrong usage, a damaged file, or a run
  of another target, 74 stdout or the file cannot be written.
`;

const explainExamples = `
Shows for each entry its reason, its owner, its expiry and the answers that it
expects, and with RUN.ndjson what the check observed in that run.

Examples:
  parsec-spec baseline explain conformance/targets/parsec-cloud.yaml
  parsec-spec baseline explain target.yaml run.ndjson
  parsec-spec baseline explain target.yaml --only 'user_create/*'

Exit codes: 0 shown, 2 wrong usage, a damaged file, or a run of another target,
  3 no entry matches, 74 stdout cannot be written.
`;

/** Adds `baseline update` and `baseline explain`, for the known defects in a target file. */
export function register(program: Command): void {
  const group = program
    .command('baseline')
    .description('the known defects in a target file')
    .addHelpText('after', groupExamples);
  group
    .command('update')
    .description('record what a run observed')
    .argument('<file>', 'a target or client file')
    .argument('<run>', 'the events of the run (NDJSON)')
    .addHelpText('after', updateExamples)
    .action(async (file: string, run: string) => {
      const { update } = await import('../baseline/update.ts');
      await update(file, run);
    });
  group
    .command('explain')
    .description('say why each entry is there')
    .argument('<file>', 'a target or client file')
    .argument('[run]', 'the events of a run (NDJSON)')
    .addOption(repeatable('--only <glob>', 'only entries of these checks', 'all'))
    .addHelpText('after', explainExamples)
    .action(async (file: string, run: string | undefined, { only }: { readonly only: readonly string[] }) => {
      const { explainBaseline } = await import('../baseline/explain.ts');
      await explainBaseline(file, run, only);
    });
}
