import type { KeptEvent } from './journal.ts';

// The commit thread loads this file. It imports no package: the thread has none of the process's flags.

/** The row of a kept event. */
export const readEvent = ({ id, recipients, body }: Readonly<Record<string, unknown>>): KeptEvent => ({
  id: hex(id),
  to: recipients === null ? null : (hex(recipients).match(/.{32}/g) ?? []),
  body: Uint8Array.from(body as Uint8Array),
});

const hex = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');
