import { execFileSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changePassword } from '../../src/device-files/change-password.ts';
import { listDevices } from '../../src/device-files/list-devices.ts';
import { explainOpening, openDevice } from '../../src/device-files/open-device.ts';
import {
  deviceFilePath,
  listPending,
  promotePending,
  storePending,
} from '../../src/device-files/pending-device.ts';
import { writeSecretFile } from '../../src/platform/node-files.ts';
import { cheap, createdOn, device, password, sealed } from '../support/test-device.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const id = device.device_id.hex;
const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
const posix = process.platform !== 'win32';

describe('saving', () => {
  it.runIf(posix)(
    'makes folders that only the owner enters and files that only the owner reads',
    async () => {
      const before = process.umask(0);
      try {
        const folder = join(home, 'a', 'devices');
        await writeSecretFile(join(folder, 'x.keys'), Uint8Array.of(1));
        expect([await mode(join(home, 'a')), await mode(folder), await mode(join(folder, 'x.keys'))]).toEqual(
          ['700', '700', '600'],
        );
      } finally {
        process.umask(before);
      }
    },
  );

  // A limit on the file size has the effect of a full disk: one write is partial, the next one
  // fails.
  it.runIf(process.platform === 'linux')(
    'leaves the former file where the disk takes only a part',
    async () => {
      const path = join(home, 'x.keys');
      await writeFile(path, 'old');
      const program = `process.on('SIGXFSZ', () => {});
      const { writeSecretFile } = await import(${JSON.stringify(new URL('../../src/device-files/index.ts', import.meta.url).href)});
      await writeSecretFile(${JSON.stringify(path)}, new Uint8Array(10_000)).catch(({ code }) => console.log(code));`;
      const words = ['-c', 'ulimit -f 4; exec "$0" "$@"', process.execPath, '--conditions=parsec-spec:src'];
      const output = execFileSync('bash', [...words, '--input-type=module', '-e', program], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: '' },
      });
      expect(output).toBe('EFBIG\n');
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(home)).toEqual(['x.keys']);
    },
  );

  it.runIf(posix)('takes the rights of others from a file that it replaces', async () => {
    const path = join(home, 'x.keys');
    await writeFile(path, 'old');
    await chmod(path, 0o644);
    await writeSecretFile(path, Uint8Array.of(1));
    expect(await mode(path)).toBe('600');
  });

  it.runIf(process.platform === 'linux')('ends where no folder can be made, and says so', async () => {
    await expect(writeSecretFile('/proc/none/devices/x.keys', Uint8Array.of(1))).rejects.toThrow(
      /\/proc\/none/,
    );
    await writeFile(join(home, 'file'), '');
    await expect(
      writeSecretFile(join(home, 'file', 'devices', 'x.keys'), Uint8Array.of(1)),
    ).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('leaves no other file behind', async () => {
    await writeSecretFile(join(home, 'x.keys'), Uint8Array.of(1, 2));
    await writeSecretFile(join(home, 'x.keys'), Uint8Array.of(3, 4));
    expect(await readdir(home)).toEqual(['x.keys']);
    expect([...(await readFile(join(home, 'x.keys')))]).toEqual([3, 4]);
  });

  it('keeps the old file and reports an error if it cannot write', async () => {
    const path = join(home, 'x.keys');
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'old');
    await expect(writeSecretFile(path, Uint8Array.of(1))).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(await readdir(home)).toEqual(['x.keys']);
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('old');
  });
});

describe('a device whose bootstrap has not finished', () => {
  it('is not listed until its file is renamed', async () => {
    const pending = await storePending(home, id, await sealed());
    expect((await listDevices(home)).devices).toEqual([]);
    expect((await listPending(home)).map((each) => each.deviceId.hex)).toEqual([id]);
    expect(await promotePending(pending)).toBe(deviceFilePath(home, id));
    expect((await listDevices(home)).devices.map((each) => each.path)).toEqual([join(home, `${id}.keys`)]);
    expect(await listPending(home)).toEqual([]);
  });
});

