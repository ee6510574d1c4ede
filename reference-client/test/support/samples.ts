import { readFileSync } from 'node:fs';

/** One file made by Scille's client, with its expected content (`samples/keys.json`). */
export interface Sample {
  file: string;
  original_name: string;
  note: string;
  secret: string;
  bytes: number;
  ciphertext_key: string;
  clear: { type: string; [field: string]: unknown };
  opened_hex: string;
  device: { [field: string]: unknown };
}

const folder = new URL('../samples/', import.meta.url);

export const samples = JSON.parse(readFileSync(new URL('keys.json', folder), 'utf8')) as readonly Sample[];

export function sampleBytes(sample: Sample): Uint8Array {
  return new Uint8Array(readFileSync(new URL(sample.file.replace('keys/', ''), folder)));
}

export function samplePath(sample: Sample): string {
  return new URL(sample.file.replace('keys/', ''), folder).pathname;
}

export function sampleNamed(name: string): Sample {
  const found = samples.find((sample) => sample.file === `keys/${name}`);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}
