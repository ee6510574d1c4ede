import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';

const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A running sink: its port, its output, and its end. */
async function sinkWith(...args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'mail-sink', '--port', '0', ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(() => child.kill('SIGKILL'));
  let stdout = '';
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const search = () => {
        const [found] = pattern.exec(stdout) ?? [];
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', search);
      search();
    });
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const line = await until(/.*\n/);
  return { port: Number(/:(\d+)/.exec(line)?.[1]), until, ended, stop: () => child.kill('SIGTERM') };
}

/** Sends SMTP line by line, each after the previous answer. */
function deliver(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const waiting = [...lines];
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
    socket.on('data', (piece: string) => {
      heard += piece;
      if (/^\d{3} .*\r\n$/m.test(piece)) socket.write(`${waiting.shift() ?? 'QUIT'}\r\n`);
    });
  });
}

const link = 'http://127.0.0.1:6777/redirect/Org?a=claim_user&p=xBAAESIzRFVmd4iZqrvM3e7_';
const mail = [
  'EHLO me',
  'MAIL FROM:<parsec@example.com>',
  'RCPT TO:<bob@example.com>',
  'DATA',
  [
    'From: parsec@example.com',
    'To: bob@example.com',
    'Subject: =?UTF-8?Q?Zo=C3=AB_=1B[31m?=',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `open ${link}`,
    'and \u001b[2J more',
    '.',
  ].join('\r\n'),
];

test('mail-sink shows each mail safely for the terminal, saves it unchanged, and stops on a signal', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'sink-')), 'mails');
  stops.push(() => rmSync(join(dir, '..'), { recursive: true }));
  const sink = await sinkWith('--dir', dir);
  expect(await deliver(sink.port, mail)).toMatch(/^250 .*\r\n221/m);
  const shown = await sink.until(/-{72}\n[\s\S]*?-{72}\n/);
  expect(shown).toMatch(/^From +parsec@example\.com$/m);
  expect(shown).toMatch(/^To +bob@example\.com$/m);
  expect(shown).toMatch(/^Subject +Zoë /m);
  expect(shown).toContain(link);
  expect(shown).not.toContain('\u001b');
  const files = readdirSync(dir);
  expect(files).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.eml$/)]);
  expect(readFileSync(join(dir, files[0] ?? ''), 'utf8')).toContain(`open ${link}`);
  sink.stop();
  expect(await sink.ended).toBe(0);
});

test('mail-sink prints each mail as one line of JSON for programs, and accepts any login', async () => {
  const sink = await sinkWith('--output', 'json');
  const login = ['EHLO me', `AUTH PLAIN ${Buffer.from('\0me\0secret').toString('base64')}`, ...mail.slice(1)];
  expect(await deliver(sink.port, login)).toMatch(/^235 /m);
  const event = JSON.parse(await sink.until(/^\{"event":"mail".*\n/m));
  expect(event).toMatchObject({
    envelope: { from: 'parsec@example.com', to: ['bob@example.com'] },
    links: [link],
    file: null,
  });
});

test('mail-sink explains an unusable port', async () => {
  const sink = await sinkWith();
  expect(await callCli(['mail-sink', '--port', String(sink.port)])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/in use[\s\S]*--port/),
  });
  expect(await callCli(['mail-sink', '--port', '0', '--host', '192.0.2.1'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not an address of this machine[\s\S]*--host/),
  });
  for (const port of ['70000', 'abc']) {
    expect(await callCli(['mail-sink', '--port', port])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--port "${port}" is not a port (0 to 65535)`),
    });
  }
});

test('mail-sink names an unusable folder, also on a file system that refuses folders', async () => {
  for (const dir of ['/dev/null/mails', '/proc/none/mails']) {
    expect(await callCli(['mail-sink', '--port', '0', '--dir', dir])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${dir} cannot be used as a folder`),
    });
  }
});
