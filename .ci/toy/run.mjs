// Adds a toy command to a copy of the tree, then a field to that command, and shows that both take effect. The command is the
// example of docs/add-a-command.md, the field that of docs/add-a-field.md.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { copyTree } from '../../cli/test/support/copy-tree.ts';

const root = join(import.meta.dirname, '..', '..');
const command = 'notice_publish';
const readme = `spec/commands/authenticated/${command}/README.md`;
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server', 'conformance', 'cli', 'bench'];
/** The one file that is edited by hand: each client decides how it treats a type of certificate. */
const edited = 'reference-client/src/certificates/verify-chain.ts';

const tree = mkdtempSync(join(tmpdir(), 'parsec-spec-toy-'));
process.on('exit', () => rmSync(tree, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

await copyTree(root, tree, packages);
const before = filesOf(tree);
const added = addFiles(join(import.meta.dirname, 'command'));
await apply('client.diff');
await mustRun('npm run generate');
expectOnlyGeneratedChanges();
await expectJudged();

await apply('field.diff');
await mustRun('npm run generate');
await expectJudged();

/** Copies the files of a folder into the tree. None of them may exist there. */
function addFiles(folder) {
  const paths = globSync('**', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  for (const path of paths) {
    expect(!existsSync(join(tree, path)), `${path} is a new file`, 'it exists in the tree');
    cpSync(join(folder, path), join(tree, path));
  }
  console.log(`${paths.length} files added`);
  return paths;
}

async function apply(patch) {
  await mustRun(`git apply '${join(import.meta.dirname, patch)}'`);
}

/** Only generated files and regions, and the client's file, may differ from the tree before. */
function expectOnlyGeneratedChanges() {
  const after = filesOf(tree);
  const generated = generatedFiles([...after.keys()]);
  const changed = [...after.keys()].filter(
    (path) => !added.includes(path) && before.get(path) !== after.get(path),
  );
  const byHand = changed.filter(
    (path) =>
      !generated.has(path) && withoutRegions(before.get(path) ?? '') !== withoutRegions(after.get(path)),
  );
  const removedFiles = [...before.keys()].filter((path) => !after.has(path));
  expect(
    byHand.join() === edited && removedFiles.length === 0,
    `of the files that are not generated, only ${edited} changes`,
    `changed: ${byHand.join(', ') || 'none'}; gone: ${removedFiles.join(', ') || 'none'}`,
  );
  console.log(`generated again: ${changed.filter((path) => path !== edited).join(', ')}`);
}

/** Runs what a contributor runs: drift, compiler, the checks of the command, its mutants. */
async function expectJudged() {
  await mustRun('node launch.mjs turbo run drift typecheck');
  const requirements = [...read(readme).matchAll(/^- \*\*([^*]+)\*\*/gm)].map(([, id]) => id);
  expect(requirements.length > 0, `${readme} has requirements`, 'none');
  await expectChecksPass(requirements);
  await expectMutantsNoticed(requirements);
}

/** Each requirement must have a check that passes on the correct server, and so must the sample. */
async function expectChecksPass(requirements) {
  const ofSample = command.replaceAll('_', '-');
  const { stdout, stderr } = await run(
    `node launch.mjs parsec-spec validate memory:reference --only '${command}/*' --only '*/*#${ofSample}' --output json`,
  );
  const { checks } = JSON.parse(stdout || '{}');
  expect(checks !== undefined, 'validate judges the server', stdout + stderr);
  const passed = checks.filter(({ outcome }) => outcome === 'pass');
  const others = checks.filter(({ outcome }) => outcome !== 'pass');
  expect(
    others.length === 0,
    'the correct server passes each check of the command',
    others.map(({ id, outcome, message, reason }) => `${id}: ${outcome}: ${message ?? reason}`).join('\n'),
  );
  for (const requirement of requirements)
    expect(
      passed.some((one) => one.requirements.some(({ id }) => id === requirement)),
      `a check of ${requirement}`,
      `checks: ${passed.map(({ id }) => id).join(', ')}`,
    );
  const ofField = `encoding/field-type#${ofSample}`;
  expect(
    passed.some(({ id }) => id === ofField),
    `the sample makes the check ${ofField}`,
    `checks: ${passed.map(({ id }) => id).join(', ')}`,
  );
  console.log(`${passed.length} checks pass`);
}

/** Each requirement must have a mutant that a check notices: its guard left out, or one by hand. */
async function expectMutantsNoticed(requirements) {
  const { stdout, stderr } = await run(
    `cd conformance && node ../launch.mjs vitest run test/self-test/mutants.test.ts -t '${command}/'`,
  );
  const results = 'conformance/.vitest/result.json';
  expect(existsSync(join(tree, results)), 'the self-test ends', stdout + stderr);
  const tests = JSON.parse(read(results)).testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  expect(
    failed.length === 0,
    'a check notices each mutant',
    failed
      .map(({ title, failureMessages }) => `${title}: ${failureMessages[0]?.split('\n    at ')[0]}`)
      .join('\n'),
  );
  const noticed = tests.filter(({ status }) => status === 'passed').map(({ title }) => title);
  for (const requirement of requirements)
    expect(
      noticed.some((name) => name.split('#')[0] === requirement),
      `a mutant of ${requirement}`,
      `mutants: ${noticed.join(', ') || 'none'}`,
    );
  console.log(`${noticed.length} mutants are noticed`);
}

function read(path) {
  return readFileSync(join(tree, path), 'utf8');
}

/** The content of each file that a clone would have, by path. */
function filesOf(folder) {
  const exclude = (path) => /(^|\/)(node_modules|dist|\.bundle|\.turbo|\.vitest)$/.test(path);
  const paths = globSync('**', { cwd: folder, exclude }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** Those of the files that `.gitattributes` marks as generated. */
function generatedFiles(paths) {
  const options = { cwd: root, input: paths.join('\0'), encoding: 'utf8' };
  const marked = execFileSync('git', ['check-attr', '-z', '--stdin', 'linguist-generated'], options).split(
    '\0',
  );
  return new Set(paths.filter((_, index) => marked[index * 3 + 2] === 'set'));
}

function withoutRegions(text) {
  return text.replace(/<!-- generated: .* -->\n[\s\S]*?<!-- \/generated -->/g, '');
}

/** Runs a command in the tree, whatever its exit code. */
async function run(line) {
  const start = performance.now();
  // git apply would pass over the tree if a folder above were a repository.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(tree) };
  const options = { cwd: tree, env, maxBuffer: 1 << 26 };
  const {
    code = 0,
    stdout,
    stderr,
  } = await promisify(execFile)('bash', ['-c', line], options).catch((error) => error);
  console.log(`$ ${line}  (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return { code, stdout, stderr };
}

async function mustRun(line) {
  const { code, stdout, stderr } = await run(line);
  expect(code === 0, `\`${line}\` ends with 0`, `${stdout}${stderr}\nit ends with ${code}`);
}

function expect(condition, expected, found) {
  if (condition) return;
  console.error(`toy command: expected: ${expected}\n             found: ${found}`);
  process.exit(1);
}
