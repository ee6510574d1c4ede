import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Meeting, meet } from '@parsec-spec/conformance/played-server';
import { commandClient, referenceClient } from '@parsec-spec/conformance/targets';
import { createOrganization } from '@parsec-spec/reference-client/journeys';
import { startServer } from '@parsec-spec/reference-server/serve';
import { describe, expect, test } from 'vitest';
import { browsers, isSkipped } from './support/browsers.ts';

const folder = join(import.meta.dirname, '..', 'app-driver');
const [chromium] = browsers;

const ofLinks = 'terms-of-service/client-links-web-addresses-only#alone';
const ofSecrets = 'client-keys/no-secret-in-logs#log-in';
const checks = ['client-trust/says-rights-are-missing#revokes', ofLinks, ofSecrets];

/** Judges the app, or a broken one, by some checks. Returns the outcome of each one. */
async function judge(
  selected: readonly string[],
  ...mutant: readonly object[]
): Promise<Readonly<Record<string, string>>> {
  const only = selected.flatMap((id) => ['--only', id]);
  const options = [...only, '--output', 'json', '--replace', JSON.stringify(mutant)];
  const program = join(folder, 'judge-app.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=parsec-spec:src', program, ...options],
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

/** Starts the browser of the driver, which has the types of browsers, too. */
async function startHost(): Promise<{ readonly path: string; close(): Promise<void> }> {
  const { startHost } = await import(join(folder, 'host.ts'));
  return startHost();
}

/** Milliseconds of each wait for the program of the driver. */
const PATIENCE = { hello: 120_000, act: 240_000, greeting: 240_000 };

describe.skipIf(chromium === undefined || isSkipped(chromium, 'the driver of the app was'))(
  'the driver of the client in the browser',
  () => {
    test('the app passes checks of rights, terms and secrets', async () => {
      expect(await judge(checks)).toEqual(passes);
    });

    test('an app that shows links of every scheme fails the check for it, and no other', async () => {
      const mutant = {
        file: 'spec/src/client-rules/terms.ts',
        find: 'isWebAddress(address)',
        replace: 'isWebAddress(address) || true',
      };
      expect(await judge(checks, mutant)).toEqual({ ...passes, [ofLinks]: 'fail' });
    });

    test('an app that stores a password in the browser fails the check of secrets', async () => {
      const mutant = {
        file: 'reference-client/app/page/worker-client.ts',
        find: 'worker.postMessage(',
        replace: 'localStorage.setItem(act, JSON.stringify(input ?? null)); worker.postMessage(',
      };
      expect(await judge([ofSecrets], mutant)).toEqual({ [ofSecrets]: 'fail' });
    });

    test('the app and the reference client enrol each other as users and as devices', async () => {
      const server = await startServer();
      const host = await startHost();
      try {
        const administration = { serverUrl: `${server.url}/`, token: server.administrationToken };
        let organizations = 0;
        const newLink = async (): Promise<string> => {
          organizations += 1;
          const created = await createOrganization(administration, `Meeting-${organizations}`);
          if (created.outcome !== 'done') throw new Error(created.outcome);
          return created.result.bootstrap_url;
        };
        const program = `'${process.execPath}' '${join(folder, 'client.ts')}' '${host.path}'`;
        const app = await commandClient(program, PATIENCE);
        const other = await referenceClient();
        const meetings: Meeting[] = [];
        const courses = ['right codes'] as const;
        const onMeeting = (meeting: Meeting) => meetings.push(meeting);
        await meet(app, other, newLink, onMeeting, { courses });
        await meet(other, app, newLink, onMeeting, { courses });
        expect(meetings.map(({ greeter, kind, problem }) => [greeter, kind, problem])).toEqual(
          [app, other].flatMap(({ client }) => ['user', 'device'].map((kind) => [client, kind, undefined])),
        );
      } finally {
        await host.close();
        await server.close();
      }
    });
  },
);
