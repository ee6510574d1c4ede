import type { ClientDriver } from './client-driver.ts';

const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

/** Drives the reference client. Loaded on demand: most runs judge servers. */
export async function referenceClient(): Promise<ClientDriver> {
  const { referenceClient: client } = await import('@parsec-spec/reference-client/driver');
  return {
    client: client.client,
    open: (home, { cheapPassword = false, haste = 1 } = {}) =>
      client.open(home, { pause: (ms) => ms / haste, ...(cheapPassword && { cost: cheapest }) }),
  };
}
