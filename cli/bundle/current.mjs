// The bundle of a checkout. Plain JavaScript, so that a start of the command line strips no types.
import { spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where bundles are. `current.json` names the newest one. */
const home = join(root, 'cli', '.bundle');

/** How long other starts run the sources after a build has begun and not succeeded, in ms. */
const LOCK_MS = 300_000;

/** Number of bundles that are kept, since a process may still load modules of an older one. */
const KEPT = 10;

/**
 * The URL of the bundled `main.ts`. The bundle is made anew if a source has changed. Undefined if the
 * sources must run: another process is making the bundle, it cannot be made, or
 * `PARSEC_SPEC_SOURCES` is set.
 */
export function currentBundle() {
  if (process.env.PARSEC_SPEC_SOURCES) return undefined;
  return present() ?? (make() ? present() : undefined);
}

/**
 * Lets stacks name the sources. With Node's own option every start would read the maps, which costs
 * 0.2 s of CPU time.
 */
export function nameSourcesInStacks() {
  const maps = new Map();
  const inBundle = /(file:\S+\/\.bundle\/[^:]+):(\d+):(\d+)/;
  const sourceAt = (place, url, line, column) => {
    try {
      if (!maps.has(url))
        maps.set(url, new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8'))));
      const { originalSource, originalLine } = maps.get(url).findEntry(line - 1, column - 1);
      return `${new URL(originalSource, url)}:${originalLine + 1}`;
    } catch {
      return place;
    }
  };
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => `    at ${String(frame).replace(inBundle, sourceAt)}`);
    return [Error.prototype.toString.call(error), ...lines].join('\n');
  };
}

function present() {
  try {
    const { folder, stamps } = JSON.parse(readFileSync(join(home, 'current.json'), 'utf8'));
    for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return undefined;
    return pathToFileURL(join(home, folder, 'main.mjs')).href;
  } catch {
    return undefined;
  }
}

/** Changes when a file is written, or when an entry of a folder is added, removed or renamed. */
function stampOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.mtimeMs} ${stats.size}`;
}

/** Makes a bundle the current one. Returns false if that fails. */
function make() {
  const lock = join(home, 'lock');
  try {
    mkdirSync(home, { recursive: true });
    const start = Date.now();
    const age = start - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? start);
    if (age > LOCK_MS) rmSync(lock, { recursive: true, force: true });
    mkdirSync(lock);
    const folder = mkdtempSync(join(home, 'made-'));
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'make.ts'), folder], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', process.env.PARSEC_SPEC_DEBUG === undefined ? 'ignore' : 'inherit'],
      timeout: LOCK_MS,
    });
    // The lock of a failed build stays, so that the next starts do not try it in vain.
    if (status !== 0) return false;
    publish(folder, start);
    rmSync(lock, { recursive: true, force: true });
    return true;
  } catch {
    // The lock is taken, or the checkout is read-only.
    return false;
  }
}

function publish(folder, began) {
  const inputs = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'));
  // What changed during the build is stale from the start.
  const isOlder = (path) => statSync(join(root, path)).mtimeMs < began;
  const stamps = inputs.map((path) => [path, isOlder(path) ? stampOf(path) : 'changed']);
  const file = join(folder, 'stamps.json');
  writeFileSync(file, JSON.stringify({ folder: basename(folder), stamps }));
  renameSync(file, join(home, 'current.json'));
  const ages = new Map(
    globSync('made-*', { cwd: home }).map((name) => [name, statSync(join(home, name)).mtimeMs]),
  );
  const newestFirst = [...ages].sort(([, one], [, other]) => other - one);
  for (const [name] of newestFirst.slice(KEPT)) rmSync(join(home, name), { recursive: true, force: true });
}
