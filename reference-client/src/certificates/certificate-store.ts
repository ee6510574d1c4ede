import { base64Of, bytesOfBase64, bytesOfText } from '@parsec-spec/spec/codec';
import { readOwnFile, writeSecretFile } from '#platform';
import type { CertificateBatch } from './verify-chain.ts';

/** The certificates that a device has stored. */
interface KeptCertificates extends CertificateBatch {
  /**
   * Digests of the certificates of a dropped history. The next history must begin with the same
   * certificates, because otherwise a server could hide one that it has served before.
   */
  readonly dropped?: readonly string[] | undefined;
}

/**
 * Where a device stores the certificates that it has fetched. They are verified again at each read,
 * so the store need not be trusted.
 */
export interface CertificateStore {
  load(): Promise<KeptCertificates>;
  save(all: CertificateBatch): Promise<void>;
  /** Drops all certificates and keeps only these digests. */
  drop(digests: readonly string[]): Promise<void>;
}

const EMPTY: KeptCertificates = { common: [], sequester: [] };

/** A store in memory. */
export function memoryStore(): CertificateStore {
  let certificates: KeptCertificates = EMPTY;
  return {
    load: async () => certificates,
    save: async ({ common, sequester }) => {
      certificates = { common, sequester };
    },
    drop: async (dropped) => {
      certificates = { ...EMPTY, dropped };
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
  const write = async ({ common, sequester, dropped }: KeptCertificates): Promise<void> => {
    const text = JSON.stringify({
      common: common.map(base64Of),
      sequester: sequester.map(base64Of),
      dropped,
    });
    await writeSecretFile(path, bytesOfText(`${text}\n`));
  };
  return {
    load: async () => {
      try {
        return parse(JSON.parse(new TextDecoder().decode(await readOwnFile(path))));
      } catch {
        return EMPTY;
      }
    },
    save: ({ common, sequester }) => write({ common, sequester }),
    drop: (dropped) => write({ ...EMPTY, dropped }),
  };
}

function parse(value: unknown): KeptCertificates {
  const { common, sequester, dropped } = value as Record<string, unknown>;
  const lists = { common: list(common), sequester: list(sequester) };
  return Array.isArray(dropped) ? { ...lists, dropped: dropped.map(String) } : lists;
}

function list(value: unknown): Uint8Array[] {
  if (!Array.isArray(value)) throw new TypeError('a topic is a list');
  return value.map((text) => bytesOfBase64(String(text)));
}
