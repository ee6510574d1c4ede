import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { administrationToken } from '../../src/client/administration.ts';
import { readAdministrationToken } from '../../src/main/administration-token.ts';

test('a token that no header can hold is refused and not shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-token-'));
  const file = join(folder, 'token');
  const readings = [
    async (text: string) => administrationToken({ administrationToken: text }),
    async (text: string) => readAdministrationToken({ administrationToken: text }),
    async (text: string) => {
      await writeFile(file, text);
      return administrationToken({ administrationTokenFile: file });
    },
    async (text: string) => {
      await writeFile(file, text);
      return readAdministrationToken({ administrationTokenFile: file });
    },
  ];
  for (const read of readings) {
    expect(await read('s3cr3t')).toBe('s3cr3t');
    for (const wrong of ['SECRET\n# its comment', 'SECRET word', 'SECRÉT', '']) {
      const error = await read(wrong).then(
        () => expect.unreachable(),
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({ name: 'CliError', exit: 2 });
      expect(error.message).not.toMatch(/SECR/);
    }
  }
  await rm(folder, { recursive: true });
});
