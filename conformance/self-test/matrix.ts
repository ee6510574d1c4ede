import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { guardedRequirements, type ServerOptions } from '@parsec-spec/reference-server/core';
import type { Check } from '../src/judge/check.ts';
import { loadChecks } from '../src/judge/registry.ts';
import type { MatrixRow } from '../src/report/broken-servers.ts';
import type { CheckResult } from '../src/runner/check-result.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import { derivedServers, type Sightings, watchedServer, whyEquivalent } from './derived-servers.ts';
import { loadMutants } from './load-mutants.ts';
import { mutantTarget } from './mutant-target.ts';
import { runLives } from './run-lives.ts';

// Plays the suite on every broken server until a check fails, and writes which one to matrix.json: a
// check of the rule that it breaks, another one, generated lives, or nothing.
//
//   npm run matrix -- [--shard 1/4] [--only TEXT]… [--lives 100] [--jobs 2] [--lives-alone]
//
// With --lives-alone it plays only lives, prints what they notice, and writes nothing.

interface Subject {
  readonly name: string;
  readonly requirement?: string;
  readonly options: Pick<ServerOptions, 'mutants' | 'omit'>;
  readonly begin?: () => () => void;
}

/** The part of the broken servers that a thread judges: each of `count`, from `index` on. */
interface Part {
  readonly index: number;
  readonly count: number;
  readonly lives: number;
  readonly isAlone: boolean;
  readonly only: readonly string[];
}

/** What a thread tells: the names of all broken servers, then a row for each of its own. */
type Told = { readonly names: readonly string[]; readonly own: number } | { readonly row: MatrixRow };

const path = new URL('../matrix.json', import.meta.url);

const checks = (await loadChecks()).filter(
  ({ kind, needs }) => kind === 'server' && needs?.includes('faults') !== true,
);
const quickChecks = checks.filter(({ needs }) => needs?.includes('slow') !== true);

/** The servers that break a requirement on purpose: one without each guard, and each mutant. */
async function brokenServers(): Promise<readonly Subject[]> {
  const omissions = guardedRequirements.map((requirement) => ({
    name: `${requirement} left out`,
    requirement,
    options: { omit: [requirement] },
  }));
  const mutants = (await loadMutants()).map((mutant) => ({
    name: mutant.name,
    requirement: mutant.requirement,
    options: { mutants: [mutant] },
  }));
  return [...omissions, ...mutants];
}

/** Whether a check failed, whatever its level. */
const isFailed = ({ outcome, failure }: CheckResult): boolean =>
  ['fail', 'blocked'].includes(outcome) || (outcome === 'note' && failure !== undefined);

/** The first check that fails on a server; undefined if all pass. */
async function firstFailure(subject: Subject, own: readonly Check[]): Promise<string | undefined> {
  if (own.length === 0) return undefined;
  const server = await mutantTarget(subject.options, { sseKeepalive: 3 });
  const end = subject.begin?.();
  let failed: string | undefined;
  try {
    await runSuite({
      server,
      checks: own,
      seed: 'matrix',
      run: '5e1f7e',
      again: false,
      failFast: true,
      strict: true,
      slow: true,
      withoutPreflight: { spontaneous: false, events: true },
      onEvent: (event) => {
        if (event.event === 'check-finished' && isFailed(event)) failed ??= event.check;
      },
    });
  } finally {
    end?.();
    await server.close();
  }
  return failed;
}

/** The requirement that generated lives name; undefined if they notice nothing. */
async function livesNotice(subject: Subject, lives: number): Promise<string | undefined> {
  const end = subject.begin?.();
  try {
    const played = await runLives(subject.options, { seed: 'matrix', failFast: true, lives });
    return played.lives.counterexamples[0]?.requirement.id;
  } finally {
    end?.();
  }
}

