import isEqual from 'fast-deep-equal';
import { type CertificateType, certificateShapes } from '../certificates/index.ts';
import { type PayloadType, payloadShapes } from '../certificates/payloads.ts';
import { type CommandName, commandFacts } from '../commands/index.ts';
import { type Crypto, CryptoError } from '../crypto/index.ts';
import { certificateReader, messageReader, msgpackReader, payloadReader } from './document-readers.ts';
import { keyReaders } from './key-readers.ts';
import { scalarReaders, urlReaders } from './text-readers.ts';
import {
  bytesOf,
  type ReadResult,
  refused,
  type Vector,
  type VectorFile,
  type VectorReader,
} from './vector.ts';

/**
 * A reader for each subject of vectors except `device-file`, which the client reads. Certificates
 * and messages have their wire names.
 */
export const vectorReaders: Readonly<Record<string, VectorReader>> = {
  ...keyReaders,
  ...scalarReaders,
  ...urlReaders,
  msgpack: msgpackReader,
  ...Object.fromEntries(
    (Object.keys(certificateShapes) as CertificateType[]).map((type) => [type, certificateReader(type)]),
  ),
  ...Object.fromEntries(
    (Object.keys(payloadShapes) as PayloadType[]).map((type) => [type, payloadReader(type)]),
  ),
  ...Object.fromEntries(
    (Object.keys(commandFacts) as CommandName[]).map((command) => [command, messageReader(command)]),
  ),
};

/**
 * Compares a vector with this project.
 * @returns why they contradict each other; undefined when they agree.
 */
export async function checkVector(
  reader: VectorReader,
  file: VectorFile,
  vector: Vector,
  crypto: Crypto,
): Promise<string | undefined> {
  return problemOf(vector, await readVector(reader, file, vector, crypto));
}

async function readVector(
  reader: VectorReader,
  file: VectorFile,
  vector: Vector,
  crypto: Crypto,
): Promise<ReadResult> {
  const bytes = file.encoding === 'hex' ? bytesOf(vector.input) : new Uint8Array();
  try {
    return await reader({ text: vector.input, bytes, given: vector.given ?? {}, file, crypto });
  } catch (error) {
    // An impossible size or cost is normally a problem of the caller. Here it comes from the vector.
    if (error instanceof CryptoError) return refused(error.message);
    throw error;
  }
}

function problemOf(vector: Vector, reading: ReadResult): string | undefined {
  if (vector.result === 'invalid') {
    return reading.ok ? `must be refused, and is read as ${JSON.stringify(reading.value)}` : undefined;
  }
  if (!reading.ok) return `must be read, and is refused: ${reading.reason}`;
  if (!isEqual(plain(reading.value), plain(vector.value))) {
    return `is read as ${JSON.stringify(reading.value)}`;
  }
  if (reading.written === undefined) return undefined;
  const same = reading.written === vector.input;
  if (vector.result === 'valid') return same ? undefined : `is written as ${reading.written}`;
  return same ? 'is called acceptable, although it is just what is written' : undefined;
}

// Decoded maps have no prototype; JSON objects do.
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
