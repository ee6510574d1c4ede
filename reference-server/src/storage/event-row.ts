// The commit thread loads this file. It imports only types of packages: the thread has none of the
// process's flags.
import type { KeptEvent } from './journal.ts';

/** Reads a kept event from its row in a database. */
export const readEvent = ({ id, recipients, body }: Readonly<Record<string, unknown>>): KeptEvent => ({
  id: hex(id),
  to: recipients === null ? null : (hex(recipients).match(/.{32}/g) ?? []),
  body: Uint8Array.from(body as Uint8Array),
});

const hex = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');
