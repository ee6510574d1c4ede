import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const python = process.env.PARSEC_SPEC_PYTHON ?? 'python3';

/**
 * Whether Python can run here, with the packages of the Python client. In CI, missing ones are an
 * error instead of a skip.
 */
export async function canRunPython(): Promise<boolean> {
  const packages = 'nacl.pwhash.argon2id, msgpack, zstandard';
  const hasPackages = await promisify(execFile)(python, ['-c', `import ${packages}`]).then(
    () => true,
    () => false,
  );
  const canRun = hasPackages || process.env.CI === 'true';
  if (!canRun) {
    console.log(
      `skipped: the Python client needs ${python} with PyNaCl, msgpack and zstandard ` +
        '(apt-get install python3-nacl python3-msgpack python3-zstandard)',
    );
  }
  return canRun;
}
