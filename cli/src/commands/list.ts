import { plural } from '@parsec-spec/conformance/wire';
import type { Requirement, Section } from '@parsec-spec/spec/requirements';
import { type Command, Option } from 'commander';
import { outputOption, repeatable } from '../main/arguments.ts';
import { proseWidth, wrap } from '../main/wrap.ts';

const examples = `
Examples:
  parsec-spec list
  parsec-spec list --only BOOT
  parsec-spec list --only 'user_create/*'
  parsec-spec list --misbehaviours
  parsec-spec list --output json

Exit codes: 0 listed, 2 wrong usage, 3 unknown name,
  74 stdout cannot be written.
`;

/** Adds `list`, which lists the requirements and the checks that verify them. */
export function register(program: Command): void {
  program
    .command('list')
    .description('list the requirements: sentence, party, number of checks')
    .addOption(repeatable('--only <glob>', 'only requirements of this id, row or section', 'all'))
    .addOption(
      new Option('--misbehaviours', 'list the misbehaviours of `serve --misbehave` instead').conflicts(
        'only',
      ),
    )
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async ({ misbehaviours, ...options }) => {
      if (misbehaviours === true) {
        const { listMisbehaviours } = await import('../explain/list-misbehaviours.ts');
        return listMisbehaviours(options.output);
      }
      await list(options);
    });
}

interface ListedCheck {
  readonly id: string;
  readonly kind: 'server' | 'client';
  readonly needs: readonly string[];
}

/** A requirement and the checks that verify it. */
interface ListedRequirement extends Requirement {
  readonly checks: readonly ListedCheck[];
}

/** Prints the requirements and their checks. */
async function list(options: {
  readonly only: readonly string[];
  readonly output: 'text' | 'json';
}): Promise<void> {
  const { requirements, sections } = await import('@parsec-spec/spec/requirements');
  const { loadChecks } = await import('@parsec-spec/conformance/judge');
  const selected = options.only.length === 0 ? requirements : await select(options.only, requirements);
  const listed = selected.map((requirement) => ({ ...requirement, checks: [] as ListedCheck[] }));
  const byId = new Map(listed.map((requirement) => [requirement.id, requirement]));
  for (const { id, kind, needs = [], requirements: verified } of await loadChecks())
    for (const own of verified) byId.get(own)?.checks.push({ id, kind, needs });
  process.stdout.write(options.output === 'json' ? await asJson(listed) : asText(listed, sections));
}

/** Formats the requirements as JSON, with the places of their checks, guards, rules and mutants. */
async function asJson(listed: readonly ListedRequirement[]): Promise<string> {
  const { sourceLocations } = await import('@parsec-spec/conformance/source-locations');
  const { checks: lines, guards, clientRules, mutants } = await sourceLocations();
  const located = listed.map((requirement) => ({
    ...requirement,
    checks: requirement.checks.map((check) => ({ ...check, ...lines[check.id] })),
    guards: guards[requirement.id] ?? [],
    clientRules: clientRules[requirement.id] ?? [],
    mutants: mutants[requirement.id] ?? [],
  }));
  return `${JSON.stringify({ requirements: located }, undefined, 2)}\n`;
}

/** The requirements that the patterns select. */
async function select(
  only: readonly string[],
  requirements: readonly Requirement[],
): Promise<readonly Requirement[]> {
  const { SelectionError, nameMatcher, suggestPattern } = await import('@parsec-spec/conformance/runner');
  const names = (requirement: Requirement) => [requirement.id, requirement.row, requirement.section];
  for (const pattern of only) {
    const match = nameMatcher(pattern);
    if (requirements.some((requirement) => names(requirement).some(match))) continue;
    throw new SelectionError(
      `the pattern \`${pattern}\` matches no requirement`,
      suggestPattern(pattern, requirements.flatMap(names), '`parsec-spec list` shows all requirements'),
    );
  }
  return requirements.filter((requirement) =>
    only.some((pattern) => names(requirement).some(nameMatcher(pattern))),
  );
}

/** Formats the requirements by section, each with its sentence. */
function asText(listed: readonly ListedRequirement[], sections: Readonly<Record<string, Section>>): string {
  const width = proseWidth();
  const blocks = [...Map.groupBy(listed, ({ section }) => section)].map(([section, own]) =>
    [
      `${section}  ${sections[section]?.name ?? ''}`.trimEnd(),
      ...own
        .toSorted((a, b) => (a.row < b.row ? -1 : 1))
        .flatMap((requirement) => [
          `  ${requirement.row}  ${requirement.id}`,
          wrap(`    ${requirement.level} ${requirement.sentence} ${statusOf(requirement)}`, width),
        ]),
    ].join('\n'),
  );
  const rows = new Set(listed.map(({ row }) => row));
  const verified = new Set(listed.filter(({ checks }) => checks.length > 0).map(({ row }) => row));
  const checks = new Set(listed.flatMap((requirement) => requirement.checks.map(({ id }) => id)));
  return `${blocks.join('\n\n')}\n\n${listed.length} requirements in ${rows.size} rows; ${verified.size} rows have a check; ${checks.size} checks\n`;
}

function statusOf({ checks, testable, supersededBy, underTest }: ListedRequirement): string {
  if (supersededBy !== undefined) return `(superseded by ${supersededBy})`;
  if (!testable) return `(${underTest}; not testable)`;
  const count = checks.length === 0 ? 'not yet verified' : plural(checks.length, 'check');
  return `(${underTest}; ${count})`;
}
