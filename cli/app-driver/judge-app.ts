// Judges the client in the browser by the checks of clients. Arguments are options of `validate`, and
// the exit code is its exit code. `--sample` selects half of the rows and one check of each, drawn by
// HEAD or by PARSEC_SPEC_SAMPLE. With `CLIENT --through SERVER` the app and CLIENT enrol each other. For
// tests, `--replace JSON` gives texts of modules and their replacements.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadChecks } from '@parsec-spec/conformance/judge';
import { requirements } from '@parsec-spec/spec/requirements';
import { startHost } from './host.ts';

const here = import.meta.dirname;
const launch = join(here, '..', '..', 'launch.mjs');
const options = process.argv.slice(2);

/**
 * Checks of files, which a page downloads and cannot see again. docs/judge-a-client.md names what covers
 * each one instead.
 */
const beyondBrowsers = [
  'failed-save-can-be-repeated',
  'failed-save-is-told',
  'no-partial-file',
  'owner-only',
];

/** Removes an option with its values. Undefined: it is not there. */
function take(name: string, values: number): readonly string[] | undefined {
  const at = options.indexOf(name);
  return at < 0 ? undefined : options.splice(at, 1 + values).slice(1);
}

/** One check of each row that the seed draws, which is about half of them. */
async function drawnChecks(): Promise<readonly string[]> {
  const head = () => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: here, encoding: 'utf8' }).trim();
  const seed = process.env.PARSEC_SPEC_SAMPLE ?? head();
  const rows = new Map(requirements.map(({ id, row }) => [id as string, row]));
  const rank = (id: string): string => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  const drawn = new Map<string, string>();
  for (const { kind, id, requirements: own } of await loadChecks()) {
    if (kind !== 'client') continue;
    for (const row of own.map((each) => rows.get(each) ?? '')) {
      if (rank(row) > '8') continue;
      const other = drawn.get(row);
      if (other === undefined || rank(id) < rank(other)) drawn.set(row, id);
    }
  }
  process.stderr.write(`judge-app: the sample of PARSEC_SPEC_SAMPLE=${seed}\n`);
  return [...new Set(drawn.values())];
}

const [replacements = '[]'] = take('--replace', 1) ?? [];
if (take('--sample', 0)) options.push(...(await drawnChecks()).flatMap((id) => ['--only', id]));
// A meeting with another client runs no checks.
if (!options.includes('--through')) {
  if (!options.includes('--jobs')) options.push('--jobs', String(2 * availableParallelism()));
  options.push(...beyondBrowsers.flatMap((id) => ['--except', `client-keys/${id}`]));
}
const host = await startHost(JSON.parse(replacements));
const target = `client:cmd:'${process.execPath}' '${join(here, 'client.ts')}' '${host.path}'`;
const judge = spawn(process.execPath, [launch, 'parsec-spec', 'validate', target, ...options], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => judge.kill(signal));
const [code] = await once(judge, 'close');
await host.close();
process.exit(code ?? 70);
