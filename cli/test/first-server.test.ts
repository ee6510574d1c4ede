import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTarget } from '@parsec-spec/conformance/targets';
import { describe, expect, test } from 'vitest';
import { difference, fencesToRun } from './support/fences.ts';
import { runCli } from './support/run-cli.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const program = join(docs, 'your-first-server.py');
const source = readFileSync(program, 'utf8');
const page = readFileSync(join(docs, 'your-first-server.md'), 'utf8');
const python = process.env.PARSEC_SPEC_PYTHON ?? 'python3';
const token = 's3cr3t';

test('the first server has at most 150 lines', () => {
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

test('docs/your-first-server.md quotes the first server as it is', () => {
  const quoted = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  expect(quoted.length).toBeGreaterThan(1);
  for (const text of quoted) expect(source).toContain(text);
});

/** The difference between the page and what its commands print, on a server at another address. */
async function differences(mark: string, address: string): Promise<readonly (string | undefined)[]> {
  const here = (text: string) => text.replaceAll('http://127.0.0.1:6777', address);
  const fences = fencesToRun(page, mark);
  expect(fences.length).toBeGreaterThan(0);
  const found: (string | undefined)[] = [];
  for (const { commands, output = 'no output in the page' } of fences) {
    const [, words = ''] = /^npx --no parsec-spec (.*)\n$/.exec(commands) ?? [];
    const env = { PARSEC_ADMINISTRATION_TOKEN: token, npm_command: 'exec' };
    const { stdout, stderr } = await runCli(here(words).split(' '), { env });
    found.push(difference(here(output), `${stdout}${stderr}`));
  }
  return found;
}

test('the page shows what doctor says of a server that answers 404', async () => {
  const server = http.createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await differences('not-a-server', `http://127.0.0.1:${port}`)).toEqual([undefined]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

const canRun =
  process.env.CI === 'true' ||
  (await promisify(execFile)(python, ['-c', 'import nacl, msgpack, zstandard']).then(
    () => true,
    () => false,
  ));
if (!canRun) console.log(`skipped: the first server needs ${python} with PyNaCl, msgpack and zstandard`);

describe.runIf(canRun)('the first server', () => {
  test('passes what the page shows', async () => {
    const server = await openTarget(`cmd:${python} ${program}`, { administrationToken: token });
    if (server.kind === 'client') expect.unreachable();
    try {
      expect(await differences('first-server', server.address)).toEqual([undefined, undefined]);
    } finally {
      await server.close();
    }
  });
});
