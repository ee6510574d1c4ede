import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRun } from './src/report/read-run.ts';
import { storedEvents } from './src/report/stored-run.ts';
import { printableJson } from './src/wire/terminal-text.ts';

// Makes the stored runs of `reports/` anew: `npm run store-runs`, or with the names of some. Then
// `npm run generate` makes their index.
const faults = ['--faults', '--only', 'FAULTS', '--properties', 'off'];
const cloud = ['image:parsec-cloud:3.10.0', '--target-file', 'conformance/targets/parsec-cloud.yaml'];
const served = [
  'cmd:npx --no parsec-spec serve --dev',
  '--target-file',
  'conformance/targets/reference-server.yaml',
];
const runs: Readonly<Record<string, readonly string[]>> = {
  reference: ['memory:reference', 'client:reference'],
  'reference-faults': [...served, ...faults],
  'parsec-cloud': cloud,
  'parsec-cloud-faults': [...cloud, ...faults],
};
const root = fileURLToPath(new URL('../', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(runs);
const unknown = names.filter((name) => runs[name] === undefined);
if (unknown.length > 0) {
  console.error(`no stored run ${unknown.join(', ')}: name some of ${Object.keys(runs).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-runs-'));
try {
  for (const name of names) {
    const events = join(folder, `${name}.ndjson`);
    const args = [...(runs[name] ?? []), '--seed', 'parsec', '--report', `ndjson=${events}`];
    const command = ['launch.mjs', 'parsec-spec', 'validate', ...args];
    // 0: it passes. 1: it has findings, which are kept. 5: a check has no verdict.
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
    if (![0, 1, 5].includes(status ?? 70)) throw new Error(`${name}: validate ended with ${status}`);
    const lines = storedEvents(readRun(readFileSync(events, 'utf8'), name).events).map(
      (event) => `${printableJson(event)}\n`,
    );
    mkdirSync(join(root, 'reports'), { recursive: true });
    writeFileSync(join(root, 'reports', `${name}.ndjson`), lines.join(''));
  }
} finally {
  rmSync(folder, { recursive: true });
}
