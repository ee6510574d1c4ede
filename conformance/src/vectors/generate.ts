import type { VectorFile } from '@parsec-spec/spec/vectors';
import { certificateFiles } from './certificate-files.ts';
import { history } from './certificate-history.ts';
import { deviceFileVectors, storedDevices } from './device-files.ts';
import { makeExampleOrganization } from './example-organization.ts';
import { type GreetingJourney, greetingJourney } from './journey/greeting-journey.ts';
import { keyFiles } from './key-files.ts';
import { messageFiles } from './message-files.ts';
import { payloadFiles } from './payload-files.ts';
import { readme } from './readme.ts';
import { urlFiles } from './url-files.ts';

/** A complete cast as files, path → bytes: all vectors, device files, and a README. */
export interface FreshFixtures {
  readonly organization: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes the cast of a seed. The same seed gives the same bytes. Certificates and messages use the
 * judge's own codec and keys, so that the vectors test the implementations independently.
 */
export async function freshFixtures(seed: string): Promise<FreshFixtures> {
  const story = makeExampleOrganization(seed);
  const statements = await history(story);
  const devices = await storedDevices(story);
  const journey = await greetingJourney(story.random('greeting').bytes(32));
  const vectors: Record<string, VectorFile> = {
    ...keyFiles(story),
    ...(await certificateFiles(story, statements)),
    ...(await messageFiles(story, statements)),
    ...(await payloadFiles(story)),
    ...urlFiles(story),
    ...deviceFileVectors(devices),
  };
  const files = new Map<string, Uint8Array>([
    ['README.md', Buffer.from(readme(story, devices))],
    ...devices.map(({ id, file }): [string, Uint8Array] => [`devices/${id}.keys`, file]),
    ...Object.entries(vectors).map(([path, file]): [string, Uint8Array] => [path, jsonOf(file, 'vector')]),
    ['journeys/greeting.json', jsonOf(journey, 'journey')],
  ]);
  return { organization: story.organization, files };
}

const jsonOf = (file: VectorFile | GreetingJourney, schema: 'vector' | 'journey'): Uint8Array =>
  Buffer.from(`${JSON.stringify({ $schema: `../${schema}.schema.json`, ...file }, null, 2)}\n`);
