import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const toy = '.ci/toy/command';
const documents = ['docs/add-a-command.md', 'docs/add-a-field.md'];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A fence that names a file: "```ts PATH". A path of the example is given as it is in the tree. */
const quoted = documents.flatMap((document) =>
  [...read(document).matchAll(/^(`{3,})\w+ (\S+\/\S+)\n([\s\S]*?)^\1$/gm)].map(
    ([, , path = '', text = '']) => ({
      document,
      path: path.startsWith('.ci/') ? path : `${toy}/${path}`,
      text,
    }),
  ),
);

test.each(quoted)('$document quotes $path as it is', ({ path, text }) => {
  expect(text, `copy ${path} into the fence`).toBe(read(path));
});

test('each file of the example that .ci/toy/run.mjs runs is quoted', () => {
  const files = globSync('.ci/toy/**/*', { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  expect(files).toContain('.ci/toy/run.mjs');
  expect(quoted.map(({ path }) => path).sort()).toEqual(
    files.filter((path) => !['.ci/toy/run.mjs', '.ci/toy/README.md'].includes(path)).sort(),
  );
});
