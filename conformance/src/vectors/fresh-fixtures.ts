import type { VectorFile } from '@parsec-spec/spec/vectors';
import { certificateFiles } from './certificate-files.ts';
import { certificateHistory } from './certificate-history.ts';
import { deviceFileVectors, storedDevices } from './device-files.ts';
import { makeExampleOrganization } from './example-organization.ts';
import { type GreetingJourney, greetingJourney } from './journey/greeting-journey.ts';
import { keyFiles } from './key-files.ts';
import { messageFiles } from './message-files.ts';
import { payloadFiles } from './payload-files.ts';
import { readme } from './readme.ts';
import { urlFiles } from './url-files.ts';

/** The files of an example organization: vectors, device files, and a README. */
export interface FreshFixtures {
  /** Name of the organization. */
  readonly organization: string;
  /** Content by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Generates the vectors of an example organization. The same seed gives the same bytes. The judge's
 * own codec and keys make them, so that they test an implementation independently.
 *
 * @param seed - Any text.
 * @example
 *   const { files } = await freshFixtures('my seed');
 *   await writeFolder('vectors', files);
 */
export async function freshFixtures(seed: string): Promise<FreshFixtures> {
  const example = makeExampleOrganization(seed);
  const certificates = await certificateHistory(example);
  const devices = await storedDevices(example);
  const journey = await greetingJourney(example.random('greeting').bytes(32));
  const vectors: Record<string, VectorFile> = {
    ...keyFiles(example),
    ...(await certificateFiles(example, certificates)),
    ...(await messageFiles(example, certificates)),
    ...(await payloadFiles(example)),
    ...urlFiles(example),
    ...deviceFileVectors(devices),
  };
  const files = new Map<string, Uint8Array>([
    ['README.md', Buffer.from(readme(example, devices))],
    ...devices.map(({ id, file }): [string, Uint8Array] => [`devices/${id}.keys`, file]),
    ...Object.entries(vectors).map(([path, file]): [string, Uint8Array] => [path, jsonOf(file, 'vector')]),
    ['journeys/greeting.json', jsonOf(journey, 'journey')],
  ]);
  return { organization: example.organization, files };
}

const jsonOf = (file: VectorFile | GreetingJourney, schema: 'vector' | 'journey'): Uint8Array =>
  Buffer.from(`${JSON.stringify({ $schema: `../${schema}.schema.json`, ...file }, null, 2)}\n`);
