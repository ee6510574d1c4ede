import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '@msgpack/msgpack';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const chapter = await readFile(join(root, 'spec', 'protocol', 'client-keys.md'), 'utf8');
const { vectors } = JSON.parse(
  await readFile(join(root, 'fixtures', 'device-files', 'device-files.json'), 'utf8'),
) as { vectors: { id: string; input: string; value: string }[] };
const file = vectors.find(({ id }) => id === 'bob-desktop-keys')!;

/** The field names of the table with this heading, in order. */
function fieldsUnder(heading: string): string[] {
  const [, table = ''] = chapter.split(`| ${heading} | type | meaning |\n`);
  return [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
}

const clear = decode(Buffer.from(file.input, 'hex')) as { algorithm: object };

it.each([
  ['field in clear', clear],
  ['field of `algorithm`', clear.algorithm],
  ['field of the sealed device', decode(Buffer.from(file.value, 'hex')) as object],
])('client-keys.md lists each %s, in the order in which clients write it', (heading, found) => {
  expect(fieldsUnder(heading)).toEqual(Object.keys(found));
});
