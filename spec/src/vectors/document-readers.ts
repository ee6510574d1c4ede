import {
  type CertificateType,
  encodeCertificate,
  loadCertificate,
  splitSigned,
} from '../certificates/index.ts';
import { openPayload, type PayloadType, sealPayload } from '../certificates/payloads.ts';
import { CodecError, type Decoded, Duplicate, decode, type Encodable, encode } from '../codec/index.ts';
import { toNotation } from '../codec/notation.ts';
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
import { type SchemaName, validate } from '../schemas/validate.ts';
import { bytesOf, hexOf, refused, type VectorReader } from './vector.ts';

/**
 * Reads one msgpack value in wire mode. The encoder and the canonical decoder must agree on whether the
 * bytes are canonical.
 */
export const msgpackReader: VectorReader = ({ text, bytes }) => {
  const value = decoded(bytes, 'wire');
  if (value instanceof CodecError) return refused(value.message);
  const written = hexOf(encode(value as Encodable));
  const canonical = decoded(bytes, 'canonical');
  if (canonical instanceof CodecError === (written === text)) {
    return refused('the canonical decoder and the encoder contradict each other');
  }
  return { ok: true, value: toNotation(value), written };
};

function decoded(bytes: Uint8Array, mode: 'wire' | 'canonical'): Decoded | CodecError {
  try {
    return decode(bytes, { mode });
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

/**
 * Reads signed certificates of one type: first the signature, then the content (CERT-01, CERT-02).
 * Writes them with the same signature.
 */
export const certificateReader =
  (type: CertificateType): VectorReader =>
  async ({ bytes, given, crypto }) => {
    const signed = splitSigned(bytes);
    if (signed === undefined) return refused('shorter than a signature');
    const { signature, message } = signed;
    if (!(await crypto.verify(bytesOf(given.verify_key), message, signature))) {
      return refused('the signature does not verify');
    }
    const loaded = loadCertificate(message, type);
    if (!loaded.ok) return refused(`${loaded.reason}: ${loaded.detail ?? ''}`);
    return {
      ok: true,
      value: toNotation(loaded.certificate),
      written: hexOf(signature) + hexOf(encodeCertificate(loaded.certificate)),
    };
  };

/**
 * Reads payloads of one type under `given.key` (GREET-32). Seals them again with the same nonce.
 */
export const payloadReader =
  (type: PayloadType): VectorReader =>
  ({ bytes, given, crypto }) => {
    const key = bytesOf(given.key);
    const opened = openPayload(crypto, key, bytes, type);
    if (!opened.ok) return refused(`${opened.reason}: ${opened.detail}`);
    const again = { ...crypto, randomBytes: () => bytes.slice(0, 24) };
    return {
      ok: true,
      value: toNotation(opened.payload),
      written: hexOf(sealPayload(again, key, opened.payload)),
    };
  };

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
  const fields = Object.entries(message).filter(
    ([key]) => !validate(schema, Object.assign(Object.create(null), message, { [key]: new Duplicate() })),
  );
  return Object.fromEntries(fields);
}
