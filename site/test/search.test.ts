import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { renderAll } from '../src/generator/markdown.ts';
import { passagesOf } from '../src/generator/passages.ts';
import { readSources, root } from '../src/generator/sources.ts';
import { journeyPages } from '../src/journeys/journey-page.ts';
import { recordJourneys } from '../src/journeys/record-journeys.ts';
import { passagesOfRules } from '../src/rules/rule-pages.ts';

const sources = readSources(root);
const addresses = new Map(sources.map(({ file, address }) => [file, address]));
const passages = [
  ...passagesOf({
    address: 'api/spec/codec',
    title: 'two codes',
    body: '<h2 id="x"><code>What Parsec codes lost</code></h2><p>Two codes for a lost laptop, what is parsec.</p>',
  }),
  ...journeyPages(await recordJourneys(), addresses).flatMap(({ passages }) => passages),
  ...renderAll(sources).flatMap(passagesOf),
  ...passagesOfRules(),
];

const script = (path: string): string => readFileSync(path, 'utf8');
const minisearch = createRequire(import.meta.url).resolve('minisearch');
const page = createContext({ passages });
runInContext(script(join(minisearch, '..', '..', 'umd', 'index.js')), page);
runInContext(script(join(root, 'site', 'assets', 'search-index.js')), page);
const search: (query: string) => readonly { page: string }[] = runInContext('searchIndex()', page);

test.each([
  ['two codes', 'journeys/greeting/index.html#section-1'],
  ['why two codes', 'journeys/greeting/index.html#section-1'],
  ['forgotten password', 'protocol/lost-keys/index.html#a-forgotten-password'],
  ['lost laptop', 'protocol/lost-keys/index.html#a-lost-laptop'],
  ['lost my only laptop', 'protocol/lost-keys/index.html#a-lost-laptop'],
  ['greeting attempt', 'protocol/greeting/index.html#attempt'],
  ['what is parsec', 'index.html#the-parsec-protocol'],
  ['who knows what', 'protocol/who-knows-what/index.html#who-knows-what'],
  ['glossary', 'protocol/glossary/index.html#glossary-of-the-protocol'],
  ['token-works-once', 'r/organization_bootstrap/token-works-once/index.html'],
  ['BOOT-09', 'r/BOOT-09/index.html'],
])('the search for "%s" shows %s among the first three', (query, address) => {
  const found = search(query).map(({ page }) => page);
  expect(found.slice(0, 3)).toContain(address);
});

test('pages stand before the API of packages, and words without a common passage find some', () => {
  const found = search('two codes').map(({ page }) => page);
  expect(found.findIndex((page) => page.startsWith('api/'))).toBeGreaterThan(3);
  expect(search('forgotten xylophone')).not.toHaveLength(0);
});
