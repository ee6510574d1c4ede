import { type Encodable, encode } from '../codec/index.ts';
import { commandFacts, type Requests } from '../generated/commands.ts';
import { explain } from '../validate/index.ts';
import type { CommandName } from './family.ts';

/**
 * Canonical bytes of a request: `cmd` first, then the fields in the given order.
 * @throws {TypeError} that names the field which breaks its schema.
 */
export function encodeRequest(request: Requests[CommandName]): Uint8Array {
  const schema = commandFacts[request.cmd].request;
  const fault = explain(schema, request);
  if (fault !== undefined) throw new TypeError(`${request.cmd}: ${fault}`);
  const { cmd, ...fields } = request;
  return encode({ cmd, ...fields } as unknown as Encodable);
}
