import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import schema from '../../targets/target.schema.json' with { type: 'json' };
import { misspeltPlaceholder } from './start-recipe.ts';
import { TargetError } from './target.ts';
import type { TargetFile } from './target-file.ts';

const ajv = new Ajv2020({ allErrors: true, formats: { date: isDate } });
const validate = ajv.compile<TargetFile>(schema);

/** Whether a text is an existing date, written `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * Reads a target file. Throws `TargetError` (`usage`), which lists every violation of the schema.
 */
export async function readTargetFile(path: string): Promise<TargetFile> {
  return parseTargetFile(await text(path), path);
}

/**
 * Parses the text of a target file.
 *
 * @param source - YAML of the schema `conformance/targets/target.schema.json`.
 * @param name - Name of the file, for error messages.
 * @param implied - Fields that the file may omit.
 * @throws `TargetError` (`usage`), which lists every violation of the schema.
 */
export function parseTargetFile(source: string, name: string, implied: Partial<TargetFile> = {}): TargetFile {
  const document = parseDocument(source);
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [complaint = broken.message] = broken.message.split('\n');
    throw wrong(name, complaint);
  }
  const value: unknown = { ...implied, ...contentOf(document, name, Object.keys(implied).length > 0) };
  if (validate(value)) {
    refuseMisspelt(value.start, name);
    return value;
  }
  throw wrong(name, (validate.errors ?? []).map(complaintOf).join('; '));
}

/** Throws on a misspelt placeholder, which would not be replaced. */
function refuseMisspelt(of: unknown, name: string): void {
  if (typeof of === 'object' && of !== null) for (const part of Object.values(of)) refuseMisspelt(part, name);
  const found = typeof of === 'string' ? misspeltPlaceholder(of) : undefined;
  if (found !== undefined)
    throw wrong(name, `\`{${found.given}}\` is no placeholder, \`{${found.meant}}\` is`);
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

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw wrong(path, 'it cannot be read');
  }
}

function wrong(name: string, complaint: string): TargetError {
  return new TargetError(
    'usage',
    `target file ${name}: ${complaint}`,
    'see conformance/targets/target.schema.json, and conformance/targets/*.yaml for files that work',
  );
}
