import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Requirement } from '../src/requirements/requirement.ts';
import type { Schema } from '../src/schemas/schema.ts';
import { emitIndex } from './emit-index.ts';
import { SourceError, sourcePaths } from './source-files.ts';

/**
 * Fills the generated regions (`<!-- generated: request -->` …) of every README beside a schema,
 * and the index.
 * @returns the new text of each file, by its path.
 */
export function emitDocs(root: string, requirements: readonly Requirement[]): Map<string, string> {
  const index = fill(readFileSync(join(root, 'README.md'), 'utf8'), { index: emitIndex(root, requirements) });
  const out = new Map<string, string>([['README.md', index]]);
  for (const path of sourcePaths(
    root,
    '{commands/**,{administration,certificates,payloads}/*}/schema.json',
  )) {
    const readme = path.replace('schema.json', 'README.md');
    if (!existsSync(join(root, readme)))
      throw new SourceError(`${path} has no README.md beside it, which must describe its wire shape`);
    const schema = JSON.parse(readFileSync(join(root, path), 'utf8')) as Schema;
    const text = readFileSync(join(root, readme), 'utf8');
    out.set(readme, fill(text, regionsOf(root, path, schema)));
  }
  return out;
}

/** Replaces the content of each generated region whose name is known. */
function fill(markdown: string, regions: Readonly<Record<string, string>>): string {
  return markdown.replace(
    /<!-- generated: ([a-z-]+) -->\n[\s\S]*?<!-- \/generated -->/g,
    (whole, name: string) =>
      regions[name] === undefined
        ? whole
        : `<!-- generated: ${name} -->\n${regions[name]}\n<!-- /generated -->`,
  );
}

function regionsOf(root: string, path: string, document: Schema): Record<string, string> {
  const type = (schema: Schema): string => typeName(root, path, schema);
  const table = (schema: Schema | undefined): string => fieldTable(schema, type);
  const reply = document.$defs?.reply?.oneOf ?? [];
  const types = posix.relative(posix.dirname(path), 'types');
  const regions: Record<string, string> = {
    content: table(document),
    request: table(document.$defs?.request ?? document.$defs?.body ?? document.$defs?.query),
    query: table(document.$defs?.query),
    reply: document.$defs?.result === undefined ? replies(reply, root, path) : table(document.$defs.result),
  };
  return Object.fromEntries(
    Object.entries(regions).map(([name, text]) => [name, text.replaceAll('](/types/', `](${types}/`)]),
  );
}

function fieldTable(schema: Schema | undefined, type: (schema: Schema) => string): string {
  const fields = Object.entries(schema?.properties ?? {});
  if (fields.length === 0) return 'No fields.';
  const rows = fields.map(([name, item]) => {
    const presence = schema?.required?.includes(name) ? '' : ' (may be absent)';
    return `| \`${name}\` | ${type(item)}${presence} | ${(item.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

function replies(variants: readonly Schema[], root: string, path: string): string {
  const rows = variants.map((variant) => {
    const at = variant.$ref === undefined ? { schema: variant, path } : load(root, path, variant.$ref);
    const fields = Object.entries(at.schema.properties ?? {}).filter(([name]) => name !== 'status');
    const status = String(at.schema.properties?.status?.const ?? '');
    const text = fields.map(([name, item]) => `\`${name}\`: ${typeName(root, at.path, item)}`).join('; ');
    return `| \`${status}\` | ${text === '' ? 'none' : text} |`;
  });
  return ['| status | fields |', '|---|---|', ...rows].join('\n');
}

/** What a reader calls a type: a shared type with a link from the root of the specification. */
function typeName(root: string, path: string, schema: Schema): string {
  if (schema.$ref !== undefined) {
    const { schema: shared, path: file } = load(root, path, schema.$ref);
    return file.startsWith('types/') ? `[${shared.title}](/${file})` : String(shared.title);
  }
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(' or ');
  const union = schema.oneOf ?? schema.anyOf;
  if (union !== undefined) return union.map((item) => typeName(root, path, item)).join(' or ');
  if (schema.wire === 'map')
    return `map of ${typeName(root, path, schema.keys ?? {})} to ${typeName(root, path, schema.values ?? {})}`;
  if (schema.type === 'array')
    return `list of ${typeName(root, path, schema.items === false ? {} : (schema.items ?? {}))}`;
  if (schema.type === 'null') return 'nil';
  if (typeof schema.additionalProperties === 'object')
    return `map of text to ${typeName(root, path, schema.additionalProperties)}`;
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).map(
      ([name, item]) => `\`${name}\`: ${typeName(root, path, item)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return schema.type ?? 'anything';
}

function load(root: string, path: string, ref: string): { schema: Schema; path: string } {
  const target = posix.normalize(posix.join(posix.dirname(path), ref));
  return { schema: JSON.parse(readFileSync(join(root, target), 'utf8')) as Schema, path: target };
}
