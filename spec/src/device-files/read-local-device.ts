import { CodecError, decode } from '../codec/index.ts';
import type { LocalDevice } from '../generated/types.ts';
import { explain } from '../validate/index.ts';
import { serverUrl } from './server-url.ts';

/**
 * The opened content as a device, or the reason of the failure, which names fields and never their
 * values.
 */
export type ReadLocalDevice = { ok: true; device: LocalDevice } | { ok: false; detail: string };

/**
 * Decodes the sealed content of a device file (spec/protocol/client-keys.md). Unknown keys and
 * bytes after the map are ignored.
 */
export function readLocalDevice(plain: Uint8Array): ReadLocalDevice {
  try {
    const value = decode(plain);
    const problems = explain('LocalDevice', value);
    if (problems !== undefined) return { ok: false, detail: problems };
    const device = value as unknown as LocalDevice;
    if (serverUrl(device.server_url) === undefined) {
      return { ok: false, detail: 'server_url is not an http(s) address without a path' };
    }
    return { ok: true, device };
  } catch (error) {
    if (error instanceof CodecError) return { ok: false, detail: `it is not msgpack: ${error.message}` };
    throw error;
  }
}
