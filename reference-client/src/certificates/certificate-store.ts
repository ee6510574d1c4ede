import { readFile } from 'node:fs/promises';
import { DateTime } from '@parsec-spec/spec/codec';
import { writeSecretFile } from '../device-files/secret-file.ts';
import type { CertificateBatch } from './verify-chain.ts';

/** The certificates that a device has stored. */
interface KeptCertificates extends CertificateBatch {
  /**
   * Timestamp of the last certificate of a dropped history. The next history must reach at least as
   * far, because otherwise a server could hide certificates that it has served before.
   */
  readonly reaching?: DateTime | undefined;
}

/**
 * Where a device stores the certificates that it has fetched. They are verified again at each read,
 * so the store need not be trusted.
 */
export interface CertificateStore {
  load(): Promise<KeptCertificates>;
  save(all: CertificateBatch): Promise<void>;
  /** Drops all certificates and keeps only the timestamp of the last one. */
  drop(reaching: DateTime | undefined): Promise<void>;
}

const EMPTY: KeptCertificates = { common: [], sequester: [] };

/** A store in memory. */
export function memoryStore(): CertificateStore {
  let kept: KeptCertificates = EMPTY;
  return {
    load: async () => kept,
    save: async ({ common, sequester }) => {
      kept = { common, sequester };
    },
    drop: async (reaching) => {
      kept = { ...EMPTY, reaching };
    },
  };
}

/**
 * A store in a JSON file, which holds one list of base64 strings for each topic. A file that cannot
 * be read counts as empty, so that all certificates are fetched again.
 *
 * @param path path of the file; its folder is created if needed
 */
export function jsonStore(path: string): CertificateStore {
  const write = async ({ common, sequester, reaching }: KeptCertificates): Promise<void> => {
    const lists = { common: common.map(base64), sequester: sequester.map(base64) };
    const text = JSON.stringify(
      reaching === undefined ? lists : { ...lists, reaching: String(reaching.micros) },
    );
    await writeSecretFile(path, new TextEncoder().encode(`${text}\n`));
  };
  return {
    load: async () => {
      try {
        return parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return EMPTY;
      }
    },
    save: ({ common, sequester }) => write({ common, sequester }),
    drop: (reaching) => write({ ...EMPTY, reaching }),
  };
}

function parse(value: unknown): KeptCertificates {
  const { common, sequester, reaching } = value as Record<string, unknown>;
  const lists = { common: list(common), sequester: list(sequester) };
  return reaching === undefined ? lists : { ...lists, reaching: DateTime.of(BigInt(String(reaching))) };
}

function list(value: unknown): Uint8Array[] {
  if (!Array.isArray(value)) throw new TypeError('a topic is a list');
  return value.map((text) => new Uint8Array(Buffer.from(String(text), 'base64')));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
