import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { ServeSettings } from './settings/settings.ts';
import { StartError } from './start-error.ts';

/** Key and certificate of HTTPS as PEM texts; `ciphers` in OpenSSL's notation. */
interface TlsFiles {
  readonly key: string;
  readonly cert: string;
  readonly ciphers: string;
}

/** Every suite of TLS 1.3 has forward secrecy. */
const TLS_1_3 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

/** Of TLS 1.2 the suites with forward secrecy and authenticated encryption. */
const TLS_1_2 = ['ECDHE+AESGCM', 'ECDHE+CHACHA20'];

/** Suites that no list of the host can enable: without forward secrecy, certificate or encryption. */
const FORBIDDEN = ['!kRSA', '!PSK', '!aNULL', '!eNULL'];

/**
 * Reads key and certificate, and checks that they fit, before anything listens.
 *
 * @throws StartError that names the option to blame.
 */
export function tlsFiles({ keyfile, certfile, ciphers }: NonNullable<ServeSettings['ssl']>): TlsFiles {
  const key = read('--ssl-keyfile', keyfile);
  const cert = read('--ssl-certfile', certfile);
  const secret = understand<KeyObject>(
    () => createPrivateKey(key),
    `--ssl-keyfile ${keyfile} holds no usable key`,
    'Expected a private key in PEM, without a passphrase.',
  );
  const certificate = understand(
    () => new X509Certificate(cert),
    `--ssl-certfile ${certfile} holds no certificate`,
    'Expected a certificate in PEM, the chain after it.',
  );
  if (!certificate.checkPrivateKey(secret)) {
    throw new StartError(
      'the key of --ssl-keyfile does not belong to the certificate of --ssl-certfile',
      'Give the two that were made together.',
      { exit: 2 },
    );
  }
  const list = ciphers === null ? TLS_1_2 : ciphers.split(/[,:]/);
  // Node switches TLS 1.3 off when a list names no suite of it.
  const newest = list.some((name) => name.startsWith('TLS_')) ? [] : TLS_1_3;
  const chosen = [...newest, ...list, ...FORBIDDEN].join(':');
  understand(
    () => createSecureContext({ key, cert, ciphers: chosen }),
    ciphers === null ? 'key and certificate cannot be used for TLS' : '--ssl-ciphers is not usable',
    ciphers === null
      ? 'Give others.'
      : 'Expected names of OpenSSL with forward secrecy, such as ECDHE+AESGCM, with commas between them.',
  );
  return { key, cert, ciphers: chosen };
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${option} ${file} cannot be read (${code ?? 'unknown'})`,
      'Name a PEM file that this user may read.',
      { exit: 2, cause: error },
    );
  }
}

function understand<T>(make: () => T, message: string, hint: string): T {
  try {
    return make();
  } catch (error) {
    throw new StartError(message, hint, { exit: 2, cause: error });
  }
}
