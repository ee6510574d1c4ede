import { readFileSync, writeFileSync } from 'node:fs';
import { requirements } from './src/generated/requirements.ts';

// Run at a release: writes the set of requirements of the version in package.json. A released set
// is never written again; `--again` is for a version that is not released yet.
const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const path = new URL(`requirement-sets/${version}.json`, import.meta.url);
const lines = requirements.map(({ id, row, level }) => `  ${JSON.stringify({ id, row, level })}`);
writeFileSync(path, `[\n${lines.join(',\n')}\n]\n`, { flag: process.argv.includes('--again') ? 'w' : 'wx' });
console.log(`spec: ${requirements.length} requirements frozen as ${version}.`);