async function judge(subject: Subject, { lives, isAlone }: Part): Promise<MatrixRow> {
  const { name, requirement } = subject;
  const row = { server: name, ...(requirement !== undefined && { requirement }) };
  const reason = whyEquivalent(name);
  if (reason !== undefined) return { ...row, noticedBy: 'equivalent', by: reason };
  if (!isAlone) {
    const isOwn = ({ requirements }: Check) => requirements.some((id) => id === requirement);
    const own = await firstFailure(subject, checks.filter(isOwn));
    if (own !== undefined) return { ...row, noticedBy: 'own check', by: own };
    // Checks of the operation that a derived server answers wrongly come first.
    const operation = /^\w+ (\w+)/.exec(name)?.[1] ?? '';
    const isNear = ({ id }: Check) => Number(id.startsWith(`${operation}/`));
    const others = quickChecks.filter((check) => !isOwn(check));
    const another = await firstFailure(
      subject,
      others.toSorted((one, other) => isNear(other) - isNear(one)),
    );
    if (another !== undefined) return { ...row, noticedBy: 'another check', by: another };
  }
  const rule = await livesNotice(subject, lives);
  return rule === undefined ? { ...row, noticedBy: 'nothing' } : { ...row, noticedBy: 'lives', by: rule };
}

/** Plays the suite on the right server, and notes what there is to break. */
async function sight(): Promise<Sightings> {
  const watched = watchedServer();
  const failed = await firstFailure(watched, quickChecks);
  if (failed !== undefined) throw new Error(`${failed} fails on the right server`);
  return watched.sightings;
}

async function work(part: Part): Promise<void> {
  const { index, count, only } = part;
  const subjects: readonly Subject[] = [...(await brokenServers()), ...derivedServers(await sight())];
  const own = subjects
    .filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)))
    .filter((_, place) => place % count === index);
  const tell = (told: Told) => parentPort?.postMessage(told);
  tell({ names: subjects.map(({ name }) => name), own: own.length });
  for (const subject of own) tell({ row: await judge(subject, part) });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      shard: { type: 'string', default: '1/1' },
      only: { type: 'string', multiple: true, default: [] },
      lives: { type: 'string', default: '100' },
      jobs: { type: 'string', default: '2' },
      'lives-alone': { type: 'boolean', default: false },
    },
  });
  const [shard = 1, shards = 1] = values.shard.split('/').map(Number);
  const jobs = Number(values.jobs);
  const isAlone = values['lives-alone'];
  const rows = new Map(isAlone ? [] : readMatrix().map((row) => [row.server, row]));
  const progress = { done: 0, total: 0 };
  const take = (told: Told) => {
    if ('names' in told) {
      progress.total += told.own;
      const names = new Set(told.names);
      for (const gone of new Set(rows.keys()).difference(names)) rows.delete(gone);
      for (const server of isAlone ? [] : names.difference(new Set(rows.keys())))
        rows.set(server, { server, noticedBy: 'not played' });
      return;
    }
    const { server, noticedBy, by = '' } = told.row;
    rows.set(server, told.row);
    progress.done += 1;
    process.stderr.write(`${progress.done}/${progress.total} ${server}: ${noticedBy} ${by}\n`);
    if (!isAlone) writeMatrix([...rows.values()]);
  };
  await Promise.all(
    Array.from({ length: jobs }, async (_, job) => {
      const part: Part = {
        index: job * shards + shard - 1,
        count: jobs * shards,
        lives: Number(values.lives),
        isAlone,
        only: values.only,
      };
      const worker = new Worker(import.meta.filename, { workerData: part });
      worker.on('message', take);
      await once(worker, 'exit');
    }),
  );
  for (const [kind, own] of Map.groupBy(rows.values(), ({ noticedBy }) => noticedBy))
    process.stdout.write(`${kind}: ${own.length} of ${rows.size}\n`);
}

function writeMatrix(rows: readonly MatrixRow[]): void {
  const lines = rows
    .toSorted((one, other) => (one.server < other.server ? -1 : 1))
    .map((row) => `  ${JSON.stringify(row)}`);
  writeFileSync(path, `[\n${lines.join(',\n')}\n]\n`);
}

const readMatrix = (): readonly MatrixRow[] =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];

if (isMainThread) await main();
else {
  await work(workerData as Part);
  // Streams that a broken server left open would hold the thread.
  process.exit();
}
