import type { ClientDriver } from './client-driver.ts';

/** Drives the reference client. Loaded on demand: most runs judge servers. */
export async function referenceClient(): Promise<ClientDriver> {
  const { referenceClient: client } = await import('@parsec-spec/reference-client/driver');
  return client;
}
