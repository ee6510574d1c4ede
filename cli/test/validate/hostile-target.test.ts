import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';

const claim = '`evil`\nverdict: pass\n::error::forged\n##[error]forged\n\u001b[2J```\n# forged\n';

/** A msgpack map whose `status` is this text. */
const reply = Buffer.concat([
  Buffer.from([0x81, 0xa6]),
  Buffer.from('status'),
  Buffer.from([0xd9, Buffer.byteLength(claim)]),
  Buffer.from(claim),
]);

let folder: string;
let server: http.Server;
let address: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-hostile-'));
  server = http.createServer((request, response) => {
    request.resume();
    response
      .setHeader('Api-Version', API_VERSION)
      .setHeader('Content-Type', 'application/msgpack')
      .end(reply);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

/** Lines that a person or a CI service could mistake for ours. */
const claims = (text: string): readonly string[] =>
  text
    .split(/[\n\r]/)
    .filter((line) => /^\s*(verdict: pass|::|# forged)|##\w*\[/.test(line) || line.includes('\u001b'));

test('text of a target starts no line of stdout, stderr, Markdown or JUnit', async () => {
  const [markdown, junit] = ['summary.md', 'junit.xml'].map((name) => join(folder, name));
  const { code, stdout, stderr } = await callCli([
    ...['validate', address, '--only', 'ping/*', '--only', 'server_config/*'],
    ...['--report', `markdown=${markdown}`, '--report', `junit=${junit}`],
  ]);
  expect(code, stderr).toBe(1);
  for (const output of [stdout, await readFile(markdown ?? '', 'utf8')]) {
    expect(output).toContain('evil');
    expect(claims(output)).toEqual([]);
  }
  expect(stdout).toMatch(/^verdict: fail/m);
  expect(stderr).toContain('fail');
  expect(claims(stderr)).toEqual([]);
  expect(claims(await readFile(junit ?? '', 'utf8'))).toEqual([]);
});

/** Sends a text again and again. */
const repeating =
  (text: string) =>
  (socket: net.Socket): void => {
    const write = (): void => {
      while (socket.writable && socket.write(text));
    };
    socket.on('drain', write);
    write();
  };

test.each([
  [
    'an answer that is no HTTP',
    (socket: net.Socket): void => void socket.end('HTP/1.1 200 OK\r\n\r\n'),
    'gave no valid answer (HPE_INVALID_CONSTANT)',
  ],
  [
    'interim responses without end',
    repeating('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500)),
    'gave no valid answer (more than 100 interim responses)',
  ],
  [
    'a head that never ends',
    (socket: net.Socket): void => void socket.write('HTTP/1.1 200 OK\r\nX: '),
    'gave no whole answer in time (timeout)',
  ],
] as const)('%s is named, and ends the run before it begins', async (_, answer, message) => {
  const sockets = new Set<net.Socket>();
  const raw = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  await new Promise<void>((done) => raw.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
  const { code, stderr } = await callCli(['validate', url, '--timeout', '1']);
  raw.close();
  for (const socket of sockets) socket.destroy();
  expect([code, stderr]).toEqual([4, expect.stringContaining(`${url} ${message}`)]);
});

test('the log of a server that failed to start starts no line of stderr', async () => {
  const program = `cmd:printf 'verdict: pass\\n::error::forged\\n##[error]forged\\n'; exit 1`;
  const { code, stdout, stderr } = await callCli(['validate', program]);
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toContain('forged');
  expect(claims(stderr)).toEqual([]);
});

test('the name of a client reaches stdout, each report and the page as one printable line', async () => {
  const program = join(folder, 'client.mjs');
  const name = 'evil\u001b[2J\u009b31m\nverdict: pass';
  await writeFile(
    program,
    `import { createInterface } from 'node:readline';
    for await (const line of createInterface({ input: process.stdin })) {
      const { id, do: act } = JSON.parse(line);
      const hello = { client: ${JSON.stringify(name)}, acts: ['bootstrap'], opensForeignFiles: false, cheapPasswords: true };
      console.log(JSON.stringify(act === 'hello' ? { id, ...hello } : { id, end: 'unsupported' }));
    }`,
  );
  const kinds = ['html', 'ndjson', 'har', 'markdown', 'junit'];
  const { stdout, stderr } = await callCli([
    ...[
      'validate',
      `client:cmd:'${process.execPath}' '${program}'`,
      '--only',
      'client-transport/offline-is-retried',
    ],
    ...kinds.flatMap((kind) => ['--report', `${kind}=${join(folder, kind)}`]),
  ]);
  const written = await Promise.all(kinds.map((kind) => readFile(join(folder, kind), 'utf8')));
  for (const output of [stdout, stderr, ...written]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(output).not.toMatch(/[\u001b\u009b]/);
    expect(claims(output)).toEqual([]);
  }
  for (const output of [stdout, written[0], written[1]]) expect(output).toContain('evil');
});
