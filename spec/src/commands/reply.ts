import { CodecError, type Decoded, decode, type Encodable, encodeFields, isTextMap } from '../codec/index.ts';
import { commandFacts, type Replies } from '../generated/commands.ts';
import { explain, validate } from '../schemas/validate.ts';
import type { CommandName } from './family.ts';
import { settleEmptyMaps } from './request.ts';

// The field that distinguishes variants of one status precedes the fields that depend on it.
const rank = (name: string): string =>
  name === 'status' ? '' : name === 'event' || name === 'type' ? ' ' : name;

const byRank = (left: string, right: string): number => (rank(left) < rank(right) ? -1 : 1);

/**
 * Canonical bytes of a reply: `status` first, then `event` or `type`, then the other fields sorted
 * by name (spec/protocol/encoding.md).
 */
export function encodeReply(reply: { readonly status: string }): Uint8Array {
  const fields = reply as { readonly [field: string]: Encodable | undefined };
  return encodeFields(fields, inOrder(Object.keys(fields)));
}

// Replies have few shapes, and each order is computed once.
const orders = new Map<string, readonly string[]>();

function inOrder(names: readonly string[]): readonly string[] {
  const form = names.join();
  const known = orders.get(form);
  if (known !== undefined) return known;
  const order = names.toSorted(byRank);
  orders.set(form, order);
  return order;
}

/**
 * A status that this version of the API does not know. It is a failure with an optional reason
 * (TRANSPORT-33).
 */
export interface UnknownStatus {
  status: string;
  reason?: string;
}

/** A decoded reply body. */
export type DecodedReply<C extends CommandName> =
  | { kind: 'known'; reply: Replies[C] }
  | { kind: 'unknown-status'; reply: UnknownStatus }
  | { kind: 'invalid'; detail: string };

/**
 * Decodes the reply to a command. Unknown fields are ignored, and an unknown status is not a
 * decoding error.
 */
export function decodeReply<C extends CommandName>(command: C, body: Uint8Array): DecodedReply<C> {
  let value: Decoded;
  try {
    value = decode(body);
  } catch (error) {
    if (error instanceof CodecError) return { kind: 'invalid', detail: error.message };
    throw error;
  }
  if (!isTextMap(value)) return { kind: 'invalid', detail: 'a reply is a map with text keys' };
  const { status, reason } = value;
  if (typeof status !== 'string') return { kind: 'invalid', detail: 'a reply has a textual `status`' };
  const facts = commandFacts[command];
  settleEmptyMaps(value, facts.replyMapFields);
  if (validate(facts.reply, value)) return { kind: 'known', reply: value as unknown as Replies[C] };
  if (facts.statuses.some((known) => known === status)) {
    return { kind: 'invalid', detail: `${command}: ${status}: ${explain(facts.reply, value)}` };
  }
  if (reason !== undefined && reason !== null && typeof reason !== 'string') {
    return { kind: 'invalid', detail: 'the `reason` of an unknown status is text or nil' };
  }
  return { kind: 'unknown-status', reply: typeof reason === 'string' ? { status, reason } : { status } };
}
