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
    nonEmpty(settings.env.PARSEC_BASE_CONFIG_DIR) ?? systemConfig(settings),
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
  return join(systemData(settings), 'parsec3', deviceId);
}

function systemConfig(settings: FolderSettings): string {
  const home = settings.home ?? homedir();
  switch (settings.platform ?? process.platform) {
    case 'win32':
      return nonEmpty(settings.env.APPDATA) ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return nonEmpty(settings.env.XDG_CONFIG_HOME) ?? join(home, '.config');
  }
}

function systemData(settings: FolderSettings): string {
  const home = settings.home ?? homedir();
  switch (settings.platform ?? process.platform) {
    case 'win32':
      return nonEmpty(settings.env.APPDATA) ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return nonEmpty(settings.env.XDG_DATA_HOME) ?? join(home, '.local', 'share');
  }
}

// An empty environment variable counts as unset.
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
