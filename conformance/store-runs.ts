import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readRun } from './src/report/read-run.ts';
import { storedEvents } from './src/report/stored-run.ts';
import { printableJson } from './src/wire/terminal-text.ts';

// Makes the stored runs of `reports/` anew: `npm run store-runs`, or with the names of some. Then
// `npm run generate` makes their index. `--timeout SECONDS` is for busy machines.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { timeout: { type: 'string' } },
});
const withFaults = ['--faults', '--properties', 'off'];
const faults = [...withFaults, '--only', 'FAULTS'];
const postgres = ['--with', 'postgres', ...faults, '--only', 'events/all-processes-hear'];
const cloud = ['image:parsec-cloud:3.10.0', '--target-file', 'conformance/targets/parsec-cloud.yaml'];
const ours = ['--target-file', 'conformance/targets/reference-server.yaml'];
const served = ['cmd:npx --no parsec-spec serve --dev', ...ours];
/** Of several runs that hold a check, the first one by name is shown. */
const runs: Readonly<Record<string, readonly string[]>> = {
  reference: ['memory:reference', 'client:reference', '--slow'],
  'reference-faults': [...served, ...faults],
  // A disk can be filled only in a container: `npm run image` makes it.
  'reference-disk': [
    'image:parsec-spec:dev',
    ...ours,
    ...withFaults,
    ...['--only', 'durability/full-disk-*', '--only', 'durability/service-returns-with-space'],
  ],
  'reference-postgres': [...served, ...postgres],
  'parsec-cloud': cloud,
  'parsec-cloud-faults': [...cloud, ...faults],
  'parsec-cloud-postgres': [
    ...['image:parsec-cloud:3.10.0', '--target-file', 'conformance/targets/parsec-cloud-postgres.yaml'],
    ...postgres,
  ],
};
const root = fileURLToPath(new URL('../', import.meta.url));
const names = positionals.length > 0 ? positionals : Object.keys(runs);
const unknown = names.filter((name) => runs[name] === undefined);
if (unknown.length > 0) {
  console.error(`no stored run ${unknown.join(', ')}: name some of ${Object.keys(runs).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-runs-'));
try {
  for (const name of names) {
    const events = join(folder, `${name}.ndjson`);
    const patience = values.timeout === undefined ? [] : ['--timeout', values.timeout];
    const args = [...(runs[name] ?? []), ...patience, '--seed', 'parsec', '--report', `ndjson=${events}`];
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
