import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startServer } from '../../src/serve/start-server.ts';
import { stops } from '../support/relays.ts';

const folder = mkdtempSync(join(tmpdir(), 'forward-secrecy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [keyfile, certfile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
// Only a key of RSA can be used without forward secrecy.
const made = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${keyfile} -out ${certfile}`;
execFileSync('openssl', made.split(' '), { stdio: 'ignore' });
const ca = readFileSync(certfile);

const serverWith = async (ciphers: string | null) => {
  const server = await startServer({ ssl: { keyfile, certfile, ciphers }, administrationToken: 't' });
  stops.push(() => server.close());
  return server;
};

/** The protocol and suite that a client gets, or the code of the refusal. */
const agreed = (port: number, maxVersion: SecureVersion, ciphers: string): Promise<string> =>
  new Promise((resolve) => {
    const terms = { minVersion: 'TLSv1.2', maxVersion, ciphers } as const;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ...terms }, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'refused'));
  });

describe('TLS', () => {
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  // A client that offers only these suites, and one that offers all and prefers these.
  const withoutSecrecy = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA256'];
  const refused = 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE';

  test.each([null, 'HIGH', 'DEFAULT', 'ALL,@SECLEVEL=0', 'ECDHE-RSA-AES128-GCM-SHA256,AES128-GCM-SHA256'])(
    'keeps forward secrecy with the ciphers %s',
    async (ciphers) => {
      const { port } = await serverWith(ciphers);
      for (const suite of withoutSecrecy)
        expect(await agreed(port, 'TLSv1.2', `${suite}:@SECLEVEL=0`)).toBe(refused);
      const both = [...withoutSecrecy, 'ECDHE-RSA-AES128-GCM-SHA256'].join(':');
      expect(await agreed(port, 'TLSv1.2', both)).toBe('TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256');
      expect(await agreed(port, 'TLSv1.3', 'DEFAULT')).toMatch(/^TLSv1\.3 TLS_/);
    },
  );

  test('uses the ciphers of the host, of TLS 1.3 too', async () => {
    const chacha = await serverWith('ECDHE-RSA-CHACHA20-POLY1305,TLS_AES_128_GCM_SHA256');
    expect(await agreed(chacha.port, 'TLSv1.2', 'DEFAULT')).toBe('TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305');
    expect(await agreed(chacha.port, 'TLSv1.3', 'DEFAULT')).toBe('TLSv1.3 TLS_AES_128_GCM_SHA256');
  });

  test('uses only authenticated encryption by default', async () => {
    const { port } = await serverWith(null);
    expect(await agreed(port, 'TLSv1.2', 'ECDHE-RSA-AES128-SHA256')).toBe(refused);
  });

  test.each(['AES128-GCM-SHA256', 'kRSA', 'TLS_AES_128_GCM_SHA256,AES128-SHA'])(
    'with the ciphers %s, of which none has forward secrecy before TLS 1.3, is refused by name',
    async (ciphers) => {
      await expect(serverWith(ciphers)).rejects.toMatchObject({
        code: 'cannot-start',
        exit: 2,
        message: '--ssl-ciphers is not usable',
        hint: expect.stringContaining('forward secrecy'),
      });
    },
  );
});
