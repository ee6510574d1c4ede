import { proseWidth } from '../main/wrap.ts';
import { type Found, findExplained } from './explanation.ts';
import { listText, screenText } from './screen-text.ts';

export interface ExplainOptions {
  readonly output: 'text' | 'json';
  readonly full?: boolean;
  /** URL of the website with the pages of the requirements. */
  readonly site?: string;
}

/**
 * Explains a requirement or a check on one screen, and lists the requirements of a row, a command
 * or a section. With `full` it runs the checks on the reference server and shows their bytes.
 *
 * @throws SelectionError for an unknown name
 */
export async function explain(name: string, { output, full = false, site }: ExplainOptions): Promise<void> {
  const subject = await findExplained(name, site);
  const text = output === 'json' ? await asJson(subject, full) : await asText(subject, full);
  process.stdout.write(`${text}\n`);
}

async function asText(found: Found, full: boolean): Promise<string> {
  const { kind, explanations, checks } = found;
  if (full) {
    const { fullText, rehearse } = await import('./full-text.ts');
    const rehearsals = await rehearse(checks);
    return explanations.map((explanation) => fullText(explanation, rehearsals)).join('\n\n');
  }
  const width = proseWidth();
  const [first, ...others] = explanations;
  if (first === undefined || kind === 'command' || kind === 'section') return listText(found, width);
  if (kind === 'row' && others.length > 0) return listText(found, width);
  return screenText(first, width, kind === 'check' ? found.name : undefined);
}

async function asJson({ section, explanations, checks }: Found, full: boolean): Promise<string> {
  const rehearsals = full ? await (await import('./full-text.ts')).rehearse(checks) : undefined;
  const detailed = explanations.map((explanation) => ({
    ...explanation,
    checks: explanation.checks.map((check) => ({ ...check, rehearsal: rehearsals?.get(check.id) })),
  }));
  return JSON.stringify({ section, explanations: detailed }, undefined, 2);
}
