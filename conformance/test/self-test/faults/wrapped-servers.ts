import type { Call, Handle, Mutant, Reply } from '@parsec-spec/reference-server/core';
import { decode } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { NodeDefect } from './broken-node.ts';

/** Maximum body size in bytes that is decoded. */
const MAX_BODY_BYTES = 1_048_576;

/** The fields of a msgpack map; empty for other bytes. */
export function fieldsIn(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(decode(bytes));
  } catch {
    return {};
  }
}

/** Answers commands through `answer`, by command name. */
export const byCommand =
  (answer: (name: string, call: Call, handle: Handle) => Promise<Reply>): Mutant['wrap'] =>
  (handle) =>
  async (call) => {
    if (call.method !== 'POST') return await handle(call);
    const bytes = await call.body.read(MAX_BODY_BYTES);
    if (typeof bytes === 'string') return await handle(call);
    const again: Call = { ...call, body: { read: async () => bytes } };
    return await answer(String(fieldsIn(bytes).cmd), again, handle);
  };

/** A server with a wrapper around its core. */
export const wrapped = (requirement: RequirementId, wrap: Mutant['wrap']): NodeDefect => ({
  server: { mutants: [{ name: 'wrapped', requirement, wrap }] },
});

/** The device in the token of a call. */
export const deviceIn = ({ headers }: Call): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1].split('.')[1];
