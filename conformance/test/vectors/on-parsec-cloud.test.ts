import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freshFixtures } from '../../src/vectors/fresh-fixtures.ts';

const image = 'parsec-cloud:3.10.0';
const root = join(import.meta.dirname, '..', '..', '..');
const script = readFileSync(join(root, 'conformance/targets/parsec-cloud/check-fixtures.py'), 'utf8');

interface File {
  readonly vectors: { readonly id: string; readonly result: string; readonly reference?: object }[];
}

const files: Record<string, File> = Object.fromEntries(
  globSync('*/*.json', { cwd: join(root, 'fixtures'), exclude: ['node_modules/**', 'journeys/**'] })
    .sort()
    .map((path) => [
      path.replaceAll('\\', '/'),
      JSON.parse(readFileSync(join(root, 'fixtures', path), 'utf8')),
    ]),
);

const present = await promisify(execFile)('docker', ['image', 'inspect', image]).then(
  () => true,
  () => false,
);
const required = process.env.CI === 'true';
if (!present && !required) {
  console.log(
    `skipped: the vectors on the bindings of parsec-cloud need ${image} (sh conformance/targets/parsec-cloud/build.sh)`,
  );
}

interface Report {
  readonly checked: number;
  readonly agreed: number;
  readonly exceptions: readonly string[];
  readonly unread: readonly string[];
  readonly wrong: readonly string[];
}

/** The result of the bindings in the image for these files. */
function readByParsecCloud(
  vectors: Record<string, File>,
): Promise<Report & { readonly code: number | null }> {
  const args = ['run', '--rm', '-i', '--network', 'none', '--entrypoint', 'python3', image, '-c', script];
  return new Promise((resolve, reject) => {
    const child = execFile('docker', args, { timeout: 110_000 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`the image printed nothing: ${stderr || error?.message}`));
      else resolve({ ...(JSON.parse(stdout) as Report), code: child.exitCode });
    });
    child.stdin?.end(JSON.stringify(vectors));
  });
}

/** Files of a newly generated cast. */
async function freshFiles(): Promise<Record<string, File>> {
  const { files } = await freshFixtures('on parsec-cloud');
  const json = [...files].filter(([path]) => /^(?!journeys)[\w-]+\/.*\.json$/.test(path));
  return Object.fromEntries(
    json.map(([path, bytes]) => [`fresh/${path}`, JSON.parse(Buffer.from(bytes).toString()) as File]),
  );
}

describe.runIf(present || required)(`the vectors on the bindings of ${image}`, () => {
  it('every valid certificate, message and URL is loaded and every invalid one refused, committed or fresh, but for the exceptions that say so', async () => {
    const all = { ...files, ...(await freshFiles()) };
    const report = await readByParsecCloud(all);
    expect(report.wrong).toEqual([]);
    expect(report.code).toBe(0);
    const exceptions = Object.entries(all).flatMap(([path, { vectors }]) =>
      vectors.filter(({ reference }) => reference !== undefined).map(({ id }) => `${path}#${id}`),
    );
    expect(report.exceptions.map((line) => line.replace(/: .*/, ''))).toEqual(exceptions);
    expect(report.agreed).toBe(report.checked - exceptions.length);
    // A function that is missing by mistake leaves whole files unread.
    expect(report.agreed).toBeGreaterThan(1100);
    // Vectors without a function in the bindings. They have none for what this project adds to the protocol, either.
    const ofProtocol = /(messages|certificates)\//;
    expect(report.unread.filter((path) => !ofProtocol.test(path))).toEqual([
      'device-files/device-files.json',
      'encoding/msgpack.json',
      'keys/argon2id.json',
      'keys/key-derivation.json',
      'keys/sas-codes.json',
      'keys/shared-key.json',
      'payloads/invite_device_confirmation.json',
      'payloads/invite_device_data.json',
      'payloads/invite_user_confirmation.json',
      'payloads/invite_user_data.json',
      'fresh/payloads/invite_user_data.json',
      'fresh/payloads/invite_user_confirmation.json',
      'fresh/payloads/invite_device_data.json',
      'fresh/payloads/invite_device_confirmation.json',
      'fresh/device-files/device-files.json',
    ]);
  });

  it('a vector with an inverted expectation is detected', async () => {
    const turned = Object.fromEntries(
      ['certificates/user_certificate.json', 'messages/ping.json', 'urls/bootstrap.json'].map((path) => [
        path,
        {
          ...files[path],
          vectors: (files[path]?.vectors ?? [])
            .filter(({ reference }) => reference === undefined)
            .map(({ result, ...vector }) => ({
              ...vector,
              result: result === 'invalid' ? 'valid' : 'invalid',
            })),
        },
      ]),
    );
    const report = await readByParsecCloud(turned);
    expect(report.code).toBe(1);
    expect(report.checked).toBeGreaterThan(80);
    expect(report.wrong).toHaveLength(report.checked);
  });
});
