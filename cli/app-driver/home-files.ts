import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type DeviceFileClear, readDeviceFile } from '@parsec-spec/spec/device-files';
import { printable } from '@parsec-spec/spec/scalars';
import { nth, type Screen, type View } from './screen.ts';
import type { AppWindow } from './window.ts';

/** A file of the home that the app was asked to open. */
interface OfferedFile {
  readonly digest: string;
  /** Undefined: the app did not take it. */
  readonly clear?: DeviceFileClear | undefined;
  /** Why the app did not take it. */
  readonly refusal?: string;
}

/** Names a device file of the home. */
interface Selection {
  readonly file?: string | undefined;
  readonly device?: string | undefined;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The device files in the home of an app. The app is offered them, and what it saves is written there. */
export class HomeFiles {
  readonly #window: AppWindow;
  readonly #folder: string;
  /** By origin and path. */
  readonly #offered = new Map<string, OfferedFile>();

  constructor(window: AppWindow, home: string) {
    this.#window = window;
    this.#folder = join(home, '.config', 'parsec3', 'libparsec', 'devices');
  }

  /** What the app did with a file of this path. */
  offered(path: string): OfferedFile | undefined {
    return this.#offered.get(`${this.#window.origin} ${path}`);
  }

  /** The file that is meant: by its path, by the label of its device, or the only one. */
  async select({ file, device }: Selection): Promise<{ path: string; clear?: DeviceFileClear } | undefined> {
    const files = (await this.#files()).map(({ path, bytes }) => {
      const read = readDeviceFile(bytes);
      return { path, ...(read.ok && { clear: read.file.clear }) };
    });
    if (file !== undefined) return files.find(({ path }) => path === file);
    const labelled = files.find(({ clear }) => clear?.device_label === device);
    return labelled ?? (files.length === 1 ? files[0] : undefined);
  }

  /** Opens the first screen, and lets the app have what the home has. */
  async offer(origin: string): Promise<void> {
    const isReady = ({ title, text }: View) => title === 'Welcome' && !text.includes('Looking for devices');
    const first = async (): Promise<Screen> => {
      await this.#window.rest();
      const screen = await this.#window.open(origin, '');
      await screen.until((view) => isReady(view) || undefined);
      return screen;
    };
    let screen = await first();
    const files = new Map(
      (await this.#files()).map(({ path, bytes }) => [`${origin} ${path}`, { path, bytes }]),
    );
    for (const [key, { digest, clear }] of this.#offered) {
      const file = files.get(key);
      if (!key.startsWith(`${origin} `) || (file !== undefined && digestOf(file.bytes) === digest)) continue;
      this.#offered.delete(key);
      if (clear === undefined) continue;
      const { cards } = await screen.until((view) => view);
      const index = cards.findIndex(isCardOf(clear));
      if (index < 0) continue;
      await screen.press('Forget', nth('.cards > li', index));
      await screen.press('Forget it', nth('.cards > li', index));
      await screen.until((view) => view.cards.length < cards.length || undefined);
    }
    for (const [key, { path, bytes }] of files) {
      if (this.#offered.has(key)) continue;
      const input = await screen.page.$('input[type="file"]');
      await (input as Awaited<ReturnType<typeof screen.page.$<'input'>>>)?.uploadFile(path);
      const refusal = await screen.until(({ title, problems }) =>
        title === 'Log in' ? '' : problems.join(' ') || undefined,
      );
      const read = readDeviceFile(bytes);
      const clear = refusal === '' && read.ok ? read.file.clear : undefined;
      this.#offered.set(key, { digest: digestOf(bytes), ...(clear === undefined ? { refusal } : { clear }) });
      if (clear === undefined) screen = await first();
      else {
        await screen.go('');
        const isListed = ({ title, cards }: View) => title === 'Welcome' && cards.some(isCardOf(clear));
        await screen.until((view) => isListed(view) || undefined);
      }
    }
  }

  /**
   * Saves the device file by the button for it, and writes it into the home. Returns why it was not
   * written.
   */
  async save(): Promise<string | undefined> {
    const { file, name } = await this.#window.saveBy('Save the device file');
    const path = join(this.#folder, basename(name));
    const bytes = await readFile(file);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await rename(file, path);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const read = readDeviceFile(bytes);
    this.#offered.set(`${this.#window.origin} ${path}`, {
      digest: digestOf(bytes),
      clear: read.ok ? read.file.clear : undefined,
    });
    return undefined;
  }

  /** The device files in the home. */
  async #files(): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    const paths = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.keys'))
      .map(({ name }) => join(this.#folder, name))
      .sort();
    return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
  }
}

/** Whether a card of the first screen shows the device with these facts. */
export function isCardOf({ organization_id, human_handle, device_label }: DeviceFileClear) {
  const [email, name] = human_handle;
  const text = printable(`${organization_id} ${name} <${email}> on ${device_label}`);
  return (card: string): boolean => card.startsWith(text.replaceAll(/\s+/g, ' ').trim());
}
