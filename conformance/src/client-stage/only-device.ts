import type { ClientJudge } from '../judge/index.ts';
import { type OpenedDeviceFile, openDeviceFile } from './device-file.ts';
import { deviceFiles, filesBelow } from './files.ts';

/**
 * The only device file below a home, opened with libsodium: there must be one, and this password
 * must open it.
 */
export async function onlyDevice(
  judge: ClientJudge,
  home: string,
  password: string,
): Promise<OpenedDeviceFile & { readonly path: string }> {
  const [file, ...others] = deviceFiles(await filesBelow(home));
  if (file === undefined) return judge.fail('no device file', 'one device file', 'none');
  judge.expect.equal(others.length, 0, 'other device files');
  try {
    return { ...openDeviceFile(file.bytes, password), path: file.path };
  } catch (error) {
    const observed = error instanceof Error ? error.message : String(error);
    return judge.fail(`the device file does not open (${observed})`, 'a file that libsodium opens', observed);
  }
}
