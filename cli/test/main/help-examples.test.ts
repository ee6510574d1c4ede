import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTarget, type ServerTarget } from '@parsec-spec/conformance/targets';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheHome } from '../support/cache-home.ts';
import { allCommands, helpOf } from '../support/help.ts';
import { cert, key } from '../support/key-pair.ts';
import { runEvents, targetFile } from '../support/recorded-run.ts';
import { runCli } from '../support/run-cli.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bin = join(root, 'cli', 'bin', 'parsec-spec.mjs');
const token = 's3cr3t';
const password = 'correct horse battery staple\n';

/** The commands below `Examples:`, without the text after several blanks. */
const examplesIn = (help: string): readonly string[] =>
  help
    .slice(help.indexOf('\nExamples:'))
    .replace(/ \\\n +/g, ' ')
    .split('\n')
    .flatMap((line) => /^ {2}(parsec-spec .*?)(?: {3,}.*)?$/.exec(line)?.[1] ?? []);

const commands = await allCommands();
const own = (await runCli(['--help'])).stdout;
const examples = [...new Set([own, ...commands.map(helpOf)].flatMap(examplesIn))]
  // Creates what the examples need: a store, a copy of it, an organization, a device.
  .sort((left, right) => rank(left) - rank(right));

function rank(example: string): number {
  const order = [
    / serve /,
    / backup /,
    / restore /,
    / fixtures --seed/,
    / organization create/,
    / organization /,
  ];
  const at = order.findIndex((pattern) => pattern.test(example));
  return at < 0 ? order.length : at;
}

let folder: string;
let reference: ServerTarget;
let secure: Listening;
let link = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-examples-'));
  await symlink(join(root, 'conformance'), join(folder, 'conformance'));
  await cp(join(root, 'fixtures', 'urls'), join(folder, 'vectors', 'urls'), { recursive: true });
  const files = {
    'alice.txt': password,
    'bob.txt': password,
    'token.txt': `${token}\n`,
    'key.pem': key,
    'cert.pem': cert,
    'ca.pem': cert,
    'target.yaml': targetFile,
    'run.ndjson': runEvents,
    'STORY.txt': '# user_create/email-free: the last call was answered ok\nalice enrols bob\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  for (const path of examples.flatMap((example) => example.match(folders) ?? []))
    await mkdir(join(folder, path), { recursive: true });
  await writeFile(join(folder, 'etc', 'parsec', 'token'), `${token}\n`);
  const target = await openTarget('memory:reference', { administrationToken: token });
  if (target.kind === 'client') expect.unreachable();
  reference = target;
  const server = createServer({ config: { administration_token: token } });
  secure = await listen(server, { host: '127.0.0.1', port: 0, tls: { key, cert } });
});
afterAll(async () => {
  await Promise.all([reference.close(), secure.stop(100)]);
  await rm(folder, { recursive: true });
});

/** Absolute folders in an example. */
const folders = /(?<=[ :=])\/(?:[\w.-]+\/)+/g;

/** The link of an unknown invitation. */
const claimLink = (): string => link.replace('a=bootstrap_organization', 'a=claim_user');

