import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import targetSchema from '../../targets/target.schema.json' with { type: 'json' };
import { TargetError } from './target.ts';

/** Reads the text of one kind of YAML file. */
export interface YamlReader<T> {
  /**
   * Parses a text.
   *
   * @param name - Names the file in error messages.
   * @param implied - Fields that the file may omit.
   * @param acceptsPlaceholders - Whether entries of the baseline may have placeholders.
   * @throws `TargetError` (`usage`), which lists every violation of the schema, or names the entry of
   *   the baseline that has placeholders
   */
  readonly parse: (source: string, name: string, implied?: Partial<T>, acceptsPlaceholders?: boolean) => T;
  /** Makes the error about a file. */
  readonly wrong: (name: string, complaint: string) => TargetError;
}

/**
 * Creates a reader.
 *
 * @param schema - JSON schema. It may refer to `target.schema.json`.
 * @param hint - Where a reader of an error finds help.
 */
export function yamlReader<T extends object>(schema: object, hint: string): YamlReader<T> {
  let validate: ValidateFunction<T> | undefined;
  const wrong = (name: string, complaint: string): TargetError =>
    new TargetError('usage', `${name}: ${complaint}`, hint);

  function parse(source: string, name: string, implied: Partial<T> = {}, acceptsPlaceholders = false): T {
    const excess = excessOf(source);
    if (excess !== undefined) throw wrong(name, `${excess}, which no target or client file needs`);
    const document = parseDocument(source);
    const [broken] = document.errors;
    if (broken !== undefined) {
      const [complaint = broken.message] = broken.message.split('\n');
      throw wrong(name, complaint);
    }
    const value: unknown = { ...implied, ...contentOf(document, name, Object.keys(implied).length > 0) };
    validate ??= new Ajv2020({
      allErrors: true,
      formats: { date: isDate },
      schemas: [targetSchema],
    }).compile<T>(schema);
    if (acceptsPlaceholders) fillExpiries(value);
    else {
      const complaint = placeholderIn(value);
      if (complaint !== undefined) throw wrong(name, complaint);
    }
    if (validate(value)) return value;
    throw wrong(name, (validate.errors ?? []).map(complaintOf).join('; '));
  }

  /**
   * The content of a document, which must be a map. With `maybeEmpty` it may have only comments. The
   * library refuses aliases that expand without bound.
   */
  function contentOf(document: ReturnType<typeof parseDocument>, name: string, maybeEmpty: boolean): object {
    let value: unknown;
    try {
      value = document.toJS();
    } catch (error) {
      throw wrong(name, error instanceof Error ? error.message : String(error));
    }
    if (value === null && maybeEmpty) return {};
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
    throw wrong(name, 'the file must hold a map');
  }

  return { parse, wrong };
}

/** Longest YAML file, in characters, and its largest number of characters that may structure it. */
const MAX_LENGTH = 1 << 20;
const MAX_MARKS = 1 << 17;

/** Maximum number of levels of brackets, and of lists and keys that begin in one line. */
const MAX_LEVELS = 64;

/** Maximum number of blanks before a line, each of which may begin a level. */
const MAX_INDENT = 256;

/** The limit that a text exceeds, which the parser would need much time or memory for. */
export function excessOf(source: string): string | undefined {
  if (source.length > MAX_LENGTH) return `it has more than ${MAX_LENGTH} characters`;
  let [marks, brackets, entries] = [0, 0, 0];
  for (const [mark] of source.matchAll(/[-?](?=\s)|[^\w\s./-]|\n */g)) {
    marks += 1;
    if (mark.length - 1 > MAX_INDENT) return `it has a line after more than ${MAX_INDENT} blanks`;
    if (mark.startsWith('\n')) entries = 0;
    else if (mark === '-' || mark === '?') entries += 1;
    else if (mark === '[' || mark === '{') brackets += 1;
    else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
    if (brackets > MAX_LEVELS || entries > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
    if (marks > MAX_MARKS) return `it has more than ${MAX_MARKS} marks and line breaks`;
  }
  return undefined;
}

/** Whether a text is an existing date, written `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Placeholders of a new entry of a baseline, which no run accepts. */
export const PLACEHOLDERS = {
  reason: 'FILL IN how the target breaks the rule, and how that was found',
  owner: 'FILL IN who looks at it again',
  expiry: 'FILL IN YYYY-MM-DD',
} as const;

/** The entries of a baseline that is not validated yet. */
function entriesOf(file: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { baseline } = Object(file) as { readonly baseline?: unknown };
  return Array.isArray(baseline) ? baseline.map(Object) : [];
}

/** The problem of the first baseline entry with placeholders. */
function placeholderIn(file: unknown): string | undefined {
  for (const entry of entriesOf(file)) {
    const open = Object.entries(PLACEHOLDERS).filter(([field, text]) => entry[field] === text);
    if (open.length > 0)
      return `the entry of \`${entry.check}\` in \`baseline\` has no ${open.map(([field]) => field).join(', ')} yet: replace each FILL IN`;
  }
  return undefined;
}

/** Replaces the expiries that are placeholders by a date. */
function fillExpiries(file: unknown): void {
  for (const entry of entriesOf(file))
    if (entry.expiry === PLACEHOLDERS.expiry) Object.assign(entry, { expiry: '9999-12-31' });
}

function complaintOf(error: {
  instancePath: string;
  message?: string;
  params: Record<string, unknown>;
}): string {
  const { additionalProperty, allowedValues } = error.params;
  const what = typeof additionalProperty === 'string' ? `: \`${additionalProperty}\`` : '';
  const allowed = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${error.instancePath === '' ? 'the file' : error.instancePath} ${error.message ?? 'is wrong'}${what}${allowed}`;
}
