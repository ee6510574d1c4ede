import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceFileReader } from '@parsec-spec/reference-client/vectors';
import { checkVector, type VectorFile, vectorReaders } from '@parsec-spec/spec/vectors';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { cachingCrypto } from './device-files.ts';
import type { FixtureFault } from './fixture-fault.ts';
import { checkJourneys } from './journey/check-journeys.ts';

/** The content of a folder of vectors, and its faults. */
export interface FixtureReport {
  readonly files: number;
  readonly valid: number;
  readonly acceptable: number;
  readonly invalid: number;
  readonly faults: readonly FixtureFault[];
}

const readers = { ...vectorReaders, 'device-file': deviceFileReader };

/** The schemas of the files, by content. */
export interface FixtureSchemas {
  readonly vector: object;
  readonly journey: object;
}

/**
 * Validates every vector of a folder (`<subject folder>/<name>.json`), and every journey, against
 * the schemas and against this project.
 */
export async function checkFolder(folder: string, schemas: FixtureSchemas): Promise<FixtureReport> {
  const obeys = new Ajv2020({ strictTypes: false, allErrors: true }).compile<VectorFile>(schemas.vector);
  const crypto = cachingCrypto();
  const counts = { files: 0, valid: 0, acceptable: 0, invalid: 0 };
  const faults: FixtureFault[] = [];
  const deviceFiles = new Set<string>();
  for (const path of vectorPaths(folder)) {
    counts.files += 1;
    const file = await readVectors(join(folder, path), obeys);
    if (typeof file === 'string') {
      faults.push({ file: path, message: file });
      continue;
    }
    const seen = new Set<string>();
    for (const vector of file.vectors) {
      counts[vector.result] += 1;
      if (file.subject === 'device-file') deviceFiles.add(vector.input);
      const fault = seen.has(vector.id)
        ? 'its id stands twice'
        : await checkVector(readers[file.subject as keyof typeof readers], file, vector, crypto);
      seen.add(vector.id);
      if (fault !== undefined) faults.push({ file: path, vector: vector.id, message: fault });
    }
  }
  faults.push(...(await strayDeviceFiles(folder, deviceFiles)));
  const journeys = await checkJourneys(folder, schemas.journey);
  counts.files += journeys.files;
  faults.push(...journeys.faults);
  return { ...counts, faults };
}

/** Every device file on the disk must be among the vectors. */
async function strayDeviceFiles(folder: string, told: ReadonlySet<string>): Promise<FixtureFault[]> {
  const faults: FixtureFault[] = [];
  for (const file of globSync('devices/*.keys', { cwd: folder }).sort()) {
    const bytes = await readFile(join(folder, file));
    if (!told.has(bytes.toString('hex')))
      faults.push({
        file: file.replaceAll('\\', '/'),
        message: 'it is the input of no vector in device-files/',
      });
  }
  return faults;
}

/** Files of vectors below a folder; empty if it contains none or does not exist. */
const vectorPaths = (folder: string): string[] =>
  globSync('*/*.json', { cwd: folder, exclude: ['node_modules/**', 'journeys/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

async function readVectors(path: string, obeys: ValidateFunction<VectorFile>): Promise<VectorFile | string> {
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `it is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (obeys(value)) return value;
  // Errors of `if` and `anyOf` only repeat the innermost error.
  const told = (obeys.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  const [first] = told.sort((left, right) => right.instancePath.length - left.instancePath.length);
  return `it breaks vector.schema.json: ${first?.instancePath || 'the file'} ${first?.message ?? 'is wrong'}`;
}
