import { Duplicate } from '../codec/index.ts';
import {
  type CommandName,
  commandFacts,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  type Family,
  type RequestOf,
} from '../commands/index.ts';
import { toNotation } from '../notation/index.ts';
import { type SchemaName, validate } from '../validate/index.ts';
import { hexOf } from './hex.ts';
import { refused, type VectorReader } from './reading.ts';

/** Reads requests or replies of one command, as `given.part` says. */
export const messageReader =
  (command: CommandName): VectorReader =>
  ({ bytes, given, file }) =>
    given.part === 'request' ? readRequest(command, file.family as Family, bytes) : readReply(command, bytes);

function readRequest(command: CommandName, family: Family, bytes: Uint8Array): ReturnType<VectorReader> {
  const read = decodeRequest(family, bytes);
  if (!read.ok) return refused(`${read.reason}: ${read.detail}`);
  if (read.command !== command) return refused(`a request of ${read.command}`);
  const request = knownFields(commandFacts[command].request, read.request) as RequestOf<CommandName>;
  return { ok: true, value: toNotation(request), written: hexOf(encodeRequest(request)) };
}

function readReply(command: CommandName, bytes: Uint8Array): ReturnType<VectorReader> {
  const read = decodeReply(command, bytes);
  if (read.kind === 'invalid') return refused(read.detail);
  if (read.kind === 'unknown-status') return refused('not a status of this command');
  const reply = knownFields(commandFacts[command].reply, read.reply) as { status: string };
  return { ok: true, value: toNotation(reply), written: hexOf(encodeReply(reply)) };
}

/** The message without the keys that its schema does not know, which may have unusable values. */
function knownFields(schema: SchemaName, message: object): object {
  const known = Object.entries(message).filter(
    ([key]) => !validate(schema, Object.assign(Object.create(null), message, { [key]: new Duplicate() })),
  );
  return Object.fromEntries(known);
}
