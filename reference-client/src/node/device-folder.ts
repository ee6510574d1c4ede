import { lstat, readdir, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The settings that decide where the client stores its files. */
export interface FolderSettings {
  env: Readonly<Record<string, string | undefined>>;
  platform?: NodeJS.Platform;
  home?: string;
  /** `--config-dir`: the folder that holds `devices/`. It takes precedence over every variable. */
  configDir?: string | undefined;
}

/**
 * The folder that holds `devices/` (spec/protocol/client-keys.md): `--config-dir`, else
 * `PARSEC_CONFIG_DIR`, else `PARSEC_BASE_CONFIG_DIR`, else the default of the system.
 */
export function configFolder(settings: FolderSettings): string {
  const own = settings.configDir ?? nonEmpty(settings.env.PARSEC_CONFIG_DIR);
  if (own !== undefined) return own;
  return join(
    nonEmpty(settings.env.PARSEC_BASE_CONFIG_DIR) ?? systemFolder(settings, 'XDG_CONFIG_HOME', '.config'),
    'parsec3',
    'libparsec',
  );
}

/**
 * The folder of device files. Device files in its subfolders count too.
 *
 * @example
 * ```ts
 * const folder = devicesFolder({ env: process.env });
 * ```
 */
export function devicesFolder(settings: FolderSettings): string {
  return join(configFolder(settings), 'devices');
}

/**
 * The folder in which a device stores fetched data: `<data>/parsec3/<device id>`
 * (spec/protocol/client-keys.md). With `--config-dir` it is next to `devices/`.
 *
 * @param deviceId 32 hex digits
 */
export function dataFolder(settings: FolderSettings, deviceId: string): string {
  const own = nonEmpty(settings.env.PARSEC_DATA_DIR);
  if (own !== undefined) return join(own, deviceId);
  const base = nonEmpty(settings.env.PARSEC_BASE_DATA_DIR);
  if (base !== undefined) return join(base, 'parsec3', deviceId);
  const config = settings.configDir ?? nonEmpty(settings.env.PARSEC_CONFIG_DIR);
  if (config !== undefined) return join(config, 'data', deviceId);
  return join(systemFolder(settings, 'XDG_DATA_HOME', '.local', 'share'), 'parsec3', deviceId);
}

/** The default folder of the system. On Linux: the value of a variable, or a folder below home. */
function systemFolder(settings: FolderSettings, variable: string, ...below: readonly string[]): string {
  const home = settings.home ?? homedir();
  switch (settings.platform ?? process.platform) {
    case 'win32':
      return nonEmpty(settings.env.APPDATA) ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return nonEmpty(settings.env[variable]) ?? join(home, ...below);
  }
}

// An empty environment variable counts as unset.
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

// The names that writeSecretFile gives to the files it has not renamed yet.
const unrenamed = /\.keys(\.pending|\.claim)?\.[0-9a-f]{12}\.new$/;
const HOUR_MS = 3_600_000;

/**
 * Removes files that saves left behind when their process was killed. A younger file may belong to
 * a save in progress, and is kept. A file that cannot be removed is passed over.
 *
 * @param folder the folder of device files, sub-folders included
 * @param now in ms since the epoch
 */
export async function removeAbandonedSaves(folder: string, now: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !unrenamed.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const age = await lstat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    if (age > HOUR_MS) await unlink(path).catch(() => undefined);
  }
}

/**
 * Tells whether other users of the machine can add, replace or delete files in a folder: by its
 * mode, or because it is theirs. Always false on Windows, where modes say nothing.
 */
export async function isWritableByOthers(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined || process.getuid === undefined) return false;
  const isForeign = stats.uid !== process.getuid() && stats.uid !== 0;
  return isForeign || (stats.mode & 0o022) !== 0;
}
