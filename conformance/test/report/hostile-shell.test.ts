import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findingFiles } from '../../src/report/finding-files.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import { pastableRequest } from '../../src/report/request-script.ts';
import { viewExchange } from '../../src/runner/exchange-view.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { resultOf } from '../support/plain-failure.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();
const token = 'Planted_4711+token/Test';
const server = 'http://127.0.0.1:4';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parsec-spec-shell-'));
  // The programs of the commands, which only write their arguments.
  for (const name of ['curl', 'openssl']) {
    writeFileSync(join(folder, name), '#!/bin/sh\nprintf "%s\\0" "$@" >>"$OUT"\ncat >/dev/null\n');
    chmodSync(join(folder, name), 0o700);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(join(folder, 'canary'), { force: true }));

/** Runs a script in the folder. Returns the arguments of curl, and whether the canary exists. */
function run(script: string | Uint8Array, ...args: readonly string[]) {
  const [out, file] = [join(folder, 'arguments'), join(folder, 'request.sh')];
  writeFileSync(out, '');
  writeFileSync(file, script);
  const env = { PATH: `${folder}:${process.env.PATH}`, OUT: out, PARSEC_ADMINISTRATION_TOKEN: token };
  try {
    execFileSync('sh', [file, ...args], { cwd: folder, env, stdio: 'ignore', timeout: 300_000 });
  } catch (error) {
    // bash finds no server for a request that curl cannot send.
    if (!Object(error).status) throw error;
  }
  const lines = readFileSync(out, 'utf8').split('\0');
  return { given: lines.slice(0, -1), hasCanary: existsSync(join(folder, 'canary')) };
}

/** Texts that some shell, or curl, would do more with than take them as they are. */
const bait = [
  ...['$(touch canary)', '`touch canary`', "';touch canary;'", '";touch canary;"', '\\";touch canary;#'],
  ...[
    '\ntouch canary\n',
    '\r\ntouch canary\r\n',
    '}"; touch canary #',
    `\${x:-$(touch canary)}`,
    '$((`touch canary`))',
  ],
  ...[
    '|touch canary',
    '&touch canary&',
    '<(touch canary)',
    '!!',
    '*',
    '~',
    '@request.bin',
    '-o canary ',
    '--output=canary',
  ],
  ...[
    "\\'",
    '\\',
    "'",
    '"',
    '`',
    '$',
    '}',
    ')',
    '\0',
    '\u001b]0;x\u0007',
    '\u009b1m',
    ' ',
    '\t',
    '%24(touch canary)',
  ],
  // Characters whose low byte is a quote, a backquote, a dollar or a line feed.
  ...['\u0127', '\u0122', '\u0160', '\u0124', '\u010a', '\u0127;touch canary;\u0127', 'é', '\ud800'],
  ...['[administration token]', token, 'a', '/', ':', 'x.example'],
];
const text = fc.array(fc.constantFrom(...bait), { maxLength: 5 }).map((parts) => parts.join(''));
const hostile = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD'), text),
  target: fc.oneof(
    text.map((rest) => `/${rest}`),
    text,
  ),
  headers: fc.array(
    fc.tuple(fc.oneof(fc.constantFrom('Host', 'Authorization', 'X', 'content-length'), text), text),
    { maxLength: 4 },
  ),
  body: text.map((body) => Buffer.from(body)),
});
type Hostile = typeof hostile extends fc.Arbitrary<infer Value> ? Value : never;

const exchangeOf = (request: Hostile, isSent: boolean): Exchange => {
  const response = { status: 200, headers: request.headers, body: request.body };
  const exchange = new Exchange(request, response, 1);
  if (isSent) exchange.origin = { address: server, number: 2 };
  return exchange;
};

const files = (culprit: Exchange, message: string) =>
  findingFiles(
    { check: 'a/b', result: resultOf(message), isNamed: true, culprit, exchanges: [culprit] },
    { again: "parsec-spec validate --only 'a/b'", administrationToken: token, isServerOpen: true },
  );

const secrets = new Secrets();
secrets.administrationToken(token);
const viewOf = (exchange: Exchange) =>
  viewExchange(exchange, { redact: (secret) => secrets.redact(secret), limit: 4096 });

/** The commands of a page whose opened check has this exchange. */
function commandsOf(exchange: Exchange): readonly string[] {
  const failed = log.finished?.causes[0]?.checks[0];
  const checks = log.checks.map((check) =>
    check.check === failed ? { ...check, exchanges: [viewOf(exchange)], culprit: 0 } : check,
  );
  const page = htmlReport({ ...log, checks });
  const figures = [...page.matchAll(/<figcaption>curl<\/figcaption><pre[^>]*>([^<]*)<\/pre>/g)];
  return figures.map(([, command = '']) =>
    command.replace(
      /&(amp|lt|gt|quot);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? '',
    ),
  );
}

