import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

// Builds the container image with the subcommands for hosting (entry.ts) by `docker build`.
const image = process.env.PARSEC_SPEC_IMAGE ?? 'parsec-spec:dev';
const work = mkdtempSync(join(tmpdir(), 'parsec-spec-image-'));
const root = join(work, 'root');

/** Copies a file into the file system of the image. */
function copyIn(from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  copyFileSync(from, join(root, to));
}

// The path of libsodium's native build in the image.
const sodium = '/app/sodium-native.node';

/**
 * Copies libsodium's native build, which verifies signatures twice as fast. Returns false if this
 * machine has none.
 */
function copySodium(): boolean {
  try {
    const server = createRequire(import.meta.resolve('@parsec-spec/reference-server/serve'));
    const folder = dirname(server.resolve('sodium-native'));
    const build = join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'sodium-native.node');
    if (!existsSync(build)) return false;
    copyIn(build, sodium);
    strip(sodium);
    return true;
  } catch {
    return false;
  }
}

// The program loads the code of its thread from a separate file in its folder.
const thread = join(
  dirname(fileURLToPath(import.meta.resolve('@parsec-spec/reference-server/journal'))),
  'sqlite',
  'commit-thread.ts',
);

/** Bundles the program, its thread and the health check. */
async function bundle(): Promise<void> {
  const native = copySodium();
  if (!native) process.stderr.write('image: no build of libsodium for this machine: slower signatures\n');
  for (const [input, name] of [
    [join(import.meta.dirname, 'entry.ts'), 'parsec-spec.mjs'],
    [thread, 'commit-thread.mjs'],
    [join(import.meta.dirname, 'health.ts'), 'health.mjs'],
  ] as const) {
    await build({
      input,
      platform: 'node',
      resolve: { conditionNames: ['parsec-spec:src', 'node', 'default'] },
      // Other native builds are optional and not included.
      external: [...(native ? [sodium] : ['sodium-native']), 'pg-native', 'pg-cloudflare'],
      plugins: [
        {
          name: 'native-build',
          load: (id) =>
            id.endsWith('/sodium-native/binding.js') ? `module.exports = require('${sodium}')` : undefined,
        },
      ],
      output: { file: join(root, 'app', name), format: 'esm', codeSplitting: false, minify: 'dce-only' },
      logLevel: 'warn',
    });
  }
}

/** Removes the symbols of a program. Returns false without `strip`. */
function strip(path: string): boolean {
  try {
    execFileSync('strip', [join(root, path)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Copies this Node, without symbols if possible, and the libraries that `ldd` lists. */
function copyNode(): void {
  copyIn(process.execPath, '/node');
  chmodSync(join(root, 'node'), 0o755);
  if (!strip('/node')) process.stderr.write('image: no strip here (binutils): the image is 18 MB larger\n');
  for (const line of execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).split('\n')) {
    const library = /(\/\S+) \(0x/.exec(line)?.[1];
    if (library !== undefined) copyIn(library, library);
  }
}

/** Fails before the bundle is made if no container engine answers. */
function requireEngine(): void {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore' });
  } catch {
    process.stderr.write(
      'image: no container engine answers: start one (Debian: apt-get install docker.io), or set DOCKER_HOST\n',
    );
    rmSync(work, { recursive: true });
    process.exit(5);
  }
}

requireEngine();
try {
  await bundle();
  const pages = join(import.meta.dirname, '..', '..', 'reference-client', 'app', 'build.ts');
  execFileSync(process.execPath, [pages, join(root, 'app', 'client-app')]);
  copyNode();
  mkdirSync(join(root, 'tmp'));
  mkdirSync(join(work, 'data'));
  // COPY does not keep the owner of an empty folder.
  writeFileSync(join(work, 'data', '.keep'), '');
  cpSync(join(import.meta.dirname, 'Dockerfile'), join(work, 'Dockerfile'));
  execFileSync('docker', ['build', '--quiet', '--tag', image, work], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.stdout.write(`built ${image}\n`);
} finally {
  rmSync(work, { recursive: true });
}
