import { type Check, loadChecks } from '@parsec-spec/conformance/judge';
import {
  type RecordedAnswer,
  type RecordedExample,
  recordedAnswer,
  recordedExamples,
} from '@parsec-spec/conformance/recorded';
import {
  type SourceLine,
  type SourceLocations,
  sourceLocations,
} from '@parsec-spec/conformance/source-locations';
import {
  type Requirement,
  requirements,
  rulePage,
  type Section,
  sections,
} from '@parsec-spec/spec/requirements';

/** A check, where it is, and the recorded answers of parsec-cloud. */
export interface ExplainedCheck extends Partial<SourceLine> {
  readonly id: string;
  readonly kind: 'server' | 'client';
  readonly needs: readonly string[];
  readonly why: string | undefined;
  readonly parsecCloud: RecordedAnswer | undefined;
  /** How it ended on the reference server or client. */
  readonly reference: RecordedAnswer | undefined;
}

/** A requirement with its checks, a request, and where its guards, rules and mutants are. */
export interface Explanation {
  readonly guards: readonly SourceLine[];
  readonly clientRules: readonly SourceLine[];
  readonly mutants: readonly SourceLine[];
  readonly requirement: Requirement;
  /** URL of its page on a website. Undefined if none was named. */
  readonly page: string | undefined;
  readonly checks: readonly ExplainedCheck[];
  readonly example: RecordedExample | undefined;
}

/** What a name stands for. */
export interface Found {
  readonly kind: 'requirement' | 'check' | 'row' | 'command' | 'section';
  /** The name, spelt as in the catalogue. */
  readonly name: string;
  readonly section: Section | undefined;
  readonly explanations: readonly Explanation[];
  /** The registered checks of the explanations. */
  readonly checks: readonly Check[];
}

/**
 * Finds a requirement, a check, a row, a command or chapter, or a section, in this order. Rows and
 * sections have any letter case.
 *
 * @param site - URL of the website with the pages of the requirements
 * @throws SelectionError for an unknown name
 */
export async function findExplained(name: string, site?: string): Promise<Found> {
  const all = await loadChecks();
  const check = all.find(({ id }) => id === name);
  const upper = name.toUpperCase();
  const candidates: readonly [Found['kind'], string, (one: Requirement) => boolean][] = [
    ['requirement', name, ({ id }) => id === name],
    ['check', name, ({ id }) => check?.requirements.some((own) => own === id) === true],
    ['row', upper, ({ row }) => row === upper],
    ['command', name, ({ id }) => id.startsWith(`${name}/`)],
    ['section', upper, ({ section }) => section === upper],
  ];
  for (const [kind, spelt, matches] of candidates) {
    const matching = requirements.filter(matches);
    if (matching.length === 0) continue;
    const ids = new Set(matching.map(({ id }) => id));
    const checks =
      kind === 'check' && check !== undefined
        ? [check]
        : all.filter((own) => own.requirements.some((id) => ids.has(id)));
    const locations = await sourceLocations();
    return {
      kind,
      name: spelt,
      section: kind === 'section' ? sections[spelt] : undefined,
      explanations: matching.map((requirement) => explanationOf(requirement, checks, locations, site)),
      checks,
    };
  }
  const { SelectionError, suggest } = await import('@parsec-spec/conformance/runner');
  const homes = requirements.map(({ id }) => id.slice(0, id.indexOf('/')));
  const names = [
    ...requirements.flatMap(({ id, row, section }) => [id, row, section]),
    ...homes,
    ...all.map(({ id }) => id),
  ];
  throw new SelectionError(
    `unknown name \`${name}\``,
    suggest(name, names, '`parsec-spec list` shows all requirements'),
  );
}

function explanationOf(
  requirement: Requirement,
  checks: readonly Check[],
  { guards, clientRules, mutants, checks: lines }: SourceLocations,
  site: string | undefined,
): Explanation {
  const own = checks.filter((check) => check.requirements.some((id) => id === requirement.id));
  const example = recordedExamples[requirement.id];
  return {
    guards: guards[requirement.id] ?? [],
    clientRules: clientRules[requirement.id] ?? [],
    mutants: mutants[requirement.id] ?? [],
    requirement,
    page: site === undefined ? undefined : rulePage(site, requirement.id),
    checks: own.map(({ id, kind, needs = [], why }) => ({
      id,
      kind,
      needs,
      ...lines[id],
      why,
      parsecCloud: recordedAnswer('parsec-cloud', id),
      reference: recordedAnswer('reference', id),
    })),
    example: own.some(({ id }) => id === example?.check) ? example : undefined,
  };
}
