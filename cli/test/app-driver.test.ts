import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { browsers, isSkipped } from './support/browsers.ts';

const program = join(import.meta.dirname, '..', 'app-driver', 'judge-app.ts');
const [chromium] = browsers;

const ofLinks = 'terms-of-service/client-links-web-addresses-only#alone';
const checks = ['client-trust/says-rights-are-missing#revokes', ofLinks];

/** Judges the app, or a broken one. Returns the outcome of each check. */
async function judge(...options: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const only = checks.flatMap((id) => ['--only', id]);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=parsec-spec:src', program, ...only, '--output', 'json', ...options],
    { maxBuffer: 1 << 26 },
  ).catch((failed: { stdout: string; stderr: string }) => failed);
  const { checks: results, error } = JSON.parse(stdout) as {
    readonly checks?: readonly { readonly id: string; readonly outcome: string }[];
    readonly error?: unknown;
  };
  expect(error).toBeUndefined();
  return Object.fromEntries((results ?? []).map(({ id, outcome }) => [id, outcome]));
}

const passes = Object.fromEntries(checks.map((id) => [id, 'pass']));

describe.skipIf(chromium === undefined || isSkipped(chromium, 'the driver of the app was'))(
  'the driver of the client in the browser',
  () => {
    test('the app passes checks of rights and terms', async () => {
      expect(await judge()).toEqual(passes);
    });

    test('an app that shows links of every scheme fails the check for it, and no other', async () => {
      const mutant = {
        file: 'spec/src/client-rules/terms.ts',
        find: 'isWebAddress(address)',
        replace: 'isWebAddress(address) || true',
      };
      expect(await judge('--replace', JSON.stringify([mutant]))).toEqual({ ...passes, [ofLinks]: 'fail' });
    });
  },
);
