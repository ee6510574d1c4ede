import { type CertificateType, certificateShapes } from '../certificates/index.ts';
import { type CommandName, commandFacts } from '../commands/index.ts';
import { certificateReader } from './certificate-reader.ts';
import { keyReaders } from './key-readers.ts';
import { messageReader } from './message-reader.ts';
import { msgpackReader } from './msgpack-reader.ts';
import { type PayloadType, payloadShapes } from '../payloads/index.ts';
import { payloadReader } from './payload-reader.ts';
import type { VectorReader } from './reading.ts';
import { scalarReaders } from './scalar-readers.ts';
import { urlReaders } from './url-readers.ts';

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
