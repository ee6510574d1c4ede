import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchHome } from '../../src/judge/home-watch.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { type MutantClient, mutantDriver } from '../self-test/mutant-client.ts';
import { judged } from '../support/judged.ts';

const checks = (await loadChecks()).filter(({ id }) => id === 'client-trust/says-which-is-older#client');

/** The outcome of a check of a SHOULD that has nothing to do with secrets. */
async function outcomeOf(acts: NonNullable<MutantClient['acts']>) {
  const driver = await mutantDriver({ name: 'a leaking client', acts });
  const [done] = await judged({
    client: { address: 'client:leaking', driver },
    ...{ checks, seed: 'leaks', run: '5e1f7e', timeout: 30_000, again: false },
  });
  return { outcome: done?.outcome, rules: done?.rules?.map(({ id }) => id), observed: done?.observed };
}

describe('in a check of another rule', () => {
  test('a client fails that leaks a secret into a file and removes it before the act ends', async () => {
    const leaking = outcomeOf((session, home) => ({
      ...session,
      logIn: async (input) => {
        appendFileSync(join(home, 'debug.log'), JSON.stringify([...Buffer.from(input.password)]));
        const outcome = await session.logIn(input);
        await sleep(1000);
        rmSync(join(home, 'debug.log'));
        return outcome;
      },
    }));
    expect(await leaking).toEqual({
      outcome: 'fail',
      rules: ['client-keys/no-secret-in-files'],
      observed: '["a password (raw) in debug.log"]',
    });
  });

  test('a client fails that leaks a secret into its log', async () => {
    const leaking = outcomeOf((session) => ({
      ...session,
      logIn: async (input) => {
        const outcome = await session.logIn(input);
        return { ...outcome, output: `${outcome.output}${Buffer.from(input.password).toString('hex')}` };
      },
    }));
    expect(await leaking).toMatchObject({ outcome: 'fail', rules: ['client-keys/no-secret-in-logs'] });
  });

  test('a client passes that leaks nothing', async () => {
    expect(await outcomeOf((session) => session)).toMatchObject({ outcome: 'pass' });
  });
});

describe('the watch of a home', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-watch-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  test('sees files that are gone, in new folders, and in a folder that was replaced', async () => {
    const watch = await watchHome(home);
    const [folder, aside] = [join(home, 'a', 'b'), join(home, 'aside')];
    const texts = ['first', 'second', 'third'];
    for (const text of texts) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${text}.txt`), text);
      await vi.waitFor(() => expect(watch.files.at(-1)?.path).toContain(text), { timeout: 60_000 });
      await rm(join(folder, `${text}.txt`));
      if (text === 'first') await rename(folder, aside);
      if (text === 'second') await rm(folder, { recursive: true });
    }
    await watch.look();
    watch.end();
    expect(watch.files.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(texts);
    expect(watch.files.map(({ path }) => path)).toEqual(texts.map((text) => join('a', 'b', `${text}.txt`)));
    expect(watch.gaps).toEqual([]);
  });

  test('sees files in a folder that was removed and made again at once', async () => {
    const watch = await watchHome(home);
    const folder = join(home, 'a');
    for (let index = 0; index < 20; index += 1) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      await watch.look();
      await writeFile(join(folder, 'file'), `${index}`);
      await vi.waitFor(() => expect(watch.files).toHaveLength(index + 1), { timeout: 10_000 });
    }
    watch.end();
    expect(watch.gaps).toEqual([]);
  });

  test('says what it did not read', async () => {
    await writeFile(join(home, 'large'), Buffer.alloc((8 << 20) + 1));
    const watch = await watchHome(home);
    watch.end();
    expect(watch.gaps).toEqual(['a file of more than 8388608 bytes']);
    expect(watch.files).toEqual([]);
  });

  // Other systems refuse such names.
  describe.runIf(process.platform === 'linux')('says that a name is not UTF-8', () => {
    test.each(['a\ufffd', '\ufffd'])('beside %j', async (name) => {
      await writeFile(Buffer.from(join(home, '\xff'), 'latin1'), 'secret');
      await writeFile(join(home, name), 'read');
      const watch = await watchHome(home);
      watch.end();
      expect(watch.gaps).toEqual(['a name that is not UTF-8']);
      expect(watch.files.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['read']);
    });
  });

  test('keeps of a small file no more than its bytes, and 64 MiB of all files', async () => {
    for (const name of ['a', 'b']) await writeFile(join(home, name), name);
    const watch = await watchHome(home);
    expect(watch.files.map(({ bytes }) => bytes.buffer.byteLength)).toEqual([1, 1]);
    for (let index = 0; index < 9; index += 1)
      await writeFile(join(home, `${index}`), Buffer.alloc((8 << 20) - index));
    await watch.look();
    watch.end();
    expect(watch.files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(64 << 20);
    expect(watch.gaps).toEqual(['more than 67108864 bytes in its files']);
  });

  test('looks at 100,000 files and folders', async () => {
    for (let index = 0; index < 100_000; index += 1) symlinkSync('nowhere', join(home, `${index}`));
    const watch = await watchHome(home);
    watch.end();
    expect(watch.gaps).toEqual(['more than 100000 files and folders']);
  });
});
