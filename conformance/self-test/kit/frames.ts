import { DateTime, type DecodedObject, type Encodable, encode } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { mapIn } from './calls.ts';

const pattern = /^data:([^\n]*)\n/;

/** The fields of the event in a frame. Undefined for keep-alives and `missed_events`. */
export const fieldsIn = (frame: string): DecodedObject | undefined =>
  mapIn(Buffer.from(pattern.exec(frame)?.[1] ?? '', 'base64'));

/** Name of the event in a frame. Empty for keep-alives and `missed_events`. */
export const eventIn = (frame: string): string => String(fieldsIn(frame)?.event ?? '');

/** Whether a frame has an id. */
export const hasId = (frame: string): boolean => frame.includes('\nid:');

/** The id of a frame. Empty if it has none. */
export const idIn = (frame: string): string => /\nid:([0-9a-f]+)/.exec(frame)?.[1] ?? '';

/** A frame with an invented event and a random id. */
export const eventFrame = (
  fields: { readonly event: string } & Readonly<Record<string, Encodable>>,
): string => {
  const data = Buffer.from(encode({ status: 'ok', ...fields })).toString('base64');
  return `data:${data}\nid:${Buffer.from(nodeCrypto.randomBytes(16)).toString('hex')}\n\n`;
};

/** A frame that announces a certificate, which need not exist. */
export const certificateFrame = (timestamp: DateTime = DateTime.ofMillis(Date.now())): string =>
  eventFrame({ event: 'COMMON_CERTIFICATE', timestamp });
