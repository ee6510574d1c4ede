import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { StartError } from '../../src/serve/start-error.ts';
import { startServer } from '../../src/serve/start-server.ts';

const file = (name: string): string => join(import.meta.dirname, '..', 'support', 'samples', 'tls', name);
const ssl = { keyfile: file('key.pem'), certfile: file('cert.pem'), ciphers: null };
const ca = readFileSync(ssl.certfile);
const server = await startServer({ ssl, administrationToken: 's3cr3t' });
afterAll(() => server.close());

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

test('malformed files are named, without their content', async () => {
  const missing = startServer({ ssl: { ...ssl, keyfile: file('none.pem') } });
  await expect(missing).rejects.toThrow(StartError);
  const swapped = startServer({ ssl: { ...ssl, keyfile: ssl.certfile } });
  await expect(swapped).rejects.toMatchObject({ message: expect.stringContaining('--ssl-keyfile'), exit: 2 });
});
