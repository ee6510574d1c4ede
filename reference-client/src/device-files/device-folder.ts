import { homedir } from 'node:os';
import { join } from 'node:path';

/** What decides about the places: the environment, and the option a person gave. */
export interface Places {
  env: Readonly<Record<string, string | undefined>>;
  platform?: NodeJS.Platform;
  home?: string;
  /** `--config-dir`: the folder that holds `devices/`, nothing added. Wins over every variable. */
  configDir?: string | undefined;
}

/** The folder that holds `devices/` (spec/protocol/client-keys.md): `--config-dir`, `PARSEC_CONFIG_DIR`, `PARSEC_BASE_CONFIG_DIR`, then the system's. */
export function configFolder(places: Places): string {
  const own = places.configDir ?? filled(places.env.PARSEC_CONFIG_DIR);
  if (own !== undefined) return own;
  return join(filled(places.env.PARSEC_BASE_CONFIG_DIR) ?? systemConfig(places), 'parsec3', 'libparsec');
}

/** The folder of device files, sub-folders included when it is read. */
export function devicesFolder(places: Places): string {
  return join(configFolder(places), 'devices');
}

/** Where a device keeps what it fetched: `<data>/parsec3/<device id>` (spec/protocol/client-keys.md). With `--config-dir` it stays beside the devices. */
export function dataFolder(places: Places, deviceId: string): string {
  const own = filled(places.env.PARSEC_DATA_DIR);
  if (own !== undefined) return join(own, deviceId);
  const base = filled(places.env.PARSEC_BASE_DATA_DIR);
  if (base !== undefined) return join(base, 'parsec3', deviceId);
  const config = places.configDir ?? filled(places.env.PARSEC_CONFIG_DIR);
  if (config !== undefined) return join(config, 'data', deviceId);
  return join(systemData(places), 'parsec3', deviceId);
}

function systemConfig(places: Places): string {
  const home = places.home ?? homedir();
  switch (places.platform ?? process.platform) {
    case 'win32':
      return filled(places.env.APPDATA) ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return filled(places.env.XDG_CONFIG_HOME) ?? join(home, '.config');
  }
}

function systemData(places: Places): string {
  const home = places.home ?? homedir();
  switch (places.platform ?? process.platform) {
    case 'win32':
      return filled(places.env.APPDATA) ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return filled(places.env.XDG_DATA_HOME) ?? join(home, '.local', 'share');
  }
}

// An empty variable is an unset one, as shells leave them.
function filled(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
