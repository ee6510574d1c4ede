import { readFile } from 'node:fs/promises';
import type { TlsOptions } from '@parsec-spec/conformance/wire';
import { CliError } from '../main/cli-error.ts';

/** Reads the TLS options `--ca-file` and `--insecure`. */
export async function tlsOptions(options: {
  readonly caFile?: string;
  readonly insecure?: boolean;
}): Promise<TlsOptions> {
  const { caFile, insecure = false } = options;
  if (caFile === undefined) return { insecure };
  const ca = await readFile(caFile, 'utf8').catch(() => {
    throw new CliError(
      'usage',
      `${caFile} cannot be read`,
      'name a file that holds the certificate of the authority (PEM)',
    );
  });
  return { ca, insecure };
}
