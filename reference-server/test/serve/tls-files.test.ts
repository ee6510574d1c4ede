import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../../src/serve/start-server.ts';
import { certificatePair, otherKey } from '../support/key-pair.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-tls-'));
const put = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const { key, cert: ca } = certificatePair();
const ssl = { keyfile: put('key.pem', key), certfile: put('cert.pem', ca), ciphers: null };
const server = await startServer({ ssl, administrationToken: 's3cr3t' });
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const post = (target: string, body: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: 'Bearer s3cr3t', 'Content-Type': 'application/json' };
    const sent = request(`${server.url}${target}`, { method: 'POST', headers, ca }, (answer) => {
      let text = '';
      answer.on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

test('with key and certificate the server uses HTTPS, also in links', async () => {
  expect(server.url).toMatch(/^https:/);
  expect(server.serverAddr).toBe(`parsec3://127.0.0.1:${server.port}`);
  const { status, body } = await post('/administration/organizations', '{"organization_id":"Org"}');
  const links = JSON.parse(body) as Record<string, string>;
  expect(status).toBe(200);
  expect(links.bootstrap_url).toMatch(
    new RegExp(`^parsec3://127\\.0\\.0\\.1:${server.port}/Org\\?a=bootstrap_organization&p=`),
  );
  expect(links.bootstrap_url_as_http_redirection).toMatch(/^https:/);
});

test('versions below TLS 1.2 are refused', async () => {
  const attempt = (maxVersion: 'TLSv1.1' | 'TLSv1.2'): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(
        {
          port: server.port,
          host: '127.0.0.1',
          ca,
          minVersion: 'TLSv1',
          maxVersion,
          ciphers: 'DEFAULT@SECLEVEL=0',
        },
        () => {
          resolve(socket.getProtocol() ?? '');
          socket.destroy();
        },
      );
      socket.on('error', () => resolve('refused'));
    });
  expect(await attempt('TLSv1.1')).toBe('refused');
  expect(await attempt('TLSv1.2')).toBe('TLSv1.2');
});

test('plain HTTP on its port fails', async () => {
  await expect(fetch(server.url.replace('https', 'http'))).rejects.toThrow();
});

test.each([
  [
    'a key that is missing',
    { keyfile: join(folder, 'none') },
    /^--ssl-keyfile .*none cannot be read \(ENOENT\)$/,
  ],
  ['a certificate that is missing', { certfile: join(folder, 'none') }, /^--ssl-certfile .*\(ENOENT\)$/],
  ['a folder for a key', { keyfile: folder }, /^--ssl-keyfile .*\(EISDIR\)$/],
  ['a certificate for a key', { keyfile: ssl.certfile }, /^--ssl-keyfile .* holds no usable key$/],
  ['a key for a certificate', { certfile: ssl.keyfile }, /^--ssl-certfile .* holds no certificate$/],
  ['the key of another', { keyfile: put('other.pem', otherKey) }, /does not belong to the certificate/],
  ['unknown ciphers', { ciphers: 'NOSUCH' }, /^--ssl-ciphers is not usable$/],
])('%s is refused by name', async (_, changes, message) => {
  await expect(startServer({ ssl: { ...ssl, ...changes } })).rejects.toMatchObject({
    code: 'cannot-start',
    exit: 2,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\.$/),
  });
});