describe('changing the password', () => {
  it('invalidates the old one, keeps the sealed bytes and the creation time, and uses a new salt', async () => {
    const path = join(home, 'x.keys');
    await writeFile(path, await sealed());
    const before = readDeviceFile(await readFile(path));
    const now = createdOn.plus(5_000_000n);
    const change = { crypto: syncCrypto, path, now, cost: cheap };
    const changed = await changePassword({
      ...change,
      current: { kind: 'password', password },
      password: 'another',
    });
    expect(changed).toMatchObject({ ok: true });
    const after = readDeviceFile(await readFile(path));
    if (!before.ok || !after.ok || !changed.ok) throw new Error('expected two device files');
    expect(after.file.clear.created_on).toEqual(createdOn);
    expect(after.file.clear.protected_on).toEqual(now);
    if (before.file.kind !== 'password' || after.file.kind !== 'password')
      throw new Error('expected passwords');
    expect(after.file.clear.algorithm.salt).not.toEqual(before.file.clear.algorithm.salt);
    expect(await openDevice(syncCrypto, path, { kind: 'password', password })).toMatchObject({
      ok: false,
      reason: 'cannot-be-opened',
    });
    const opened = await openDevice(syncCrypto, path, { kind: 'password', password: 'another' });
    expect(opened).toMatchObject({ ok: true, device, plain: changed.plain });
  });

  it.runIf(posix)('of a file that a link leads to changes that file, and leaves the link', async () => {
    const real = join(home, 'elsewhere.keys');
    const path = join(home, 'linked.keys');
    await writeFile(real, await sealed());
    await symlink(real, path);
    const current = { kind: 'password', password } as const;
    const change = { crypto: syncCrypto, path, now: createdOn, cost: cheap, current, password: 'other' };
    expect(await changePassword(change)).toMatchObject({ ok: true });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await openDevice(syncCrypto, real, { kind: 'password', password: 'other' })).toMatchObject({
      ok: true,
    });
    expect(await openDevice(syncCrypto, real, current)).toMatchObject({ ok: false });
  });

  it('is refused if another program changes the file at the same time', async () => {
    const path = join(home, 'x.keys');
    await writeFile(path, await sealed());
    const current = { kind: 'password', password } as const;
    const change = { path, now: createdOn, cost: cheap, current };
    const changeMeanwhile = () => changePassword({ ...change, crypto: syncCrypto, password: 'quick' });
    let hashed = 0;
    const crypto: typeof syncCrypto = {
      ...syncCrypto,
      argon2id: async (...given) => {
        hashed += 1;
        // The second call is for the new password.
        if (hashed === 2) await changeMeanwhile();
        return syncCrypto.argon2id(...given);
      },
    };
    const ended = await changePassword({ ...change, crypto, password: 'slow' });
    expect(ended).toMatchObject({ ok: false, reason: 'changed' });
    expect(await openDevice(syncCrypto, path, { kind: 'password', password: 'quick' })).toMatchObject({
      ok: true,
    });
  });

  it('with a wrong password changes nothing', async () => {
    const path = join(home, 'x.keys');
    await writeFile(path, await sealed());
    const before = await readFile(path);
    const current = { kind: 'password', password: 'wrong' } as const;
    const change = { crypto: syncCrypto, path, now: createdOn, cost: cheap, current, password: 'other' };
    expect(await changePassword(change)).toMatchObject({ ok: false, reason: 'cannot-be-opened' });
    expect(await readFile(path)).toEqual(before);
  });
});

describe('errors of opening', () => {
  it('distinguish missing, not a device file, unknown kind, and wrong password or damaged', async () => {
    const secret = { kind: 'password', password: 'wrong' } as const;
    await writeFile(join(home, 'good.keys'), await sealed());
    await writeFile(join(home, 'junk.keys'), 'junk');
    await writeFile(join(home, 'new.keys'), Buffer.from('81a474797065a36e6577', 'hex'));
    const said = new Map<string, string>();
    for (const name of ['none', 'junk', 'new', 'good']) {
      const opened = await openDevice(syncCrypto, join(home, `${name}.keys`), secret);
      if (opened.ok) throw new Error(`${name} opened`);
      said.set(name, opened.reason);
      expect(explainOpening(opened)).toContain(home);
      if (name === 'good')
        expect(explainOpening(opened)).toMatch(/password is wrong, or the file is damaged/);
    }
    expect([...said.values()]).toEqual(['missing', 'no-device-file', 'unknown-kind', 'cannot-be-opened']);
  });

  it('contain neither password nor key', async () => {
    const path = join(home, 'x.keys');
    const bytes = await sealed({ password: 'Tell-Nobody-1' });
    await writeFile(path, bytes.with(bytes.length - 60, (bytes[bytes.length - 60] ?? 0) ^ 1));
    const opened = await openDevice(syncCrypto, path, { kind: 'password', password: 'Tell-Nobody-1' });
    if (opened.ok) throw new Error('a damaged file opened');
    expect(explainOpening(opened)).not.toContain('Tell-Nobody-1');
  });
});

describe('listing', () => {
  it('skips junk, pipes, huge files and cycles of links without failing or waiting', async () => {
    await writeFile(join(home, 'good.keys'), await sealed());
    await writeFile(join(home, 'junk.keys'), 'junk');
    await writeFile(join(home, 'huge.keys'), Buffer.alloc(1024 * 1024 + 1));
    await mkdir(join(home, 'folder.keys'));
    await symlink(home, join(home, 'circle'));
    await symlink(join(home, 'nowhere'), join(home, 'broken.keys'));
    if (posix) execFileSync('mkfifo', [join(home, 'pipe.keys')]);
    const { devices, skipped } = await listDevices(home);
    expect(devices.map((each) => each.deviceLabel)).toEqual(['laptop']);
    expect(skipped.map((each) => each.path.slice(home.length + 1))).toEqual(
      posix
        ? ['broken.keys', 'huge.keys', 'junk.keys', 'pipe.keys']
        : ['broken.keys', 'huge.keys', 'junk.keys'],
    );
  });

  it('returns nothing for a folder that does not exist', async () => {
    expect(await listDevices(join(home, 'nowhere'))).toEqual({ devices: [], skipped: [] });
  });
});