const check = (property: (request: Hostile, isSent: boolean) => void): void =>
  fc.assert(fc.property(hostile, fc.boolean(), property), { numRuns: 150 });

describe('nothing that a judged program sent is executed', () => {
  test('by request.sh', () => {
    check((request, isSent) => {
      const { 'request.sh': script = '', 'request.bin': body = '' } = files(
        exchangeOf(request, isSent),
        request.target,
      );
      writeFileSync(join(folder, 'request.bin'), body);
      expect(Buffer.from(script).toString('latin1')).toMatch(/^[\n -~]*$/);
      const { hasCanary } = run(script, ...(isSent ? [] : [server]));
      expect(hasCanary).toBe(false);
    });
  });

  test('by the command of --step, which is printable', { timeout: 60_000 }, () => {
    check((request) => {
      const command = pastableRequest(request, server, token);
      expect(command).toMatch(/^[\n -~]*$/);
      expect(run(command).hasCanary).toBe(false);
    });
  });

  test('by the commands of the page', { timeout: 60_000 }, () => {
    check((request, isSent) => {
      for (const command of commandsOf(exchangeOf(request, isSent)))
        expect(run(command).hasCanary).toBe(false);
    });
  });
});

const received = (host: string, headers: Hostile['headers'] = []): Exchange =>
  exchangeOf(
    { method: 'GET', target: '/', headers: [['Host', host], ...headers], body: Buffer.alloc(0) },
    false,
  );

describe('a request that the suite received', () => {
  const hosts = [
    'h$(touch canary)',
    'h`touch canary`',
    "h';touch canary;'",
    'h}";touch canary;"',
    'evil.example',
  ];

  test.each(hosts)('names no server by its Host %s', (host) => {
    const { 'request.sh': script = '' } = files(received(host), 'x');
    expect(run(script)).toEqual({ given: [], hasCanary: false });
    const { given, hasCanary } = run(script, server);
    expect([given.at(-1), hasCanary]).toEqual([`${server}/`, false]);
    expect(given).toContain(`Host: ${host}`);
    for (const command of commandsOf(received(host)))
      expect(run(command).given.at(-1)).toBe('http://SERVER/');
  });

  test.each([
    ['the name of the token', '[administration token]'],
    ['the token', token],
    ['a variant of the token', btoa(`admin:${token}`)],
  ])('does not use the token of the shell if it holds %s', (_, value) => {
    const exchange = received('evil.example', [['Authorization', `Bearer ${value}`]]);
    const { 'request.sh': script = '' } = files(exchange, 'x');
    for (const [command, ...args] of [
      [script, server] as const,
      ...commandsOf(exchange).map((one) => [one] as const),
    ]) {
      const { given } = run(command, ...args);
      expect(given.join('\n')).toContain('Authorization: Bearer [administration token');
      expect(given.join('\n')).not.toContain(token);
    }
  });

  test('does not make the script ask for the token', () => {
    const exchange = received('x', [['X', '$PARSEC_ADMINISTRATION_TOKEN']]);
    expect(String(files(exchange, 'x')['request.sh'])).not.toContain('set it to the administration token');
  });
});

describe('a request that the suite sent', () => {
  const sent = (value: string): Exchange =>
    exchangeOf(
      { method: 'GET', target: '/', headers: [['Authorization', value]], body: Buffer.alloc(0) },
      true,
    );

  test('with the token uses the one of the shell, towards its server', () => {
    const exchange = sent(`Bearer ${token}`);
    const { 'request.sh': script = '' } = files(exchange, 'x');
    const commands = [script, ...commandsOf(exchange)];
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      expect(Buffer.from(command).toString()).not.toContain(token);
      const { given } = run(command);
      expect(given).toContain(`Authorization: Bearer ${token}`);
      expect(given.at(-1)).toBe(`${server}/`);
    }
  });

  test('with the name of the token sends that name', () => {
    const exchange = sent('Bearer [administration token]');
    const { 'request.sh': script = '' } = files(exchange, 'x');
    for (const command of [script, ...commandsOf(exchange)])
      expect(run(command).given).toContain('Authorization: Bearer [administration token]');
  });
});

test('JSON of a finding has no control character, and the same values', () => {
  const exchange = received('\u009b31m\u001b]0;x\u0007\u202e');
  const { 'exchange.json': json = '', 'sequence.ndjson': lines = '' } = files(exchange, 'x');
  for (const content of [json, lines]) {
    const all = Buffer.from(content).toString();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(all).not.toMatch(/(?!\n)[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(all).request.headers).toEqual([['Host', '\u009b31m\u001b]0;x\u0007\u202e']]);
  }
});
