import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { encode } from '../../src/wire/encode.ts';
import { sampleServer } from '../support/sample-server.ts';

const LINK = `parsec3://127.0.0.1/Org?a=bootstrap_organization&p=${Buffer.from(encode(Buffer.alloc(16, 1))).toString('base64url')}`;

test('eight checks at a time on a server with replies of 12 MiB stay below 600 MiB, and report the reply length', async () => {
  const reply = encode({ status: 'ok', z: Buffer.alloc(12 << 20, 0x61) });
  const server = await sampleServer((request, response) => {
    request.resume();
    const isCommand = !request.url?.startsWith('/administration/');
    response.end(
      isCommand ? reply : JSON.stringify({ bootstrap_url: LINK, bootstrap_url_as_http_redirection: LINK }),
    );
  });
  const program = join(import.meta.dirname, 'judge-of-large-replies.ts');
  const argv = ['--conditions=parsec-spec:src', program, server.address, 't0ken'];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 64 << 20 });
  await server.close();
  const { results, peak } = JSON.parse(stdout) as {
    results: readonly { readonly outcome: string; readonly message: string; readonly shown: number }[];
    peak: number;
  };
  const judged = results.filter(({ outcome }) => outcome !== 'notApplicable');
  expect(judged.length).toBeGreaterThan(60);
  const length = `a reply of ${reply.length} bytes, the limit is 2097152`;
  expect(judged.filter(({ message, shown }) => !message.includes(length) || shown === 0)).toEqual([]);
  expect(peak).toBeLessThan(600);
});
