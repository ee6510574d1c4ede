// Counts the results of a stage of `.ci/run`: prints `PASSED FAILED SKIPPED`, and on stderr what failed, was skipped or was
// stopped. It is plain JavaScript, so that it also counts if the installation failed.
//   count.mjs tests ROOT EXIT     the vitest results of every package under ROOT
//   count.mjs packages NAMES EXIT those of some packages
//   count.mjs suite FILE EXIT     what `parsec-spec validate --output json` printed
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [kind, where, exit] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const say = (...words) => console.error('---', ...words);

/** Counts a skipped test as a failure, because CI has everything that a test needs. */
function countTests(packages) {
  const counts = [0, 0, 0];
  for (const path of packages) {
    const folder = join(path, '.vitest');
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
    if (files.length === 0) {
      say(`${path} has tests, but left no result`);
      sayRunning(join(folder, 'running.txt'));
      counts[1] += 1;
    }
    for (const file of files) add(counts, read(join(folder, file)));
  }
  return counts;
}

const packagesIn = (root) =>
  readdirSync(root)
    .map((name) => join(root, name))
    .filter((path) => existsSync(join(path, 'vitest.config.ts')));

/** The tests that were running when the run was stopped (running-tests.ts). */
function sayRunning(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, 20)) say(`running: ${line}`);
}

function add(counts, result) {
  counts[0] += result.numPassedTests;
  counts[1] += result.numFailedTests + result.numPendingTests + (result.numTodoTests ?? 0);
  for (const { name, status, message, assertionResults } of result.testResults) {
    if (status === 'failed' && assertionResults.length === 0) {
      say(`could not be run: ${name}: ${message}`);
      counts[1] += 1;
    }
    for (const { status: outcome, fullName, failureMessages = [] } of assertionResults) {
      const [reason = ''] = (failureMessages[0] ?? '').split('\n');
      if (outcome !== 'passed') say(`${outcome}: ${fullName} ${reason}`.trimEnd());
    }
  }
}

function countSuite() {
  const { counts, checks, requirements, verdict, error } = read(where);
  if (error !== undefined) {
    say(`${error.code}: ${error.message} (${error.hint})`);
    return [0, 1, 0];
  }
  const bad = ['fail', 'stale', 'blocked', 'notTestable', 'flaky'];
  for (const { id, outcome, message } of checks) {
    if (bad.includes(outcome)) say(`${outcome}: ${id}: ${message ?? ''}`);
  }
  say(
    `verdict ${verdict}; ${requirements.verified} of ${requirements.total} rows verified; ${JSON.stringify(counts)}`,
  );
  const sum = (...names) => names.reduce((total, name) => total + (counts[name] ?? 0), 0);
  return [sum('pass', 'warning', 'note', 'knownFailure'), sum(...bad), sum('notApplicable')];
}

const counts =
  kind === 'suite' ? countSuite() : countTests(kind === 'packages' ? where.split(' ') : packagesIn(where));
if (exit !== '0' && counts[1] === 0) {
  say(`exit ${exit}, although no counted test failed`);
  counts[1] += 1;
}
if (counts[0] + counts[1] === 0) {
  say('nothing was run');
  counts[1] += 1;
}
console.log(counts.join(' '));
