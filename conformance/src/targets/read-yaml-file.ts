import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import targetSchema from '../../targets/target.schema.json' with { type: 'json' };
import { TargetError } from './target.ts';

/** Whether a text is an existing date, written `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Reads the text of one kind of YAML file. */
export interface YamlReader<T> {
  /**
   * Parses a text.
   *
   * @param name - Names the file in error messages.
   * @param implied - Fields that the file may omit.
   * @throws `TargetError` (`usage`), which lists every violation of the schema
   */
  readonly parse: (source: string, name: string, implied?: Partial<T>) => T;
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

  function parse(source: string, name: string, implied: Partial<T> = {}): T {
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
