import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { cert, key } from '../support/key-pair.ts';

const server = createServer({ config: { administration_token: 't' } });
let secure: Listening;
let plain: Listening;
let folder = '';
let authority = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-https-'));
  authority = join(folder, 'cert.pem');
  await writeFile(authority, cert);
  secure = await listen(server, { host: '127.0.0.1', port: 0, tls: { key, cert } });
  plain = await listen(server, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await Promise.all([secure.stop(100), plain.stop(100)]);
  await rm(folder, { recursive: true });
});
const validate = (address: string, ...more: string[]) =>
  callCli(['validate', address, '--administration-token', 't', '--only', 'BOOT-01', ...more]);

describe('a server that speaks HTTPS', () => {
  test.each([['--ca-file'], ['--insecure']])('is judged with %s', async (option) => {
    const { code, stdout } = await validate(
      secure.url,
      option,
      ...(option === '--ca-file' ? [authority] : []),
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/verdict: pass/)]);
  });

  test('is not trusted by default, and a hint is shown', async () => {
    expect(await validate(secure.url)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/SELF_SIGNED_CERT[\s\S]*--ca-file.*--insecure/),
    });
  });

  test('is reported by doctor with protocol and certificate, without warnings of Node', async () => {
    const { code, stdout, stderr } = await callCli(['doctor', secure.url, '--ca-file', authority]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/TLS +TLSv1\.3, certificate until .* 2120 GMT\n/);
  });
});

test('TLS to a server without TLS is reported', async () => {
  expect(await validate(plain.url.replace('http:', 'https:'))).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/does not use TLS at this port: try http:/),
  });
});