/** Replaces addresses, files and images in an example by those of this test. */
const here = (example: string): string =>
  [
    [/http:\/\/127\.0\.0\.1:6777/g, reference.address],
    [/https:\/\/parsec\.example\.org/g, secure.url],
    [/https:\/\/parsec\.example\.com/g, reference.address],
    [/(?<=invite claim .*)'parsec3:\S+a=claim_user\S+'|(?<=invite claim )LINK/g, `'${claimLink()}'`],
    [/'parsec3:\S+a=bootstrap_organization\S+'|\bLINK\b/g, `'${link}'`],
    [/--administration-token T\b/g, `--administration-token ${token}`],
    [folders, `${folder}$&`],
    [/\bTOKEN\b(?!")/g, '00112233445566778899aabbccddeeff'],
    [/\bimage:\S*?(?=:\d|\s|$)/g, 'image:parsec-spec-missing'],
    [/postgresql:\S+/g, 'postgresql://parsec:x@127.0.0.1:1/parsec'],
    [/127\.0\.0\.1:9464/g, '127.0.0.1:0'],
    [/\b0\.0\.0\.0\b/g, '127.0.0.1'],
    [/--listen \d+/g, '--listen 0'],
    [/--until-idle \d+/g, '--until-idle 0.1'],
    // It builds the site first, which takes minutes and is tested by site.test.ts.
    [/(?<=site .*)--port \d+/g, `--port ${new URL(reference.address).port}`],
    [/(?<=mail-sink .*)--port \d+|(?<=mail-sink)$/g, ' --port 0'],
    [/--check cast/g, '--check vectors'],
    // A whole run takes long and is tested elsewhere.
    [/--properties \d+s/g, '--properties 1s'],
    [/(?<=^parsec-spec validate (?!.*--(?:only|through|against)).*)$/g, " --only 'ping/*'"],
    [/(?<=^parsec-spec validate (?!.*--only).*--against .*)$/g, ' --only properties'],
    [/--only 'authentication\/\*'/g, "--only 'ping/*'"],
  ].reduce((text, [pattern = '', replacement = '']) => text.replace(pattern, String(replacement)), example);

/** Examples that do not end with 0, each with output that shows that it was understood. */
const ends: readonly (readonly [example: RegExp, code: number, message: RegExp])[] = [
  // These ask questions.
  [/client invite user /, 2, /password/],
  [/client invite claim LINK$/, 2, /--code is missing/],
  [/client user list /, 2, /password/],
  [/client login --device /, 2, /no device id starts with/],
  [/ --step\b/, 2, /there is no terminal/],
  // The reader has these files.
  [/ --through /, 2, /A\.yaml: it cannot be read/],
  [/mine\.yaml/, 2, /mine\.yaml: it cannot be read/],
  // These name an invitation of another person.
  [/client invite greet /, 1, /invitation/],
  [/client invite claim LINK /, 1, /invitation/],
  // There is no traffic.
  [/ observe --listen /, 5, /verdict: none/],
  // Its port is taken.
  [/ site --port /, 1, /127\.0\.0\.1:\d+ is in use/],
  // These need an image, or a database.
  [/--with postgres/, 5, /parsec-spec-missing|postgres|container engine/],
  [/image:/, 5, /parsec-spec-missing|container engine/],
  [/ migrate /, 1, /127\.0\.0\.1/],
];

const isServer = (example: string): boolean =>
  /^parsec-spec (serve|mail-sink)\b(?!.* --(check-config|send-test-mail))/.test(example);

/** Runs an example as a shell does. A server gets SIGTERM after its first line. */
const run = (example: string) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const script = `parsec-spec() { exec '${process.execPath}' '${bin}' "$@"; }; ${here(example)}`;
    const child = spawn('bash', ['-euc', script], {
      cwd: folder,
      env: {
        ...process.env,
        ...{
          NODE_OPTIONS: '',
          NO_COLOR: '1',
          TOKEN: token,
          XDG_CONFIG_HOME: folder,
          XDG_CACHE_HOME: cacheHome,
        },
        ...{ PARSEC_PORT: '0', PARSEC_DB_WAIT: '0', PARSEC_ADMINISTRATION_TOKEN: token },
      },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (part: Buffer) => {
      stdout += part;
      if (isServer(example) && stdout.includes('\n')) child.kill('SIGTERM');
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part;
    });
    // Most examples do not read stdin.
    child.stdin.on('error', () => undefined).end(password);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

test('every subcommand has examples', () => {
  const subcommands = commands.filter(({ parent }) => parent?.name() === 'parsec-spec');
  expect(subcommands.map((command) => command.name())).toContain('validate');
  for (const command of subcommands)
    expect(examples.filter((example) => example.startsWith(`parsec-spec ${command.name()}`))).not.toEqual([]);
});

test.each(examples)('%s ends as the help says', async (example) => {
  const [, expected = 0, message = /(?:)/] = ends.find(([pattern]) => pattern.test(example)) ?? [];
  const { code, stdout, stderr } = await run(example);
  expect(code, `${here(example)}\n${stdout}${stderr}`).toBe(expected);
  expect(stdout + stderr).toMatch(message);
  link = /^ +(parsec3:\S+a=bootstrap_organization\S+)$/m.exec(stdout)?.[1] ?? link;
});
