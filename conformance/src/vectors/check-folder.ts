import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceFileReader } from '@parsec-spec/reference-client/vectors';
import { checkVector, type VectorFile, vectorReaders } from '@parsec-spec/spec/vectors';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { cachingCrypto } from './device-files.ts';
import { checkJourneys } from './journey/check-journeys.ts';
import type { FixtureProblem } from './vector-file.ts';

/** The content of a folder of vectors, and its problems. */
export interface FixtureReport {
  readonly files: number;
  readonly valid: number;
  readonly acceptable: number;
  readonly invalid: number;
  readonly faults: readonly FixtureProblem[];
}

const readers = { ...vectorReaders, 'device-file': deviceFileReader };

/** The JSON Schemas of the files (`fixtures/*.schema.json`). */
export interface FixtureSchemas {
  readonly vector: object;
  readonly journey: object;
}

/**
 * Validates a folder of vectors: every vector file (`FOLDER/NAME.json`) and every journey obeys its
 * schema, and this project reads each vector as its `result` states.
 *
 * @param folder - Path of the folder. A folder without vectors gives a report with `files` 0.
 * @param schemas - The parsed JSON Schemas.
 * @returns The number of files and vectors, and the problems. It does not throw on invalid files.
 * @example
 *   const schemas = { vector: vectorSchema, journey: journeySchema };
 *   const { faults } = await checkFolder('vectors', schemas);
 */
export async function checkFolder(folder: string, schemas: FixtureSchemas): Promise<FixtureReport> {
  const obeys = new Ajv2020({ strictTypes: false, allErrors: true }).compile<VectorFile>(schemas.vector);
  const crypto = cachingCrypto();
  const counts = { files: 0, valid: 0, acceptable: 0, invalid: 0 };
  const problems: FixtureProblem[] = [];
  const deviceFiles = new Set<string>();
  for (const path of vectorPaths(folder)) {
    counts.files += 1;
    const file = await readVectors(join(folder, path), obeys);
    if (typeof file === 'string') {
      problems.push({ file: path, message: file });
      continue;
    }
    const ids = new Set<string>();
    for (const vector of file.vectors) {
      counts[vector.result] += 1;
      if (file.subject === 'device-file') deviceFiles.add(vector.input);
      const problem = ids.has(vector.id)
        ? 'its id occurs twice'
        : await checkVector(readers[file.subject as keyof typeof readers], file, vector, crypto);
      ids.add(vector.id);
      if (problem !== undefined) problems.push({ file: path, vector: vector.id, message: problem });
    }
  }
  problems.push(...(await unusedDeviceFiles(folder, deviceFiles)));
  const journeys = await checkJourneys(folder, schemas.journey);
  counts.files += journeys.files;
  problems.push(...journeys.problems);
  return { ...counts, faults: problems };
}

/** Finds the device files on disk that are the input of no vector. */
async function unusedDeviceFiles(folder: string, inputs: ReadonlySet<string>): Promise<FixtureProblem[]> {
  const problems: FixtureProblem[] = [];
  for (const file of globSync('devices/*.keys', { cwd: folder }).sort()) {
    const bytes = await readFile(join(folder, file));
    if (!inputs.has(bytes.toString('hex')))
      problems.push({
        file: file.replaceAll('\\', '/'),
        message: 'it is the input of no vector in device-files/',
      });
  }
  return problems;
}

/** Paths of the vector files in a folder. Empty if it has none or does not exist. */
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
    return `it is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (obeys(value)) return value;
  // Errors of `if` and `anyOf` only repeat the innermost error.
  const errors = (obeys.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  const [first] = errors.sort((left, right) => right.instancePath.length - left.instancePath.length);
  return `it violates vector.schema.json: ${first?.instancePath || 'the file'} ${first?.message ?? 'is wrong'}`;
}
