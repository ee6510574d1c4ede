import { hexOf } from '@parsec-spec/spec/codec';
import { encodeDeviceFile, readDeviceFile } from '@parsec-spec/spec/device-files';
import { refused, type VectorReader } from '@parsec-spec/spec/vectors';
import { type Secret, unseal } from './open-device.ts';

/**
 * Reads vectors of the subject `device-file`: opens each file with `given.secret` and encodes it
 * again with the facts of the sealed device (KEYS-05 to KEYS-07).
 */
export const deviceFileReader: VectorReader = async ({ bytes, given, crypto }) => {
  const decoded = readDeviceFile(bytes);
  if (!decoded.ok) return refused(`${decoded.reason}: ${decoded.detail}`);
  const { file } = decoded;
  const opened = await unseal(crypto, file, secretOf(given));
  if (!opened.ok) return refused(`${opened.reason}: ${opened.detail}`);
  const value = hexOf(opened.plain);
  // This client does not write files for a keyring.
  if (file.kind !== 'password' && file.kind !== 'recovery') return { ok: true, value };
  const { server_url, organization_id, user_id, device_id, human_handle, device_label } = opened.device;
  const facts = { server_url, organization_id, user_id, device_id, human_handle, device_label };
  const written = encodeDeviceFile({ ...file.clear, ...facts });
  return { ok: true, value, written: hexOf(written) };
};

function secretOf(given: Parameters<VectorReader>[0]['given']): Secret {
  const secret = String(given.secret);
  return given.kind === 'password'
    ? { kind: 'password', password: secret }
    : { kind: 'passphrase', passphrase: secret };
}
