import { DateTime, type DecodedObject, type Encodable, encode } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { mapIn } from './calls.ts';

const pattern = /^data:([^\n]*)\n/;

/** The fields of the event in a frame; undefined for keep-alives and `missed_events`. */
export const fieldsIn = (frame: string): DecodedObject | undefined =>
  mapIn(Buffer.from(pattern.exec(frame)?.[1] ?? '', 'base64'));

/** Name of the event in a frame; empty for keep-alives and `missed_events`. */
export const eventIn = (frame: string): string => String(fieldsIn(frame)?.event ?? '');

/** Does a frame hold an event that has an id? */
export const hasId = (frame: string): boolean => frame.includes('\nid:');

/** The id of a frame; empty where it has none. */
export const idIn = (frame: string): string => /\nid:([0-9a-f]+)/.exec(frame)?.[1] ?? '';

/** A frame with an event that the reference server does not send, under a random id. */
export const eventFrame = (
  fields: { readonly event: string } & Readonly<Record<string, Encodable>>,
): string => {
  const data = Buffer.from(encode({ status: 'ok', ...fields })).toString('base64');
  return `data:${data}\nid:${Buffer.from(nodeCrypto.randomBytes(16)).toString('hex')}\n\n`;
};

/** The event of a certificate that may not exist. */
export const certificateFrame = (timestamp: DateTime = DateTime.ofMillis(Date.now())): string =>
  eventFrame({ event: 'COMMON_CERTIFICATE', timestamp });
