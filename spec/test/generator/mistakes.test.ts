import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRequirements } from '../../generator/emit-requirements.ts';
import { emitSchemas } from '../../generator/emit-schemas.ts';
import { readSchemas } from '../../generator/read-schemas.ts';
import { SourceError } from '../../generator/source-files.ts';
import { RequirementSyntaxError } from '../../src/requirements/parse-requirements.ts';

const root = mkdtempSync(join(tmpdir(), 'parsec-spec-mistakes-'));
afterAll(() => rmSync(root, { recursive: true }));
let trees = 0;

/** A tree with these files. */
function tree(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `${trees++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const type = (more: object) => JSON.stringify({ title: 'Size', type: 'integer', ...more });
const schema = (ref: string) =>
  JSON.stringify({ title: 'NoteCertificate', type: 'object', properties: { size: { $ref: ref } } });

describe('a mistake is reported with its file', () => {
  it('text that is not JSON', () => {
    const folder = tree({ 'types/size.json': '{"title": "Size",}' });
    expect(() => readSchemas(folder)).toThrow(SourceError);
    expect(() => readSchemas(folder)).toThrow(/^spec\/types\/size\.json: /);
  });

  it('a reference to nothing', () => {
    const folder = tree({ 'certificates/note/schema.json': schema('../../types/size.json') });
    expect(() => readSchemas(folder)).toThrow(/^spec\/certificates\/note\/schema\.json: .*types\/size\.json/);
  });

  it('a schema that does not compile, also if another schema refers to it', () => {
    const files = { 'certificates/note/schema.json': schema('../../types/size.json') };
    const right = readSchemas(tree({ ...files, 'types/size.json': type({ minimum: 0 }) }));
    expect(emitSchemas(right.schemas)).toContain('NoteCertificate');
    for (const change of [{ type: 'integr' }, { wire: 'u65' }]) {
      const wrong = readSchemas(tree({ ...files, 'types/size.json': type(change) }));
      expect(() => emitSchemas(wrong.schemas)).toThrow(SourceError);
      expect(() => emitSchemas(wrong.schemas)).toThrow(/^spec\/types\/size\.json: /);
    }
  });

  it('an unknown keyword', () => {
    const folder = tree({ 'types/size.json': type({ minimun: 0 }) });
    expect(() => readSchemas(folder)).toThrow(SourceError);
    expect(() => readSchemas(folder)).toThrow(/^spec\/types\/size\.json: `minimun` /);
  });

  it('a keyword of JSON Schema that these schemas do not use, also inside another schema', () => {
    const text = { type: 'string', maxLength: 10 };
    const note = JSON.stringify({ title: 'Note', oneOf: [{ type: 'object', properties: { text } }] });
    const folder = tree({ 'types/note.json': note });
    expect(() => readSchemas(folder)).toThrow(/^spec\/types\/note\.json: `maxLength` .* guard$/);
  });

  it('bounds of a value that need not be an integer', () => {
    const folder = tree({ 'types/size.json': JSON.stringify({ title: 'Size', wire: 'u64', maximum: 9 }) });
    expect(() => readSchemas(folder)).toThrow(/^spec\/types\/size\.json: `maximum` needs "type": "integer"/);
  });

  it('a requirement line of another form', () => {
    const folder = tree({ 'types/README.md': '# Types\n\n## Requirements\n\n- **types/x** MUST be.\n' });
    expect(() => readRequirements(folder, [])).toThrow(RequirementSyntaxError);
    expect(() => readRequirements(folder, [])).toThrow(/^spec\/types\/README\.md:5: /);
  });

  it('a requirement that another file has already', () => {
    const text = '# Note\n\n## Requirements\n\n- **note/x** MUST be. (TYPES-01, server)\n';
    const folder = tree({ 'certificates/note/README.md': text, 'administration/note/README.md': text });
    expect(() => readRequirements(folder, [])).toThrow(SourceError);
    expect(() => readRequirements(folder, [])).toThrow(
      'spec/administration/note/README.md:5: the requirement note/x is already at spec/certificates/note/README.md:5',
    );
  });
});
