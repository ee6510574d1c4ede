import { readFile } from 'node:fs/promises';
import { DateTime } from '@parsec-spec/spec/codec';
import { writeSecretFile } from '../device-files/index.ts';
import type { CertificateBatch } from './verify-chain.ts';

/** What is kept of what a device fetched. */
export interface KeptCertificates extends CertificateBatch {
  /** When a history that was dropped ended: the next one must reach as far, or a server could take back what it once showed. */
  readonly reaching?: DateTime | undefined;
}

/** Where a device keeps the certificates it fetched, signed as they came: they are verified again whenever they are read, so a store needs no trust. */
export interface CertificateStore {
  load(): Promise<KeptCertificates>;
  save(all: CertificateBatch): Promise<void>;
  /** Keeps nothing of a history but its end. */
  drop(reaching: DateTime | undefined): Promise<void>;
}

const nothing: KeptCertificates = { common: [], sequester: [] };

/** Keeps them as long as the process lives. */
export function memoryStore(): CertificateStore {
  let kept: KeptCertificates = nothing;
  return {
    load: async () => kept,
    save: async ({ common, sequester }) => {
      kept = { common, sequester };
    },
    drop: async (reaching) => {
      kept = { ...nothing, reaching };
    },
  };
}

/** Keeps them in a JSON file (base64, one list a topic). A file that cannot be read counts as empty: all is fetched anew. */
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
        return nothing;
      }
    },
    save: ({ common, sequester }) => write({ common, sequester }),
    drop: (reaching) => write({ ...nothing, reaching }),
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
