import { type AddressInfo, createServer } from 'node:net';

/** Which server, on which storage. */
export type ContenderId = 'ours-sqlite' | 'ours-postgres' | 'cloud-memory' | 'cloud-postgres';

/** One of the servers that are compared. It runs on the first core, together with its database. */
export interface Contender {
  readonly id: ContenderId;
  readonly name: string;
  readonly port: number;
  /** CPU seconds of the server and its database since their start. */
  cpu(): number;
  /** Resident memory of the server without its database, in MiB: now, and the peak. */
  memory(): { readonly now: number; readonly most: number };
  stop(): Promise<void>;
}

/** A server that could not start, and the reason in one line. */
export interface Missing {
  readonly id: ContenderId;
  readonly reason: string;
}

/** Waits up to a minute until a server answers. */
export async function ready(port: number): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no answer on port ${port} within a minute`);
}

/** A free TCP port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
