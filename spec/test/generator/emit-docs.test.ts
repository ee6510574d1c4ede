import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emitDocs } from '../../generator/emit-docs.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parsec-spec-docs-'));
  await put('README.md', 'before\n\n<!-- generated: index -->\n<!-- /generated -->\n\nafter\n');
  await put('commands/tos/tos_get/schema.json', '{ "$defs": { "request": {}, "reply": { "oneOf": [] } } }');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const requirement = {
  id: 'tos_get/gives-terms',
  row: 'TOS-01',
  section: 'TOS',
  level: 'MUST',
  underTest: 'server',
  sentence: 'give the terms.',
  testable: true,
} as const;

it('a command is listed with its first sentence, its requirements and its family, served or not', async () => {
  await put('commands/tos/tos_get/README.md', '# tos_get\n\nGives the [terms](../x.md). More.\n');
  const schema = join(root, 'commands/tos/tos_get/schema.json');
  const written = await readFile(schema, 'utf8');
  await rm(schema);
  const index = emitDocs(root, [requirement]).get('README.md');
  expect(index).toMatch(/^before\n[\s\S]*\nafter\n$/);
  const line = '| [tos_get](commands/tos/tos_get/README.md) | Gives the terms. | 1 | tos, not served yet |';
  expect(index).toContain(line);
  await put('commands/tos/tos_get/schema.json', written);
  expect(emitDocs(root, [requirement]).get('README.md')).toContain(
    line.replace('not served yet', 'as a stream'),
  );
  await put('commands/tos/tos_get/rules.ts', '');
  expect(emitDocs(root, [requirement]).get('README.md')).toContain(line.replace(', not served yet', ''));
});

it('a wire shape without a README is an error', () => {
  expect(() => emitDocs(root, [])).toThrow('commands/tos/tos_get/schema.json has no README.md beside it');
});
