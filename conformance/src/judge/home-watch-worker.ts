import { createHash } from 'node:crypto';
import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { MAX_ENTRIES, readBeginningSync } from '../wire/home-files.ts';

/** A request to the thread that watches homes. The first one for a home has its folder. */
export interface WatchRequest {
  readonly home: number;
  /** Number of this look at every file. */
  readonly look: number;
  readonly folder?: string;
  readonly ends?: true;
}

/** A file of a home, or an answer to a request, that the thread sends. */
export interface WatchReport {
  readonly home: number;
  readonly file?: { readonly path: string; readonly bytes: Uint8Array };
  readonly gap?: string;
  /** The number of a look that has ended. */
  readonly looked?: number;
}

/** Largest file that is read, in bytes. */
const MAX_FILE_BYTES = 8 << 20;
/** Most bytes that are kept of one home. */
const MAX_HOME_BYTES = 64 << 20;
/** Bytes that a kept file takes beside its content. */
const FILE_OVERHEAD = 1 << 10;
/** Most folders of one home that are watched. */
const MAX_FOLDERS = 1000;

/** Node reads such a name with U+FFFD in it, and finds nothing by it, or another file. */
const NOT_UTF_8 = 'a name that is not UTF-8';

const none = new Uint8Array();

class WatchedHome {
  readonly #number: number;
  readonly #root: string;
  readonly #watchers = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
  readonly #known = new Set<string>();
  readonly #gaps = new Set<string>();
  #bytes = 0;
  /** Entries that the present look may still visit. */
  #left = 0;

  constructor(number: number, root: string) {
    this.#number = number;
    this.#root = root;
  }

  look(path = this.#root): void {
    this.#left = MAX_ENTRIES;
    this.#lookAt(path);
  }

  end(): void {
    for (const folder of [...this.#watchers.keys()]) this.#unwatch(folder);
  }

  /** Reads a file, or watches a folder and reads everything in it. Removed files are left out. */
  #lookAt(path: string): void {
    if (this.#left === 0) return this.#gap(`more than ${MAX_ENTRIES} files and folders`);
    this.#left -= 1;
    try {
      const status = lstatSync(path, { bigint: true });
      if (status.isDirectory()) {
        // Watched first, so that no file appears unseen between the two.
        // A folder that replaces a removed one may have its inode.
        this.#watch(path, `${status.ino} ${status.birthtimeNs}`);
        const names = readdirSync(path);
        if (new Set(names).size < names.length) this.#gap(NOT_UTF_8);
        for (const name of names) this.#lookAt(join(path, name));
      } else if (status.isFile()) this.#read(path, Number(status.size));
    } catch {
      this.#unwatch(path);
      if (path.includes('\ufffd')) this.#gap(NOT_UTF_8);
    }
  }

  /** Watches a folder, unless it is watched and has not been replaced since. */
  #watch(folder: string, identity: string): void {
    if (this.#watchers.get(folder)?.identity === identity) return;
    this.#unwatch(folder);
    if (this.#watchers.size >= MAX_FOLDERS) return this.#gap(`more than ${MAX_FOLDERS} folders`);
    const watcher = watch(folder, (_event, name) => this.look(name === null ? folder : join(folder, name)));
    watcher.on('error', () => this.#unwatch(folder));
    this.#watchers.set(folder, { identity, watcher });
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.watcher.close();
    this.#watchers.delete(folder);
  }

  #read(path: string, size: number): void {
    if (size > MAX_FILE_BYTES) return this.#gap(`a file of more than ${MAX_FILE_BYTES} bytes`);
    const bytes = readBeginningSync(path, MAX_FILE_BYTES) ?? none;
    const digest = createHash('sha256').update(bytes).digest('base64');
    if (bytes.length === 0 || this.#known.has(digest)) return;
    if (this.#bytes + bytes.length > MAX_HOME_BYTES)
      return this.#gap(`more than ${MAX_HOME_BYTES} bytes in its files`);
    this.#known.add(digest);
    this.#bytes += bytes.length + path.length + FILE_OVERHEAD;
    report({ home: this.#number, file: { path: relative(this.#root, path), bytes } });
  }

  #gap(gap: string): void {
    if (this.#gaps.has(gap)) return;
    this.#gaps.add(gap);
    report({ home: this.#number, gap });
  }
}

const homes = new Map<number, WatchedHome>();
const report = (message: WatchReport): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ home: number, look, folder, ends }: WatchRequest) => {
  const home = homes.get(number) ?? new WatchedHome(number, folder ?? '');
  homes.set(number, home);
  if (ends === true) {
    home.end();
    homes.delete(number);
    return;
  }
  try {
    home.look();
  } finally {
    report({ home: number, looked: look });
  }
});
