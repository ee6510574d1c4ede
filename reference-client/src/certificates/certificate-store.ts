import { readFile } from 'node:fs/promises';
import { writeSecretFile } from '../device-files/index.ts';
import type { CertificateBatch } from './verify-chain.ts';

/** Where a device keeps the certificates it fetched, signed as they came: they are verified again whenever they are read, so a store needs no trust. */
export interface CertificateStore {
  load(): Promise<CertificateBatch>;
  save(all: CertificateBatch): Promise<void>;
  drop(): Promise<void>;
}

const nothing: CertificateBatch = { common: [], sequester: [] };

/** Keeps them as long as the process lives. */
export function memoryStore(): CertificateStore {
  let kept = nothing;
  return {
    load: async () => kept,
    save: async (all) => {
      kept = all;
    },
    drop: async () => {
      kept = nothing;
    },
  };
}

/** Keeps them in a JSON file (base64, one list a topic). A file that cannot be read counts as empty: all is fetched anew. */
export function jsonStore(path: string): CertificateStore {
  const save = async ({ common, sequester }: CertificateBatch): Promise<void> => {
    const text = JSON.stringify({ common: common.map(base64), sequester: sequester.map(base64) });
    await writeSecretFile(path, new TextEncoder().encode(`${text}\n`));
  };
  return {
    load: async () => {
      try {
        return parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return nothing;
      }
    },
    save,
    drop: () => save(nothing),
  };
}

function parse(value: unknown): CertificateBatch {
  const { common, sequester } = value as Record<string, unknown>;
  return { common: list(common), sequester: list(sequester) };
}

function list(value: unknown): Uint8Array[] {
  if (!Array.isArray(value)) throw new TypeError('a topic is a list');
  return value.map((text) => new Uint8Array(Buffer.from(String(text), 'base64')));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
